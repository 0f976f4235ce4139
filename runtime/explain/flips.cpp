#include "runtime/explain/flips.h"

#include <algorithm>
#include <cmath>

#include "runtime/explain/lever_search.h"
#include "runtime/explain/reached.h"
#include "runtime/run/remember.h"

namespace sop {
namespace {

using Values = std::span<const std::optional<KnownValue>>;

std::int32_t level_of(const std::optional<KnownValue>& value, bool condition) {
  if (value) return static_cast<std::int32_t>(value->whole);
  return condition ? 0 : no_value;
}

std::optional<KnownValue> held(Type type, std::int32_t value) {
  if (value == no_value) return std::nullopt;
  return KnownValue{type.with_nullable(false), value, 0, {}};
}

bool counts_days(Op op) {
  const Builtin builtin = row_of(op).builtin;
  return builtin == Builtin::days_since || builtin == Builtin::days_until;
}

constexpr int most_depth = 2;  // memory behind memory

class Smallest {
 public:
  Smallest(const DecidedRun& run, const Evaluating& with, const Snapshot& at, Lab& lab, const Phrases& phrases,
           const FlipQuestion& question, int depth = 0)
      : run_(run),
        with_(with),
        at_(at),
        lab_(lab),
        phrases_(phrases),
        question_(question),
        depth_(depth),
        trials_(run, with, at, lab, question) {}

  std::optional<Flip> find(bool& stands) {
    stands = trials_.stands();
    if (!stands) return std::nullopt;
    std::vector<Change> some = changes_to_try(lab_.program(), at_, phrases_, question_.asked);
    const auto derived = std::ranges::stable_partition(some, [](const Change& change) { return !change.derived; });
    std::vector<Change> last(derived.begin(), derived.end());
    some.erase(derived.begin(), some.end());
    for (const Lever& lever : levers_of(lab_.program(), at_, with_.context.zone, question_.asked))
      for (Change& change : nearest_flips(trials_, lever, with_.context.zone, at_.as_of())) {
        const InstId named = name_of(change.what);
        change.size =
            size_of_change(lab_.program(), named.exists() ? named : change.what, at_.value(change.what), *change.to);
        some.push_back(std::move(change));
      }
    if (auto flip = first_of(std::move(some))) return behind_memory(std::move(*flip));
    std::erase_if(last, [&](const Change& change) { return !stands_alone(change.what); });
    return first_of(std::move(last));
  }

 private:
  // A fact with memory becomes another by what it remembers of this instant: told is what makes it so.
  Flip behind_memory(Flip flip) {
    const InstId root = root_of(flip.change.what);
    const Inst inst = lab_.program().at(root);
    if (inst.kind != InstKind::history || at_.as_of() != run_.options.as_of || depth_ >= most_depth) return flip;
    const auto inside = question_about(run_, HistoryId(inst.a), at_.customer());
    if (!inside) return flip;
    FlipQuestion into = *inside;
    const std::optional<KnownValue> wanted = flip.change.to;
    into.outcome = [inside, wanted](Values values) {  // anything else is as it is
      const auto becomes = inside->outcome(values);
      return same_value(becomes, wanted) ? becomes : inside->now;
    };
    // What the memory reads, the rest of the question must not read, too: it would be another there.
    if (!stands_alone(flip.change.what, inside->asked)) return flip;
    bool stands = true;
    const Snapshot below(with_, at_.frame(), inside->asked);
    Smallest deeper(run_, with_, below, lab_, phrases_, into, depth_ + 1);
    auto found = deeper.find(stands);
    if (!found) return flip;
    found->becomes = flip.becomes;
    return *found;
  }

  std::optional<Flip> first_of(std::vector<Change> changes) {
    if (changes.empty()) return std::nullopt;
    std::ranges::stable_sort(changes, {}, &Change::size);
    const std::vector<Trial> hers = trials_.of(changes);
    std::size_t budget = std::max<std::size_t>(1, trials_.most_tries(changes.front().what));
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const bool among_all = trials_.is_among_all(changes[i].what);
      if (among_all && budget-- == 0) return std::nullopt;
      const Trial trial = among_all ? trials_.of(changes[i]) : hers[i];
      if (trial.flips) return Flip{changes[i], told(changes[i], trial), trial.becomes};
    }
    return std::nullopt;
  }

  // Another thing that what is asked hangs on would have to change with a fact that shares what it is made from.
  bool stands_alone(InstId fact) const {
    const Program& program = lab_.program();
    return stands_alone(fact, {program.facts[static_cast<std::size_t>(program.at(fact).a)].root});
  }

  bool stands_alone(InstId fact, const std::vector<InstId>& roots) const {
    const Program& program = lab_.program();
    const std::vector<bool> inside = reached_of_hers(program, roots);
    const std::vector<bool> outside = reached_of_hers(program, question_.asked, fact);
    for (std::size_t i = 0; i < inside.size(); ++i) {
      const InstKind kind = program.insts[i].kind;
      const bool is_hers = kind == InstKind::column || kind == InstKind::lookup || kind == InstKind::has_tag ||
                           kind == InstKind::event_aggregate || kind == InstKind::history;
      if (inside[i] && outside[i] && is_hers) return false;
    }
    return true;
  }

  // What her events come to is said as the fact that shows it, an instant as the days since then.
  Change told(const Change& change, const Trial& trial) {
    const Program& program = lab_.program();
    const InstKind kind = program.at(change.what).kind;
    const bool of_events = kind == InstKind::event_aggregate;
    if (const InstId named = fact_of(change.what); named.exists()) {
      Change same = change;
      same.what = named;
      return same;
    }
    const std::vector<bool> below = reached_of_hers(program, question_.asked);
    const std::size_t count = below.size();
    if (!of_events && kind != InstKind::column && kind != InstKind::lookup) return change;
    std::vector<InstId> above;
    for (std::size_t i = 0; i < count; ++i)
      if (below[i] && program.insts[i].kind == InstKind::fact) above.emplace_back(i);
    for (std::size_t i = 0; i < count; ++i)
      if (below[i] && of_events && shows_days(InstId(i), change.what)) above.emplace_back(i);
    for (const InstId what : above)
      if (const auto found = shown_as(what, change, trial)) return *found;
    return change;
  }

  // A fact that is nothing else.
  InstId fact_of(InstId what) const {
    const Program& program = lab_.program();
    const std::vector<bool> below = reached_of_hers(program, question_.asked);
    for (std::size_t i = 0; i < below.size(); ++i)
      if (below[i] && program.insts[i].kind == InstKind::fact && root_of(InstId(i)) == what) return InstId(i);
    return {};
  }

  // Or one that says its days.
  InstId name_of(InstId what) const {
    if (const InstId same = fact_of(what); same.exists()) return same;
    const Program& program = lab_.program();
    const std::vector<bool> below = reached_of_hers(program, question_.asked);
    for (std::size_t i = 0; i < below.size(); ++i)
      if (below[i] && program.insts[i].kind == InstKind::fact && shows_days(root_of(InstId(i)), what)) return InstId(i);
    return {};
  }

  InstId root_of(InstId fact) const {
    const Program& program = lab_.program();
    while (program.at(fact).kind == InstKind::fact)
      fact = program.facts[static_cast<std::size_t>(program.at(fact).a)].root;
    return fact;
  }

  bool shows_days(InstId id, InstId what) const {
    const Inst& inst = lab_.program().at(id);
    return inst.kind == InstKind::call && counts_days(inst.op) && root_of(lab_.program().args_of(id)[0]) == what;
  }

  // It must say as much as the change: no years for days, no part of a number.
  std::optional<Change> shown_as(InstId what, const Change& change, const Trial& trial) {
    const Program& program = lab_.program();
    const Type from = program.at(change.what).type, to = program.at(what).type;
    const bool of_time = from.is(TypeKind::date) || from.is(TypeKind::datetime) || from.is(TypeKind::time);
    if (!is_measured(to.kind) || !at_.has(what)) return std::nullopt;
    if (of_time ? !shows_days(root_of(what), change.what) : program.at(change.what).kind != InstKind::event_aggregate)
      return std::nullopt;
    if (change.kind == ChangeKind::known || change.kind == ChangeKind::unknown) {
      const bool follows = trials_.value_under(change, what).has_value() != at_.value(what).has_value();
      if (!follows) return std::nullopt;
      Change same = change;
      same.what = what;
      same.to = trials_.value_under(change, what);
      return same;
    }
    if (change.kind != ChangeKind::value) return std::nullopt;
    const auto value = trials_.value_under(change, what);
    if (!value || same_value(value, at_.value(what))) return std::nullopt;
    if (to.is(TypeKind::number) && !is_as_written(value->real)) return beyond_edge(what, *value, change, trial);
    const Change same{what, ChangeKind::value, value, std::nullopt, change.size};
    const Trial again = trials_.of(same);
    if (!again.flips || !same_value(again.becomes, trial.becomes)) return std::nullopt;
    return same;
  }

  // A number that nobody would write, as what it passes: `intent` above 60.
  std::optional<Change> beyond_edge(InstId what, const KnownValue& value, const Change& change, const Trial& trial) {
    const auto& now = at_.value(what);
    if (!now) return std::nullopt;
    const bool up = value.real > now->real;
    const std::vector<bool> below = reached_of_hers(lab_.program(), question_.asked);
    const std::size_t count = below.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Inst inst = lab_.program().at(InstId(i));
      if (!below[i] || inst.kind != InstKind::call || inst.args_count != 2 || !inst.domain.is_frame()) continue;
      const InstId a = lab_.program().args_of(InstId(i))[0], b = lab_.program().args_of(InstId(i))[1];
      for (const auto& [x, edge] : {std::pair(a, b), std::pair(b, a)}) {
        if (root_of(x) != root_of(what) || !at_.value(edge) || !at_.value(edge)->type.is(TypeKind::number)) continue;
        const KnownValue at = *at_.value(edge);
        const bool between =
            up ? at.real > now->real && at.real <= value.real : at.real < now->real && at.real >= value.real;
        if (!between || !is_as_written(at.real)) continue;
        Change same{what, ChangeKind::value, at, std::nullopt, change.size};
        Change past{what, up ? ChangeKind::above : ChangeKind::below, at, at, change.size};
        past.to->real = std::nextafter(at.real, up ? HUGE_VAL : -HUGE_VAL);
        for (const Change& one : {same, past})
          if (const Trial again = trials_.of(one); again.flips && same_value(again.becomes, trial.becomes)) return one;
      }
    }
    return std::nullopt;
  }

  const DecidedRun& run_;
  const Evaluating& with_;
  const Snapshot& at_;
  Lab& lab_;
  const Phrases& phrases_;
  const FlipQuestion& question_;
  const int depth_;
  Trials trials_;
};

}  // namespace

FlipQuestion question_about(InstId root, const std::optional<KnownValue>& now) {
  return {{root}, now, [](Values values) { return values[0]; }};
}

std::optional<FlipQuestion> question_about(const DecidedRun& run, HistoryId id, std::uint32_t customer) {
  const History& history = run.program.histories[id.index()];
  const HeldState state = run.result.memory.histories[id.index()].of[customer];
  const bool condition = history.type.is(TypeKind::boolean);
  // A holding that time alone ends, or nothing.
  if ((history.kind == MemoryKind::ttl || history.kind == MemoryKind::once) && state.value == 1) return std::nullopt;
  FlipQuestion question{{history.value}, held(history.type, state.value), {}};
  if (history.release.exists()) question.asked.push_back(history.release);
  const RememberRules rules = remember_rules(run.program, history);
  const Micros at = run.options.as_of;
  const ZoneRules& zone = run.context.zone;
  const Type type = history.type;
  question.outcome = [=, &zone](Values values) {
    Moment moment{at, level_of(values[0], condition), false, 0, false};
    if (values.size() > 1) moment.release = values[1] && values[1]->whole != 0;
    return held(type, remember(rules, state, moment, zone).value);
  };
  return question;
}

std::optional<Flip> smallest_flip(const DecidedRun& run, const Evaluating& with, const Snapshot& at, Lab& lab,
                                  const Phrases& phrases, const FlipQuestion& question, bool& stands) {
  return Smallest(run, with, at, lab, phrases, question).find(stands);
}

}  // namespace sop
