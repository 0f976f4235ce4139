// A finding's customer as a `test` block (language 2.7): her columns and events, the instant, and what then happens. It
// is a proposal: whoever prints it runs it first.
#pragma once

#include <string>
#include <vector>

#include "compiler/analysis/proof_rows.h"
#include "compiler/analysis/reasoning.h"

namespace sop {

// `expected`: conditions in the program's words. Leaves the finding as it is where she cannot be written down.
void prove(Diagnostic& found, Reasoning& reasoning, const Answer& answer, const std::vector<std::string>& expected);

// What has happened at an instant, counted from the start: conditions, and actions such as `send x`.
struct LivedThrough {
  std::int64_t at = 0;
  std::vector<std::string> expected;
};
// The same where it takes several instants, in their order.
void prove_lived(Diagnostic& found, Reasoning& reasoning, const Answer& answer, const ProofStart& start,
                 const std::vector<LivedThrough>& instants);

// A name as the program writes it.
std::string name_text(const std::string& name);

// The words of an expression, on one line; empty where it cannot be repeated elsewhere.
std::string words_of(const Subject& subject, Span place);

// Findings of earlier phases (S3001, S3003): a customer for whom the condition holds as it should not.
void prove_missing_and_one_sided(Reasoning& reasoning);

}  // namespace sop
