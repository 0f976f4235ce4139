// sopc explain CODE: the page of a finding.
#include <fmt/format.h>

#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/profile.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/pages.h"

namespace sop::cli {

void add_explain(CLI::App& app, int& answer) {
  struct Options {
    std::string code, lang;
    ProfileFlag profile;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("explain", "print the page of a finding");
  command->footer("Example: sopc explain S1001");
  command->add_option("CODE", options->code, "e.g. S1001")->required();
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  add_profile_flag(*command, options->profile);
  const auto explain = [options] {
    std::string code = options->code;
    for (char& c : code) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    const auto page = diagnostic_page(code);
    if (!page) {
      complain(fmt::format("sopc explain: there is no finding {}", options->code));
      return static_cast<int>(wrong_usage);
    }
    say(options->lang.empty() ? *page : part_of_page(*page, language_of(options->lang)));
    return static_cast<int>(clean);
  };
  command->callback([options, explain, &answer] {
    answer = profiled("explain", options->profile, language_of(options->lang), explain);
  });
}

}  // namespace sop::cli
