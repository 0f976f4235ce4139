#include "compiler/driver/compile.h"

#include "compiler/analysis/analyse.h"
#include "compiler/analysis/writing.h"
#include "compiler/check/lint_levels.h"
#include "compiler/check/size.h"
#include "compiler/driver/consequences.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/passes.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/written_twice.h"

namespace sop {
namespace {

void parse_all(const Sources& sources, Compilation& out) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    out.parsed.trees.push_back(parse(sources[i], static_cast<std::int32_t>(i), out.diagnostics));
    report_written_twice(sources[i], out.parsed.trees.back(), out.diagnostics);
  }
}

// Of a size that can be walked; where something was wrong, what could be read still makes a program.
bool sound(const Program& program, const Diagnostics& diagnostics) {
  Diagnostics unheard;
  return small_enough(program, unheard) && (diagnostics.errors() == 0 || verify(program).empty());
}

}  // namespace

Compilation compile(const Sources& sources, const CheckOptions& options, TestSuite* suite, AnalysisDepth depth) {
  Compilation out;
  out.parsed.sources = &sources;
  {
    const InPhase in(options.profile, Phase::parsing);
    parse_all(sources, out);
  }

  if (small_enough(out.parsed, out.diagnostics)) {
    const InPhase in(options.profile, Phase::checking);
    Places places;
    ModuleBodies bodies;
    out.program = check(out.parsed, options, out.diagnostics, suite, &places, &bodies);
    if (sound(out.program, out.diagnostics)) {
      const InPhase deeper(options.profile, Phase::analysing);
      const Subject subject{out.parsed, out.program, places, out.diagnostics};
      out.analysis = analyse(subject, bodies, depth);
      check_writing(subject, AskedLints(out.parsed, options));
    }
  }
  drop_consequences(out.parsed, out.diagnostics);
  const bool all_asked = depth == AnalysisDepth::full || depth == AnalysisDepth::proving;
  apply_lint_levels(out.parsed, options, out.diagnostics, all_asked);
  out.diagnostics.sort();
  out.open_questions = take_open_questions(out.diagnostics);
  const InPhase in(options.profile, Phase::passes);
  if (out.diagnostics.errors() == 0) out.program = run_passes(std::move(out.program));
  return out;
}

bool declares_inputs(const Sources& sources) {
  Diagnostics unheard;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Tree tree = parse(sources[i], static_cast<std::int32_t>(i), unheard);
    for (Node node : tree.root().children())
      if (node.is(NodeKind::table) || node.is(NodeKind::events) || node.is(NodeKind::staff)) return true;
  }
  return false;
}

}  // namespace sop
