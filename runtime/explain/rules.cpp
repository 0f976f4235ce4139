// Rules: whether one fires for her in this run and why; of an event rule instant by instant, the latest in detail.
#include <algorithm>
#include <set>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/deed_words.h"
#include "runtime/explain/one_customer.h"
#include "runtime/explain/rule_outcomes.h"
#include "runtime/run/contacts.h"
#include "runtime/run/firing_number.h"
#include "runtime/run/moments.h"
#include "runtime/run/once.h"

namespace sop {
namespace {

constexpr std::size_t shown_firing = 3, shown_silent = 2;

bool knows_before(const RunOptions& options) { return options.before != nullptr && options.before->exists; }

class RuleWhy {
 public:
  RuleWhy(OneCustomer& her, std::uint32_t index, std::uint32_t customer)
      : her_(her), index_(index), rule_(her.program().rules[index]), customer_(customer) {
    if (knows_before(options())) {
      before_ = &options().before->rules[index];
      fired_ = *before_;
    }
  }

  RuleAnswer run() {
    rule_.triggers.empty() ? on_state() : on_instants();
    const std::string name =
        Explainer::quoted(visible(rule_.name)) + (rule_.label.empty() ? "" : " \"" + visible(rule_.label) + "\"");
    answer_.step.text = answer_.fires == 0   ? her_.say(Say::rule_not, name)
                        : answer_.fires == 1 ? her_.say(Say::rule_fires, name)
                                             : her_.say(Say::rule_fires_times, name, answer_.fires);
    std::vector<RuleOutcome> of_firing = outcomes_of(her_, index_, customer_, answer_.fires);
    if (answer_.fires == 0 && of_firing.empty()) told_otherwise(name);
    answer_.step.text = with_outcomes(her_, answer_.step.text, of_firing);
    for (ExplainedStep& step : outcome_steps(her_, std::move(of_firing))) because(std::move(step));
    return std::move(answer_);
  }

 private:
  const RunOptions& options() const { return her_.run().options; }
  const RunContext& context() const { return her_.run().context; }
  void because(ExplainedStep step) { answer_.step.because.push_back(std::move(step)); }
  void because(std::string text) { because(ExplainedStep{std::move(text), {}}); }

  // That it does not fire is not all there is to say: it may just have, or she would not have heard of it anyway.
  void told_otherwise(const std::string& name) {
    if (std::vector<ExplainedStep> done = done_just_now(); !done.empty()) {
      answer_.step.text = her_.say(Say::rule_has_acted, name);
      answer_.step.because.insert(answer_.step.because.begin(), done.begin(), done.end());
      return;
    }
    for (const Action& action : rule_.actions) {
      if (!is_contact(action)) continue;
      if (auto kept = kept_from_now(her_, action, action.object, customer_)) because(std::move(*kept));
    }
  }

  // What the last run did by this rule, where it was at this very instant.
  std::vector<ExplainedStep> done_just_now() const {
    std::vector<ExplainedStep> out;
    if (!knows_before(options()) || options().before->as_of != options().as_of) return out;
    for (const DoneBefore& done : her_.run().done) {
      if (done.source != rule_.name || done.due_at < options().as_of) continue;
      const std::string deed =
          Explainer::quoted(visible(done.object.empty() ? done.verb : done.verb + " " + done.object));
      const std::string due = her_.instant(done.due_at);
      out.push_back({done.status == "sent"  ? her_.say(Say::done_sent, deed, her_.instant(done.changed_at))
                     : done.status == "new" ? her_.say(Say::done_waits, deed, due)
                                            : her_.say(Say::done_other, deed, due, done.status),
                     {}});
    }
    const TextPool& pool = *her_.run().dataset.pool;
    for (const StoredTag& tag : options().before->tags)
      if (tag.customer == customer_ && tag.origin == TagOrigin::set && tag.since == options().as_of &&
          tag.source != no_text && pool.text(tag.source) == rule_.name)
        out.push_back({her_.say(Say::done_tag, Explainer::quoted(visible(pool.text(tag.tag)))), {}});
    return out;
  }

  // ---- Rules on state (semantics C8)

  void on_state() {
    if (!rule_.condition.exists()) return;
    const bool again = knows_before(options()) && options().before->as_of == options().as_of;
    const Snapshot at = her_.now(customer_, {rule_.condition});
    Explainer explainer = her_.explainer(at);
    const bool holds = at.holds(rule_.condition);
    ExplainedStep condition{her_.say(holds ? Say::condition_holds : Say::condition_fails),
                            explainer.parts(rule_.condition)};
    if (again) because(her_.say(Say::same_instant));
    because(std::move(condition));
    if (again) return;
    if (holds && !rises()) return;
    if (holds) {
      if (const auto last = fired_before("");
          !OnceMemory(her_.program(), rule_.once, context().zone, fired_).admits(customer_, options().as_of, "")) {
        return because(once_text(*last, ""));
      }
      answer_.fires = 1;
    }
    answer_.more.push_back(flip_step(her_, explainer, rule_.condition));
  }

  // On false → true; says why not.
  bool rises() {
    if (before_ == nullptr && options().with_state && rule_.exclude_existing) {
      because(her_.say(Say::existing_excluded));
      return false;
    }
    if (before_ == nullptr || !options().before->seen[customer_]) return true;
    if (!before_->known) {
      if (!rule_.include_existing) because(her_.say(Say::existing_excluded));
      return rule_.include_existing;
    }
    if (before_->truth[customer_]) {
      because(her_.say(Say::held_before, her_.instant(options().before->as_of)));
      return false;
    }
    const bool redefined = before_->definition != rule_.definition;
    if (redefined && !rule_.fire_redefined) because(her_.say(Say::redefined_skip));
    return !redefined || rule_.fire_redefined;
  }

  // ---- Rules with triggers

  struct Moment {
    const Frame* frame = nullptr;
    std::size_t row = 0;
    const Trigger* trigger = nullptr;
    Micros at = 0;
    bool passes = false, fires = false;
    std::string once_value, once_text;
  };

  void on_instants() {
    std::vector<Frame> frames;
    frames.reserve(rule_.triggers.size());
    std::vector<Moment> moments;
    for (const Trigger& trigger : rule_.triggers) {
      frames.push_back(hers(trigger));
      ask(frames.back(), trigger, moments);
    }
    std::ranges::stable_sort(moments, {}, &Moment::at);
    const FiringNumbers numbers(her_.program(), her_.run().dataset);
    std::set<std::string> fired;
    std::erase_if(moments, [&](const Moment& one) {  // one event under two triggers is one firing
      return one.passes && !fired.insert(numbers.of(rule_, *one.frame, one.row)).second;
    });
    OnceMemory once(her_.program(), rule_.once, context().zone, fired_);
    for (Moment& moment : moments) {
      if (!moment.passes) continue;
      const auto last = fired_before(moment.once_value);
      moment.fires = once.admits(customer_, moment.at, moment.once_value);
      if (!moment.fires && last) moment.once_text = once_text(*last, moment.once_value);
      answer_.fires += moment.fires ? 1 : 0;
    }
    if (moments.empty()) return nothing_happened();
    // The latest of those that fire and of those that do not.
    std::vector<std::size_t> shown;
    for (const bool fires : {true, false})
      for (std::size_t i = moments.size(), left = fires ? shown_firing : shown_silent; i-- > 0 && left > 0;)
        if (moments[i].fires == fires) shown.push_back(i), --left;
    std::ranges::sort(shown);
    for (const std::size_t i : shown) tell(moments[i], i == shown.back());
    if (moments.size() > shown.size()) because(her_.say(Say::more_instants, moments.size() - shown.size()));
  }

  // Her rows of a trigger's undecided instants, as the run takes them.
  Frame hers(const Trigger& trigger) {
    RunResult unused;
    const Frame all =
        trigger_frame(her_.program(), her_.run().dataset, trigger,
                      decided_until(her_.program().rules[index_], index_, options()), options(), context(), unused);
    Frame out;
    out.batch_as_of = all.batch_as_of;
    out.stream = all.stream;
    for (std::size_t row = 0; row < all.rows(); ++row) {
      if (all.customer[row] != customer_) continue;
      out.customer.push_back(customer_);
      out.as_of.push_back(all.as_of_at(row));
      if (all.stream.exists()) out.event.push_back(all.event[row]);
    }
    return out;
  }

  void ask(Frame& frame, const Trigger& trigger, std::vector<Moment>& moments) {
    std::vector<InstId> roots;
    const InstId key = trigger.key.exists() ? trigger.key : rule_.once.column;
    for (const InstId root : {trigger.where, rule_.condition, key})
      if (root.exists()) roots.push_back(root);
    frame.edges = her_.edges_for(roots);
    Evaluation found;
    if (!roots.empty()) found = her_.with().evaluate(her_.program(), her_.run().dataset, frame, roots, context());
    for (std::size_t row = 0; row < frame.rows(); ++row) {
      Moment moment{.frame = &frame, .row = row, .trigger = &trigger, .at = frame.as_of_at(row), .passes = true};
      std::size_t next = 0;
      for (const InstId condition : {trigger.where, rule_.condition})
        if (condition.exists()) moment.passes = moment.passes && bit_at(found.values[next++].bits, row);
      if (key.exists()) moment.once_value = cell_text(found.values[next], row, *her_.run().dataset.pool);
      moments.push_back(std::move(moment));
    }
  }

  void nothing_happened() {
    std::string when = her_.say(Say::up_to, her_.instant(options().as_of));
    if (knows_before(options()))
      when = her_.say(Say::since_last_run, her_.instant(options().before->as_of), her_.instant(options().as_of));
    for (const Trigger& trigger : rule_.triggers) {
      if (!trigger.stream.exists()) {
        because(her_.say(Say::no_clock, when));
        continue;
      }
      const Input& stream = her_.program().inputs[trigger.stream.index()];
      ExplainedStep step{her_.say(Say::no_event, stream_phrase(stream, her_.language()), when), {}};
      for (const History& history : her_.program().histories)
        if (history.changes == trigger.stream) tell_history(history, step);
      because(std::move(step));
    }
  }

  // What the fact is whose changes would be events; why a score that stands high does not cross.
  void tell_history(const History& history, ExplainedStep& step) {
    const auto index = static_cast<std::size_t>(&history - her_.program().histories.data());
    const auto is_of = [&](const Fact& fact) {
      const Inst& root = her_.program().at(fact.root);
      return root.kind == InstKind::history && root.a == static_cast<std::int32_t>(index);
    };
    const auto fact = std::ranges::find_if(her_.program().facts, is_of);
    const bool is_fact = fact != her_.program().facts.end();
    const Snapshot at = her_.now(customer_, {is_fact ? fact->root : history.value});
    Explainer explainer = her_.explainer(at);
    step.because.push_back(is_fact
                               ? explainer.fact(FactId(static_cast<std::size_t>(fact - her_.program().facts.begin())))
                               : explainer.value(history.value));
    const HeldState& state = her_.run().result.memory.histories[index].of[customer_];
    if (history.kind != MemoryKind::crossing || !state.blocked) return;
    const Constant& rearm = her_.program().constants[static_cast<std::size_t>(her_.program().at(history.rearm).a)];
    step.because.push_back({her_.say(Say::not_armed, ValueWords::number(rearm.real)), {}});
  }

  // Of a change: what it went from and to.
  void tell_change(const Moment& moment, ExplainedStep& step) const {
    if (!moment.trigger->stream.exists()) return;
    for (const ChangeRow& change : changes()) {
      if (change.customer != customer_ || change.at != moment.at) continue;
      const History& history = her_.program().histories[change.history];
      if (history.changes != moment.trigger->stream) continue;
      if (history.kind == MemoryKind::crossing) {
        step.because.push_back({Explainer::quoted(visible(stream_words(history.name, her_.language()))), {}});
        return;
      }
      const auto word = [&](std::int32_t value) {
        if (value == no_value) return her_.say(Say::nothing_yet);
        const KnownValue known{history.type.with_nullable(false), value, 0, {}};
        return ValueWords{her_.program(), context().zone, her_.language()}.of(known);
      };
      step.because.push_back({her_.say(Say::moved_from_to, Explainer::quoted(visible(history.name)),
                                       word(change.before), word(change.after)),
                              {}});
      return;
    }
  }

  const std::vector<ChangeRow>& changes() const { return her_.run().result.changes; }

  void tell(const Moment& moment, bool latest) {
    std::vector<InstId> roots;
    for (const InstId root : {moment.trigger->where, rule_.condition})
      if (root.exists()) roots.push_back(root);
    ExplainedStep step{her_.say(moment.fires ? Say::event_fires : Say::event_not, her_.instant(moment.at)), {}};
    tell_change(moment, step);
    if (roots.empty()) {
      if (!moment.once_text.empty()) step.because.push_back({moment.once_text, {}});
      return because(std::move(step));
    }
    const Snapshot at = her_.at(*moment.frame, moment.row, roots);
    Explainer explainer = her_.explainer(at);
    for (const InstId root : roots) {
      if (!moment.passes && at.holds(root)) continue;
      for (ExplainedStep& part : explainer.parts(root)) step.because.push_back(std::move(part));
      if (!moment.passes) break;  // what is asked later is not asked
    }
    if (!moment.once_text.empty()) step.because.push_back({moment.once_text, {}});
    if (latest && moment.passes == moment.fires) {
      InstId root;
      for (const InstId part : roots) root = her_.lab().both(root, part);
      step.because.push_back(flip_step(her_, explainer, root));
    }
    because(std::move(step));
  }

  // ---- `once`

  std::optional<Micros> fired_before(const std::string& value) const {
    const bool per_value = rule_.once.kind == OnceKind::per_column;
    const auto found = fired_.last_fired.find({customer_, per_value ? value : std::string()});
    return found == fired_.last_fired.end() ? std::nullopt : std::optional(found->second);
  }

  std::string once_text(Micros last, const std::string&) const {
    const std::string instant = her_.instant(last);
    switch (rule_.once.kind) {
      case OnceKind::always:
      case OnceKind::once: return her_.say(Say::fired_once, instant);
      case OnceKind::per_duration: {
        const Program& program = her_.program();
        const std::int64_t span = program.constants[static_cast<std::size_t>(program.at(rule_.once.duration).a)].whole;
        return her_.say(Say::fired_once_per, instant,
                        ValueWords{program, context().zone, her_.language()}.duration(span));
      }
      case OnceKind::per_column: {
        const Inst& inst = her_.program().at(rule_.once.column);
        const Input& input = her_.program().inputs[static_cast<std::size_t>(inst.a)];
        const std::string& column = input.columns[static_cast<std::size_t>(inst.b)].name;
        return her_.say(Say::fired_once_value, instant, Explainer::quoted(visible(column)));
      }
    }
    return {};
  }

  OneCustomer& her_;
  const std::uint32_t index_;
  const Rule& rule_;
  const std::uint32_t customer_;
  const RuleMemory* before_ = nullptr;
  RuleMemory fired_;  // what `once` has seen, in this run too
  RuleAnswer answer_;
};

}  // namespace

RuleAnswer explain_rule(OneCustomer& her, std::uint32_t rule, std::uint32_t customer) {
  return RuleWhy(her, rule, customer).run();
}

}  // namespace sop
