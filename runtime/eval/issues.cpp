#include "runtime/eval/issues.h"

#include <algorithm>

namespace sop {
namespace {

void keep_where(const Vector& condition, std::size_t rows, Word* out) {
  for (std::size_t w = 0; w < word_count(rows); ++w) {
    out[w] &= condition.bits()[w];
    if (condition.known != nullptr) out[w] &= condition.known[w];
  }
}

}  // namespace

bool failed_rows(const Machine& machine, std::size_t rows, const ProbeSite& site, Word* out) {
  const Vector& inst = machine.at(site.inst);
  if (inst.failed == nullptr) return false;
  std::copy_n(inst.failed, word_count(rows), out);
  if (site.guard >= 0) keep_where(machine.at(site.guard), rows, out);
  if (site.where >= 0) keep_where(machine.at(site.where), rows, out);
  return any_bit(out, rows);
}

void add_issue(IssueCount& count, std::uint64_t evaluations, std::uint32_t customer) {
  count.evaluations += evaluations;
  count.first_customer = std::min(count.first_customer, customer);
}

void count_failures(const Machine& machine, const Block& block, const ProbeSite& site, IssueCounts& counts) {
  if (machine.at(site.inst).failed == nullptr) return;
  std::vector<Word> failed(word_count(block.rows));
  if (!failed_rows(machine, block.rows, site, failed.data())) return;
  for_each_bit(failed.data(), 0, block.rows, [&](std::size_t row) {
    const std::size_t customer = block.has_customers ? block.customers.at(row) : UINT32_MAX;
    add_issue(counts[site.probe], 1, static_cast<std::uint32_t>(customer));
  });
}

void merge_issues(const IssueCounts& from, IssueCounts& into) {
  for (std::size_t i = 0; i < from.size(); ++i)
    if (from[i].evaluations > 0) add_issue(into[i], from[i].evaluations, from[i].first_customer);
}

}  // namespace sop
