// sopc builtins, sopc keywords: the reference pages made from the language's own rows, as docs/builtins.md and
// docs/keywords.md hold them.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "grammar/keywords_page.h"
#include "stdlib/builtins_page.h"

namespace sop::cli {

void add_builtins(CLI::App& app, int& answer) {
  CLI::App* command = app.add_subcommand("builtins", "print the reference page of the builtins");
  command->footer("Example: sopc builtins > builtins.md");
  command->callback([&answer] {
    fmt::print("{}", builtins_page());
    answer = clean;
  });
}

void add_keywords(CLI::App& app, int& answer) {
  CLI::App* command = app.add_subcommand("keywords", "print every keyword in English and Chinese");
  command->footer("Example: sopc keywords > keywords.md");
  command->callback([&answer] {
    fmt::print("{}", keywords_page());
    answer = clean;
  });
}

}  // namespace sop::cli
