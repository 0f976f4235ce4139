// sop_compile: texts in, a program and its findings out; and what else can be asked of a program.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "bindings/c/boundary.h"
#include "bindings/c/handles.h"
#include "bindings/c/schema_json.h"
#include "compiler/diagnostics/render.h"
#include "compiler/driver/uses.h"
#include "compiler/source/limits.h"
#include "runtime/io/zone_bytes.h"

namespace sop::embed {
namespace {

using Zones = std::map<std::string, ZoneRules>;

sop_status read_zones(const sop_compile_options& options, Zones& zones) {
  if (options.zone_count > 0 && options.zones == nullptr) return SOP_E_ARGUMENT;
  for (std::size_t i = 0; i < options.zone_count; ++i) {
    const auto zone = known_fields(element(options.zones, i));
    if (!zone || zone->name == nullptr || zone->bytes == nullptr) return SOP_E_ARGUMENT;
    const std::string_view bytes(static_cast<const char*>(zone->bytes), zone->bytes_size);
    auto rules = zone_from_bytes(bytes, zone->name, zone->version == nullptr ? "" : zone->version);
    if (!rules) return SOP_E_ARGUMENT;
    zones[zone->name] = std::move(*rules);
  }
  return SOP_OK;
}

// A name for UTC that no host needs to know rules for.
bool is_utc(const std::string& name) { return name == "UTC" || name == "Etc/UTC"; }

std::optional<ZoneRules> find_zone(const Zones& zones, const std::string& name) {
  if (const auto found = zones.find(name); found != zones.end()) return found->second;
  if (!is_utc(name)) return std::nullopt;
  ZoneRules rules = utc_rules();
  rules.name = name;
  return rules;
}

sop_status read_sources(const sop_source* given, std::size_t count, Sources& sources) {
  if (given == nullptr || count == 0) return SOP_E_ARGUMENT;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto source = known_fields(element(given, i));
    if (!source || source->name == nullptr || (source->text == nullptr && source->text_size > 0)) return SOP_E_ARGUMENT;
    bytes += source->text_size;
    if (source->text_size > limits::program_bytes || limits::exceeded(bytes, limits::program_bytes)) return SOP_E_LIMIT;
    sources.emplace_back(source->name,
                         source->text_size == 0 ? std::string() : std::string(source->text, source->text_size));
  }
  return SOP_OK;
}

// Files that are used join the program; all there can be were given, so a used file that was not is absent.
void join_given(Sources& sources) {
  UsedFileReader reader = no_files();
  reader.root = std::filesystem::path(sources[0].name()).parent_path().string();
  join_used_files(sources, reader);
}

void render_findings(sop_program& program, std::size_t limit) {
  Diagnostics& found = program.compiled->diagnostics;
  if (found.errors() == 0)
    for (const LaterForm& form : program.program().later)
      found.report(Code::S5001, form.span, {form.what, form.what_zh});
  if (found.errors() == 0 && !program.program().reports.empty())
    found.report(Code::S5001, program.program().reports[0].span,
                 {"a report inside another program", "嵌入其他程序时的报表"});
  found.sort();
  program.can_run = found.errors() == 0;
  program.diagnostics =
      render_json(found.all(), program.sources, program.language, limit == 0 ? shown_diagnostics : limit);
}

void choose_zone(sop_program& program) {
  program.zone = utc_rules();
  const std::string& name = program.program().project.timezone;
  if (!name.empty())
    if (auto rules = program.check.zone(name)) program.zone = std::move(*rules);
}

sop_status compile_program(const sop_source* given, std::size_t count, const sop_compile_options* options,
                           sop_program** out) {
  const auto known = known_or_default(options);
  if (!known || (known->language != SOP_ENGLISH && known->language != SOP_CHINESE)) return SOP_E_ARGUMENT;
  auto program = std::make_unique<sop_program>();
  program->language = known->language == SOP_CHINESE ? Language::zh : Language::en;
  Zones zones;
  if (const sop_status status = read_zones(*known, zones); status != SOP_OK) return status;
  if (const sop_status status = read_sources(given, count, program->sources); status != SOP_OK) return status;
  join_given(program->sources);
  program->check.zone = [zones = std::move(zones)](const std::string& name) { return find_zone(zones, name); };
  program->compiled = std::make_unique<Compilation>(compile(program->sources, program->check));
  render_findings(*program, known->max_diagnostics);
  choose_zone(*program);
  if (program->can_run) program->schema = schema_json(program->program(), program->zone);
  const bool can_run = program->can_run;
  *out = program.release();
  return can_run ? SOP_OK : SOP_E_PROGRAM;
}

}  // namespace
}  // namespace sop::embed

using namespace sop::embed;

sop_status sop_compile(const sop_source* sources, size_t count, const sop_compile_options* options,
                       sop_program** program) {
  if (program == nullptr) return SOP_E_ARGUMENT;
  *program = nullptr;
  return guarded([&] { return compile_program(sources, count, options, program); });
}

sop_program* sop_program_retain(sop_program* program) {
  if (program != nullptr) program->holders.fetch_add(1, std::memory_order_relaxed);
  return program;
}

void sop_program_release(sop_program* program) {
  if (program != nullptr && program->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) delete program;
}

const char* sop_program_diagnostics(const sop_program* program) {
  return program == nullptr ? "{}" : program->diagnostics.c_str();
}

sop_status sop_program_schema(const sop_program* program, const char** json) {
  if (program == nullptr || json == nullptr) return SOP_E_ARGUMENT;
  *json = nullptr;
  if (!program->can_run) return SOP_E_PROGRAM;
  *json = program->schema.c_str();
  return SOP_OK;
}
