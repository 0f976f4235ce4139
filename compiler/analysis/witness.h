// A customer found by the solver, in the words of the program: "a customer with spend 500 and unknown city".
#pragma once

#include "compiler/analysis/solve.h"
#include "compiler/diagnostics/diagnostic.h"

namespace sop {

struct Subject;

// Adds the customer to a finding: as a sentence in both languages, and as values.
void show(Diagnostic& found, const Subject& subject, const Translator& translator, const Answer& answer);

}  // namespace sop
