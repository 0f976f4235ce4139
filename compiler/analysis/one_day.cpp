#include "compiler/analysis/one_day.h"

namespace sop {
namespace {

using N = NodeKind;

class OneDay {
 public:
  explicit OneDay(const Subject& subject) : subject_(subject), program_(subject.program) {}

  void declaration(Node node) const {
    if (node.is(N::rule) && !node.child(N::triggers)) asked(node.child(N::if_clause));
    if (node.is(N::journey))
      for (Node entry : node.children(N::enter_clause))
        if (!entry.child(N::triggers)) asked(entry.child(N::when_clause));
  }

 private:
  void asked(Node clause) const {
    if (!clause) return;
    const Span place = clause.last_child().span();
    if (const InstId condition = subject_.places.condition_at(place); condition.exists()) look_at(condition, place);
  }

  // What has to hold, part by part; an `or` leaves other days.
  void look_at(InstId condition, Span at) const {
    const Inst& inst = program_.at(condition);
    if (inst.kind == InstKind::all_of) {
      for (const InstId part : program_.args_of(condition))
        if (const Span place = subject_.places.written(part, at); place.exists()) look_at(part, place);
      return;
    }
    if (inst.kind != InstKind::call || inst.op != Op::equal_integer) return;
    const auto args = program_.args_of(condition);
    for (const std::size_t side : {0U, 1U})
      if (counts_days(args[side]) && program_.at(args[1 - side]).kind == InstKind::constant)
        subject_.diagnostics.report(Code::S4007, at, {quoted(subject_, at)});
  }

  // Another number each midnight.
  bool counts_days(InstId value) const {
    while (program_.at(value).kind == InstKind::fact)
      value = program_.facts[static_cast<std::size_t>(program_.at(value).a)].root;
    const Inst& inst = program_.at(value);
    if (inst.kind != InstKind::call) return false;
    switch (inst.op) {
      case Op::days_since_date:
      case Op::days_since_datetime:
      case Op::days_until_date:
      case Op::days_until_datetime: return true;
      default: return false;
    }
  }

  const Subject& subject_;
  const Program& program_;
};

}  // namespace

void check_one_day(const Subject& subject) {
  const OneDay one_day(subject);
  for (Node node : subject.parsed.declarations()) one_day.declaration(node);
}

}  // namespace sop
