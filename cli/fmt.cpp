// sopc fmt PATH...: one style, no options. Proves on every run that the tree stays the same.
#include <fmt/format.h>

#include <iostream>
#include <iterator>
#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/profile.h"
#include "cli/program_files.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/render.h"
#include "compiler/diagnostics/width.h"
#include "compiler/format/format.h"
#include "compiler/format/unified_diff.h"
#include "runtime/io/whole_file.h"

namespace sop::cli {
namespace {

struct FmtFlags {
  std::vector<std::string> paths;
  std::string lang = "keep";
  bool check = false, diff = false, from_stdin = false;
  ProfileFlag profile;
};

FormatLanguage format_language(const std::string& word) {
  return word == "zh" ? FormatLanguage::zh : word == "en" ? FormatLanguage::en : FormatLanguage::keep;
}

int refuse(const FormatProblem& problem, const Sources& sources) {
  if (problem.kind == FormatProblem::Kind::internal) {
    complain("sopc fmt: internal fault, the file is unchanged: " + problem.message);
    return internal_fault;
  }
  fmt::print(stderr, "{}", render_text(problem.findings.all(), sources, language_of(""), colour_wanted(2)));
  return findings;
}

int format_stdin(const FmtFlags& options) {
  const std::string text{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  const Sources sources{SourceBuffer("<stdin>", text)};
  const auto formatted = format_source(sources[0], format_language(options.lang));
  if (!formatted) return refuse(formatted.error(), sources);
  fmt::print("{}", *formatted);
  return clean;
}

int format_one(const FmtFlags& options, const SourceBuffer& source, const DeclaredNames& names) {
  const Sources alone{source};
  const auto formatted = format_source(alone[0], format_language(options.lang), names);
  if (!formatted) return refuse(formatted.error(), alone);
  if (*formatted == source.text()) return clean;
  if (options.diff)
    fmt::print("{}", unified_diff(visible(source.name()), source.text(), *formatted));
  else if (options.check)
    say(visible(source.name()));
  if (options.check) return findings;
  if (options.diff) return clean;
  const auto written = write_whole_file(source.name(), *formatted);
  if (written) return clean;
  complain("sopc fmt: " + written.error().path + ": " + written.error().reason);
  return unreadable_input;
}

int format_files(const FmtFlags& options) {
  if (options.from_stdin) return format_stdin(options);
  if (options.paths.empty()) {
    complain("sopc fmt: name a file or folder, or --stdin");
    return wrong_usage;
  }
  const auto sources = [&] {
    const InPhase in(options.profile.profile, Phase::sources);
    return read_files(options.paths);
  }();
  if (!sources) {
    complain(fmt::format("sopc fmt: {}: {}", sources.error().path, sources.error().reason_en));
    return unreadable_input;
  }
  int worst = clean;
  const DeclaredNames names = names_declared_in(*sources);
  for (const SourceBuffer& source : *sources) worst = std::max(worst, format_one(options, source, names));
  return worst;
}

}  // namespace

void add_fmt(CLI::App& app, int& answer) {
  auto options = std::make_shared<FmtFlags>();
  CLI::App* command = app.add_subcommand("fmt", "write programs in the one style; translate keywords");
  command->footer("Example: sopc fmt --check rules/");
  command->add_option("PATH", options->paths, ".sop files or folders");
  command->add_option("--lang", options->lang, "keywords in en, zh, or keep")
      ->check(CLI::IsMember({"en", "zh", "keep"}));
  command->add_flag("--check", options->check, "name the files that would change, exit 1 if any");
  command->add_flag("--diff", options->diff, "show what would change");
  command->add_flag("--stdin", options->from_stdin, "format standard input to standard output");
  add_profile_flag(*command, options->profile);
  command->callback([options, &answer] {
    answer = profiled("fmt", options->profile, language_of(""), [&] { return format_files(*options); });
  });
}

}  // namespace sop::cli
