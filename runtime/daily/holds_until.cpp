#include "runtime/daily/holds_until.h"

#include <algorithm>
#include <set>

#include "runtime/daily/stays.h"
#include "runtime/run/effects.h"
#include "runtime/run/remember.h"
#include "runtime/run/tag_book.h"

namespace sop {
namespace {

constexpr std::size_t chunk_rows = std::size_t{1} << 15;

void lower(Micros& until, Micros at) { until = std::min(until, at); }

// What a run gives out is read off these.
std::vector<InstId> outward_roots(const Program& program) {
  std::set<InstId> roots;
  for (const Fact& fact : program.facts) {
    const bool told = fact.type.is(TypeKind::boolean) || fact.kind == FactKind::tag ||
                      fact.kind == FactKind::taggroup || fact.kind == FactKind::tier;
    if (told) roots.insert(fact.root);
    if (fact.until.exists()) roots.insert(fact.until);
    for (const Stage& stage : fact.stages) roots.insert(stage.survives);
  }
  for (const Rule& rule : program.rules)
    if (rule.triggers.empty() && rule.condition.exists()) roots.insert(rule.condition);
  for (const Guard& guard : program.guards)  // a contact that waits is asked again (withheld.h)
    if (guard.kind != GuardKind::only_if) roots.insert(guard.blocked);
  return {roots.begin(), roots.end()};
}

bool rings(const Rule& rule) {
  return std::ranges::any_of(rule.triggers, [](const Trigger& trigger) { return !trigger.stream.exists(); });
}

// Every instruction that some answer may stand on.
std::vector<InstId> all_roots(const Program& program) {
  std::vector<InstId> roots = outward_roots(program);
  for (const Rule& rule : program.rules)
    if (rings(rule) && rule.condition.exists()) roots.push_back(rule.condition);
  for (const History& history : program.histories) {
    roots.push_back(history.value);
    if (history.release.exists()) roots.push_back(history.release);
  }
  return roots;
}

std::vector<InstId> everybodys(const TimeShape& shape, std::span<const InstId> read) {
  std::vector<InstId> out;
  std::ranges::copy_if(read, std::back_inserter(out), [&](InstId id) { return shape.is_everybodys(id); });
  return out;
}

// Conditions and sums of aggregates, found out for all rows of their streams.
void take_rows(const Program& program, const TimeShape& shape, std::span<const InstId> read, StayWorld& world) {
  std::map<InputId, std::set<InstId>> asked;
  for (const InstId id : read) {
    if (program.at(id).kind != InstKind::event_aggregate) continue;
    const Aggregate& form = program.aggregates[static_cast<std::size_t>(program.at(id).a)];
    if (form.where.exists() && shape.is_of_rows(form.where)) asked[form.input].insert(form.where);
    if (form.op == AggregateOp::sum && shape.is_of_rows(form.value)) asked[form.input].insert(form.value);
  }
  for (const auto& [input, insts] : asked) {
    const TableData& table = world.dataset.inputs[input.index()];
    if (table.begin.empty()) continue;
    const std::vector<InstId> roots(insts.begin(), insts.end());
    Evaluation found = evaluate_rows(program, world.dataset, input, table, roots, world.context);
    for (std::size_t i = 0; i < roots.size(); ++i) {
      if (program.at(roots[i]).type.is(TypeKind::boolean))
        world.rows_that_count[roots[i]] = std::move(found.values[i].bits);
      else
        world.row_values[roots[i]] = std::move(found.values[i]);
    }
  }
}

class HoldsUntil {
 public:
  HoldsUntil(const Program& program, const Dataset& dataset, const RunResult& result, const RunOptions& options,
             const RunContext& context)
      : program_(program),
        dataset_(dataset),
        result_(result),
        options_(options),
        context_(context),
        shape_(program),
        roots_(outward_roots(program)),
        read_(shape_.read_by(all_roots(program))),
        days_(program, dataset, everybodys(shape_, read_), options, context),
        world_{program, dataset, options, context, shape_, days_, {}, {}, {}, {}} {
    world_.tags = tag_ends();
    world_.histories.assign(program.histories.size(), std::vector<Micros>(dataset.customers, world_.soon()));
    take_rows(program, shape_, read_, world_);
  }

  std::vector<Micros> run() {
    until_ = world_.tags;
    for (std::uint32_t c = 0; c < dataset_.customers; ++c)
      if (!dataset_.exists_since.empty() && dataset_.exists_since[c] > options_.as_of)
        lower(until_[c], dataset_.exists_since[c]);
    events_to_come();
    const Frame& all = result_.frame;
    for (std::size_t first = 0; first < all.rows(); first += chunk_rows) {
      Frame chunk;
      chunk.batch_as_of = options_.as_of;
      const std::size_t end = std::min(all.rows(), first + chunk_rows);
      chunk.customer.assign(all.customer.begin() + static_cast<std::ptrdiff_t>(first),
                            all.customer.begin() + static_cast<std::ptrdiff_t>(end));
      take(chunk);
    }
    for (Micros& until : until_) until = std::max(until, world_.soon());
    return std::move(until_);
  }

 private:
  // What is held or locked until some instant, begins to be seen, or is forgotten.
  std::vector<Micros> tag_ends() const {
    std::vector<Micros> out(dataset_.customers, never);
    const Micros delay = longest_delay(program_);
    const auto comes = [&](std::uint32_t customer, Micros at) {
      if (at > options_.as_of && at != INT64_MAX) lower(out[customer], at);
    };
    for (const StoredTag& tag : result_.memory.tags) {
      comes(tag.customer, tag.since);
      comes(tag.customer, tag.until);
      if (!tag.locked && tag.until <= options_.as_of) comes(tag.customer, tag.until + delay);
    }
    for (const TagHolding& held : dataset_.tags) {
      comes(held.customer, held.since);
      comes(held.customer, held.until);
    }
    return out;
  }

  // Rules hear of events when their time comes.
  void events_to_come() {
    std::set<InputId> heard;
    for (const Rule& rule : program_.rules)
      for (const Trigger& trigger : rule.triggers)
        if (trigger.stream.exists()) heard.insert(trigger.stream);
    for (const History& history : program_.histories) heard.insert(history.streams.begin(), history.streams.end());
    for (const InputId stream : heard) {
      const TableData& events = dataset_.inputs[stream.index()];
      for (std::uint32_t c = 0; c + std::size_t{1} < events.begin.size(); ++c) {
        const auto first = events.time_us.begin() + events.begin[c],
                   last = events.time_us.begin() + events.begin[c + 1];
        if (const auto next = std::upper_bound(first, last, options_.as_of); next != last) lower(until_[c], *next);
      }
    }
  }

  void take(const Frame& chunk) {
    Stays stays(world_, chunk);
    for (std::uint32_t h = 0; h < program_.histories.size(); ++h) take_history(h, chunk, stays);
    stays.find(roots_);
    for (const InstId root : roots_)
      if (shape_.varies(root))
        for (std::size_t row = 0; row < chunk.rows(); ++row) lower(until_[chunk.customer[row]], stays.until(root, row));
    for (const Rule& rule : program_.rules)
      if (rings(rule)) take_clock(rule, chunk, stays);
  }

  // A clock rings for whom its rule's condition holds: she is asked in every run.
  void take_clock(const Rule& rule, const Frame& chunk, Stays& stays) {
    if (rule.condition.exists()) stays.find(std::array{rule.condition});
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      const bool holds = !rule.condition.exists() || bit_at(stays.value(rule.condition).bits, row);
      lower(until_[chunk.customer[row]], holds ? world_.soon() : stays.until(rule.condition, row));
    }
  }

  void take_history(std::uint32_t index, const Frame& chunk, Stays& stays) {
    const History& history = program_.histories[index];
    std::vector<InstId> roots{history.value};
    if (history.release.exists()) roots.push_back(history.release);
    stays.find(roots);
    const RememberRules rules = remember_rules(program_, history);
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      const std::uint32_t customer = chunk.customer[row];
      const HeldState& state = result_.memory.histories[index].of[customer];
      Micros until = stays.until(history.value, row);
      if (history.release.exists()) lower(until, stays.until(history.release, row));
      lower(until, moves_at(history, rules, state, moment_of(history, stays, row)));
      world_.histories[index][customer] = until;
      lower(until_[customer], until);
    }
  }

  Moment moment_of(const History& history, const Stays& stays, std::size_t row) const {
    Moment now{world_.soon(), 0, false, 0, false};
    const ColumnData& value = stays.value(history.value);
    const bool known = value.rows > 0 && value.is_known(row);
    if (history.kind == MemoryKind::crossing) {
      now.scored = known;
      if (known) now.score = value.type.is(TypeKind::number) ? value.real[row] : static_cast<double>(value.whole[row]);
    } else if (value.type.is(TypeKind::boolean)) {
      now.value = known && bit_at(value.bits, row) ? 1 : 0;
    } else {
      now.value = known ? static_cast<std::int32_t>(value.whole[row]) : no_value;
    }
    if (history.release.exists()) {
      const ColumnData& release = stays.value(history.release);
      now.release = release.is_known(row) && bit_at(release.bits, row);
    }
    return now;
  }

  // When what is held changes though its fact does not: at once, where one more look at the same values changes it.
  Micros moves_at(const History& history, const RememberRules& rules, const HeldState& state, const Moment& now) const {
    if (!state.known || remember(rules, state, now, context_.zone) != state) return world_.soon();
    const bool fades = history.kind == MemoryKind::ttl && state.value == 1;
    const bool falls = history.kind == MemoryKind::fall && now.value < state.value;
    if (!fades && !falls) return never;
    return state.mark == no_instant ? world_.soon() : moved(state.mark, rules.span, context_.zone);
  }

  const Program& program_;
  const Dataset& dataset_;
  const RunResult& result_;
  const RunOptions& options_;
  const RunContext& context_;
  const TimeShape shape_;
  const std::vector<InstId> roots_;
  const std::vector<InstId> read_;
  const DayTable days_;
  StayWorld world_;
  std::vector<Micros> until_;
};

}  // namespace

std::vector<Micros> holds_until(const Program& program, const Dataset& dataset, const RunResult& result,
                                const RunOptions& options, const RunContext& context) {
  // The same instant again decides only what came late: rules on state have not looked at what is new.
  if (options.before != nullptr && options.before->exists && options.before->as_of == options.as_of)
    return std::vector<Micros>(dataset.customers, options.as_of + 1);
  return HoldsUntil(program, dataset, result, options, context).run();
}

}  // namespace sop
