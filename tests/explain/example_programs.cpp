#include "tests/explain/example_programs.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "compiler/driver/compile.h"
#include "compiler/driver/uses.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/zone_files.h"
#include "tests/project_files.h"

namespace sop::examples {
namespace fs = std::filesystem;

namespace {

using tests::text_of;

std::optional<ZoneRules> zone(const std::string& name) { return load_zone(name); }

}  // namespace

std::optional<golden::PreparedCase> prepare(const fs::path& folder) {
  golden::PreparedCase out;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".sop") files.push_back(entry.path());
  std::ranges::sort(files);
  for (const fs::path& file : files) out.sources.emplace_back(file.string(), text_of(file));
  UsedFileReader reader;
  reader.root = folder.string();
  reader.identity = [](const std::string& path) { return fs::weakly_canonical(path).string(); };
  reader.read = [](const std::string& path, const std::string&) -> std::expected<std::string, UseFault> {
    if (!fs::exists(path)) return std::unexpected(UseFault::absent);
    return text_of(path);
  };
  join_used_files(out.sources, reader);
  CheckOptions options;
  options.zone = zone;
  Compilation compilation = compile(out.sources, options);
  if (compilation.diagnostics.errors() > 0 || !compilation.program.later.empty()) return std::nullopt;
  out.program = std::move(compilation.program);
  out.context.zone = zone(out.program.project.timezone).value_or(utc_rules());
  std::vector<Binding> bindings;
  const fs::path tables = fs::exists(folder / "data") ? folder / "data" : folder;
  for (const auto& entry : fs::directory_iterator(tables))
    if (entry.path().extension() == ".csv") bindings.push_back({entry.path().stem().string(), entry.path().string()});
  std::ranges::sort(bindings, {}, &Binding::name);
  out.prepared = load_dataset(out.program, bindings, evaluate_rows, out.context, {});
  if (out.prepared.exit_code != 0) return std::nullopt;
  return out;
}

std::vector<Micros> instants_of_run(const fs::path& folder, const ZoneRules& zone) {
  const std::string script = text_of(folder / "run");
  std::vector<Micros> instants;
  const std::string option = "--as-of \"";
  for (std::size_t at = script.find(option); at != std::string::npos; at = script.find(option, at + 1)) {
    const std::size_t begin = at + option.size(), end = script.find('"', begin);
    if (const auto instant = parse_instant(script.substr(begin, end - begin), &zone)) instants.push_back(*instant);
  }
  return instants;
}

}  // namespace sop::examples
