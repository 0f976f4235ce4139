// Semantics D12 as a property: no customer of a random program ever gets more contacts in a day or in 7 days than its
// worst case says, from one journey or rule, or from all of them. SOP_RANDOM_JOURNEYS says how many programs,
// SOP_RANDOM_HISTORIES how many customers each has.
#include "runtime/cost/program_cost.h"

#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compiler/driver/compile.h"
#include "runtime/eval/evaluator.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/prepare.h"
#include "runtime/io/zone_files.h"
#include "runtime/run/contacts.h"
#include "runtime/run/effects.h"
#include "tests/journeys/journey_maker.h"

namespace sop::journey_tests {
namespace {

struct Loaded {
  Program program;
  Dataset dataset;
  RunContext context;
};

std::optional<Loaded> loaded(const JourneyCase& made) {
  CheckOptions options;
  options.zone = [](const std::string& name) { return load_zone(name); };
  Compilation compilation = compile({{"case.sop", made.program}}, options);
  if (compilation.diagnostics.errors() > 0) return std::nullopt;
  Loaded out{std::move(compilation.program), {}, {}};
  out.context.zone = *load_zone("Asia/Shanghai");
  const auto folder = std::filesystem::temp_directory_path() / ("sop-costs-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::vector<Binding> bindings;
  for (const auto& [name, text] : made.tables) {
    bindings.push_back({name, (folder / (name + ".csv")).string()});
    std::ofstream(bindings.back().path) << text;
  }
  PreparedData data = load_dataset(out.program, bindings, evaluate_rows, out.context, {});
  std::filesystem::remove_all(folder);
  if (data.exit_code != 0) return std::nullopt;
  out.dataset = std::move(data.dataset);
  return out;
}

using PerDay = std::map<Days, std::int64_t>;

struct Most {
  std::int64_t in_a_day = 0, in_a_week = 0;
};

Most most_of(const std::map<std::uint32_t, PerDay>& customers) {
  Most out;
  for (const auto& [customer, days] : customers)
    for (const auto& [day, count] : days) {
      std::int64_t week = 0;
      for (auto at = days.lower_bound(day - 6); at != days.end() && at->first <= day; ++at) week += at->second;
      out.in_a_day = std::max(out.in_a_day, count);
      out.in_a_week = std::max(out.in_a_week, week);
    }
  return out;
}

// Contacts as they were decided in one run over everything: by source ("" is all), customer and local day.
std::map<std::string, Most> lived(Loaded& loaded) {
  RunOptions options;
  options.evaluate = evaluate;
  options.has_as_of = true;
  options.as_of = *parse_instant("2026-11-25 12:00", &loaded.context.zone);
  const RunResult found = run(loaded.program, loaded.dataset, options, loaded.context);
  std::map<std::string, std::map<std::uint32_t, PerDay>> counts;
  for (const ActionRow& row : found.actions) {
    if (!is_contact(action_of(loaded.program, row))) continue;
    const Days day = loaded.context.zone.local_date(row.due_at);
    for (const std::string& source : {std::string(), source_of(loaded.program, row)})
      ++counts[source][row.customer][day];
  }
  std::map<std::string, Most> out;
  for (const auto& [source, customers] : counts) out[source] = most_of(customers);
  return out;
}

}  // namespace

TEST_CASE("nobody gets more than the worst case says") {
  const auto number = [](const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
  };
  const std::uint64_t first = number("SOP_RANDOM_SEED", 1), count = number("SOP_RANDOM_JOURNEYS", 300);
  const auto histories = static_cast<int>(number("SOP_RANDOM_HISTORIES", 36));
  std::uint64_t bounded = 0, met = 0, wrong = 0;
  for (std::uint64_t seed = first; seed < first + count && wrong < 3; ++seed) {
    const JourneyCase made = make_journey_case(seed, histories);
    std::optional<Loaded> case_of = loaded(made);
    if (!case_of) continue;
    const ProgramCost cost = cost_of(case_of->program);
    const std::map<std::string, Most> found = lived(*case_of);
    const auto held = [&](const std::string& source, const char* window, const MostContacts& most, std::int64_t was) {
      if (!most.most) return;
      ++bounded;
      met += was == *most.most ? 1 : 0;
      if (was <= *most.most) return;
      ++wrong;
      FAIL_CHECK("seed " << seed << ": " << (source.empty() ? "all" : source) << " had " << was << " in " << window
                         << ", the worst case says " << *most.most << "\n"
                         << made.program);
    };
    for (const auto& [source, was] : found) {
      const auto known = std::ranges::find(cost.sources, source, &SourceCost::name);
      REQUIRE((source.empty() || known != cost.sources.end()));
      held(source, "a day", source.empty() ? cost.in_a_day : known->in_a_day, was.in_a_day);
      held(source, "7 days", source.empty() ? cost.in_a_week : known->in_a_week, was.in_a_week);
    }
  }
  WARN(bounded << " bounds held, " << met << " of them met exactly");
  CHECK(bounded > count);
  CHECK(met > bounded / 5);
}

}  // namespace sop::journey_tests
