// Scores: what each line gives, and what the cap and the floor make of the total.
#include "runtime/explain/explainer.h"

namespace sop {
namespace {

bool is_call(const Inst& inst, Builtin builtin) {
  return inst.kind == InstKind::call && row_of(inst.op).builtin == builtin;
}

}  // namespace

// larger(smaller(line + line + …, cap), 0), as compiler/check/scores.cpp makes it.
std::optional<Reason> Explainer::of_score(InstId root) {
  if (!is_call(program_.at(root), Builtin::larger)) return std::nullopt;
  InstId total = program_.args_of(root)[0], cap;
  if (is_call(program_.at(total), Builtin::smaller)) {
    const auto args = program_.args_of(total);
    if (is_fixed(args[1])) {
      cap = args[1];
      total = args[0];
    }
  }
  std::vector<InstId> lines{total};
  while (is_call(program_.at(lines.back()), Builtin::add)) {
    const auto args = program_.args_of(lines.back());
    lines.back() = args[1];
    lines.push_back(args[0]);
  }
  Reason reason;
  for (std::size_t i = lines.size(); i-- > 0;) {
    InstId line = lines[i];
    while (program_.at(line).kind == InstKind::call && program_.at(line).op == Op::number_of_integer)
      line = program_.args_of(line)[0];
    Reason of_line = this->reason(line);
    reason.because.push_back({say(Say::points, text(line), name(line)), std::move(of_line.because)});
    if (!of_line.clause.empty()) reason.because.back().text += say(Say::colon, of_line.clause);
  }
  if (!is_known(total) || !is_known(root)) return Reason{say(Say::could_not), std::move(reason.because)};
  const std::string sum = text(total), score = text(root);
  if (sum == score)
    reason.clause = say(Say::score_sum, sum);
  else if (cap.exists() && score == text(cap))
    reason.clause = say(Say::score_capped, sum, score);
  else
    reason.clause = say(Say::score_floor, sum);
  return reason;
}

}  // namespace sop
