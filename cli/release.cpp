// sopc release --state FILE [template NAME | journey NAME]: what alerts have paused goes on; without a name, what is
// paused.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/profile.h"
#include "cli/run_state.h"
#include "cli/terminal.h"
#include "compiler/ir/read.h"
#include "runtime/io/value_print.h"
#include "runtime/io/zone_files.h"
#include "runtime/store/alerts.h"

namespace sop::cli {
namespace {

struct ReleaseFlags {
  std::string kind, name, lang;
  StateOptions state;
  ProfileFlag profile;
};

class ReleaseCommand {
 public:
  explicit ReleaseCommand(const ReleaseFlags& options)
      : options_(options), zh_(language_of(options.lang) == Language::zh) {}

  int run() {
    std::error_code fault;
    if (!std::filesystem::exists(options_.state.file, fault))
      return fail(unreadable_input, options_.state.file + ": there is no such file",
                  options_.state.file + ":没有这个文件");
    if (options_.kind.empty()) return list();
    if (options_.name.empty())
      return fail(wrong_usage, "say which: `template NAME` or `journey NAME`",
                  "请写明恢复哪个:`template 名称` 或 `journey 名称`");
    if (const auto stopped = opened()) return stop(*stopped);
    const InPhase in(options_.profile.profile, Phase::committing);
    const auto done = release(state_.store(), options_.kind == "journey", options_.name);
    if (!done) return stop(*state_.unreadable(done.error()));
    if (!*done)
      return fail(wrong_usage, fmt::format("the {} `{}` is not paused", options_.kind, options_.name),
                  fmt::format("{} `{}` 没有被暂停", kind_zh(options_.kind == "journey"), options_.name));
    say(zh_ ? fmt::format("{} `{}` 已恢复,自下次运行起生效", kind_zh(options_.kind == "journey"), options_.name)
            : fmt::format("the {} `{}` goes on with the next run", options_.kind, options_.name));
    return clean;
  }

 private:
  std::optional<Stopped> opened() {
    const InPhase in(options_.profile.profile, Phase::loading_state);
    return state_.open();
  }

  std::optional<Stopped> opened_to_read() {
    const InPhase in(options_.profile.profile, Phase::loading_state);
    return state_.open_to_read();
  }

  static const char* kind_zh(bool is_journey) { return is_journey ? "旅程" : "模板"; }

  int list() {
    if (const auto stopped = opened_to_read()) return stop(*stopped);
    const std::vector<PausedThing> paused = paused_in(state_.store());
    // Instants are written in the zone of the latest run's program.
    if (const auto program = read(state_.store().latest_program()); program && !program->project.timezone.empty())
      if (auto rules = load_zone(program->project.timezone)) zone_ = *rules;
    if (paused.empty()) say(zh_ ? "没有暂停中的模板或旅程" : "nothing is paused");
    for (const PausedThing& one : paused) {
      std::string since;
      print_instant(one.since, zone_, since);
      say(zh_ ? fmt::format("{} {}:由预警 {} 暂停,自 {}", kind_zh(one.is_journey), one.name, one.alert, since)
              : fmt::format("{} {}: paused by {} since {}", one.is_journey ? "journey" : "template", one.name,
                            one.alert, since));
    }
    return clean;
  }

  int fail(int code, const std::string& en, const std::string& zh) const {
    complain("sopc release: " + (zh_ ? zh : en));
    return code;
  }

  int stop(const Stopped& stopped) const {
    if (stopped.exit_code != findings) return fail(stopped.exit_code, stopped.en, stopped.zh);
    return fail(
        findings,
        options_.state.file + ": an engine or a relay is working on this state; nothing was released, try again",
        options_.state.file + ":引擎或发送程序正在使用此状态文件,未恢复任何内容,请稍后再试");
  }

  const ReleaseFlags& options_;
  bool zh_;
  ZoneRules zone_ = utc_rules();
  RunState state_{options_.state};
};

}  // namespace

void add_release(CLI::App& app, int& answer) {
  auto options = std::make_shared<ReleaseFlags>();
  CLI::App* command = app.add_subcommand("release", "let go on what alerts have paused; without a name, list it");
  command->footer("Example: sopc release --state shop.db template coupon_reminder");
  command->add_option("KIND", options->kind, "template or journey")->check(CLI::IsMember({"template", "journey"}));
  command->add_option("NAME", options->name, "its name in the program");
  command->add_option("--state", options->state.file, "the state file of `sopc run`")->required();
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  add_profile_flag(*command, options->profile);
  command->callback([options, &answer] {
    answer = profiled("release", options->profile, language_of(options->lang),
                      [&] { return ReleaseCommand(*options).run(); });
  });
}

}  // namespace sop::cli
