// sopc doc PATH... --html DIR: what a program declares, as pages for those who do not write it.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/doc/pages.h"
#include "cli/exit_codes.h"
#include "cli/profile.h"
#include "cli/program_files.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/render.h"
#include "compiler/format/format.h"
#include "runtime/io/whole_file.h"
#include "runtime/io/zone_files.h"

namespace sop::cli {
namespace {

struct DocFlags {
  std::vector<std::string> paths;
  std::string folder, lang;
  ProfileFlag profile;
};

class DocCommand {
 public:
  explicit DocCommand(const DocFlags& options)
      : options_(options), language_(language_of(options.lang)), zh_(language_ == Language::zh) {}

  int run() {
    const auto sources = [&] {
      const InPhase in(options_.profile.profile, Phase::sources);
      return read_program(options_.paths);
    }();
    if (!sources)
      return fail(unreadable_input, sources.error().path + ": " + sources.error().reason_en,
                  sources.error().path + ":" + sources.error().reason_zh);
    const Compilation as_written = compile(*sources, check_options());
    if (as_written.diagnostics.errors() > 0) {
      complain(render_text(as_written.diagnostics.all(), *sources, language_, false));
      return findings;
    }
    // Keywords in the reader's language.
    const Sources translated = in_her_language(*sources);
    const Compilation made = compile(translated, check_options());
    const bool is_same = made.diagnostics.errors() == 0;
    const Compilation& shown = is_same ? made : as_written;
    return write(doc::pages_of(shown.program, doc::entries_of(shown, is_same ? translated : *sources), language_));
  }

 private:
  int fail(int code, const std::string& en, const std::string& zh) const {
    complain("sopc doc: " + (zh_ ? zh : en));
    return code;
  }

  CheckOptions check_options() const {
    CheckOptions check;
    check.profile = options_.profile.profile;
    check.zone = [](const std::string& name) { return load_zone(name); };
    return check;
  }

  Sources in_her_language(const Sources& sources) const {
    const DeclaredNames names = names_declared_in(sources);
    Sources out;
    for (const SourceBuffer& source : sources) {
      const auto text = format_source(source, zh_ ? FormatLanguage::zh : FormatLanguage::en, names);
      out.emplace_back(source.name(), text ? *text : std::string(source.text()));
      out.back().standard = source.standard;
      out.back().absent_uses = source.absent_uses;
    }
    return out;
  }

  int write(const std::vector<doc::HtmlPage>& pages) const {
    const InPhase in(options_.profile.profile, Phase::writing);
    std::error_code fault;
    std::filesystem::create_directories(options_.folder, fault);
    if (fault)
      return fail(unreadable_input, options_.folder + ": " + fault.message(), options_.folder + ":" + fault.message());
    for (const doc::HtmlPage& page : pages) {
      const auto written = write_whole_file(options_.folder + "/" + page.file, page.html);
      if (!written)
        return fail(unreadable_input, written.error().path + ": " + written.error().reason,
                    written.error().path + ":" + written.error().reason);
    }
    complain(zh_ ? fmt::format("已写出 {} 个页面,从 {}/index.html 开始", pages.size(), options_.folder)
                 : fmt::format("{} pages written; begin with {}/index.html", pages.size(), options_.folder));
    return clean;
  }

  const DocFlags& options_;
  Language language_;
  bool zh_;
};

}  // namespace

void add_doc(CLI::App& app, int& answer) {
  auto options = std::make_shared<DocFlags>();
  CLI::App* command = app.add_subcommand("doc", "pages for marketers: what a program declares, and what reads what");
  command->footer("Example: sopc doc rules/ --html pages/ --lang zh");
  command->add_option("PATH", options->paths, ".sop files or folders")->required();
  command->add_option("--html", options->folder, "write the pages into this folder")->required();
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  add_profile_flag(*command, options->profile);
  command->callback([options, &answer] {
    answer = profiled("doc", options->profile, language_of(options->lang), [&] { return DocCommand(*options).run(); });
  });
}

}  // namespace sop::cli
