#include "compiler/diff/written_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace sop {
namespace {

InstId here(Versions& versions, Version version, InstId id) {
  return version == Version::old ? versions.from_old(id) : id;
}

const Program& program_of(Versions& versions, Version version) {
  return version == Version::old ? versions.old() : versions.now();
}

std::string clock_text(Versions& versions, Version version, const Clock& clock) {
  const Program& program = program_of(versions, version);
  const std::string calendar = clock.calendar.exists() ? program.calendars[clock.calendar.index()].name : std::string();
  return fmt::format("{} {} {} {} {} {} {} {}", static_cast<int>(clock.kind), clock.every, clock.number, calendar,
                     here(versions, version, clock.own_date).value, clock.shift_days, clock.at_us, clock.until_day);
}

std::string message_text(Versions& versions, Version version, std::int64_t message) {
  if (message < 0) return "";
  std::string out;
  for (const TextPart& part : program_of(versions, version).texts[static_cast<std::size_t>(message)].parts)
    out += fmt::format("{}{{{}{}}}", part.literal, here(versions, version, part.slot).value,
                       part.instead ? " default " + *part.instead : "");
  return out;
}

}  // namespace

std::string canonical(Versions& versions, Version version, const Trigger& trigger) {
  const Program& program = program_of(versions, version);
  InputId stream = trigger.stream;
  if (version == Version::old && stream.exists()) stream = versions.merged().from_old(stream);
  return fmt::format("{} {} {}", trigger.stream.exists() ? program.inputs[trigger.stream.index()].name : "",
                     stream.value, clock_text(versions, version, trigger.clock));
}

std::string canonical(Versions& versions, Version version, const Action& action) {
  const auto at = [&](InstId id) { return here(versions, version, id).value; };
  std::string out = fmt::format("{} {} {} {} {} {} {} {} {} {} {}", static_cast<int>(action.verb), action.verb_word,
                                action.object, action.group, action.channel, at(action.staff), action.at_us,
                                at(action.due), at(action.expires), action.expires_today, action.restart);
  for (const Param& param : action.params) out += fmt::format(" {}={}", param.name, at(param.value));
  out += " " + message_text(versions, version, action.message);
  for (const Action& next : action.next_of) out += " (" + canonical(versions, version, next) + ")";
  return out;
}

void compare_triggers(Versions& versions, const std::vector<Trigger>& old, const std::vector<Trigger>& now,
                      DiffPart part, DiffEntry& out, std::string was, std::string is) {
  const bool same = std::ranges::equal(old, now, [&](const Trigger& a, const Trigger& b) {
    return canonical(versions, Version::old, a) == canonical(versions, Version::now, b);
  });
  if (!same) return add_part(out, {part, DiffChange::changed, std::move(was), std::move(is)});
  for (std::size_t i = 0; i < old.size(); ++i)
    add_condition(out, part, versions.conditions(old[i].where, now[i].where), was, is);
}

void compare_actions(Versions& versions, const std::vector<Action>& old, const std::vector<Action>& now,
                     DiffEntry& out) {
  std::vector<std::string> before, after;
  for (const Action& action : old) before.push_back(canonical(versions, Version::old, action));
  for (const Action& action : now) after.push_back(canonical(versions, Version::now, action));
  if (before == after) return;
  const auto only = [](const std::vector<std::string>& all, const std::string& one) {
    return std::ranges::find(all, one) == all.end();
  };
  const std::size_t known = out.parts.size();
  // The same deed with another text or other conditions is that deed, changed.
  std::vector<bool> paired(now.size(), false);
  for (std::size_t i = 0; i < old.size(); ++i) {
    if (!only(after, before[i])) continue;
    const std::string was = one_line(versions.old_text(), old[i].span);
    std::size_t j = 0;
    while (j < now.size() && (paired[j] || !only(before, after[j]) || now[j].verb_word != old[i].verb_word ||
                              now[j].object != old[i].object))
      ++j;
    if (j == now.size()) {
      add_part(out, {DiffPart::action, DiffChange::removed, was, ""});
      continue;
    }
    paired[j] = true;
    add_part(out, {DiffPart::action, DiffChange::changed, was, one_line(versions.now_text(), now[j].span)});
  }
  for (std::size_t i = 0; i < now.size(); ++i)
    if (!paired[i] && only(before, after[i]))
      add_part(out, {DiffPart::action, DiffChange::added, "", one_line(versions.now_text(), now[i].span)});
  if (out.parts.size() == known) add_part(out, {DiffPart::action, DiffChange::changed});  // their order
}

void add_part(DiffEntry& out, PartDiff part) {
  const bool open = part.change == DiffChange::undecided;
  if (!open || out.change == DiffChange::same) out.change = open ? DiffChange::undecided : DiffChange::changed;
  out.parts.push_back(std::move(part));
}

void add_condition(DiffEntry& out, DiffPart part, const ConditionDiff& diff, std::string was, std::string now) {
  const DiffChange change = change_of(diff);
  if (change == DiffChange::same) return;
  PartDiff differs{part, change, std::move(was), std::move(now)};
  differs.condition = diff;
  add_part(out, std::move(differs));
}

}  // namespace sop
