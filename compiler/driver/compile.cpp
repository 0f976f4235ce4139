#include "compiler/driver/compile.h"

#include "compiler/check/size.h"
#include "compiler/driver/consequences.h"
#include "compiler/passes/passes.h"
#include "compiler/syntax/parse.h"

namespace sop {

Compilation compile(const Sources& sources, const CheckOptions& options, TestSuite* suite) {
  Compilation out;
  out.parsed.sources = &sources;
  for (std::size_t i = 0; i < sources.size(); ++i)
    out.parsed.trees.push_back(parse(sources[i], static_cast<std::int32_t>(i), out.diagnostics));

  if (small_enough(out.parsed, out.diagnostics)) out.program = check(out.parsed, options, out.diagnostics, suite);
  drop_consequences(out.parsed, out.diagnostics);
  out.diagnostics.sort();
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
