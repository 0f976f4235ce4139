// sopc: the command line. Each command stands in a file of its own.
#include <exception>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/terminal.h"
#include "cli/wrong_words.h"
#include "compiler/solver/second_layer.h"
#include "runtime/io/process_memory.h"
#include "runtime/simd/level.h"

namespace {

// What was said and could not be written is no success: whoever reads it would take half of it for all.
int written(int answer) {
  const bool failed = std::ferror(stdout) != 0 || std::fflush(stdout) != 0;
  if (!failed || answer != sop::cli::clean) return answer;
  sop::cli::complain(sop::cli::language_of("") == sop::Language::zh
                         ? "sopc: 标准输出未能完整写出"
                         : "sopc: standard output could not be written in full");
  return sop::cli::unreadable_input;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace sop::cli;
  sop::keep_freed_memory();
  if (const auto wrong = sop::hold_simd(std::getenv("SOP_SIMD")); wrong)
    return fmt::print(stderr, "{}\n", *wrong), static_cast<int>(wrong_usage);
  if (const char* solver = std::getenv("SOP_Z3"); solver != nullptr && std::string_view(solver) == "none")
    sop::do_without_solver();
  CLI::App app{"sopc checks, formats, explains and runs .sop programs: customer-operations rules as code."};
  app.require_subcommand(1);
  app.set_version_flag("--version", "sopc 0.1.0");
  app.footer(
      "Exit codes: 0 clean; 1 findings, failed tests or a run refused; 2 wrong usage; 3 input could not be read; 4 "
      "analysis "
      "incomplete under --analysis require; 70 internal.");
  int answer = clean;
  add_check(app, answer);
  add_fmt(app, answer);
  add_run(app, answer);
  add_plan(app, answer);
  add_diff(app, answer);
  add_simulate(app, answer);
  add_why(app, answer);
  add_test(app, answer);
  add_init(app, answer);
  add_explain(app, answer);
  add_outbox(app, answer);
  add_migrate(app, answer);
  add_doc(app, answer);
  add_sql(app, answer);
  add_erase(app, answer);
  add_release(app, answer);
  add_builtins(app, answer);
  add_keywords(app, answer);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    if (fault.get_exit_code() == 0) return written(app.exit(fault));
    complain(wrong_words(app, fault, argc, argv));
    return wrong_usage;
  } catch (const std::exception& fault) {
    complain(std::string("sopc: internal fault: ") + fault.what());
    return internal_fault;
  }
  return written(answer);
}
