// sopc builtins: the reference page of the builtins, as docs/builtins.md holds it. For maintainers; not in --help.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "stdlib/builtins_page.h"

namespace sop::cli {

void add_builtins(CLI::App& app, int& answer) {
  CLI::App* command = app.add_subcommand("builtins", "print the reference page of the builtins");
  command->group("");
  command->callback([&answer] {
    fmt::print("{}", builtins_page());
    answer = clean;
  });
}

}  // namespace sop::cli
