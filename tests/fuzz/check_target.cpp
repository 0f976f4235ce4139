// Checking ends in a program or in findings inside the text; what checks clean prints, reads back as the same and
// verifies.
#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "compiler/driver/uses.h"
#include "compiler/ir/print.h"
#include "compiler/ir/read.h"
#include "compiler/ir/verify.h"
#include "runtime/io/zone_files.h"
#include "tests/fuzz/targets.h"

namespace sop::fuzz {

void fuzz_check(std::string_view bytes) {
  const Sources sources{{"fuzz.sop", std::string(bytes)}};
  CheckOptions options;
  options.zone = [](const std::string& name) { return load_zone(name); };
  const Compilation found = compile(sources, options, nullptr, AnalysisDepth::fast);
  for (const Diagnostic& one : found.diagnostics.all())
    require(one.span.begin <= one.span.end && one.span.end <= bytes.size(), "a finding stands inside the text");
  static_cast<void>(render_text(found.diagnostics.all(), sources, Language::zh, false));
  if (found.diagnostics.errors() > 0) return;
  const std::string ir = print(found.program);
  const auto again = read(ir);
  require(again.has_value(), "the program reads back", ir);
  require(print(*again) == ir, "the program reads back as itself", ir);
  require(verify(*again).empty(), "the program verifies", ir);
}

}  // namespace sop::fuzz
