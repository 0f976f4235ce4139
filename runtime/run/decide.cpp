#include "runtime/run/decide.h"

#include <algorithm>
#include <set>

#include "runtime/run/fire.h"
#include "runtime/run/firing_number.h"
#include "runtime/run/issues.h"
#include "runtime/run/late.h"
#include "runtime/run/moments.h"
#include "runtime/run/once.h"

namespace sop {
namespace {

// The undecided instants of one trigger, in order of customers and time.
struct Queue {
  std::uint32_t rule = 0;
  const Trigger* trigger = nullptr;
  Frame frame;
  std::vector<std::size_t> next, end;  // by customer: rows of the frame still to come
};

Frame part_of(const Frame& frame, const std::vector<std::uint32_t>& rows) {
  Frame out;
  out.stream = frame.stream;
  out.batch_as_of = frame.batch_as_of;
  for (const std::uint32_t row : rows) {
    out.customer.push_back(frame.customer[row]);
    out.as_of.push_back(frame.as_of[row]);
    if (frame.stream.exists()) out.event.push_back(frame.event[row]);
  }
  return out;
}

// What one trigger's rows came to: the frame of those that passed, and what the actions read there.
struct Passed {
  Frame frame;
  std::vector<ColumnData> values;
};

class Decider {
 public:
  Decider(const Program& program, Dataset& dataset, TagBook& tags, const RunOptions& options, const RunContext& context,
          EdgeBook& edges, RunResult& result, const LateEvents& late)
      : program_(program),
        dataset_(dataset),
        tags_(tags),
        options_(options),
        context_(context),
        edges_(edges),
        result_(result),
        late_(late),
        numbers_(program, dataset) {}

  void run_now(std::uint32_t rule, std::vector<AskedRule> asked) {
    std::vector<Passed> passed;
    tags_contend_ = true;
    for (AskedRule& one : asked) passed.push_back(ask(rule, *one.trigger, std::move(one.frame)));
    fire_admitted(rule, passed);
  }

  void run(std::span<const std::uint32_t> rules, bool stepwise) {
    for (const std::uint32_t rule : rules)
      for (const Trigger& trigger : program_.rules[rule].triggers)
        queues_.push_back({rule, &trigger, frame_of(rule, trigger), {}, {}});
    if (!stepwise) {
      for (const std::uint32_t rule : rules)
        decide_rule(rule, [](const Queue& queue) { return all_rows(queue.frame); });
      return;
    }
    for (Queue& queue : queues_) index(queue);
    while (choose_instants())
      for (const std::uint32_t rule : rules) decide_rule(rule, [this](Queue& queue) { return due_rows(queue); });
  }

 private:
  static std::vector<std::uint32_t> all_rows(const Frame& frame) {
    std::vector<std::uint32_t> rows(frame.rows());
    for (std::uint32_t row = 0; row < rows.size(); ++row) rows[row] = row;
    return rows;
  }

  Frame frame_of(std::uint32_t rule, const Trigger& trigger) {
    return undecided(program_, dataset_, rule, trigger, options_, context_, late_, result_);
  }

  void index(Queue& queue) const {
    queue.next.assign(dataset_.customers, 0);
    queue.end.assign(dataset_.customers, 0);
    for (std::size_t row = 0; row < queue.frame.rows(); ++row) {
      const std::uint32_t customer = queue.frame.customer[row];
      if (queue.end[customer] == 0) queue.next[customer] = row;
      queue.end[customer] = row + 1;
    }
  }

  // Each customer's next instant over all queues; false when none is left.
  bool choose_instants() {
    now_.assign(dataset_.customers, INT64_MAX);
    bool any = false;
    for (const Queue& queue : queues_)
      for (std::uint32_t c = 0; c < dataset_.customers; ++c)
        if (queue.next[c] < queue.end[c]) {
          now_[c] = std::min(now_[c], queue.frame.as_of[queue.next[c]]);
          any = true;
        }
    return any;
  }

  std::vector<std::uint32_t> due_rows(Queue& queue) const {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t c = 0; c < dataset_.customers; ++c)
      while (queue.next[c] < queue.end[c] && queue.frame.as_of[queue.next[c]] == now_[c])
        rows.push_back(static_cast<std::uint32_t>(queue.next[c]++));
    return rows;
  }

  template <class Rows>
  void decide_rule(std::uint32_t index, Rows rows_of) {
    std::vector<Passed> passed;
    for (Queue& queue : queues_) {
      if (queue.rule != index) continue;
      Frame frame = part_of(queue.frame, rows_of(queue));
      if (frame.rows() > 0) passed.push_back(ask(index, *queue.trigger, std::move(frame)));
    }
    fire_admitted(index, passed);
  }

  Passed ask(std::uint32_t index, const Trigger& trigger, Frame frame) {
    const Rule& rule = program_.rules[index];
    for (const InstId condition : {trigger.where, rule.condition}) {
      if (!condition.exists()) continue;
      const Evaluation found = evaluate({condition}, frame);
      std::vector<std::uint32_t> rows;
      for (std::uint32_t row = 0; row < frame.rows(); ++row)
        if (bit_at(found.values[0].bits, row)) rows.push_back(row);
      frame = part_of(frame, rows);
    }
    std::vector<InstId> roots = firing_roots(program_, rule);
    if (const InstId key = trigger.key.exists() ? trigger.key : rule.once.column; key.exists()) roots.push_back(key);
    Evaluation found = evaluate(roots, frame);
    return {std::move(frame), std::move(found.values)};
  }

  // Population functions stand on the last run's edges, without one on this run's (semantics C2).
  Evaluation evaluate(const std::vector<InstId>& roots, Frame& frame) {
    frame.edges = edges_.for_roots(roots);
    Evaluation found = options_.evaluate(program_, dataset_, frame, roots, context_);
    add_issues(result_.issues, found.issues);
    return found;
  }

  // In time order over all triggers of the rule, since `once` asks what came before.
  void fire_admitted(std::uint32_t index, std::vector<Passed>& passed) {
    const Rule& rule = program_.rules[index];
    struct Candidate {
      std::uint32_t customer;
      Micros at;
      std::size_t part;
      std::uint32_t row;
    };
    std::vector<Candidate> candidates;
    for (std::size_t part = 0; part < passed.size(); ++part)
      for (std::uint32_t row = 0; row < passed[part].frame.rows(); ++row)
        candidates.push_back({passed[part].frame.customer[row], passed[part].frame.as_of[row], part, row});
    if (passed.size() > 1)
      std::ranges::stable_sort(candidates, {}, [](const Candidate& c) { return std::tuple(c.customer, c.at, c.part); });
    OnceMemory once(program_, rule.once, context_.zone, result_.memory.rules[index]);
    std::vector<Firing> firings(passed.size());
    std::set<std::pair<std::uint32_t, std::string>> fired;
    for (const Candidate& candidate : candidates) {
      Passed& from = passed[candidate.part];
      const std::string value =
          rule.once.column.exists() ? cell_text(from.values.back(), candidate.row, *dataset_.pool) : "";
      std::string number = numbers_.of(rule, from.frame, candidate.row);
      // One event under two triggers, or two clocks at one instant: one firing.
      if (passed.size() > 1 && !fired.insert({candidate.customer, number}).second) continue;
      if (!once.admits(candidate.customer, candidate.at, value)) continue;
      firings[candidate.part].rows.push_back(candidate.row);
      firings[candidate.part].numbers.push_back(std::move(number));
    }
    for (std::size_t part = 0; part < passed.size(); ++part) {
      firings[part].rule = index;
      firings[part].frame = &passed[part].frame;
      firings[part].tags_contend = tags_contend_;
      take_firing_values(program_, rule, passed[part].values, 0, firings[part]);
      find_staff(program_, dataset_, options_, context_, firings[part], result_);
      fire(program_, dataset_, firings[part], tags_, options_, context_.zone, result_);
    }
  }

  const Program& program_;
  Dataset& dataset_;
  TagBook& tags_;
  const RunOptions& options_;
  const RunContext& context_;
  EdgeBook& edges_;
  RunResult& result_;
  const LateEvents& late_;
  FiringNumbers numbers_;
  std::vector<Queue> queues_;
  std::vector<Micros> now_;
  bool tags_contend_ = false;  // decided among journeys
};

}  // namespace

Frame undecided(const Program& program, const Dataset& dataset, std::uint32_t rule, const Trigger& trigger,
                const RunOptions& options, const RunContext& context, const LateEvents& late, RunResult& result) {
  const Rule& asked = program.rules[rule];
  Frame frame = trigger_frame(program, dataset, trigger, decided_until(asked, rule, options), options, context, result);
  const RuleMemory* known =
      options.before != nullptr && options.before->exists ? &options.before->rules[rule] : nullptr;
  if (known != nullptr && known->known && trigger.stream.exists())
    add_late(dataset, late, trigger.stream, asked.backfill ? INT64_MIN : known->since, frame);
  return frame;
}

void decide_now(const Program& program, Dataset& dataset, std::uint32_t rule, std::vector<AskedRule> asked,
                TagBook& tags, const RunOptions& options, const RunContext& context, EdgeBook& edges,
                const LateEvents& late, RunResult& result) {
  Decider(program, dataset, tags, options, context, edges, result, late).run_now(rule, std::move(asked));
}

void decide(const Program& program, Dataset& dataset, std::span<const std::uint32_t> rules, bool stepwise,
            TagBook& tags, const RunOptions& options, const RunContext& context, EdgeBook& edges,
            const LateEvents& late, RunResult& result) {
  Decider(program, dataset, tags, options, context, edges, result, late).run(rules, stepwise);
}

}  // namespace sop
