// sopc erase --state FILE --customer ID: everything about one customer leaves the state; a mark stays, by which later
// runs leave her rows of the input out.
#include "runtime/store/erase.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/profile.h"
#include "cli/run_state.h"
#include "cli/terminal.h"

namespace sop::cli {
namespace {

struct EraseFlags {
  std::string customer, lang;
  StateOptions state;
  bool dry_run = false;
  ProfileFlag profile;
};

struct TableWords {
  std::string_view table, en, zh;
};
constexpr TableWords words_of_tables[] = {
    {"instances", "in journeys", "旅程中的记录"},
    {"queued", "entries that wait", "排队等候的进入"},
    {"held_contacts", "contacts that wait for their hour", "等候时段的触达"},
    {"deliveries", "deliveries", "送达记录"},
    {"outbox", "in the outbox", "待发件与已发件"},
    {"tags", "tags", "标签"},
    {"held", "facts with memory", "有记忆的事实"},
    {"changes", "changes of facts", "事实的变化记录"},
    {"fired", "firings of rules", "规则的触发记录"},
    {"seen_events", "events seen", "见过的事件"},
    {"truths", "conditions that held for her", "对其成立的条件"},
    {"edges", "distributions she was part of", "包含其数据的分布"},
    {"daily", "notes of whom to ask next, of everybody", "关于下次处理谁的记录(全体)"},
    {"customers", "her id", "其编号"},
};

class EraseCommand {
 public:
  explicit EraseCommand(const EraseFlags& options)
      : options_(options), zh_(language_of(options.lang) == Language::zh) {}

  int run() {
    std::error_code fault;
    if (!std::filesystem::exists(options_.state.file, fault))
      return fail(unreadable_input, options_.state.file + ": there is no such file",
                  options_.state.file + ":没有这个文件");
    if (const auto stopped = opened()) return stop(*stopped);
    const InPhase in(options_.profile.profile, Phase::committing);
    const auto done = erase_customer(state_.store(), options_.customer, options_.dry_run);
    if (!done) return stop(*state_.unreadable(done.error()));
    return report(*done);
  }

 private:
  std::optional<Stopped> opened() {
    const InPhase in(options_.profile.profile, Phase::loading_state);
    return state_.open();
  }

  int fail(int code, const std::string& en, const std::string& zh) const {
    complain("sopc erase: " + (zh_ ? zh : en));
    return code;
  }

  int stop(const Stopped& stopped) const {
    if (stopped.exit_code != findings) return fail(stopped.exit_code, stopped.en, stopped.zh);
    return fail(findings,
                options_.state.file + ": an engine or a relay is working on this state; nothing was erased, try again",
                options_.state.file + ":引擎或发送程序正在使用此状态文件,未清除任何内容,请稍后再试");
  }

  int report(const Erasure& done) const {
    if (!done.is_known && !done.was_erased)
      return fail(wrong_usage,
                  fmt::format("no run on this state has seen a customer `{}`; nothing was erased", options_.customer),
                  fmt::format("此状态文件的历次运行中没有客户 `{}`,未清除任何内容", options_.customer));
    if (!done.is_known) {
      say(zh_ ? fmt::format("客户 `{}` 此前已清除", options_.customer)
              : fmt::format("customer `{}` was erased before", options_.customer));
      return options_.dry_run ? clean : swept(done);
    }
    for (const auto& [table, rows] : done.rows) say(fmt::format("{}: {}", word_of(table), rows));
    say_what_ends(done);
    std::fflush(stdout);
    if (!options_.dry_run) {
      complain(zh_ ? fmt::format("已清除客户 `{}`;她的行若仍出现在输入中,以后的运行会略过", options_.customer)
                   : fmt::format("customer `{}` was erased; should rows of hers still come, runs leave them out",
                                 options_.customer));
      return swept(done);
    }
    complain(zh_ ? "以上内容将被清除,本次未写入" : "all this would be erased; nothing was written");
    return clean;
  }

  std::string_view word_of(std::string_view table) const {
    for (const TableWords& words : words_of_tables)
      if (words.table == table) return zh_ ? words.zh : words.en;
    return table;
  }

  void say_what_ends(const Erasure& done) const {
    if (done.inside > 0)
      say(zh_ ? fmt::format("其中 {} 个旅程正在进行,就此结束", done.inside)
              : fmt::format("of these she is inside of {} now: they end", done.inside));
    if (done.waiting > 0)
      say(zh_ ? fmt::format("其中 {} 条尚未送出,不再送出", done.waiting)
              : fmt::format("of these {} not delivered yet: they never are", done.waiting));
    if (done.handed_out > 0)
      say(zh_ ? fmt::format("注意:{} 条正在发送程序手中,无法收回", done.handed_out)
              : fmt::format("mind: {} at a relay right now, which cannot be called back", done.handed_out));
  }

  int swept(const Erasure& done) const {
    if (done.is_clean) return clean;
    return fail(findings,
                "the file may still hold bytes of what was deleted, as somebody reads it or the disk is full: erase "
                "again when nobody does",
                "文件中可能仍残留已删内容的字节(有程序正在读取,或磁盘已满):请在无人使用时再次执行");
  }

  const EraseFlags& options_;
  bool zh_;
  RunState state_{options_.state};
};

}  // namespace

void add_erase(CLI::App& app, int& answer) {
  auto options = std::make_shared<EraseFlags>();
  CLI::App* command = app.add_subcommand("erase", "take everything about one customer out of a state file");
  command->footer("Example: sopc erase --state shop.db --customer C012 --dry-run");
  command->add_option("--state", options->state.file, "the state file of `sopc run`")->required();
  command->add_option("--customer", options->customer, "her id, as in the data")->required();
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  command->add_flag("--dry-run", options->dry_run, "show what would go; write nothing");
  add_profile_flag(*command, options->profile);
  command->callback([options, &answer] {
    answer =
        profiled("erase", options->profile, language_of(options->lang), [&] { return EraseCommand(*options).run(); });
  });
}

}  // namespace sop::cli
