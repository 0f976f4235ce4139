// Lint levels (language.md 2.2): `deny|warn|allow CODE` in the project block, on the command line, or before a
// declaration, where it holds for that declaration alone. The nearest one counts: declaration, command line, project.
// An error stays one: only warnings can be allowed. Lints on writing (S41xx) are off unless a level asks for them; a
// template that answers some of the questions before a message is asked about the others (S4106). `all_asked`: the
// analysis went as far as it can; else an exception for what is left open may be needed when it does.
#pragma once

#include <set>

#include "compiler/check/check.h"

namespace sop {

class AskedLints {
 public:
  AskedLints(const ParsedProgram& parsed, const CheckOptions& options);
  bool operator()(Code code) const { return codes_.contains(code); }
  bool any() const { return !codes_.empty(); }
  // Without a level: of this place, whose author has begun to say it.
  bool begun(Code code, Span place) const { return code == Code::S4106 && begun_.contains(place); }

 private:
  void find(const ParsedProgram& parsed, Node node);
  std::set<Code> codes_;
  std::set<Span> begun_;  // names of templates
};

void apply_lint_levels(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics,
                       bool all_asked);

}  // namespace sop
