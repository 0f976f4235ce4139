#include "cli/cost_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace sop::cli {
namespace {

// `figure`: nothing where nothing bounds it.
struct Held {
  std::string_view name, en, zh;
  std::optional<std::int64_t> (*figure)(const ProgramCost& cost, const ProgramWork& work);
};

std::optional<std::int64_t> number(std::size_t n) { return static_cast<std::int64_t>(n); }

constexpr Held held[] = {
    {"columns", "columns read", "读取的列",
     [](const ProgramCost&, const ProgramWork& work) { return number(work.columns_read); }},
    {"atoms", "different conditions", "不同的条件",
     [](const ProgramCost&, const ProgramWork& work) { return number(work.atoms); }},
    {"aggregates", "aggregates over events", "事件聚合",
     [](const ProgramCost&, const ProgramWork& work) { return number(work.aggregates); }},
    {"passes", "passes over events", "事件遍历",
     [](const ProgramCost&, const ProgramWork& work) { return number(work.passes); }},
    {"contacts_in_a_day", "contacts of one customer in a day", "一位客户 1 天内的触达",
     [](const ProgramCost& cost, const ProgramWork&) { return cost.in_a_day.most; }},
    {"contacts_in_7_days", "contacts of one customer in 7 days", "一位客户 7 天内的触达",
     [](const ProgramCost& cost, const ProgramWork&) { return cost.in_a_week.most; }},
};

}  // namespace

std::optional<CostLimit> cost_limit_of(const std::string& given) {
  const std::size_t equals = given.find('=');
  if (equals == std::string::npos) return std::nullopt;
  CostLimit limit{given.substr(0, equals), 0};
  const char *first = given.data() + equals + 1, *last = given.data() + given.size();
  const auto [end, fault] = std::from_chars(first, last, limit.most);
  const bool known = std::ranges::find(held, limit.name, &Held::name) != std::end(held);
  if (!known || first == last || end != last || fault != std::errc() || limit.most < 0) return std::nullopt;
  return limit;
}

std::string names_of_cost_limits() {
  std::string out;
  for (const Held& one : held) out += fmt::format("{}`{}`", out.empty() ? "" : ", ", one.name);
  return out;
}

std::vector<std::string> exceeded(const std::vector<CostLimit>& limits, const ProgramCost& cost,
                                  const ProgramWork& work, Language language) {
  const bool zh = language == Language::zh;
  std::vector<std::string> out;
  for (const CostLimit& limit : limits) {
    const Held& row = *std::ranges::find(held, limit.name, &Held::name);
    const auto found = row.figure(cost, work);
    if (found && *found <= limit.most) continue;
    const std::string much = found ? std::to_string(*found) : (zh ? "不封顶" : "no limit");
    out.push_back(fmt::format(fmt::runtime(zh ? "--limit {}={}:{}:{}" : "--limit {}={}: {}: {}"), limit.name,
                              limit.most, zh ? row.zh : row.en, much));
  }
  return out;
}

}  // namespace sop::cli
