#include "runtime/run/histories.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "runtime/run/effects.h"
#include "runtime/run/flip_spans.h"
#include "runtime/run/instants.h"
#include "runtime/run/issues.h"
#include "runtime/run/recorded.h"
#include "runtime/run/remember.h"
#include "runtime/run/tag_book.h"
#include "runtime/run/tag_instants.h"

namespace sop {
namespace {

// Frames of customers × days are taken in pieces.
constexpr std::size_t most_rows = std::size_t{1} << 21;

std::int32_t value_at(const ColumnData& column, std::size_t row) {
  if (!column.is_known(row)) return column.type.is(TypeKind::boolean) ? 0 : no_value;
  if (column.type.is(TypeKind::boolean)) return bit_at(column.bits, row) ? 1 : 0;
  return static_cast<std::int32_t>(column.whole[row]);
}

class HistoryRun {
 public:
  HistoryRun(const Program& program, Dataset& dataset, std::uint32_t index, const RunOptions& options,
             const RunContext& context, EdgeBook& edges, const LateEvents& late, RunResult& result)
      : program_(program),
        dataset_(dataset),
        index_(index),
        history_(program.histories[index]),
        rules_(remember_rules(program, history_)),
        options_(options),
        context_(context),
        edges_(edges),
        late_(late),
        result_(result),
        before_(known_before()),
        redefined_(before_ != nullptr && before_->definition != history_.definition),
        tagged_(program, dataset, history_),
        start_(start_of_stateless()),
        looks_back_(options.before != nullptr && options.before->exists),
        spans_(flip_spans(program, std::array{history_.value, history_.release})),
        fading_(!history_.runs_only && reads_fading(program, std::array{history_.value, history_.release})) {}

  void run() {
    find_late();
    HistoryMemory& after = result_.memory.histories[index_];
    after.known = true;
    after.definition = history_.definition;
    after.of.assign(dataset_.customers, {});
    data_.begin.assign(1, 0);
    for (std::uint32_t customer = 0; customer < dataset_.customers;)
      customer = take(customer, static_cast<std::uint32_t>(dataset_.customers), after);
    dataset_.histories.resize(program_.histories.size());
    dataset_.histories[index_] = std::move(data_);
    if (history_.changes.exists()) fill_changes(program_, dataset_, history_, in_order(told_), context_.zone);
  }

  // Everybody else keeps what is told already.
  void run_again(std::span<const Retold> customers, const PastInstants& past) {
    past_ = &past;
    find_late();
    HistoryMemory& after = result_.memory.histories[index_];
    const HistoryData old = std::move(dataset_.histories[index_]);
    std::vector<ChangeRow> before_now;
    for (ChangeRow& row : result_.changes)
      if (row.history == index_) before_now.push_back(row);
    std::erase_if(result_.changes, [&](const ChangeRow& row) { return row.history == index_; });
    in_order(before_now);
    data_.begin.assign(1, 0);
    auto next = customers.begin();
    for (std::uint32_t customer = 0; customer < dataset_.customers; ++customer) {
      const auto told = std::ranges::equal_range(before_now, customer, {}, &ChangeRow::customer);
      if (next != customers.end() && next->customer == customer) {
        const std::size_t first = result_.changes.size();
        take(customer, customer + 1, after);
        if (history_.kind != MemoryKind::crossing) keep_heard(next->heard, told, first);
        ++next;
        continue;
      }
      for (std::uint32_t i = old.begin[customer]; i < old.begin[customer + 1]; ++i) push(old.at[i], old.value[i]);
      data_.begin.push_back(static_cast<std::uint32_t>(data_.at.size()));
      tell_past(customer);
      for (const ChangeRow& row : told) tell(row);
    }
    dataset_.histories[index_] = std::move(data_);
    if (history_.changes.exists()) fill_changes(program_, dataset_, history_, in_order(told_), context_.zone);
  }

 private:
  const HistoryMemory* known_before() const {
    if (options_.before == nullptr || !options_.before->exists) return nullptr;
    const HistoryMemory& memory = options_.before->histories[index_];
    return memory.known ? &memory : nullptr;
  }

  // A fact that remembers is read by events that come late too, at their own time (semantics D5).
  void find_late() {
    if (before_ == nullptr || history_.runs_only) return;
    if (history_.kind == MemoryKind::crossing || history_.kind == MemoryKind::plain) return;
    for (const InputId stream : history_.streams)
      for (const std::uint32_t row : late_.rows_of(stream)) {
        const TableData& events = dataset_.inputs[stream.index()];
        const Micros at = events.time_us[row];
        if (at <= options_.before->as_of) late_instants_[events.customer[row]].insert(at);
      }
  }

  HeldState state_of(std::uint32_t customer) const { return before_ == nullptr ? HeldState{} : before_->of[customer]; }

  // Of all streams that come from outside; INT64_MAX: none.
  Micros first_event_of(std::size_t customer) const {
    Micros first = INT64_MAX;
    for (std::size_t i = 0; i < program_.inputs.size(); ++i) {
      if (program_.inputs[i].kind != InputKind::stream || program_.inputs[i].recorded) continue;
      const TableData& events = dataset_.inputs[i];  // each customer's in order of time
      if (customer + 1 < events.begin.size() && events.begin[customer] < events.begin[customer + 1])
        first = std::min(first, events.time_us[events.begin[customer]]);
    }
    return first;
  }

  Micros midnight_before(Micros instant) const {
    return context_.zone.instant_of(context_.zone.local_date(instant - 1), 0);
  }

  // Without a store the run starts before the first event of all (semantics D2): at the midnight before it.
  std::optional<Micros> start_of_stateless() const {
    if (options_.with_state || options_.before != nullptr || history_.runs_only ||
        history_.kind == MemoryKind::crossing)
      return std::nullopt;
    Micros first = options_.first_event.value_or(INT64_MAX);
    for (std::size_t customer = 0; !options_.first_event && customer < dataset_.customers; ++customer)
      first = std::min(first, first_event_of(customer));
    if (first > options_.as_of) return std::nullopt;
    return midnight_before(first);
  }

  // With a store a crossing is armed by the value at the first run that knows it (semantics C4): this one, or for a
  // customer who is new to a store that knows it, the run before.
  bool starts_now(const HeldState& state) const {
    return history_.kind == MemoryKind::crossing && options_.with_state && !state.known;
  }

  InstantRange range_of(const HeldState& state) const {
    if (state.known || (starts_now(state) && before_ != nullptr)) return {options_.before->as_of, options_.as_of};
    return {starts_now(state) ? options_.as_of - 1 : INT64_MIN, options_.as_of};
  }

  // Since the run before she has come to be: she is asked from that instant on, however often there are runs (D4).
  std::optional<Micros> begins_now(const HeldState& state, std::uint32_t customer) const {
    if (state.known || dataset_.exists_since.empty() || options_.before == nullptr || !options_.before->exists)
      return std::nullopt;
    if (history_.kind == MemoryKind::crossing && before_ == nullptr) return std::nullopt;  // this run arms it
    const Micros since = dataset_.exists_since[customer];
    return since > options_.before->as_of && since <= options_.as_of ? std::optional(since) : std::nullopt;
  }

  std::vector<Instant> asked(std::uint32_t customer) const {
    const HeldState state = state_of(customer);
    InstantRange range = range_of(state);
    const std::optional<Micros> begins = begins_now(state, customer);
    if (begins) range.after = std::max(range.after, *begins - 1);
    const std::optional<Micros> start = begins ? std::nullopt : start_of(state, customer);
    if (start) range.after = *start - 1;
    std::vector<Instant> out =
        instants_of(program_, dataset_, history_, customer, range, tagged_.of(customer), spans_, context_.zone);
    if (begins && !history_.runs_only) {
      if (out.empty() || out.front().at != *begins) out.insert(out.begin(), {*begins, cause_midnight, *begins});
      if (out.front().cause == cause_run) out.front().cause = cause_midnight;  // the run's own instant: she comes to be
    }
    add_next_step(state, range, out);
    // What fades changes all the time: were it looked at in runs too, the number of runs would decide what happens
    // (D4).
    if (fading_ && (state.known || out.size() > 1) && !out.empty() && out.back().cause == cause_run) out.pop_back();
    if (past_ != nullptr && state.known)
      if (const auto done = past_->find(customer); done != past_->end())
        for (auto at = done->second.rbegin(); at != done->second.rend(); ++at)
          out.insert(out.begin(), {*at, cause_tag, *at + 1});
    if (starts_now(state) && before_ != nullptr && range.after < range.to && !begins)
      out.insert(out.begin(), {options_.before->as_of, cause_run, options_.before->as_of});
    if (!state.known && !begins) begin_before(state, customer, start, out);
    // Under its new meaning it is asked at the run before: what differs there only the edit has changed (semantics D2).
    // A score that is above the threshold by the edit alone has not crossed it (C8).
    if (redefined_ && state.known && (history_.kind == MemoryKind::crossing || !history_.runs_only) &&
        options_.before->as_of < options_.as_of)
      out.insert(out.begin(), {options_.before->as_of, cause_start, options_.before->as_of});
    if (const auto late = late_instants_.find(customer); state.known && late != late_instants_.end())
      for (auto at = late->second.rbegin(); at != late->second.rend(); ++at)
        out.insert(out.begin(), {*at, cause_late, *at});
    return out;
  }

  // The next step down of a tier that has begun to fall comes when it may (semantics C5), however often there are runs.
  bool steps_by_itself() const { return history_.kind == MemoryKind::fall && !history_.runs_only && !fading_; }

  void add_next_step(const HeldState& state, const InstantRange& range, std::vector<Instant>& out) const {
    if (!steps_by_itself() || !state.known || state.mark == no_instant) return;
    const Micros at = moved(state.mark, rules_.span, context_.zone);
    if (at <= range.after || at > range.to) return;
    const auto place = std::ranges::lower_bound(out, at, {}, &Instant::at);
    if (place == out.end() || place->at != at) out.insert(place, {at, cause_midnight, at});
  }

  // Steps between two instants at which it was looked at: nothing but time has gone by since `last`.
  void step_down(HeldState& state, std::uint32_t customer, const Moment& last, Micros before) {
    while (steps_by_itself() && state.known && state.mark != no_instant && last.value < state.value && !last.release) {
      const Micros at = moved(state.mark, rules_.span, context_.zone);
      if (at <= last.at || at >= before) return;
      const std::int32_t was = state.value;
      state = remember(rules_, state, {at, last.value, last.release}, context_.zone);
      push(at, state.value);
      tell({index_, customer, at, was, state.value, cause_of(cause_midnight)});
    }
  }

  // What held before the first of these instants, so that it is known what they change.
  void begin_before(const HeldState& state, std::uint32_t customer, std::optional<Micros> from,
                    std::vector<Instant>& instants) const {
    const std::optional<Micros> start = from ? from : starts_before(state, customer, instants);
    if (!start) return;
    const bool comes_to_be = !dataset_.exists_since.empty() && dataset_.exists_since[customer] == *start;
    const std::int32_t cause = comes_to_be && start != start_ ? cause_midnight : cause_start;
    if (instants.empty() || instants.front().at != *start)
      instants.insert(instants.begin(), {*start, cause, *start});
    else if (cause == cause_start && instants.front().cause == cause_midnight)
      instants.front().cause = cause_start;
  }

  // Where a history begins: a run without a store at the midnight before the first event of all; with one, for a
  // customer it has not seen, at the midnight before her own first event, whatever stream it is of, since rules and
  // journeys may ask of any. None: with the first instant at which it can change.
  std::optional<Micros> start_of(const HeldState& state, std::uint32_t customer) const {
    if (state.known) return std::nullopt;
    if (start_) return starts_at(customer);
    if (history_.runs_only || history_.kind == MemoryKind::crossing || !looks_back_) return std::nullopt;
    const Micros first = first_event_of(customer);
    if (first > options_.as_of) return std::nullopt;
    const Micros midnight = midnight_before(first);
    return dataset_.exists_since.empty() ? midnight : std::max(midnight, dataset_.exists_since[customer]);
  }

  Micros starts_at(std::uint32_t customer) const {
    return dataset_.exists_since.empty() ? *start_ : std::max(*start_, dataset_.exists_since[customer]);
  }

  // Somebody whose history begins with an event was there before it (semantics D2): at the midnight before, or since
  // she came to be, which changes nothing into something.
  std::optional<Micros> starts_before(const HeldState& state, std::uint32_t customer,
                                      std::span<const Instant> instants) const {
    if (state.known || history_.kind == MemoryKind::crossing || instants.empty()) return std::nullopt;
    const Instant& first = instants.front();
    if (first.cause < 0 && first.cause != cause_tag) return std::nullopt;
    Micros start = midnight_before(first.at);
    if (!dataset_.exists_since.empty()) start = std::max(start, dataset_.exists_since[customer]);
    return start < first.at ? std::optional(start) : std::nullopt;
  }

  static std::vector<ChangeRow>& in_order(std::vector<ChangeRow>& rows) {
    std::ranges::stable_sort(rows, {}, [](const ChangeRow& row) { return std::tuple(row.customer, row.at); });
    return rows;
  }

  // As many customers as fit into one frame; returns the next one.
  std::uint32_t take(std::uint32_t first, std::uint32_t end, HistoryMemory& after) {
    Frame frame;
    frame.batch_as_of = options_.as_of;
    std::vector<Instant> instants;
    std::uint32_t customer = first;
    for (; customer < end && frame.rows() < most_rows; ++customer) {
      if (!dataset_.exists_since.empty() && dataset_.exists_since[customer] > options_.as_of) continue;
      for (const Instant& instant : asked(customer)) {
        frame.customer.push_back(customer);
        frame.as_of.push_back(instant.asked);
        instants.push_back(instant);
      }
    }
    std::vector<InstId> roots{history_.value};
    if (history_.release.exists()) roots.push_back(history_.release);
    frame.edges = edges_.for_roots(roots);
    const Evaluation found = options_.evaluate(program_, dataset_, frame, roots, context_);
    add_issues(result_.issues, found.issues);
    std::size_t row = 0;
    for (std::uint32_t c = first; c < customer; ++c) {
      const std::size_t begin = row;
      while (row < frame.rows() && frame.customer[row] == c) ++row;
      after.of[c] = fold(c, found, instants, begin, row);
    }
    return customer;
  }

  HeldState fold(std::uint32_t customer, const Evaluation& found, const std::vector<Instant>& instants,
                 std::size_t begin, std::size_t end) {
    HeldState state = state_of(customer);
    const bool crossing = history_.kind == MemoryKind::crossing;
    // Before she came to be she was below: what counts of earlier events may cross at once.
    if (crossing && begins_now(state, customer)) state = {.known = true, .value = 0};
    tell_past(customer);
    if (state.known && !crossing) begin = push_past(state, customer, found, instants, begin, end);
    bool told = state.known;  // of a history that begins, the first value is told whatever it is
    std::optional<Moment> last;
    for (std::size_t row = begin; row < end; ++row) {
      Moment now{instants[row].at, 0, false, 0, false};
      if (crossing)
        read_score(found.values[0], row, now);
      else
        now.value = value_at(found.values[0], row);
      if (history_.release.exists()) now.release = value_at(found.values[1], row) == 1;
      if (!crossing && state.known && now.at < state.since) {
        tell_between(customer, now);
        continue;
      }
      if (last) step_down(state, customer, *last, now.at);
      last = now;
      const HeldState before = state;
      if (crossing && starts_now(before)) {
        state.known = true;
        state.value = 0;
        state.blocked = now.scored && now.score >= rules_.threshold;
        continue;
      }
      state = remember(rules_, before, now, context_.zone);
      if (instants[row].cause == cause_start) {
        if (!crossing && (!told || state.value != before.value)) push(now.at, state.value);
        told = told || !crossing;
        continue;
      }
      const std::int32_t nothing = rules_.boolean ? 0 : no_value;
      const std::int32_t was = before.known && !crossing ? before.value : nothing;
      if (!crossing && (!told || state.value != was)) push(now.at, state.value);
      told = true;
      const bool fires = crossing && state.value == 1;
      // What a run finds first was so before it: no event, no midnight has changed it (semantics C5). What only runs
      // can know is the exception.
      const bool found_so = !before.known && instants[row].cause == cause_run && !history_.runs_only;
      if (fires || (!crossing && state.value != was && !found_so))
        tell({index_, customer, now.at, was, state.value, cause_of(instants[row].cause)});
    }
    data_.begin.push_back(static_cast<std::uint32_t>(data_.at.size()));
    return state;
  }

  // What it was before this run, as far as that is on record. An event that comes late finds it so, but for what the
  // event itself makes of it at once. Returns the first row after those of late events.
  std::size_t push_past(const HeldState& state, std::uint32_t customer, const Evaluation& found,
                        const std::vector<Instant>& instants, std::size_t row, std::size_t end) {
    const auto key = [](const ChangeRow& change) { return std::pair(change.history, change.customer); };
    const auto past = std::ranges::equal_range(options_.before->changes, std::pair(index_, customer), {}, key);
    if (past.empty() && (row == end || instants[row].cause != cause_late)) return push(state.since, state.value), row;
    std::map<Micros, std::int32_t> held;
    if (!past.empty()) held[INT64_MIN] = past.front().before;
    for (const ChangeRow& change : past) held[change.at] = change.after;
    held[state.since] = state.value;
    for (; row < end && instants[row].cause == cause_late; ++row) {
      const auto later = held.upper_bound(instants[row].at);
      if (later == held.begin()) continue;  // nothing is known of that time
      const Micros at = instants[row].at;
      const HeldState then{.known = true, .value = std::prev(later)->second, .since = at};
      Moment now{at, value_at(found.values[0], row), false, 0, false};
      if (history_.release.exists()) now.release = value_at(found.values[1], row) == 1;
      const HeldState made = remember(rules_, then, now, context_.zone);
      const bool falls = history_.kind == MemoryKind::fall && made.value < then.value && !now.release;
      if (falls) continue;
      held[at] = made.value;
      held.try_emplace(at + 1, then.value);
    }
    for (const auto& [at, value] : held) push(at, value);
    return row;
  }

  void read_score(const ColumnData& column, std::size_t row, Moment& now) const {
    now.scored = column.is_known(row);
    if (!now.scored) return;
    now.score = column.type.is(TypeKind::number) ? column.real[row] : static_cast<double>(column.whole[row]);
  }

  // Changes of earlier runs, which the memory keeps in order of history, customer and instant.
  void tell_past(std::uint32_t customer) {
    if (before_ == nullptr) return;
    const auto key = [](const ChangeRow& row) { return std::pair(row.history, row.customer); };
    const auto past = std::ranges::equal_range(options_.before->changes, std::pair(index_, customer), {}, key);
    told_.insert(told_.end(), past.begin(), past.end());
  }

  // Something was done before a change that is told already: what changed then is told besides, what came later stands.
  void tell_between(std::uint32_t customer, const Moment& now) {
    const auto key = [](const ChangeRow& row) { return std::pair(row.history, row.customer); };
    const auto past = std::ranges::equal_range(options_.before->changes, std::pair(index_, customer), {}, key);
    if (past.empty()) return;
    const auto later = std::ranges::upper_bound(past, now.at, {}, &ChangeRow::at);
    const std::int32_t was = later == past.begin() ? later->before : std::prev(later)->after;
    const HeldState then{.known = true, .value = was, .since = now.at};
    const HeldState since = remember(rules_, then, now, context_.zone);
    if (since.value != was) tell({index_, customer, now.at, was, since.value, cause_of(cause_tag)});
  }

  // What somebody has heard of already stands; what changed once more at that instant is told after it.
  void keep_heard(std::span<const Micros> heard, std::span<const ChangeRow> told, std::size_t first) {
    std::vector<ChangeRow> now(result_.changes.begin() + static_cast<std::ptrdiff_t>(first), result_.changes.end());
    told_.resize(told_.size() - now.size());
    result_.changes.resize(first);
    for (const Micros at : heard) {
      const auto old = std::ranges::equal_range(told, at, {}, &ChangeRow::at);
      if (old.empty()) continue;
      const auto of_now = [&](const ChangeRow& row) { return row.at == at; };
      const auto changed = std::ranges::find_if(now.rbegin(), now.rend(), of_now);
      ChangeRow more = old.back();
      more.before = old.back().after;
      more.after = changed == now.rend() ? old.front().before : changed->after;
      more.cause = cause_of(cause_tag);
      std::erase_if(now, of_now);
      now.insert(now.end(), old.begin(), old.end());
      if (more.before != more.after) now.push_back(more);
    }
    std::ranges::stable_sort(now, {}, &ChangeRow::at);
    for (ChangeRow& row : now) tell(std::move(row));
  }

  void tell(ChangeRow row) {
    told_.push_back(row);
    result_.changes.push_back(std::move(row));
  }

  // What is told of an earlier instant than what was known already holds from there on.
  void push(Micros at, std::int32_t value) {
    const bool first = data_.at.size() == data_.begin.back();
    data_.at.push_back(first ? at : std::max(at, data_.at.back()));
    data_.value.push_back(value);
  }

  std::string cause_of(std::int32_t cause) const {
    if (cause == cause_midnight) return "midnight";
    if (cause == cause_run) return "run";
    if (cause == cause_tag) return "tag";
    return program_.inputs[static_cast<std::size_t>(cause)].name;
  }

  const Program& program_;
  Dataset& dataset_;
  const std::uint32_t index_;
  const History& history_;
  const RememberRules rules_;
  const RunOptions& options_;
  const RunContext& context_;
  EdgeBook& edges_;
  const LateEvents& late_;
  RunResult& result_;
  const HistoryMemory* before_;
  const bool redefined_;
  const TagInstants tagged_;
  const std::optional<Micros> start_;
  const bool looks_back_;  // a store is there: whoever it has not seen had events before this run
  const std::vector<Duration> spans_;
  const bool fading_;
  HistoryData data_;
  std::vector<ChangeRow> told_;  // past and present
  const PastInstants* past_ = nullptr;
  std::map<std::uint32_t, std::set<Micros>> late_instants_;  // by customer
};

}  // namespace

void run_history(const Program& program, Dataset& dataset, std::uint32_t history, const RunOptions& options,
                 const RunContext& context, EdgeBook& edges, const LateEvents& late, RunResult& result) {
  HistoryRun(program, dataset, history, options, context, edges, late, result).run();
}

void forget_changes(const Program& program, Micros as_of, std::vector<ChangeRow>& changes) {
  const Micros since = as_of - longest_delay(program);
  std::erase_if(changes, [&](const ChangeRow& row) {
    return !program.histories[row.history].changes.exists() && row.at <= since;
  });
}

void retell_history(const Program& program, Dataset& dataset, std::uint32_t history, std::span<const Retold> customers,
                    const PastInstants& past, const RunOptions& options, const RunContext& context, EdgeBook& edges,
                    const LateEvents& late, RunResult& result) {
  HistoryRun(program, dataset, history, options, context, edges, late, result).run_again(customers, past);
}

}  // namespace sop
