// sopc migrate OLD NEW --state FILE [--map FILE]: people in flight go over to the new version of their journey.
#include "runtime/store/migrate.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/option_file.h"
#include "cli/profile.h"
#include "cli/program_files.h"
#include "cli/run_state.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "runtime/io/zone_files.h"

namespace sop::cli {
namespace {

struct MigrateFlags {
  std::string old_path, new_path, map, lang;
  StateOptions state;
  bool dry_run = false;
  ProfileFlag profile;
};

class MigrateCommand {
 public:
  explicit MigrateCommand(const MigrateFlags& options)
      : options_(options), language_(language_of(options.lang)), zh_(language_ == Language::zh) {}

  int run() {
    if (const int code = compile_one(options_.old_path, old_); code != clean) return code;
    if (const int code = compile_one(options_.new_path, now_); code != clean) return code;
    if (const int code = read_map(); code != clean) return code;
    std::error_code fault;
    if (!std::filesystem::exists(options_.state.file, fault))
      return fail(unreadable_input, options_.state.file + ": there is no such file",
                  options_.state.file + ":没有这个文件");
    if (const auto stopped = state_.open()) return fail(stopped->exit_code, stopped->en, stopped->zh);
    const InPhase in(options_.profile.profile, Phase::committing);
    const auto done = migrate(state_.store(), old_, now_, map_, options_.dry_run);
    if (!done) {
      const auto stopped = state_.unreadable(done.error());
      return fail(stopped->exit_code, stopped->en, stopped->zh);
    }
    return report(*done);
  }

 private:
  int fail(int code, const std::string& en, const std::string& zh) const {
    complain("sopc migrate: " + (zh_ ? zh : en));
    return code;
  }

  int compile_one(const std::string& path, Program& out) const {
    const auto sources = [&] {
      const InPhase in(options_.profile.profile, Phase::sources);
      return read_program({path});
    }();
    if (!sources)
      return fail(unreadable_input, sources.error().path + ": " + sources.error().reason_en,
                  sources.error().path + ":" + sources.error().reason_zh);
    CheckOptions options;
    options.zone = [](const std::string& name) { return load_zone(name); };
    options.profile = options_.profile.profile;
    Compilation made = compile(*sources, options);
    if (made.diagnostics.errors() > 0) {
      complain(render_text(made.diagnostics.all(), *sources, language_, false));
      return findings;
    }
    out = std::move(made.program);
    return clean;
  }

  // {"journey": {"old step": "new step" | "exit"}}
  int read_map() {
    if (options_.map.empty()) return clean;
    const auto text = read_option_file(options_.map);
    if (!text)
      return fail(unreadable_input, options_.map + ": " + text.error().en, options_.map + ":" + text.error().zh);
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    bool good = json.is_object();
    if (good)
      for (const auto& [journey, steps] : json.items()) {
        good = good && steps.is_object();
        if (good)
          for (const auto& [from, to] : steps.items()) {
            good = good && to.is_string();
            if (good) map_[journey][from] = to.get<std::string>();
          }
      }
    if (!good)
      return fail(unreadable_input,
                  options_.map + R"(: a map is JSON such as {"journey": {"old step": "new step", "other": "exit"}})",
                  options_.map + R"(:对照表须为 JSON,如 {"旅程": {"旧步骤": "新步骤", "另一步": "exit"}})");
    const auto unknown = unknown_step(map_, old_, now_);
    if (!unknown) return clean;
    if (unknown->step.empty())
      return fail(wrong_usage,
                  fmt::format("{}: {} has no journey `{}`", options_.map, options_.old_path, unknown->journey),
                  fmt::format("{}:{} 中没有旅程 `{}`", options_.map, options_.old_path, unknown->journey));
    const std::string& where = unknown->is_new ? options_.new_path : options_.old_path;
    return fail(wrong_usage,
                fmt::format("{}: the journey `{}` of {} has no step `{}`", options_.map, unknown->journey, where,
                            unknown->step),
                fmt::format("{}:{} 的旅程 `{}` 没有步骤 `{}`", options_.map, where, unknown->journey, unknown->step));
  }

  std::string people(std::uint64_t count) const {
    if (zh_) return fmt::format("{} 位客户", count);
    return count == 1 ? "1 person" : fmt::format("{} people", count);
  }

  int report(const Migration& done) const {
    for (const Migration::Move& one : done.other)
      complain(zh_ ? fmt::format("`{}` 的 {} 处有 {}在另一版本中,留在原版本", one.journey, one.from, people(one.people))
                   : fmt::format("`{}`: {} at {} of yet another version stay on it", one.journey, people(one.people),
                                 one.from));
    if (!done.stuck.empty()) {
      for (const Migration::Move& one : done.stuck)
        complain(zh_ ? fmt::format("`{}` 的 {} 处有 {},新版本没有对应的步骤", one.journey, one.from, people(one.people))
                     : fmt::format("`{}`: {} at {}, which has no counterpart in the new version", one.journey,
                                   people(one.people), one.from));
      return fail(findings, R"(nobody was moved: say where they go in --map, e.g. {"journey": {"old step": "exit"}})",
                  R"(没有迁移任何人:请在 --map 中写明去向,如 {"旅程": {"旧步骤": "exit"}})");
    }
    std::uint64_t moved = 0;
    for (const Migration::Move& one : done.moves) {
      fmt::print("{}: {} -> {}: {}\n", one.journey, one.from, one.to, people(one.people));
      moved += one.people;
    }
    std::fflush(stdout);
    if (options_.dry_run)
      complain(zh_ ? fmt::format("将迁移 {},本次未写入", people(moved))
                   : fmt::format("would move {}; nothing was written", people(moved)));
    else
      complain(zh_ ? fmt::format("已迁移 {}", people(moved)) : fmt::format("moved {}", people(moved)));
    return clean;
  }

  const MigrateFlags& options_;
  Language language_;
  bool zh_;
  Program old_, now_;
  StepMap map_;
  RunState state_{options_.state};
};

}  // namespace

void add_migrate(CLI::App& app, int& answer) {
  auto options = std::make_shared<MigrateFlags>();
  CLI::App* command = app.add_subcommand("migrate", "move people in flight to a new version of their journey");
  command->footer("Example: sopc migrate rules-2026-10/ rules/ --state shop.db --map moves.json --dry-run");
  command->add_option("OLD", options->old_path, "the program they entered with: a file or a folder")->required();
  command->add_option("NEW", options->new_path, "the program they go over to")->required();
  command->add_option("--state", options->state.file, "the state file of `sopc run`")->required();
  command->add_option("--map", options->map, "JSON: {\"journey\": {\"old step\": \"new step\" or \"exit\"}}");
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  command->add_flag("--dry-run", options->dry_run, "show who would go where; write nothing");
  add_profile_flag(*command, options->profile);
  command->callback([options, &answer] {
    answer = profiled("migrate", options->profile, language_of(options->lang),
                      [&] { return MigrateCommand(*options).run(); });
  });
}

}  // namespace sop::cli
