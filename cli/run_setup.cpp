#include "cli/run_setup.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/exit_codes.h"
#include "cli/program_files.h"
#include "cli/progress_line.h"
#include "cli/run_report.h"
#include "cli/terminal.h"
#include "cli/untold.h"
#include "compiler/diagnostics/render.h"
#include "compiler/source/plural.h"
#include "runtime/io/inferred_schema.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/quarantine.h"
#include "runtime/io/zone_files.h"

namespace sop::cli {
namespace {

std::optional<ZoneRules> zone_of(const std::string& name) { return load_zone(name); }

}  // namespace

void add_program_arguments(CLI::App& command, RunArguments& arguments) {
  command.add_option("PATH", arguments.paths, ".sop files or folders")->required();
  command.add_option("--data", arguments.data, "NAME=FILE: csv, tsv, parquet, arrow; a folder or pattern too");
  command.add_option("--threads", arguments.threads, "how many threads; results do not depend on it")
      ->check(CLI::Range(1, 1024));
  command.add_option("--lang", arguments.lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  add_cache_option(command, arguments);
  add_profile_flag(command, arguments.profile);
}

void add_cache_option(CLI::App& command, RunArguments& arguments) {
  command.add_option("--cache", arguments.cache,
                     "keep the columns of data files in this folder: the next run reads them from there");
}

void add_run_arguments(CLI::App& command, RunArguments& arguments) {
  add_program_arguments(command, arguments);
  command.add_option("--as-of", arguments.as_of, "the instant of the run, in the project's time zone");
  command.add_option("--state", arguments.state.file,
                     "remember in this file: rules fire when they become true, tags change by difference");
}

void add_commit_arguments(CLI::App& command, RunArguments& arguments) {
  command.add_option("--quarantine", arguments.quarantine, "leave bad rows out and write them into this folder");
  command.add_flag("--accept-redefined", arguments.state.accept_redefined,
                   "commit although rules or tags say something else than in the last run");
  command.add_option("--allow-blast", arguments.state.allow_blast, "let up to N actions through the guard")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000'000}));
}

RunSetup::RunSetup(const char* command, const RunArguments& given)
    : arguments(given), language(language_of(given.lang)), zh(language == Language::zh), command_(command) {
  context.profile = profile();
  if (!given.cache.empty()) cache_.emplace(given.cache);
}

int RunSetup::fail(int code, std::string_view en, std::string_view zh_text) const {
  complain(fmt::format("sopc {}: {}", command_, zh ? zh_text : en));
  return code;
}

int RunSetup::stop(const std::optional<Stopped>& stopped) const {
  return stopped ? fail(stopped->exit_code, stopped->en, stopped->zh) : clean;
}

int RunSetup::compile_program() {
  if (const int code = bind(); code != clean) return code;
  if (const int code = compile_sources(); code != clean) return code;
  return choose_instant();
}

int RunSetup::bind() {
  for (const std::string& argument : arguments.data) {
    auto binding = parse_binding(argument);
    if (!binding)
      return fail(wrong_usage, line_of(binding.error(), Language::en), line_of(binding.error(), Language::zh));
    bindings_.push_back(*binding);
  }
  const InPhase in(profile(), Phase::sources);
  auto read = read_program(arguments.paths);
  if (!read)
    return fail(unreadable_input, read.error().path + ": " + read.error().reason_en,
                read.error().path + ": " + read.error().reason_zh);
  sources = std::move(*read);
  return clean;
}

int RunSetup::infer_inputs(CheckOptions& check) {
  if (declares_inputs(sources) || bindings_.empty()) return clean;
  if (arguments.only_declared)
    return fail(wrong_usage,
                "the program declares no inputs, and to find them out whole files are read: let `sopc init` write them "
                "down first",
                "程序没有声明输入,而推断需要读取整个文件:请先用 `sopc init` 写成声明");
  const InPhase in(profile(), Phase::inferring);
  for (const Binding& binding : bindings_) {
    auto inferred = infer_input(binding);
    if (!inferred)
      return fail(exit_code_of(inferred.error().fault), line_of(inferred.error(), Language::en),
                  line_of(inferred.error(), Language::zh));
    inferred_.push_back(std::move(*inferred));
  }
  arrange_inputs(inferred_);
  check.inferred = schema_of(inferred_);
  complain(zh ? "程序没有声明输入,按数据推断(`sopc init` 可写成声明):"
              : "the program declares no inputs; taken from the data (`sopc init` writes it down):");
  for (const InferredInput& input : inferred_) complain("  " + inference_line(input));
  return clean;
}

int RunSetup::compile_sources() {
  CheckOptions check;
  check.zone = zone_of;
  check.profile = profile();
  if (const int code = infer_inputs(check); code != clean) return code;
  compilation = std::make_unique<Compilation>(compile(sources, check));
  Diagnostics& found = compilation->diagnostics;
  if (found.errors() == 0)
    for (const LaterForm& form : compilation->program.later)
      found.report(Code::S5001, form.span, {form.what, form.what_zh});
  found.sort();
  if (!found.all().empty()) fmt::print(stderr, "{}", render_text(found.all(), sources, language, colour_wanted(2)));
  if (found.errors() == 0 && !inferred_.empty())
    for (const std::string& line : untold_lines(compilation->program, inferred_, language)) complain(line);
  return found.errors() == 0 ? clean : findings;
}

int RunSetup::choose_instant() {
  context.zone = utc_rules();
  const bool has_zone = !program().project.timezone.empty();
  if (has_zone)
    if (auto rules = load_zone(program().project.timezone)) context.zone = *rules;
  context.threads = std::max(1, arguments.threads);
  context.progress = &progress;
  options.evaluate = evaluate;
  if (arguments.as_of.empty()) {
    if (program().reads_time)
      return fail(wrong_usage, "the program reads the time: say --as-of \"2026-11-22 10:00\"",
                  "程序用到了时间,请给出 --as-of \"2026-11-22 10:00\"");
    return clean;
  }
  const auto instant = parse_instant(arguments.as_of, &context.zone);
  if (!instant)
    return fail(
        wrong_usage,
        fmt::format("{} is an instant such as \"2026-11-22 10:00\", and `{}` is not", arguments.as_of_option,
                    arguments.as_of),
        fmt::format("{} 须为时间点,如 \"2026-11-22 10:00\";`{}` 不是", arguments.as_of_option, arguments.as_of));
  options.as_of = *instant;
  options.has_as_of = true;
  return clean;
}

int RunSetup::load() {
  prepared = load_tables(program(), bindings_);
  print_input_findings(command_, prepared, language);
  return prepared.exit_code;
}

PreparedData RunSetup::load_tables(const Program& of, std::span<const Binding> bindings) {
  PreparedData read;
  {
    const ProgressLine line(progress, language);
    read = load_dataset(of, bindings, evaluate_rows, context,
                        {.quarantine = !arguments.quarantine.empty(), .erased = erased, .cache = cache()});
  }
  tell_cache_trouble();
  return read;
}

// Said once; the run goes on without.
void RunSetup::tell_cache_trouble() {
  if (!cache_ || cache_->trouble().empty() || trouble_told_) return;
  trouble_told_ = true;
  complain(fmt::format(fmt::runtime(zh ? "警告:列缓存无法写入:{}" : "warning: the column cache cannot be written: {}"),
                       cache_->trouble()));
}

PreparedData RunSetup::load_for(const Program& other) {
  std::vector<Binding> known;
  for (const Binding& binding : bindings_)
    if (std::ranges::find(other.inputs, binding.name, &Input::name) != other.inputs.end()) known.push_back(binding);
  return load_tables(other, known);
}

int RunSetup::unwritable(const WriteFault& fault) const {
  const std::string line = fault.path + ": " + fault.reason;
  return fail(unreadable_input, line, line);
}

int RunSetup::failed_strictly() const {
  return fail(findings, "--strict: issues or events of unknown customers; nothing else was written",
              "--strict:存在问题或未知客户的事件,未写出其他结果");
}

int RunSetup::write_quarantined(const PreparedData& found) const {
  const std::string& folder = arguments.quarantine;
  for (std::size_t i = 0; !folder.empty() && i < found.findings.size(); ++i) {
    if (found.findings[i].total == 0) continue;
    const auto written = write_quarantine(folder, found.reports[i].name, found.findings[i].kept, language);
    if (!written) return unwritable(written.error());
    complain(
        zh ? fmt::format("隔离:{} 行写入 {}/{}.csv", written->rows, folder, written->input)
           : fmt::format("quarantine: {} written to {}/{}.csv", counted(written->rows, "row"), folder, written->input));
  }
  return clean;
}

}  // namespace sop::cli
