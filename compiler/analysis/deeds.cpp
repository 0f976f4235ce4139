#include "compiler/analysis/deeds.h"

#include <algorithm>
#include <set>

#include "compiler/ir/steps.h"
#include "runtime/contacts/contact_kind.h"

namespace sop {
namespace {

// A cap or a quota that somebody has no part in bounds nothing for her.
bool is_bounded(const Program& program, const ContactKind& kind) {
  const Contacts& contacts = program.contacts;
  if (kind.channel >= 0 && !contacts.channels[static_cast<std::size_t>(kind.channel)].quotas.empty()) return true;
  return std::ranges::any_of(caps_about(contacts, kind),
                             [&](std::uint32_t index) { return !contacts.caps[index].where.exists(); });
}

// What a condition says of one row: known to hold, known to fail, or neither.
class Reading {
 public:
  Reading(const Program& program, const Told& told) : program_(program), told_(told) {}

  bool asks_what_was_done() const { return asks_; }

  std::optional<bool> holds(InstId id) {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    switch (inst.kind) {
      case InstKind::constant: return constant(inst).whole != 0;
      case InstKind::all_of: return all(args, true);
      case InstKind::any_of: return all(args, false);
      case InstKind::negation: {
        const auto inner = holds(args[0]);
        return inner ? std::optional(!*inner) : std::nullopt;
      }
      case InstKind::fact: return holds(program_.facts[static_cast<std::size_t>(inst.a)].root);
      case InstKind::in_set: return in_set(inst, args[0]);
      case InstKind::call: return call(inst, args);
      default: look(id); return std::nullopt;
    }
  }

 private:
  const Constant& constant(const Inst& inst) const { return program_.constants[static_cast<std::size_t>(inst.a)]; }

  // `all`: of `and`; else of `or`.
  std::optional<bool> all(std::span<const InstId> args, bool all) {
    std::optional<bool> out = all;
    for (InstId arg : args) {
      const auto one = holds(arg);
      if (one && *one != all) return !all;
      if (!one) out.reset();
    }
    return out;
  }

  // The word that stands in this column of the row.
  std::optional<std::string> word(InstId id) const {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::constant) return word(constant(inst));
    if (inst.kind != InstKind::column) return std::nullopt;
    const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
    const auto found = told_.columns.find(input.columns[static_cast<std::size_t>(inst.b)].name);
    return input.recorded && input.name == told_.stream && found != told_.columns.end() ? std::optional(found->second)
                                                                                        : std::nullopt;
  }

  std::string word(const Constant& value) const {
    if (!value.type.is(TypeKind::enumeration)) return value.text;
    const auto& members = program_.enumerations[value.type.enumeration.index()].members;
    return members[static_cast<std::size_t>(value.whole)];
  }

  std::optional<bool> in_set(const Inst& inst, InstId value) {
    const auto known = word(value);
    if (!known) {
      look(value);
      return std::nullopt;
    }
    return std::ranges::any_of(program_.constant_sets[static_cast<std::size_t>(inst.a)],
                               [&](const Constant& one) { return word(one) == *known; });
  }

  std::optional<bool> call(const Inst& inst, std::span<const InstId> args) {
    if (inst.op == Op::equal_text || inst.op == Op::equal_enumeration || inst.op == Op::equal_id) {
      const auto left = word(args[0]), right = word(args[1]);
      if (left && right) return *left == *right;
    }
    for (InstId arg : args) look(arg);
    return std::nullopt;
  }

  // Does it read what was done, or what only the row itself says?
  void look(InstId id) {
    if (asks_ || !id.exists() || !seen_.insert(id).second) return;
    const Inst& inst = program_.at(id);
    const auto ours = [&](std::int32_t input) { return program_.inputs[static_cast<std::size_t>(input)].recorded; };
    switch (inst.kind) {
      case InstKind::has_tag:
      case InstKind::history:
      case InstKind::kept: asks_ = true; return;
      case InstKind::column:
        if (ours(inst.a) && !word(id)) asks_ = true;
        return;
      case InstKind::fact: return look(program_.facts[static_cast<std::size_t>(inst.a)].root);
      case InstKind::event_aggregate:
      case InstKind::customer_aggregate: return;  // what is done at this instant is not among its rows yet
      default:
        for (InstId arg : program_.args_of(id)) look(arg);
    }
  }

  const Program& program_;
  const Told& told_;
  bool asks_ = false;
  std::set<InstId> seen_;
};

}  // namespace

Told told_of(const Program& program, const Action& action, const std::string& source, const std::string& step) {
  if (action.due.exists()) return {};
  Told out;
  out.at_us = action.at_us;
  if (action.verb == Verb::send) {
    const ContactKind kind = contact_kind(program.contacts, action.channel, action.object);
    if (is_bounded(program, kind)) return {};
    out.stream = "sends";
    out.columns["template"] = action.object;
    out.columns["class"] = kind.of_class == ContactClass::service ? "service" : "marketing";
    if (!action.channel.empty()) out.columns["channel"] = action.channel;
  } else if (action.verb == Verb::task) {
    out.stream = "tasks";
    out.columns["task"] = action.object;
  } else {
    return {};
  }
  out.columns["source"] = source;
  out.columns["step"] = step;
  out.columns["outcome"] = "pending";
  return out;
}

DeedTaken takes(const Program& program, InstId condition, const Told& told) {
  if (!condition.exists()) return DeedTaken::always;
  Reading reading(program, told);
  const auto holds = reading.holds(condition);
  if (holds && !*holds) return DeedTaken::never;
  return reading.asks_what_was_done() ? DeedTaken::until : DeedTaken::always;
}

}  // namespace sop
