#include "tests/golden_runner/result.h"

#include <fmt/format.h>

#include <filesystem>

#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "compiler/driver/uses.h"
#include "compiler/format/format.h"
#include "compiler/ir/print.h"
#include "compiler/ir/read.h"
#include "compiler/ir/verify.h"
#include "runtime/io/inferred_schema.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/prepare.h"
#include "runtime/io/run_tables.h"
#include "runtime/io/write.h"
#include "runtime/io/zone_files.h"
#include "runtime/reference/reference.h"
#include "runtime/reports/whole_run.h"
#include "runtime/run/issues.h"
#include "runtime/table/narrow.h"
#include "tests/golden_runner/folder.h"

namespace sop::golden {
namespace {

// Several instants are several runs, each on what the one before remembers.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

struct Configuration {
  const char* name;
  EvaluateFn evaluate;
  EvaluateRowsFn evaluate_rows;
  std::size_t block_rows;
  int threads;
  bool reread = false;      // the printed IR, read back
  bool translated = false;  // the program with Chinese keywords
  bool narrow = false;      // columns with narrow copies
};

const Configuration configurations[] = {
    {"vectorised", evaluate, evaluate_rows, 4096, 1},
    {"blocks of 3 rows", evaluate, evaluate_rows, 3, 2},
    {"narrow columns", evaluate, evaluate_rows, 4096, 1, false, false, true},
    {"reference", reference_evaluate, reference_evaluate_rows, 4096, 1},
    {"re-read IR", evaluate, evaluate_rows, 4096, 1, true},
    {"Chinese keywords", evaluate, evaluate_rows, 4096, 1, false, true},
};

std::string section(const char* name, OutputTable table) {
  if (table.rows == 0) return {};
  return fmt::format("# {}\n{}\n", name, csv_text(table));
}

std::vector<std::string> selected(const Case& golden) {
  std::vector<std::string> out;
  const std::vector<std::string> args = golden.args();
  for (std::size_t i = 0; i + 1 < args.size(); ++i)
    if (args[i] == "--select")
      for (std::size_t at = 0; at <= args[i + 1].size();) {
        const std::size_t comma = std::min(args[i + 1].find(',', at), args[i + 1].size());
        out.push_back(args[i + 1].substr(at, comma - at));
        at = comma + 1;
      }
  return out;
}

Sources sources_of(const Case& golden, bool translated) {
  Sources written, out;
  for (const auto& [name, text] : golden.sources()) written.emplace_back(name, text);
  if (!translated) return written;
  const DeclaredNames names = names_declared_in(written);
  for (const SourceBuffer& source : written) {
    const auto chinese = format_source(source, FormatLanguage::zh, names);
    out.emplace_back(source.name(), chinese ? *chinese : std::string(source.text()));
  }
  return out;
}

std::string tables_of(const Case& golden, const RunView& view) {
  std::string out = section("facts", facts_table(view, selected(golden)));
  out += section("segments", segments_table(view));
  OutputTable stages = stages_table(view);
  std::erase_if(stages.columns, [](const OutputColumn& column) { return column.name == "stage"; });  // as written
  out += section("stages", std::move(stages));
  out += section("tags", tags_table(view));
  OutputTable actions = actions_table(view);
  std::erase_if(actions.columns, [&](const OutputColumn& column) {
    const bool nobody = column.name == "staff" && std::ranges::none_of(view.result->actions, &ActionRow::has_staff);
    return column.name == "effect_id" || nobody || column.name == "reason";
  });
  out += section("actions", std::move(actions));
  out += section("decisions", decisions_table(view));
  OutputTable issues = issues_table(view);
  // Where a program was translated its columns moved; the line is enough.
  std::erase_if(issues.columns, [](const OutputColumn& column) { return column.name == "place"; });
  out += section("issues", std::move(issues));
  return out;
}

std::string counts_of(const PreparedData& prepared) {
  std::string out;
  for (const InputReport& input : prepared.reports) {
    if (!input.given || input.read == input.kept) continue;
    out += fmt::format("{}: {} read, {} kept", input.name, input.read, input.kept);
    for (auto [count, word] : {std::pair(input.filtered, "filtered"),
                               {input.repeated, "repeated"},
                               {input.orphans, "orphans"},
                               {input.merged, "merged"},
                               {input.without_key, "without key"},
                               {input.without_time, "without time"},
                               {input.bad, "bad"}})
      if (count > 0) out += fmt::format(", {} {}", count, word);
    out += "\n";
  }
  if (!out.empty()) out = "# left out\n" + out + "\n";
  std::string joined;
  for (const std::string& line : identity_lines(prepared.identity, Language::en)) joined += line + "\n";
  return joined.empty() ? out : out + "# identity\n" + joined + "\n";
}

// Without its place: where a program was translated its columns moved.
std::string gap_of(const Program& program, const TableGap& gap) {
  const std::string line = gap_line(program, gap, false);
  return line.substr(line.find(": ") + 2) + "\nexit 1\n";
}

// Conditions that end a journey, and items of reports, are quoted as they were written.
void keep_reasons(const Case& golden, const CheckOptions& options, Program& program) {
  if (program.journeys.empty() && program.reports.empty()) return;
  Sources sources = sources_of(golden, false);
  join_used_files(sources, no_files());
  const Program written = compile(sources, options).program;
  for (std::size_t r = 0; r < program.reports.size(); ++r)
    for (std::size_t i = 0; i < program.reports[r].items.size(); ++i)
      program.reports[r].items[i].name = written.reports[r].items[i].name;
  for (std::size_t r = 0; r < program.reports.size(); ++r)
    for (std::size_t i = 0; i < program.reports[r].facets.size(); ++i)
      program.reports[r].facets[i].name = written.reports[r].facets[i].name;
  for (std::size_t r = 0; r < program.reports.size(); ++r) program.reports[r].reason = written.reports[r].reason;
  for (std::size_t j = 0; j < program.journeys.size(); ++j)
    program.journeys[j].exit_reasons = written.journeys[j].exit_reasons;
}

// Tables read anew have texts of their own: what is remembered is said in them, as a state file does.
void say_anew(std::vector<StoredTag>& tags, const TextPool& from, TextPool& to) {
  for (StoredTag& tag : tags)
    for (TextCode* code : {&tag.tag, &tag.group, &tag.source})
      if (*code != no_text) *code = to.intern(from.text(*code));
}

std::string run_case(const Case& golden, const Configuration& configuration) {
  const Folder folder(golden);
  Sources sources = sources_of(golden, configuration.translated);
  join_used_files(sources, no_files());
  CheckOptions options;
  options.zone = zone_named;
  if (!declares_inputs(sources)) {
    std::vector<InferredInput> inferred;
    for (const Binding& binding : folder.bindings())
      if (auto found = infer_input(binding)) inferred.push_back(std::move(*found));
    arrange_inputs(inferred);
    options.inferred = schema_of(inferred);
  }
  Compilation compilation = compile(sources, options);
  if (compilation.diagnostics.errors() > 0)
    return render_text(compilation.diagnostics.all(), sources, Language::en, false);
  for (const LaterForm& form : compilation.program.later) return "not run: " + form.what + "\n";
  Program program = std::move(compilation.program);
  if (configuration.translated) keep_reasons(golden, options, program);
  for (const std::string& broken : verify(program)) return "verify: " + broken + "\n";
  if (configuration.reread) {
    auto again = sop::read(print(program));
    if (!again) return "the printed IR does not read back\n";
    again->file_names = program.file_names;
    program = std::move(*again);
  }

  RunContext context;
  context.zone = utc_rules();
  if (auto rules = load_zone(program.project.timezone)) context.zone = *rules;
  context.block_rows = configuration.block_rows;
  context.threads = configuration.threads;
  RunOptions run_options;
  run_options.evaluate = configuration.evaluate;
  const PreparedData prepared =
      load_dataset(program, folder.bindings(), configuration.evaluate_rows, context, {.folder = folder.project()});
  std::string out;
  for (const BadInput& finding : prepared.usage) out += text_of(finding, Language::en) + "\n";
  for (const InputFindings& findings : prepared.findings)
    for (const BadInput& finding : findings.kept)
      out += fmt::format("{}:{}: {}\n", std::filesystem::path(finding.file).filename().string(), finding.line,
                         text_of(finding, Language::en));
  if (prepared.exit_code != 0) return folder.without_folder(out) + fmt::format("exit {}\n", prepared.exit_code);
  out += folder.without_folder(counts_of(prepared));
  const std::vector<std::string> instants = lines_of(golden.as_of());
  run_options.with_state = instants.size() > 1;
  RunResult before;
  std::shared_ptr<TextPool> pool;  // of the run before
  for (std::size_t i = 0; i < std::max<std::size_t>(1, instants.size()); ++i) {
    if (!instants.empty()) {
      run_options.as_of = parse_instant(instants[i], &context.zone).value_or(0);
      run_options.has_as_of = true;
    }
    if (run_options.with_state) out += "as of " + instants[i] + "\n";
    Dataset dataset = prepared.dataset;
    if (folder.changes() && i > 0)
      dataset = load_dataset(program, folder.bindings_of_run(i + 1), configuration.evaluate_rows, context,
                             {.folder = folder.project()})
                    .dataset;
    if (pool != nullptr && pool != dataset.pool) say_anew(before.memory.tags, *pool, *dataset.pool);
    pool = dataset.pool;
    if (configuration.narrow) narrow_columns(program, dataset, 1);
    WholeRun whole = run_with_reports(program, dataset, prepared.strangers, run_options, context);
    RunResult& found = whole.result;
    const std::vector<ReportTable>& reports = whole.reports;
    add_issues(found.issues, prepared.issues);
    if (const auto gap = find_table_gap(program, found.issues)) return out + gap_of(program, *gap);
    out += tables_of(golden, {&program, &dataset, &found, context.zone});
    for (const ReportTable& report : reports)
      if (report.too_early) return out + "too early: " + report.name + "\nexit 1\n";
    for (const ReportTable& report : reports) out += section(("reports/" + report.name).c_str(), report.table);
    write_held({&program, &dataset, &found, context.zone}, found.memory.journeys);
    before = std::move(found);
    run_options.before = &before.memory;
  }
  return out;
}

}  // namespace

std::string result(const Case& golden, std::string_view) {
  std::string first;
  for (const Configuration& configuration : configurations) {
    const std::string text = run_case(golden, configuration);
    if (first.empty()) first = text;
    // Findings quote the source, which is another one in Chinese.
    if (configuration.translated && first.starts_with("error[") && text.starts_with("error[")) continue;
    if (text != first)
      return fmt::format("{} differs:\n{}\n{} gives:\n{}", configuration.name, text, configurations[0].name, first);
  }
  return first.empty() ? "nothing\n" : first;
}

}  // namespace sop::golden
