// A question that the analysis left open: neither proven nor shown. It is told at its place, in words (S3027), and can
// be accepted there like any other finding. What is told as a finding of its own is no open question.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace sop {

struct Subject;

struct OpenQuestion {
  Span place;
  Phrase asks;
  std::vector<std::string> names = {};
  Span use = {};  // of a module, whose body asks it
};

// One finding per place and question.
void tell_open_questions(const Subject& subject, const std::vector<OpenQuestion>& open);

// Those that nobody asked to be told of: notes of S3027, whose level no program or command line sets, in order.
std::vector<Diagnostic> take_open_questions(Diagnostics& diagnostics);

// Does a finding say that something was not decided?
bool is_open_question(const Diagnostic& found);

}  // namespace sop
