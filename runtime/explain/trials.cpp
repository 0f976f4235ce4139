#include "runtime/explain/trials.h"

#include <algorithm>

#include "runtime/explain/reached.h"

namespace sop {
namespace {

constexpr std::size_t rows_to_go_through = 20'000'000, fewest_tries = 40, most_tries_at_all = 1'000;
constexpr std::size_t most_tries_of_hers = 20'000;

// Of the program as it stands: is `what` read below, in what others are counted by, too?
bool reaches(const Program& program, std::vector<InstId> open, InstId what) {
  const Inst& asked = program.at(what);
  std::vector<bool> seen(program.insts.size(), false);
  while (!open.empty()) {
    const InstId id = open.back();
    open.pop_back();
    if (!id.exists() || seen[id.index()]) continue;
    seen[id.index()] = true;
    const Inst& inst = program.at(id);
    if (id == what) return true;
    if (inst.kind == InstKind::column && asked.kind == InstKind::column && inst.a == asked.a && inst.b == asked.b)
      return true;
    for (const InstId arg : program.args_of(id)) open.push_back(arg);
    if (inst.kind == InstKind::fact) open.push_back(program.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::pick_row ||
        inst.kind == InstKind::customer_aggregate)
      for (const InstId part : parts_of(program.aggregates[static_cast<std::size_t>(inst.a)])) open.push_back(part);
  }
  return false;
}

}  // namespace

bool same_value(const std::optional<KnownValue>& a, const std::optional<KnownValue>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->whole == b->whole && a->real == b->real && a->text == b->text;
}

Trials::Trials(const DecidedRun& run, const Evaluating& with, const Snapshot& at, Lab& lab,
               const FlipQuestion& question)
    : run_(run),
      with_(with),
      at_(at),
      lab_(lab),
      question_(question),
      places_(run, with, at, lab.program(), question.asked) {
  std::vector<InstId> asked;
  const Program& program = lab_.program();
  for (const Assumption& assumption : program.assumptions) asked.push_back(assumption.condition);
  const InputId people = program.population;
  const int key = people.exists() ? program.inputs[people.index()].key : -1;
  InstId id;
  for (std::size_t i = 0; i < program.insts.size() && key >= 0 && !id.exists(); ++i) {
    const Inst& inst = program.insts[i];
    if (inst.kind == InstKind::column && inst.domain.is_frame() && inst.a == people.value && inst.b == key)
      id = InstId(i);
  }
  if (!id.exists() && key >= 0) id = lab_.column_of_hers(key);
  if (id.exists()) asked.push_back(id);
  if (asked.empty()) return;
  const Evaluation found = with_.evaluate(lab_.program(), with_.dataset, at_.frame(), asked, with_.context);
  for (std::size_t i = 0; i < program.assumptions.size(); ++i)
    if (bit_at(found.values[i].bits, 0)) guards_.push_back(asked[i]);
  if (id.exists()) her_id_ = value_at(found.values.back(), 0, *with_.dataset.pool);
}

bool Trials::is_among_all(InstId what) {
  if (const auto known = among_all_.find(what.value); known != among_all_.end()) return known->second;
  const Program& program = lab_.program();
  bool found = false;
  const std::vector<bool> below = reached_of_hers(program, question_.asked);
  for (std::size_t i = 0; i < below.size() && !found; ++i) {
    const Inst& inst = program.insts[i];
    if (!below[i]) continue;
    if (inst.kind == InstKind::customer_aggregate) found = reaches(program, {InstId(i)}, what);
    if (inst.kind == InstKind::population && places_.moves(static_cast<std::size_t>(inst.a)))
      found = reaches(program, {program.args_of(InstId(i)).begin(), program.args_of(InstId(i)).end()}, what);
  }
  return among_all_[what.value] = found;
}

std::size_t Trials::most_tries(InstId what) {
  if (!is_among_all(what)) return most_tries_of_hers;
  const std::size_t rows = std::max<std::size_t>(1, with_.dataset.customers);
  return std::clamp(rows_to_go_through / rows, fewest_tries, most_tries_at_all);
}

std::vector<InstId> Trials::guards_of(InstId what) {
  std::vector<InstId> out;
  for (const InstId guard : guards_)
    if (reaches(lab_.program(), {guard}, what)) out.push_back(guard);
  return out;
}

std::vector<InstId> Trials::sides_below(InstId what) {
  std::vector<InstId> out;
  const std::vector<bool> below = reached_of_hers(lab_.program(), question_.asked);
  for (std::size_t i = 0; i < below.size(); ++i) {
    const InstId id(i);
    const Inst inst = lab_.program().at(id);
    if (!below[i] || !inst.domain.is_frame()) continue;
    if (inst.kind == InstKind::population && inst.type.is(TypeKind::boolean)) out.push_back(id);
    if (inst.kind != InstKind::call || !is_measured(lab_.program().at(lab_.program().args_of(id)[0]).type.kind))
      continue;
    if (reaches(lab_.program(), {id}, what))
      for (const InstId side : lab_.sides_of(id)) out.push_back(side);
  }
  return out;
}

std::vector<InstId> Trials::roots_under(const Change& change, bool among_all) {
  std::vector<InstId> roots;
  const auto add = [&](InstId root) {
    roots.push_back(among_all && her_id_ ? lab_.replaced_among_all(root, change.what, change.to, *her_id_)
                                         : lab_.replaced(root, change.what, change.to));
  };
  for (const InstId root : question_.asked) add(root);
  for (const InstId guard : guards_of(change.what)) add(guard);
  return roots;
}

// From the roots `first`, `first + 1`, …: what is asked, what is taken for granted, the sides.
Trial Trials::read(std::span<const ColumnData> found, std::size_t row, std::size_t first, std::size_t guards) const {
  std::vector<std::optional<KnownValue>> values;
  for (std::size_t i = 0; i < question_.asked.size(); ++i)
    values.push_back(value_at(found[first + i], row, *with_.dataset.pool));
  Trial out;
  out.becomes = question_.outcome(values);
  out.flips = !same_value(out.becomes, question_.now);
  first += question_.asked.size();
  for (std::size_t i = 0; i < guards; ++i) out.flips = out.flips && bit_at(found[first + i].bits, row);
  return out;
}

Trial Trials::of(const Change& change) {
  const bool among_all = is_among_all(change.what);
  if (among_all && !her_id_) return {};
  const std::vector<InstId> roots = roots_under(change, among_all);
  Frame frame = at_.frame();
  if (among_all && places_.any()) frame.edges = places_.with(change, lab_, *her_id_);
  const Evaluation found = with_.evaluate(lab_.program(), with_.dataset, frame, roots, with_.context);
  return read(found.values, 0, 0, roots.size() - question_.asked.size());
}

bool Trials::stands() {
  if (!places_.any() || !places_.are_old()) return true;
  Frame frame = at_.frame();
  frame.edges = places_.of_today();
  const Evaluation found = with_.evaluate(lab_.program(), with_.dataset, frame, question_.asked, with_.context);
  return !read(found.values, 0, 0, 0).flips;
}

std::optional<KnownValue> Trials::value_under(const Change& change, InstId of) {
  const InstId root = lab_.replaced(of, change.what, change.to);
  const Evaluation found = with_.evaluate(lab_.program(), with_.dataset, at_.frame(), {{root}}, with_.context);
  return value_at(found.values[0], 0, *with_.dataset.pool);
}

std::vector<Trial> Trials::of(std::span<const Change> changes) {
  return at_once(
      changes, [&](const Change& change) { return !is_among_all(change.what); }, false);
}

std::vector<Trial> Trials::at_once(std::span<const Change> changes, const std::function<bool(const Change&)>& is_asked,
                                   bool among_all) {
  std::vector<InstId> roots;
  std::vector<std::pair<std::size_t, std::size_t>> places;  // the first root, how many
  for (const Change& change : changes) {
    std::vector<InstId> some;
    if (is_asked(change)) some = roots_under(change, among_all);
    places.emplace_back(roots.size(), some.size());
    roots.insert(roots.end(), some.begin(), some.end());
  }
  const Evaluation found = with_.evaluate(lab_.program(), with_.dataset, at_.frame(), roots, with_.context);
  std::vector<Trial> out;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto [first, count] = places[i];
    out.push_back(count == 0 ? Trial() : read(found.values, 0, first, count - question_.asked.size()));
  }
  return out;
}

std::vector<Trial> Trials::along(const Lever& lever, std::span<const std::int64_t> places) {
  std::vector<Trial> out;
  if (is_among_all(lever.what) && !places_.any() && her_id_) {
    std::vector<Change> changes;
    for (const std::int64_t place : places)
      changes.push_back({lever.what, ChangeKind::value, lever.scale.at(place), std::nullopt, 0});
    return at_once(
        changes, [](const Change&) { return true; }, true);
  }
  if (is_among_all(lever.what)) {
    for (const std::int64_t place : places)
      out.push_back(of(Change{lever.what, ChangeKind::value, lever.scale.at(place), std::nullopt, 0}));
    return out;
  }
  const std::vector<InstId> guards = guards_of(lever.what), sides = sides_below(lever.what);
  const std::size_t kept = std::max(at_.frame().kept.size(), lab_.program().kept.size());
  std::vector<InstId> roots;
  for (const auto& some : {question_.asked, guards, sides})
    for (const InstId root : some) roots.push_back(lab_.varied(root, lever.what, kept));
  Frame frame;
  frame.batch_as_of = at_.frame().batch_as_of;
  frame.stream = at_.frame().stream;
  frame.edges = at_.frame().edges;
  const std::size_t rows = places.size();
  frame.customer.assign(rows, at_.customer());
  frame.as_of.assign(rows, at_.as_of());
  if (!at_.frame().event.empty()) frame.event.assign(rows, at_.frame().event[0]);
  frame.kept.resize(kept + 1);
  ColumnData& hers = frame.kept[kept] = make_column(lever.scale.type(), rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const KnownValue value = lever.scale.at(places[row]);
    if (lever.scale.is_real())
      hers.real[row] = value.real;
    else
      hers.whole[row] = value.whole;
  }
  const Evaluation found = with_.evaluate(lab_.program(), with_.dataset, frame, roots, with_.context);
  for (std::size_t row = 0; row < rows; ++row) {
    out.push_back(read(found.values, row, 0, guards.size()));
    for (std::size_t i = question_.asked.size() + guards.size(); i < roots.size(); ++i)
      out.back().sides.push_back(bit_at(found.values[i].bits, row));
  }
  return out;
}

}  // namespace sop
