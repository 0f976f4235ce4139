// From files to a dataset: reading, then preparing. Apart from both, so that whoever has rows at hand prepares them
// without reading files.
#include "runtime/io/prepare.h"

namespace sop {

PreparedData load_dataset(const Program& program, std::span<const Binding> bindings, EvaluateRowsFn evaluate,
                          const RunContext& context, PrepareOptions options) {
  auto pool = std::make_shared<TextPool>();
  InputTables tables = read_inputs(program, bindings, context.zone, *pool,
                                   {.threads = context.threads,
                                    .keep_all_findings = options.quarantine,
                                    .folder = options.folder,
                                    .progress = context.progress,
                                    .profile = context.profile,
                                    .cache = options.cache});
  begin_work(context.progress, Work::preparing, 0);
  return prepare(program, std::move(tables), std::move(pool), evaluate, context, options);
}

}  // namespace sop
