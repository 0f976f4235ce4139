// Is the customer whom the solver shows really one? She is written down - columns, tags, events - and what was asked is
// evaluated for her; where it does not hold, customers near her are tried. Who passes is shown in her place. Nothing is
// proven by not finding one.
#pragma once

#include "compiler/analysis/solve.h"

namespace sop {

// Whose values are tried first: those of boxes, each by itself; those of the second layer fit each other, and what they
// say of her events says which events are worth trying.
enum class ModelOf : std::uint8_t { boxes, solver };

// `perhaps` becomes `yes`, or stays. `tries`: how many more customers may be looked at; counted down.
void confirm(Translator& translator, FormulaId asked, Domain rows, Answer& answer, std::int64_t& tries,
             ModelOf model = ModelOf::boxes);

}  // namespace sop
