// What comes before a decision, in `run`, `plan` and `why` alike: sources read and compiled, the instant chosen, the
// tables read and prepared. Each step answers an exit code, `clean` to go on, and has said what is wrong.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/profile.h"
#include "cli/run_state.h"
#include "compiler/driver/compile.h"
#include "runtime/io/column_cache.h"
#include "runtime/io/infer.h"
#include "runtime/io/prepare.h"
#include "runtime/io/whole_file.h"
#include "runtime/run/run.h"

namespace sop::cli {

struct RunArguments {
  std::vector<std::string> paths, data;
  std::string as_of, lang, quarantine;
  bool only_declared = false;            // data are not looked at to find out what the inputs are
  const char* as_of_option = "--as-of";  // how the instant is asked for
  int threads = 1;
  StateOptions state;
  ProfileFlag profile;
  std::string cache;  // a folder; empty: columns are not kept
};

// PATH, --data, --threads, --lang, --cache, --profile.
void add_program_arguments(CLI::App& command, RunArguments& arguments);
void add_cache_option(CLI::App& command, RunArguments& arguments);
// Those, --as-of and --state.
void add_run_arguments(CLI::App& command, RunArguments& arguments);
// What only a run or its plan understands: --quarantine, --accept-redefined, --allow-blast.
void add_commit_arguments(CLI::App& command, RunArguments& arguments);

class RunSetup {
 public:
  // `command`: whose name stands before what is said.
  RunSetup(const char* command, const RunArguments& arguments);
  RunSetup(const RunSetup&) = delete;
  RunSetup& operator=(const RunSetup&) = delete;

  int compile_program();  // from files to a program that can run, and its instant
  int load();             // the tables
  // Where columns are kept; null: nowhere.
  ColumnCache* cache() { return cache_ ? &*cache_ : nullptr; }
  int fail(int code, std::string_view en, std::string_view zh) const;
  int stop(const std::optional<Stopped>& stopped) const;
  int unwritable(const WriteFault& fault) const;
  int failed_strictly() const;  // of a run; issues and summary are all that it wrote
  // The bad rows of a run that goes on without them.
  int write_quarantined(const PreparedData& found) const;

  const Program& program() const { return compilation->program; }
  // Another program on those of the files that it knows; its findings are not shown.
  PreparedData load_for(const Program& other);

  const std::vector<Binding>& bindings() const { return bindings_; }

  Profile* profile() const { return arguments.profile.profile; }

  const RunArguments& arguments;
  const Language language;
  const bool zh;
  Sources sources;
  std::unique_ptr<Compilation> compilation;
  Progress progress;
  RunContext context;
  RunOptions options;
  std::function<bool(std::string_view)> erased;  // customers who are left out: set once the state is open
  PreparedData prepared;

 private:
  int bind();
  int infer_inputs(CheckOptions& check);
  int compile_sources();
  int choose_instant();
  PreparedData load_tables(const Program& of, std::span<const Binding> bindings);
  void tell_cache_trouble();

  const std::string command_;
  std::vector<Binding> bindings_;
  std::vector<InferredInput> inferred_;
  std::optional<ColumnCache> cache_;
  bool trouble_told_ = false;
};

}  // namespace sop::cli
