#include "cli/first_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/diagnostics/width.h"
#include "runtime/eval/edges.h"
#include "runtime/run/moments.h"

namespace sop::cli {
namespace {

class PassedOver {
 public:
  PassedOver(const Program& program, const Dataset& dataset, const RunOptions& options, const RunContext& context,
             const RunResult& result, Language language)
      : program_(program),
        dataset_(dataset),
        options_(options),
        context_(context),
        result_(result),
        zh_(language == Language::zh) {
    context_.progress = nullptr;
  }

  std::string lines() {
    for (std::size_t r = 0; r < program_.rules.size(); ++r) {
      const Rule& rule = program_.rules[r];
      const bool known = has_before() && options_.before->rules[r].known;
      if (known || rule.backfill) continue;
      for (const Trigger& trigger : rule.triggers) count(trigger, rule.condition, rule.name);
    }
    for (const Journey& journey : program_.journeys) {
      if (journey.retired || !is_new(journey)) continue;
      for (const JourneyEntry& entry : journey.entries) {
        if (entry.becoming.exists() && !entry.include_existing) already(entry, journey.name);
        if (!entry.becoming.exists() && !entry.by_rule && !journey.backfill)
          count(entry.trigger, entry.condition, journey.name);
      }
    }
    return text();
  }

 private:
  bool has_before() const { return options_.before != nullptr && options_.before->exists; }

  bool is_new(const Journey& journey) const {
    const auto found = result_.memory.journeys.known.find(journey.name);
    return found != result_.memory.journeys.known.end() && found->second.since == options_.as_of;
  }

  // Events that the trigger would have heard; the clock's own days go on without them.
  void count(const Trigger& trigger, InstId condition, const std::string& name) {
    if (!trigger.stream.exists()) return;
    RunResult unused;
    Frame frame = trigger_frame(program_, dataset_, trigger, INT64_MIN, options_, context_, unused);
    std::vector<InstId> roots;
    for (const InstId root : {trigger.where, condition})
      if (root.exists()) roots.push_back(root);
    frame.edges = EdgeBook(program_, dataset_, options_.as_of, options_.evaluate, context_).for_roots(roots);
    Evaluation found;
    if (!roots.empty()) found = options_.evaluate(program_, dataset_, frame, roots, context_);
    for (std::size_t row = 0; row < frame.rows(); ++row) {
      if (!std::ranges::all_of(found.values, [&](const ColumnData& holds) { return bit_at(holds.bits, row); }))
        continue;
      ++events_;
      listening_.insert(name);
    }
  }

  // People for whom the condition of an entry holds at this run.
  void already(const JourneyEntry& entry, const std::string& name) {
    for (const HeldState& one : result_.memory.histories[entry.becoming.index()].of) {
      if (one.value != 1) continue;
      ++people_;
      existing_.insert(name);
    }
  }

  static std::string names_of(const std::set<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "`" : ", `") + visible(name) + "`";
    return out;
  }

  std::string text() const {
    std::string out;
    if (events_ > 0)
      out += fmt::format(
          fmt::runtime(
              zh_ ? "触发从首次认识它的运行开始:此前已有的 {} 个事件只用于计算事实({});写 `补录` 则会处理它们\n"
                  : "triggers start with the first run that knows them: of events before it, {} would have "
                    "fired ({}) and feed facts only; `backfill` lets them act\n"),
          events_, names_of(listening_));
    if (people_ > 0)
      out += fmt::format(
          fmt::runtime(zh_ ? "{} 人在首次运行时已符合进入条件,不进入({});写 `存量 纳入` 则会进入\n"
                           : "customers for whom an entry holds already at this first run, who do not enter: {} ({}); "
                             "`existing include` lets them in\n"),
          people_, names_of(existing_));
    return out;
  }

  const Program& program_;
  const Dataset& dataset_;
  const RunOptions& options_;
  RunContext context_;
  const RunResult& result_;
  const bool zh_;
  std::uint64_t events_ = 0, people_ = 0;
  std::set<std::string> listening_, existing_;
};

}  // namespace

std::string passed_over_lines(const Program& program, const Dataset& dataset, const RunOptions& options,
                              const RunContext& context, const RunResult& result, Language language) {
  if (!options.with_state || !result.actions.empty()) return "";
  return PassedOver(program, dataset, options, context, result, language).lines();
}

}  // namespace sop::cli
