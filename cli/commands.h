// One function per command: it adds its options to the program's command line and says what to run.
#pragma once

#include <CLI/CLI.hpp>

namespace sop::cli {

// `answer` receives the exit code when the command was chosen.
void add_check(CLI::App& app, int& answer);
void add_fmt(CLI::App& app, int& answer);
void add_run(CLI::App& app, int& answer);
void add_plan(CLI::App& app, int& answer);
void add_diff(CLI::App& app, int& answer);
void add_simulate(CLI::App& app, int& answer);
void add_why(CLI::App& app, int& answer);
void add_test(CLI::App& app, int& answer);
void add_init(CLI::App& app, int& answer);
void add_explain(CLI::App& app, int& answer);
void add_outbox(CLI::App& app, int& answer);
void add_migrate(CLI::App& app, int& answer);
void add_doc(CLI::App& app, int& answer);
void add_sql(CLI::App& app, int& answer);
void add_erase(CLI::App& app, int& answer);
void add_release(CLI::App& app, int& answer);
void add_builtins(CLI::App& app, int& answer);
void add_keywords(CLI::App& app, int& answer);

}  // namespace sop::cli
