#include "compiler/passes/joining.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/passes/rebuild.h"

namespace sop {

bool commutes(Op op) {
  return op == Op::add_integer || op == Op::add_number || op == Op::add_money || op == Op::multiply_integer ||
         op == Op::multiply_number || row_of(op).builtin == Builtin::equal;
}

void Joining::add_retired(std::size_t index) {
  Journey journey = from_.journeys[index];
  version_ = fmt::format("{:x}", journey.definition);
  journey.entries.clear();
  journey.retired = true;
  for (std::int32_t& kept : journey.kept) kept = joined_kept(kept);
  for (JourneyStep& step : journey.steps)
    for (StepArm& arm : step.arms) {
      for (std::int32_t& kept : arm.kept) kept = joined_kept(kept);
      if (const InputId was = arm.stream; was.exists()) {
        arm.stream = joined(was);
        if (!arm.stream.exists()) unreadable_.insert(from_.inputs[was.index()].name);
      }
    }
  for_each_root(journey, [this](InstId& id) { id = joined(id); });
  for (InputId& stream : journey.streams) stream = joined(stream);
  std::erase_if(journey.streams, [](InputId stream) { return !stream.exists(); });
  for (Action& action : journey.actions) {
    take_texts(action);
    take_limits(action);
  }
  to_.journeys.push_back(std::move(journey));
}

// ---- Inputs, enumerations, calendars by their names ------------------------------------------------------------

InputId Joining::joined(InputId id) const {
  if (names_ != nullptr) return id.exists() ? names_->inputs[id.index()] : id;
  const std::string& name = from_.inputs[id.index()].name;
  const auto found = std::ranges::find(to_.inputs, name, &Input::name);
  return found == to_.inputs.end() ? InputId{} : InputId(static_cast<std::size_t>(found - to_.inputs.begin()));
}

int Joining::joined_column(InputId input, int column) const {
  if (names_ != nullptr) return names_->columns[input.index()][static_cast<std::size_t>(column)];
  const Column& old = from_.inputs[input.index()].columns[static_cast<std::size_t>(column)];
  const InputId now = joined(input);
  if (!now.exists()) return -1;
  const auto& columns = to_.inputs[now.index()].columns;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == old.name && reads_alike(old, columns[i])) return static_cast<int>(i);
  return -1;
}

// Values of one kind, none of them missing where none could be, and of the same enumeration.
bool Joining::reads_alike(const Column& old, const Column& now) const {
  if (now.type.kind != old.type.kind || (now.type.nullable && !old.type.nullable)) return false;
  if (!old.type.enumeration.exists() || !now.type.enumeration.exists()) return true;
  const Enumeration &was = from_.enumerations[old.type.enumeration.index()],
                    &is = to_.enumerations[now.type.enumeration.index()];
  return was.name == is.name && was.members == is.members;
}

Type Joining::joined(Type type) {
  if (!type.enumeration.exists()) return type;
  if (names_ != nullptr) return type.enumeration = names_->enumerations[type.enumeration.index()], type;
  const Enumeration& old = from_.enumerations[type.enumeration.index()];
  for (std::size_t i = 0; i < to_.enumerations.size(); ++i)
    if (to_.enumerations[i].name == old.name && to_.enumerations[i].members == old.members)
      return type.enumeration = EnumId(i), type;
  to_.enumerations.push_back(old);
  type.enumeration = EnumId(to_.enumerations.size() - 1);
  return type;
}

Domain Joining::joined(Domain domain) const {
  return domain.is_frame() ? domain : Domain::rows_of(joined(InputId(domain.input)));
}

Constant Joining::joined(Constant value) {
  if (names_ != nullptr && value.type.is(TypeKind::enumeration))
    value.whole = names_->members[value.type.enumeration.index()][static_cast<std::size_t>(value.whole)];
  value.type = joined(value.type);
  return value;
}

std::int32_t Joining::joined_kept(std::int32_t index) {
  const auto known = kept_.find(index);
  if (known != kept_.end()) return known->second;
  Kept kept = from_.kept[static_cast<std::size_t>(index)];
  kept.type = joined(kept.type);
  kept.values.clear();  // kept when she entered, or with the event of an arm below
  if (names_ != nullptr)
    if (const std::int32_t same = same_kept(index, kept); same >= 0) return kept_[index] = same;
  const auto made = static_cast<std::int32_t>(to_.kept.size());
  to_.kept.push_back(kept);
  kept_[index] = made;
  std::vector<InstId> values;
  for (const InstId value : from_.kept[static_cast<std::size_t>(index)].values) values.push_back(joined(value));
  to_.kept[static_cast<std::size_t>(made)].values = std::move(values);
  return made;
}

// Of several that keep the same, the first is the first, the second the second.
std::int32_t Joining::same_kept(std::int32_t index, const Kept& kept) {
  const auto& asked = from_.kept[static_cast<std::size_t>(index)].values;
  std::int64_t rank = std::count_if(from_.kept.begin(), from_.kept.begin() + index,
                                    [&](const Kept& other) { return other.values == asked; });
  std::vector<InstId> values;
  for (const InstId value : asked) values.push_back(joined(value));
  for (std::size_t i = 0; i < to_.kept.size(); ++i)
    if (to_.kept[i].values == values && to_.kept[i].type.kind == kept.type.kind && rank-- == 0)
      return static_cast<std::int32_t>(i);
  return -1;
}

std::int32_t Joining::joined_calendar(std::int32_t index) {
  const Calendar& old = from_.calendars[static_cast<std::size_t>(index)];
  for (std::size_t i = 0; i < to_.calendars.size(); ++i)
    if (to_.calendars[i].name == old.name && to_.calendars[i].rules == old.rules) return static_cast<std::int32_t>(i);
  Calendar calendar = old;
  for (InstId& date : calendar.hers) date = joined(date);
  to_.calendars.push_back(std::move(calendar));
  return static_cast<std::int32_t>(to_.calendars.size() - 1);
}

std::int32_t Joining::joined_history(std::int32_t index) {
  if (names_ != nullptr)
    if (const auto same = names_->histories.find(index); same != names_->histories.end()) return same->second;
  const History& old = from_.histories[static_cast<std::size_t>(index)];
  for (std::size_t i = 0; i < to_.histories.size(); ++i)
    if (to_.histories[i].name == old.name && to_.histories[i].definition == old.definition)
      return static_cast<std::int32_t>(i);
  History history = old;
  history.name += "@" + version_;
  history.type = joined(history.type);
  for (InstId* part : {&history.value, &history.release, &history.span, &history.threshold, &history.rearm})
    *part = joined(*part);
  for (InputId& stream : history.streams) stream = joined(stream);
  std::erase_if(history.streams, [](InputId stream) { return !stream.exists(); });
  history.changes = history.changes.exists() ? joined(history.changes) : InputId{};
  to_.histories.push_back(std::move(history));
  return static_cast<std::int32_t>(to_.histories.size() - 1);
}

// ---- Instructions ----------------------------------------------------------------------------------------------

InstId Joining::joined(InstId id) {
  if (!id.exists()) return id;
  if (const auto known = insts_.find(id.value); known != insts_.end()) return known->second;
  const InstId made = make(id);
  insts_[id.value] = made;
  return made;
}

InstId Joining::absent(const Inst& inst, InputId input, std::string_view column) {
  const std::string& table = from_.inputs[input.index()].name;
  unreadable_.insert(column.empty() ? table : fmt::format("{}.{}", table, column));
  Type type = joined(inst.type);
  if (type.is(TypeKind::boolean) && !type.nullable) return build_.truth(false);
  return build_.missing(type.with_nullable(true));
}

InstId Joining::make(InstId id) {
  const Inst& old = from_.at(id);
  const Span span = place_of(id);
  if (!old.domain.is_frame() && !joined(InputId(old.domain.input)).exists())
    return absent(old, InputId(old.domain.input));
  if (old.kind == InstKind::fact) return joined(from_.facts[static_cast<std::size_t>(old.a)].root);
  std::vector<InstId> args;
  for (const InstId arg : from_.args_of(id)) args.push_back(joined(arg));
  Inst inst = old;
  inst.type = joined(old.type);
  inst.domain = joined(old.domain);
  const bool junction = old.kind == InstKind::all_of || old.kind == InstKind::any_of;
  const bool swappable = junction || (old.kind == InstKind::call && commutes(old.op));
  if (names_ != nullptr && swappable) std::sort(args.begin(), args.end());  // canonical order, for equal ones to be one
  switch (old.kind) {
    case InstKind::constant: return build_.constant(joined(from_.constants[static_cast<std::size_t>(old.a)]), span);
    case InstKind::column:
    case InstKind::lookup: {
      const int column = joined_column(InputId(old.a), old.b);
      if (column < 0) {
        const Input& input = from_.inputs[static_cast<std::size_t>(old.a)];
        return absent(old, InputId(old.a), input.columns[static_cast<std::size_t>(old.b)].name);
      }
      inst.a = joined(InputId(old.a)).value;
      inst.b = column;
      to_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(column)].used = true;
      break;
    }
    case InstKind::in_set: {
      std::vector<Constant> members = from_.constant_sets[static_cast<std::size_t>(old.a)];
      for (Constant& member : members) member = joined(member);
      return build_.in_set(args[0], std::move(members), span);
    }
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::pick_row: return aggregate(old, span);
    case InstKind::has_tag:
      inst.a = build_.constant_id(joined(from_.constants[static_cast<std::size_t>(old.a)]));
      if (old.b >= 0) inst.b = build_.constant_id(joined(from_.constants[static_cast<std::size_t>(old.b)]));
      break;
    case InstKind::calendar: inst.a = joined_calendar(old.a); break;
    case InstKind::history: inst.a = joined_history(old.a); break;
    case InstKind::kept: inst.a = joined_kept(old.a); break;
    case InstKind::population: {
      Population form = from_.populations[static_cast<std::size_t>(old.a)];
      form.x = joined(form.x);
      form.among = joined(form.among);
      return build_.population(form, inst.type, span);
    }
    case InstKind::fact:
    case InstKind::missing:
    case InstKind::outer:
    case InstKind::context:
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::is_missing:
    case InstKind::is_true: break;
  }
  return build_.add(inst, args, span);
}

// Among the files of both, where two programs are compared; else nobody asks.
Span Joining::place_of(InstId id) const {
  if (names_ == nullptr) return {};
  Span place = from_.inst_spans[id.index()];
  if (place.exists()) place.file += names_->files_before;
  return place;
}

InstId Joining::aggregate(const Inst& old, Span span) {
  Aggregate form = from_.aggregates[static_cast<std::size_t>(old.a)];
  const InputId was = form.input;
  form.input = joined(was);
  if (!form.input.exists()) return absent(old, was);
  for (InstId* part : parts_of(form)) *part = joined(*part);
  return old.kind == InstKind::pick_row ? build_.pick_row(form, span) : build_.aggregate(form, joined(old.type), span);
}

// ---- Limits ----------------------------------------------------------------------------------------------------

// What the present program does not declare any more holds for whoever is inside still: a channel's hours and quotas, a
// template's hours, its class, its `only if`.
void Joining::take_limits(const Action& action) {
  for (const Action& one : action.next_of) take_limits(one);
  if (const Channel* old = from_.contacts.channel(action.channel);
      old != nullptr && to_.contacts.channel(old->name) == nullptr) {
    Channel channel = *old;
    channel.staff = joined(old->staff);
    to_.contacts.channels.push_back(std::move(channel));
  }
  const Template* sent = action.verb == Verb::send ? from_.contacts.sent(action.object) : nullptr;
  if (sent == nullptr || to_.contacts.sent(sent->name) != nullptr) return;
  to_.contacts.templates.push_back(*sent);
  for (const Guard& old : from_.guards) {
    if (old.object != sent->name) continue;
    Guard guard = old;
    guard.blocked = joined(old.blocked);
    to_.guards.push_back(std::move(guard));
  }
}

// ---- Texts -----------------------------------------------------------------------------------------------------

void Joining::take_texts(Action& action) {
  for (Action& one : action.next_of) take_texts(one);
  for (Param& param : action.params) param.message = taken_text(param.message);
  action.message = taken_text(action.message);
}

// The wording of today (semantics E6), where there is no doubt which one it is; else the old one.
std::int64_t Joining::taken_text(std::int64_t message) {
  if (message < 0) return message;
  const MessageText& old = from_.texts[static_cast<std::size_t>(message)];
  const auto now = std::ranges::find(to_.texts, old.owner, &MessageText::owner);
  const bool is_one = std::ranges::count(from_.texts, old.owner, &MessageText::owner) == 1 &&
                      std::ranges::count(to_.texts, old.owner, &MessageText::owner) == 1;
  if (is_one) return now - to_.texts.begin();
  MessageText text = old;
  for (TextPart& part : text.parts) part.slot = joined(part.slot);
  to_.texts.push_back(std::move(text));
  return static_cast<std::int64_t>(to_.texts.size()) - 1;
}

}  // namespace sop
