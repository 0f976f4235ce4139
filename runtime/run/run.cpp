#include "runtime/run/run.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "runtime/eval/edge_parts.h"
#include "runtime/eval/edges.h"
#include "runtime/journeys/results.h"
#include "runtime/journeys/timeline.h"
#include "runtime/run/decide.h"
#include "runtime/run/fire.h"
#include "runtime/run/firing_number.h"
#include "runtime/run/histories.h"
#include "runtime/run/issues.h"
#include "runtime/run/lists.h"
#include "runtime/run/once.h"
#include "runtime/run/order.h"
#include "runtime/run/paused.h"
#include "runtime/run/rows_of_all.h"
#include "runtime/run/sorted_rows.h"
#include "runtime/run/tag_changes.h"
#include "runtime/run/tag_locks.h"
#include "runtime/run/watermark.h"

namespace sop {
namespace {

std::uint64_t count_of(const ColumnData& column) {
  std::uint64_t count = 0;
  for (std::uint64_t word : column.bits) count += static_cast<std::uint64_t>(std::popcount(word));
  return count;
}

void count_stages(const Program& program, std::span<ColumnData> survivors, RunResult& result) {
  std::size_t next = 0;
  for (std::uint32_t f = 0; f < program.facts.size(); ++f) {
    if (program.facts[f].stages.empty()) continue;
    StageCounts& stages = result.stages.emplace_back(f);
    for (std::size_t i = 0; i < program.facts[f].stages.size(); ++i) {
      stages.counts.push_back(count_of(survivors[next]));
      stages.left.push_back(std::move(survivors[next++].bits));
    }
  }
}

bool same_instant_again(const RunOptions& options) {
  return options.before != nullptr && options.before->exists && options.before->as_of == options.as_of;
}

// Event rules ask the population functions of the last run, where it knew them (semantics C2).
void take_last_edges(const Program& program, const RunOptions& options, EdgeBook& edges) {
  if (options.before == nullptr) return;
  for (std::size_t i = 0; i < program.populations.size(); ++i)
    if (const auto last = options.before->edges.find(program.populations[i].definition);
        last != options.before->edges.end())
      edges.take(PopulationId(i), last->second);
}

// Only a part of what is asked of all customers was wanted of this run, and it is told now.
bool tells_part(const Program& program, const Dataset& dataset, const RunOptions& options, const RunContext& context,
                bool at_end) {
  const AskedOfAll& asked = options.asked_of_all;
  if (asked.questions == nullptr || asked.at_end != at_end) return false;
  const auto rows = asked.parts->rows;
  *asked.parts = parts_of_all(program, dataset, *asked.questions, options.evaluate, context);
  asked.parts->rows = rows;
  return true;
}

// What the run before left for the rules, under their present meaning.
RunMemory next_memory(const Program& program, const Dataset& dataset, const RunOptions& options) {
  RunMemory memory;
  if (options.before != nullptr) memory.rules = options.before->rules;
  if (options.before != nullptr) memory.alerts = options.before->alerts;
  if (options.before != nullptr) memory.lists = options.before->lists;
  memory.rules.resize(program.rules.size());
  memory.histories.resize(program.histories.size());
  memory.exists = true;
  memory.as_of = options.as_of;
  memory.seen.assign(dataset.customers, true);
  return memory;
}

// Does a rule on state fire for this customer? On false → true (semantics C8).
class Rising {
 public:
  Rising(const Program& program, std::uint32_t index, const RunOptions& options)
      : rule_(program.rules[index]),
        before_(options.before != nullptr && options.before->exists ? options.before : nullptr),
        memory_(before_ == nullptr ? nullptr : &before_->rules[index]),
        leaves_out_(before_ == nullptr && options.with_state && rule_.exclude_existing) {}

  bool operator()(std::uint32_t customer) const {
    if (leaves_out_) return false;
    if (before_ == nullptr || !before_->seen[customer]) return true;  // no previous value counts as false
    if (!memory_->known) return rule_.include_existing;
    if (memory_->truth[customer]) return false;
    return !is_redefined() || rule_.fire_redefined;
  }
  bool is_redefined() const { return memory_ != nullptr && memory_->known && memory_->definition != rule_.definition; }

 private:
  const Rule& rule_;
  const RunMemory* before_;
  const RuleMemory* memory_;
  const bool leaves_out_;  // the first run of this state: whoever it holds for is there already
};

// By the run itself, for counts, tags and what is remembered; or by somebody after it.
bool is_read(const Fact& fact, const RunOptions& options) {
  return !options.facts_read || fact.type.is(TypeKind::boolean) || fact.type.is(TypeKind::enumeration) ||
         std::ranges::find(*options.facts_read, fact.name) != options.facts_read->end();
}

// Facts and the rules on state in one evaluation: what they share is computed once.
class StateRun {
 public:
  StateRun(const Program& program, Dataset& dataset, const RunOptions& options, const RunContext& context,
           TagBook& tags, RunResult& result)
      : program_(program), dataset_(dataset), options_(options), context_(context), tags_(tags), result_(result) {}

  // `timeline`: none, or the journeys beside these rules.
  void run(const Timeline* timeline) {
    timeline_ = timeline;
    std::vector<InstId> roots;
    for (const Fact& fact : program_.facts) roots.push_back(fact.root);
    const std::size_t ends_begin = roots.size();
    for (const Fact& fact : program_.facts)
      if (fact.until.exists()) roots.push_back(fact.until);
    const std::size_t stages_begin = roots.size();
    for (const Fact& fact : program_.facts)
      for (const Stage& stage : fact.stages) roots.push_back(stage.survives);
    const std::size_t lists_begin = roots.size();
    for (const TakenList& list : program_.lists) roots.push_back(list.member);
    if (!same_instant_again(options_)) add_rules(roots);
    result_.frame.edges = EdgeBook(program_, dataset_, options_.as_of, options_.evaluate, context_).all();
    for (std::size_t i = 0; i < program_.populations.size() && context_.among_all == nullptr; ++i)
      result_.memory.edges[program_.populations[i].definition] = result_.frame.edges->populations[i];
    Evaluation found = evaluated(roots);
    add_issues(result_.issues, found.issues);
    for (std::size_t i = 0; i < program_.facts.size(); ++i) {
      result_.counts.push_back(program_.facts[i].type.is(TypeKind::boolean) ? count_of(found.values[i]) : 0);
      result_.facts.push_back(std::move(found.values[i]));
    }
    std::size_t at = ends_begin;
    for (const Fact& fact : program_.facts)
      ends_.push_back(fact.until.exists() ? std::move(found.values[at++]) : ColumnData{});
    count_stages(program_, std::span(found.values).subspan(stages_begin, lists_begin - stages_begin), result_);
    keep_lists(program_, dataset_, options_, context_,
               std::span(found.values).subspan(lists_begin, program_.lists.size()), result_);
    std::ranges::stable_sort(parts_, {}, [&](const Part& part) { return turn_of(program_, part.rule); });
    for (const Part& part : parts_) decide(part, found.values);
  }

  void tell_tags() { tag_changes(program_, dataset_, options_, context_.zone, ends_, tags_, result_); }

 private:
  struct Part {
    std::uint32_t rule;
    std::size_t condition, values;
  };

  void add_rules(std::vector<InstId>& roots) {
    for (std::uint32_t i = 0; i < program_.rules.size(); ++i) {
      const Rule& rule = program_.rules[i];
      if (!rule.triggers.empty() || !rule.condition.exists()) continue;
      parts_.push_back({i, roots.size(), roots.size() + 1});
      roots.push_back(rule.condition);
      const std::vector<InstId> more = firing_roots(program_, rule);
      roots.insert(roots.end(), more.begin(), more.end());
    }
  }

  // Without the values of facts that nobody reads. A context may be more than it seems, so it is passed on where it
  // can.
  Evaluation evaluated(const std::vector<InstId>& roots) const {
    if (!options_.facts_read) return options_.evaluate(program_, dataset_, result_.frame, roots, context_);
    std::vector<bool> wanted(roots.size(), true);
    for (std::size_t i = 0; i < program_.facts.size(); ++i) wanted[i] = is_read(program_.facts[i], options_);
    RunContext context = context_;
    context.wanted = &wanted;
    return options_.evaluate(program_, dataset_, result_.frame, roots, context);
  }

  void decide(const Part& part, std::vector<ColumnData>& values) {
    const Rule& rule = program_.rules[part.rule];
    const Rising rises(program_, part.rule, options_);
    RuleMemory& memory = result_.memory.rules[part.rule];
    const std::vector<bool> truth_before = memory.known ? memory.truth : std::vector<bool>(dataset_.customers, false);
    if (!memory.known) memory.truth.assign(dataset_.customers, false);
    OnceMemory once(program_, rule.once, context_.zone, memory);
    Firing firing;
    firing.rule = part.rule;
    firing.frame = &result_.frame;
    firing.tags_contend = timeline_ != nullptr && timeline_->shares_tags(part.rule);
    bool changed = false;
    for (std::uint32_t row = 0; row < result_.frame.rows(); ++row) {
      const std::uint32_t customer = result_.frame.customer[row];
      const bool holds = bit_at(values[part.condition].bits, row);
      memory.truth[customer] = holds;
      changed = changed || holds != truth_before[customer];
      if (!holds || !rises(customer) || !once.admits(customer, options_.as_of, "")) continue;
      firing.rows.push_back(row);
      const std::string number = options_.before == nullptr ? "1" : std::to_string(options_.as_of);
      firing.numbers.push_back(named_like_a_journey(program_, program_.rules[part.rule]) ? "rule\x1e" + number
                                                                                         : number);
    }
    if (rises.is_redefined() && changed) result_.redefined.push_back(rule.name);
    take_firing_values(program_, rule, values, part.values, firing);
    find_staff(program_, dataset_, options_, context_, firing, result_);
    fire(program_, dataset_, firing, tags_, options_, context_.zone, result_);
  }

  const Program& program_;
  Dataset& dataset_;
  const RunOptions& options_;
  const RunContext& context_;
  TagBook& tags_;
  RunResult& result_;
  const Timeline* timeline_ = nullptr;
  std::vector<Part> parts_;
  std::vector<ColumnData> ends_;
};

// A derived tag or group that says something else than in the memory, and gives other tags for it (semantics C7).
// Did an action of an earlier run set it, which a condition gives now?
bool was_set_by_actions(const Fact& fact, const Dataset& dataset, const RunMemory& before) {
  return std::ranges::any_of(before.tags, [&](const StoredTag& tag) {
    const TextCode name = fact.is_group() ? tag.group : tag.tag;
    return tag.origin == TagOrigin::set && name != no_text && dataset.pool->text(name) == fact.name;
  });
}

// Two groups may own a tag of one name.
std::string definition_name(const Program& program, const Fact& fact) {
  const auto same = [&](const Fact& other) { return other.kind == FactKind::tag && other.name == fact.name; };
  const bool is_shared = fact.kind == FactKind::tag && std::ranges::count_if(program.facts, same) > 1;
  return is_shared && !fact.group.empty() ? fact.group + "." + fact.name : fact.name;
}

void note_redefined(const Program& program, const Dataset& dataset, const RunOptions& options, RunResult& result) {
  for (const Fact& fact : program.facts) {
    if (fact.stored || (fact.kind != FactKind::tag && fact.kind != FactKind::taggroup)) continue;
    const std::string definition = definition_name(program, fact);
    result.memory.tag_definitions[definition] = fact.definition;
    if (options.before == nullptr) continue;
    const auto known = options.before->tag_definitions.find(definition);
    const bool was_derived = known != options.before->tag_definitions.end();
    if (was_derived ? known->second == fact.definition : !was_set_by_actions(fact, dataset, *options.before)) continue;
    const TextCode name = dataset.pool->intern(fact.name);
    const TextCode group = fact.group.empty() ? no_text : dataset.pool->intern(fact.group);
    const bool changes = std::ranges::any_of(result.tags, [&](const TagRow& row) {
      return row.source == name && (fact.kind != FactKind::tag || row.group == group);
    });
    if (changes) result.redefined.push_back(definition);
  }
}

// What waited for its hour and is not sent any more: its rule was taken out, or has another name.
void tell_contacts_without_rule(const RunOptions& options, RunResult& result) {
  if (options.before == nullptr) return;
  for (const ContactWithoutRule& one : options.before->journeys.without_rule)
    result.decisions.push_back({one.customer, one.rule, "held", options.as_of, "exited", "the rule is no more"});
}

void keep_segments(const Program& program, const Dataset& dataset, RunResult& result) {
  result.memory.segments.resize(program.facts.size());
  for (std::size_t f = 0; f < program.facts.size(); ++f) {
    if (program.facts[f].kind != FactKind::segment) continue;
    std::vector<bool>& held = result.memory.segments[f];
    held.assign(dataset.customers, false);
    for (std::size_t row = 0; row < result.frame.rows(); ++row)
      held[result.frame.customer[row]] = bit_at(result.facts[f].bits, row);
  }
}

// Told once, told for good: what earlier runs told, then what this one found out. The earlier telling stands.
void keep_changes(const Program& program, const RunOptions& options, RunResult& result) {
  std::vector<ChangeRow>& all = result.memory.changes;
  std::span<const ChangeRow> before;
  if (options.before != nullptr) before = options.before->changes;
  all.assign(before.begin(), before.end());
  const auto key = [](const ChangeRow& row) { return std::tuple(row.history, row.customer, row.at); };
  std::ranges::copy_if(result.changes, std::back_inserter(all),
                       [&](const ChangeRow& row) { return !std::ranges::binary_search(before, key(row), {}, key); });
  forget_changes(program, options.as_of, all);
  std::ranges::stable_sort(all, {}, key);
}

// All but the order of its rows.
RunResult decided(const Program& written, Dataset& dataset, const RunOptions& options, const RunContext& context) {
  const std::optional<Program> paused = with_pauses(written, options);
  const Program& unlocked = paused ? *paused : written;
  if (options.asked_of_all.rows)
    options.asked_of_all.parts->rows = rows_here(written, dataset, options.has_as_of ? options.as_of : INT64_MAX);
  TagBook tags(unlocked, dataset, options, context);
  const std::optional<Program> locked = with_locks(unlocked, *dataset.pool);
  const Program& program = locked ? *locked : unlocked;
  RunResult result;
  result.frame = batch_frame(dataset, options.as_of);
  result.memory = next_memory(program, dataset, options);
  result.has_timeline = needs_timeline(program);
  if (const Watermark watermark = watermark_of(program, dataset, options.as_of);
      is_stale(program, watermark, options.as_of, context.zone))
    result.stale_input = watermark.input;
  const LateEvents late(program, dataset, options, context);
  dataset.histories.resize(program.histories.size());
  tell_lists(program, dataset, options, context);
  if (tells_part(program, dataset, options, context, false)) return result;
  EdgeBook now(program, dataset, options.as_of, options.evaluate, context);
  EdgeBook last(program, dataset, options.as_of, options.evaluate, context);
  take_last_edges(program, options, last);
  std::optional<Timeline> timeline;
  if (result.has_timeline) timeline.emplace(program, dataset, tags, last, late, options, context, result);
  for (Together& together : decision_order(program)) {
    for (const std::uint32_t history : together.histories) {
      const InPhase deeper(context.profile, Phase::histories);
      run_history(program, dataset, history, options, context, now, late, result);
    }
    if (timeline) std::erase_if(together.rules, [&](const std::uint32_t rule) { return timeline->decides(rule); });
    decide(program, dataset, together.rules, together.stepwise, tags, options, context, last, late, result);
  }
  StateRun state(program, dataset, options, context, tags, result);
  if (timeline) {
    timeline->take(std::exchange(result.requests, {}));
    {
      const InPhase deeper(context.profile, Phase::journeys);
      timeline->run();
    }
    if (tells_part(program, dataset, options, context, true)) return result;
    state.run(&*timeline);
    const InPhase deeper(context.profile, Phase::journeys);
    timeline->finish(std::exchange(result.requests, {}));
    result.memory.journeys = timeline->memory();
  } else {
    if (tells_part(program, dataset, options, context, true)) return result;
    state.run(nullptr);
  }
  state.tell_tags();
  tell_contacts_without_rule(options, result);
  result.memory.seen_events = late.seen();
  if (timeline)
    if (auto outcomes = timeline->seen_results()) result.memory.seen_events[outcomes_seen] = std::move(*outcomes);
  keep_segments(program, dataset, result);
  keep_changes(program, options, result);
  note_redefined(program, dataset, options, result);
  for (std::size_t r = 0; r < program.rules.size(); ++r) {
    if (!result.memory.rules[r].known) result.memory.rules[r].since = options.as_of;
    result.memory.rules[r].known = true;
    result.memory.rules[r].definition = program.rules[r].definition;
  }
  return result;
}

}  // namespace

// The first probe of a calendar that saw a year without a table.
std::optional<TableGap> find_table_gap(const Program& program, const std::map<std::uint32_t, IssueCount>& issues) {
  for (const auto& [probe, count] : issues)
    if (program.at(program.probes[probe].inst).kind == InstKind::calendar) return TableGap{probe, count};
  return std::nullopt;
}

bool is_too_early(const RunOptions& options) {
  return options.before != nullptr && options.before->exists && options.as_of < options.before->as_of;
}

// What deciding took in memory besides the result is given back before its rows are dealt out.
RunResult run(const Program& program, Dataset& dataset, const RunOptions& options, const RunContext& context) {
  const InPhase in(context.profile, Phase::deciding);
  RunResult result = decided(program, dataset, options, context);
  sort_rows(program, dataset, result);
  return result;
}

}  // namespace sop
