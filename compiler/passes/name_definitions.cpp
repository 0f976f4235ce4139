// What a rule, a tag or a remembered fact says, as a number: equal for texts of one meaning as far as the earlier
// passes see it, another one after a redefinition (semantics C7, C8). Names of inputs and columns count, places do not.
#include <string>

#include "compiler/passes/passes.h"

namespace sop {
namespace {

class Definition {
 public:
  // What an instruction reads comes before it.
  explicit Definition(const Program& program) : program_(program) {
    known_.reserve(program.insts.size());
    for (std::size_t i = 0; i < program.insts.size(); ++i) known_.push_back(compute(InstId(i)));
  }

  std::uint64_t of(InstId id) const { return id.exists() ? known_[id.index()] : 1; }

  std::uint64_t of(const History& history) const {
    std::uint64_t hash = mix(static_cast<std::uint64_t>(history.kind), text(history.name));
    for (InstId part : {history.value, history.release, history.span, history.threshold, history.rearm})
      hash = mix(hash, of(part));
    return hash;
  }

  std::uint64_t of(const Population& form) const {
    std::uint64_t hash = mix(static_cast<std::uint64_t>(form.op), of(form.x));
    hash = mix(mix(hash, of(form.among)), static_cast<std::uint64_t>(form.ties));
    hash = mix(hash, (form.low_first ? 1 : 0) + (form.missing_out ? 2 : 0));
    for (const std::int64_t part : {form.n, form.mantissa, form.decimals})
      hash = mix(hash, static_cast<std::uint64_t>(part));
    return hash;
  }

 private:
  static std::uint64_t mix(std::uint64_t hash, std::uint64_t with) {
    hash = (hash ^ with) * 0x9E3779B97F4A7C15ull;
    return hash ^ (hash >> 29);
  }
  static std::uint64_t text(std::string_view bytes) {
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return hash;
  }

  std::uint64_t of(const Constant& constant) const {
    if (constant.type.is(TypeKind::enumeration))
      return text(
          program_.enumerations[constant.type.enumeration.index()].members[static_cast<std::size_t>(constant.whole)]);
    std::uint64_t hash = mix(text(constant.text), static_cast<std::uint64_t>(constant.whole));
    hash = mix(hash, static_cast<std::uint64_t>(constant.type.kind));
    return mix(hash, std::hash<double>{}(constant.real));
  }

  std::uint64_t of(const Aggregate& form) const {
    std::uint64_t hash = mix(static_cast<std::uint64_t>(form.op), text(program_.inputs[form.input.index()].name));
    for (InstId part : parts_of(form)) hash = mix(hash, of(part));
    return hash;
  }

  std::uint64_t compute(InstId id) const {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::fact) return of(program_.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind == InstKind::outer) return of(program_.args_of(id)[0]);
    std::uint64_t hash = mix(static_cast<std::uint64_t>(inst.kind), static_cast<std::uint64_t>(inst.op));
    hash = mix(hash, payload(inst));
    for (InstId arg : program_.args_of(id)) hash = mix(hash, of(arg));
    return hash;
  }

  std::uint64_t payload(const Inst& inst) const {
    const auto a = static_cast<std::size_t>(inst.a);
    switch (inst.kind) {
      case InstKind::constant: return of(program_.constants[a]);
      case InstKind::column:
      case InstKind::lookup: {
        const Input& input = program_.inputs[a];
        return mix(text(input.name), text(input.columns[static_cast<std::size_t>(inst.b)].name));
      }
      case InstKind::in_set: {
        std::uint64_t hash = 0;
        for (const Constant& member : program_.constant_sets[a]) hash = mix(hash, of(member));
        return hash;
      }
      case InstKind::event_aggregate:
      case InstKind::customer_aggregate:
      case InstKind::pick_row: return of(program_.aggregates[a]);
      case InstKind::calendar: return mix(of(program_.calendars[a]), static_cast<std::uint64_t>(inst.b));
      case InstKind::history: return of(program_.histories[a]);
      case InstKind::population: return of(program_.populations[a]);
      case InstKind::has_tag: {
        const std::uint64_t tag = of(program_.constants[a]);
        return inst.b < 0 ? tag : mix(tag, of(program_.constants[static_cast<std::size_t>(inst.b)]));
      }
      default: return static_cast<std::uint64_t>(inst.a + 1);
    }
  }

  // Her own dates are among the arguments.
  std::uint64_t of(const Calendar& calendar) const {
    std::uint64_t hash = text(calendar.name);
    for (const Recurrence& rule : calendar.rules) {
      hash = mix(hash, static_cast<std::uint64_t>(rule.kind) * 4 + static_cast<std::uint64_t>(rule.leap_day));
      hash = mix(hash, static_cast<std::uint64_t>(rule.month * 100 + rule.day));
      hash = mix(hash, static_cast<std::uint64_t>(rule.date));
    }
    return hash;
  }

  const Program& program_;
  std::vector<std::uint64_t> known_;
};

}  // namespace

Program name_definitions(Program program) {
  const Definition definition(program);
  for (History& history : program.histories) history.definition = definition.of(history);
  for (Population& form : program.populations) form.definition = definition.of(form);
  for (Fact& fact : program.facts) fact.definition = definition.of(fact.root);
  for (Rule& rule : program.rules) rule.definition = definition.of(rule.condition);
  return program;
}

}  // namespace sop
