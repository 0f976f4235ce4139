#include "tests/journeys/prepared.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "runtime/io/prepare.h"
#include "runtime/io/zone_files.h"

namespace sop::journey_tests {

Prepared prepare_case(const JourneyCase& made) {
  Prepared out;
  const Sources sources{{"case.sop", made.program}};
  CheckOptions options;
  options.zone = [](const std::string& name) { return load_zone(name); };
  Compilation compilation = compile(sources, options);
  if (compilation.diagnostics.errors() > 0) {
    out.problem = render_text(compilation.diagnostics.all(), sources, Language::en, false);
    return out;
  }
  out.program = std::move(compilation.program);
  out.context.zone = *load_zone("Asia/Shanghai");
  const auto folder = std::filesystem::temp_directory_path() / ("sop-ticks-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::vector<Binding> bindings;
  for (const auto& [name, text] : made.tables) {
    bindings.push_back({name, (folder / (name + ".csv")).string()});
    std::ofstream(bindings.back().path) << text;
  }
  PreparedData data = load_dataset(out.program, bindings, evaluate_rows, out.context, {});
  std::filesystem::remove_all(folder);
  if (data.exit_code != 0) out.problem = "the data does not load";
  out.dataset = std::move(data.dataset);
  return out;
}

}  // namespace sop::journey_tests
