#include "runtime/plan/plan.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace sop {
namespace {

bool known_before(const RunOptions& options) { return options.before != nullptr && options.before->exists; }

void add_once(People& people, std::uint32_t customer) {
  if (people.empty() || people.back() != customer) people.push_back(customer);
}

class Planning {
 public:
  Planning(const Program& program, const Dataset& dataset, const RunOptions& options, const RunResult& result,
           const LastRun& last)
      : program_(program), dataset_(dataset), options_(options), result_(result), last_(last) {}

  RunPlan run() {
    plan_.as_of = options_.has_as_of ? options_.as_of : no_instant;
    plan_.with_state = options_.with_state;
    plan_.customers = result_.frame.rows();
    plan_.redefined = result_.redefined;
    for (const auto& [probe, count] : result_.issues) plan_.issues += count.evaluations;
    if (program_.population.exists()) {
      const Input& people = program_.inputs[program_.population.index()];
      plan_.masked = people.key >= 0 && people.columns[static_cast<std::size_t>(people.key)].pii;
    }
    if (known_before(options_)) {
      plan_.last_as_of = options_.before->as_of;
      plan_.absent = last_.absent_customers;
      plan_.gone_segments = last_.gone_segments;
    }
    for (std::size_t f = 0; f < program_.facts.size(); ++f) {
      if (program_.facts[f].kind == FactKind::segment) segment(f);
      if (program_.facts[f].kind == FactKind::tier) tier(f);
    }
    actions();
    held_back();
    left_out();
    tags();
    return std::move(plan_);
  }

 private:
  void segment(std::size_t f) {
    SegmentPlan segment{.name = program_.facts[f].name};
    const std::vector<bool> none;
    const auto& segments = known_before(options_) ? options_.before->segments : std::vector<std::vector<bool>>{};
    const std::vector<bool>& before = f < segments.size() ? segments[f] : none;
    segment.known = !before.empty();
    for (std::uint32_t c = 0; c < dataset_.customers; ++c) {
      const bool was = segment.known && before[c], is = result_.memory.segments[f][c];
      segment.before += was ? 1 : 0;
      segment.now += is ? 1 : 0;
      if (segment.known && is && !was) segment.enter.push_back(c);
      if (was && !is) segment.leave.push_back(c);
    }
    plan_.segments.push_back(std::move(segment));
  }

  // The highest moves first.
  void tier(std::size_t f) {
    if (f >= last_.levels.size() || last_.levels[f].empty() || !known_before(options_)) return;
    const Fact& fact = program_.facts[f];
    const auto& members = program_.enumerations[fact.type.enumeration.index()].members;
    const auto name = [&](std::int32_t level) {
      return level == no_value ? std::string() : members[static_cast<std::size_t>(level)];
    };
    std::map<std::pair<std::int32_t, std::int32_t>, People> moves;
    for (std::size_t row = 0; row < result_.frame.rows(); ++row) {
      const std::uint32_t c = result_.frame.customer[row];
      const auto& levels = result_.facts[f];
      const std::int32_t now = levels.is_known(row) ? static_cast<std::int32_t>(levels.whole[row]) : no_value;
      const std::int32_t before = options_.before->seen[c] ? last_.levels[f][c] : no_value;
      if (now != before) moves[{before, now}].push_back(c);
    }
    for (auto move = moves.rbegin(); move != moves.rend(); ++move)
      plan_.tiers.push_back({fact.name, name(move->first.first), name(move->first.second), std::move(move->second)});
  }

  void actions() {
    std::map<std::tuple<std::string, std::string, std::string>, ActionPlan> rows;
    const auto row_of = [&](const std::string& verb, const std::string& object, const std::string& source) -> auto& {
      return rows.try_emplace({verb, object, source}, ActionPlan{verb, object, source, 0, 0, {}}).first->second;
    };
    for (const ActionRow& row : result_.actions) {
      const Action& action = action_of(program_, row);
      ActionPlan& plan = row_of(action.verb_word, action.object, source_of(program_, row));
      ++plan.now;
      add_once(plan.who, row.customer);
    }
    if (known_before(options_))
      for (const LastRun::Actions& before : last_.actions)
        row_of(before.verb, before.object, before.source).before += before.count;
    for (auto& [key, row] : rows) plan_.actions.push_back(std::move(row));
  }

  void held_back() {
    std::map<std::tuple<std::string, std::string, std::string, std::string>, HeldBackPlan> rows;
    for (const DecisionRow& row : result_.decisions) {
      HeldBackPlan& plan = rows[{row.outcome, row.reason, row.source, row.step}];
      plan = {row.outcome, row.reason, row.source, row.step, plan.now + 1, std::move(plan.who)};
      add_once(plan.who, row.customer);
    }
    for (auto& [key, row] : rows) plan_.held_back.push_back(std::move(row));
  }

  void left_out() {
    if (!known_before(options_)) return;
    for (std::size_t r = 0; r < program_.rules.size(); ++r) {
      const Rule& rule = program_.rules[r];
      const RuleMemory& before = options_.before->rules[r];
      if (!rule.triggers.empty() || !before.known || before.definition == rule.definition || rule.fire_redefined)
        continue;
      LeftOutPlan plan{rule.name, {}};
      for (std::uint32_t c = 0; c < dataset_.customers; ++c) {
        const bool fired_once = rule.once.kind == OnceKind::once && before.last_fired.contains({c, ""});
        if (options_.before->seen[c] && !before.truth[c] && result_.memory.rules[r].truth[c] && !fired_once)
          plan.who.push_back(c);
      }
      if (!plan.who.empty()) plan_.left_out.push_back(std::move(plan));
    }
  }

  void tags() {
    const auto text = [&](TextCode code) {
      return code == no_text ? std::string() : std::string(dataset_.pool->text(code));
    };
    std::map<std::pair<std::string, std::string>, TagPlan> rows;
    std::map<std::pair<TextCode, TextCode>, TagPlan*> known;
    for (const TagRow& row : result_.tags) {
      TagPlan*& plan = known[{row.group, row.tag}];
      if (plan == nullptr) {
        plan = &rows[{text(row.group), text(row.tag)}];
        *plan = {text(row.group), text(row.tag), {}};
      }
      add_once(plan->changes[static_cast<std::size_t>(row.change)], row.customer);
    }
    for (auto& [key, row] : rows) plan_.tags.push_back(std::move(row));
  }

  const Program& program_;
  const Dataset& dataset_;
  const RunOptions& options_;
  const RunResult& result_;
  const LastRun& last_;
  RunPlan plan_;
};

}  // namespace

std::uint64_t RunPlan::action_count() const {
  std::uint64_t count = 0;
  for (const ActionPlan& row : actions) count += row.now;
  return count;
}

RunPlan make_plan(const Program& program, const Dataset& dataset, const RunOptions& options, const RunResult& result,
                  const LastRun& last) {
  return Planning(program, dataset, options, result, last).run();
}

}  // namespace sop
