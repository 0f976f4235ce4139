#include "tests/golden_runner/prepared_case.h"

#include <sstream>

#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "compiler/driver/uses.h"
#include "runtime/io/inferred_schema.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/run_tables.h"
#include "runtime/io/zone_files.h"
#include "runtime/store/store.h"

namespace sop::golden {
namespace {}  // namespace

std::expected<PreparedCase, std::string> prepare_case(const Texts& texts, const Folder& folder) {
  PreparedCase out;
  for (const auto& [name, text] : texts) out.sources.emplace_back(name, text);
  join_used_files(out.sources, no_files());
  CheckOptions options;
  options.zone = zone_named;
  if (!declares_inputs(out.sources)) {
    std::vector<InferredInput> inferred;
    for (const Binding& binding : folder.bindings())
      if (auto found = infer_input(binding)) inferred.push_back(std::move(*found));
    arrange_inputs(inferred);
    options.inferred = schema_of(inferred);
  }
  Compilation compilation = compile(out.sources, options);
  if (compilation.diagnostics.errors() > 0)
    return std::unexpected(render_text(compilation.diagnostics.all(), out.sources, Language::en, false));
  for (const LaterForm& form : compilation.program.later) return std::unexpected("not run: " + form.what + "\n");
  out.program = std::move(compilation.program);
  out.context.zone = utc_rules();
  if (auto rules = load_zone(out.program.project.timezone)) out.context.zone = *rules;
  out.prepared = load_dataset(out.program, folder.bindings(), evaluate_rows, out.context, {.folder = folder.project()});
  if (out.prepared.exit_code != 0) return std::unexpected("the tables are not as declared\n");
  return out;
}

std::string run_before_last(const PreparedCase& prepared, const std::string& state,
                            const std::vector<Micros>& instants) {
  for (std::size_t i = 0; i + 1 < instants.size(); ++i) {
    auto store = Store::open(state);
    if (!store) return store.error().reason;
    Dataset dataset = prepared.prepared.dataset;
    auto memory = store->load(prepared.program, dataset);
    if (!memory) return memory.error().reason;
    RunOptions options = options_at(instants[i]);
    options.before = &*memory;
    options.with_state = true;
    const RunResult result = run(prepared.program, dataset, options, prepared.context);
    const RunView view{&prepared.program, &dataset, &result, prepared.context.zone};
    if (const auto done =
            store->commit(prepared.program, prepared.program, dataset, *memory, result, outbox_rows(view));
        !done)
      return done.error().reason;
  }
  return {};
}

std::vector<Micros> instants_of(const Case& golden, const ZoneRules& rules) {
  std::vector<Micros> out;
  std::istringstream lines(golden.as_of());
  for (std::string line; std::getline(lines, line);)
    if (const auto instant = parse_instant(line, &rules)) out.push_back(*instant);
  return out;
}

RunOptions options_at(Micros instant) {
  RunOptions options;
  options.as_of = instant;
  options.has_as_of = true;
  options.evaluate = evaluate;
  return options;
}

}  // namespace sop::golden
