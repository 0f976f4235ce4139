// Rows come in order of customers within each rule or fact, and each customer has few of them: they are dealt out by
// customer, and only hers are compared.
#include "runtime/run/sorted_rows.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

namespace sop {
namespace {

// Stable. `less` compares two rows of one customer.
template <class Row, class Less>
void sort_by_customer(std::vector<Row>& rows, std::size_t customers, Less less) {
  std::vector<std::uint32_t> begin(customers + 1, 0);
  for (const Row& row : rows) ++begin[row.customer + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint32_t> order(rows.size()), next(begin.begin(), begin.end() - 1);
  for (std::uint32_t i = 0; i < rows.size(); ++i) order[next[rows[i].customer]++] = i;
  const auto is_before = [&](std::uint32_t a, std::uint32_t b) { return less(rows[a], rows[b]); };
  for (std::size_t c = 0; c < customers; ++c)
    if (begin[c + 1] - begin[c] > 1)
      std::stable_sort(order.begin() + begin[c], order.begin() + begin[c + 1], is_before);
  std::vector<Row> sorted;
  sorted.reserve(rows.size());
  for (const std::uint32_t i : order) sorted.push_back(std::move(rows[i]));
  rows = std::move(sorted);
}

// The place of each text among those of a column, in order of the texts.
class Ranks {
 public:
  Ranks(const TextPool& pool, const std::vector<TagRow>& rows, TextCode TagRow::*column) {
    for (const TagRow& row : rows) rank_.try_emplace(row.*column);
    std::vector<TextCode> codes;
    for (const auto& [code, rank] : rank_) codes.push_back(code);
    const auto text = [&](TextCode code) { return code == no_text ? std::string_view() : pool.text(code); };
    std::ranges::sort(codes, {}, text);
    for (std::size_t i = 0; i < codes.size(); ++i) rank_[codes[i]] = i;
  }

  std::size_t of(TextCode code) const { return rank_.find(code)->second; }

 private:
  std::unordered_map<TextCode, std::size_t> rank_;
};

}  // namespace

void sort_rows(const Program& program, const Dataset& dataset, RunResult& result) {
  const auto source = [&](const ActionRow& row) -> const std::string& { return source_of(program, row); };
  sort_by_customer(result.actions, dataset.customers, [&](const ActionRow& a, const ActionRow& b) {
    return std::tie(source(a), a.due_at) < std::tie(source(b), b.due_at);
  });
  const Ranks sources(*dataset.pool, result.tags, &TagRow::source), tags(*dataset.pool, result.tags, &TagRow::tag);
  const auto told = [&](const TagRow& row) {
    return std::tuple(sources.of(row.source), row.change != TagChange::remove, tags.of(row.tag));
  };
  sort_by_customer(result.tags, dataset.customers, [&](const TagRow& a, const TagRow& b) { return told(a) < told(b); });
  sort_by_customer(result.decisions, dataset.customers, [](const DecisionRow& a, const DecisionRow& b) {
    return std::tie(a.source, a.at) < std::tie(b.source, b.at);
  });
}

}  // namespace sop
