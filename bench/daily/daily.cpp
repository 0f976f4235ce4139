// A day's run over all customers beside one that asks those who may have something new, on the same tables and from the
// same memory. The tables of two days are loaded; the first day's runs are made once and leave memory and notes. Then,
// for each line on standard input ("all" or "few"), the second day's run is made and its time said, as one line of
// JSON. At the end both results are held against each other: everything done, and everything remembered.
//
// Usage: sop_daily PROGRAM.sop FIRST_DAY NAME=FILE... -- SECOND_DAY NAME=FILE...
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "runtime/daily/daily.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/prepare.h"
#include "runtime/io/zone_files.h"

namespace {

using Clock = std::chrono::steady_clock;
using Words = std::vector<std::string>;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Day {
  sop::Micros as_of = 0;
  sop::Dataset dataset;
};

Day load(const sop::Program& program, const Words& given, const sop::RunContext& context) {
  std::vector<sop::Binding> bindings;
  for (std::size_t i = 1; i < given.size(); ++i) {
    const std::size_t equals = given[i].find('=');
    bindings.push_back({given[i].substr(0, equals), given[i].substr(equals + 1)});
  }
  sop::PreparedData data = sop::load_dataset(program, bindings, sop::evaluate_rows, context, {});
  if (data.exit_code != 0) std::cerr << "the tables could not be read\n", std::exit(3);
  return {*sop::parse_instant(given[0], &context.zone), std::move(data.dataset)};
}

// A run writes into its data what it finds out.
void forget(const sop::Program& program, sop::Dataset& dataset) {
  dataset.tags.clear();
  dataset.histories.clear();
  for (std::size_t i = 0; i < program.inputs.size(); ++i)
    if (program.inputs[i].recorded) dataset.inputs[i] = {};
}

// Codes of texts are those of one day's tables.
void recode(sop::RunMemory& memory, const sop::TextPool& from, sop::TextPool& to) {
  const auto moved = [&](sop::TextCode code) { return code == sop::no_text ? code : to.intern(from.text(code)); };
  for (sop::StoredTag& tag : memory.tags)
    tag.tag = moved(tag.tag), tag.group = moved(tag.group), tag.source = moved(tag.source);
}

auto key(const sop::StoredTag& tag) {
  return std::tuple(tag.customer, tag.group, tag.tag, tag.origin, tag.source, tag.since, tag.until, tag.locked,
                    tag.manual_until_true);
}
auto key(const sop::ActionRow& row) { return std::tuple(row.customer, row.rule, row.effect_id, row.due_at); }
auto key(const sop::TagRow& row) {
  return std::tuple(row.customer, row.group, row.tag, row.change, row.source, row.until);
}
auto key(const sop::DecisionRow& row) {
  return std::tuple(row.customer, row.source, row.step, row.at, row.outcome, row.reason);
}
auto key(const sop::ChangeRow& row) {
  return std::tuple(row.history, row.customer, row.at, row.before, row.after, row.cause);
}

template <class Row>
bool same_rows(const std::vector<Row>& a, const std::vector<Row>& b) {
  const auto keys = [](const std::vector<Row>& rows) {
    std::vector<decltype(key(rows[0]))> out;
    for (const Row& row : rows) out.push_back(key(row));
    std::ranges::sort(out);
    return out;
  };
  return keys(a) == keys(b);
}

// The first thing that differs, or nothing.
std::string difference(const sop::RunResult& a, const sop::RunResult& b) {
  if (!same_rows(a.actions, b.actions)) return "actions";
  if (!same_rows(a.tags, b.tags)) return "tag changes";
  if (!same_rows(a.decisions, b.decisions)) return "decisions";
  if (!same_rows(a.changes, b.changes)) return "changes";
  if (a.counts != b.counts) return "counts";
  if (!same_rows(a.memory.tags, b.memory.tags)) return "stored tags";
  if (!same_rows(a.memory.changes, b.memory.changes)) return "remembered changes";
  if (a.memory.segments != b.memory.segments) return "segments";
  for (std::size_t h = 0; h < a.memory.histories.size(); ++h)
    if (a.memory.histories[h].of != b.memory.histories[h].of) return "histories";
  for (std::size_t r = 0; r < a.memory.rules.size(); ++r)
    if (a.memory.rules[r].truth != b.memory.rules[r].truth ||
        a.memory.rules[r].last_fired != b.memory.rules[r].last_fired)
      return "rules";
  return a.memory.seen_events == b.memory.seen_events ? "" : "events heard of";
}

}  // namespace

int main(int argc, char** argv) {
  const Words words(argv + 1, argv + argc);
  const auto middle = std::ranges::find(words, "--");
  if (words.size() < 4 || middle == words.end())
    return std::cerr << "usage: sop_daily PROGRAM.sop FIRST_DAY NAME=FILE... -- SECOND_DAY NAME=FILE...\n", 2;
  std::ifstream file(words[0]);
  std::ostringstream text;
  text << file.rdbuf();
  const sop::Sources sources{{words[0], text.str()}};
  sop::CheckOptions check;
  check.zone = [](const std::string& name) { return sop::load_zone(name); };
  const sop::Compilation compilation = sop::compile(sources, check);
  if (compilation.diagnostics.errors() > 0)
    return std::cerr << sop::render_text(compilation.diagnostics.all(), sources, sop::Language::en, false), 1;
  const sop::Program& program = compilation.program;
  sop::RunContext context;
  context.zone = *sop::load_zone(program.project.timezone);
  sop::RunOptions options;
  options.evaluate = sop::evaluate;
  options.has_as_of = options.with_state = true;

  sop::RunMemory memory;
  sop::DailyNotes notes;
  std::shared_ptr<sop::TextPool> pool;
  {
    Day first = load(program, {words.begin() + 1, middle}, context);
    // The very first run tags whoever it meets, and each tag is seen from the next instant on: an hour before.
    options.as_of = first.as_of - sop::micros_per_hour;
    const auto start = Clock::now();
    sop::DailyRun begun = sop::run_daily(program, first.dataset, options, context, {});
    const double took = seconds_since(start);
    forget(program, first.dataset);
    options.as_of = first.as_of;
    options.before = &begun.result.memory;
    sop::DailyRun done = sop::run_daily(program, first.dataset, options, context, begun.notes);
    std::cout << nlohmann::json{{"first", took}, {"customers", first.dataset.customers}} << std::endl;
    memory = std::move(done.result.memory);
    notes = std::move(done.notes);
    pool = first.dataset.pool;
  }
  Day day = load(program, {middle + 1, words.end()}, context);
  recode(memory, *pool, *day.dataset.pool);
  pool.reset();
  options.as_of = day.as_of;
  options.before = &memory;
  mallopt(M_TRIM_THRESHOLD, 1 << 30);  // what a round gives back is kept for the next
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  std::optional<sop::RunResult> all, few;
  for (std::string task; std::cin >> task >> context.threads;) {
    forget(program, day.dataset);
    std::optional<sop::RunResult>& out = task == "all" ? all : few;
    out.reset();
    sop::DailyChoice choice;
    const auto start = Clock::now();
    const std::clock_t processor = std::clock();
    if (task == "all") {
      out = sop::run(program, day.dataset, options, context);
    } else {
      sop::DailyRun done = sop::run_daily(program, day.dataset, options, context, notes);
      out = std::move(done.result);
      choice = std::move(done.choice);
    }
    const double took = seconds_since(start);
    const double cpu = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
    nlohmann::json answer{
        {"seconds", took}, {"cpu", cpu}, {"actions", out->actions.size()}, {"tags", out->tags.size()}};
    if (task != "all") {
      answer["whole"] = choice.whole.has_value();
      answer["asked"] = choice.asked.size();
      answer["touched"] = choice.touched;
      answer["due"] = choice.due;
    }
    if (all && few) answer["difference"] = difference(*all, *few);
    std::cout << answer << std::endl;
  }
}
