// sopc outbox list|take|done|fail|park --state FILE: what is decided and not yet delivered, as JSON lines, for a relay
// in any language. `take` is the only one that hands anything out.
#include "runtime/store/outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/profile.h"
#include "cli/run_state.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/suggest.h"
#include "compiler/ir/read.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/zone_files.h"
#include "runtime/relay/delivery_lines.h"
#include "runtime/relay/span_text.h"

namespace sop::cli {
namespace {

struct OutboxOptions {
  std::string state, now, lang, channel, customer, lease = "5 minutes";
  std::vector<std::string> statuses, effects;
  std::int64_t limit = 100;
  ProfileFlag profile;
};

class OutboxCommand {
 public:
  explicit OutboxCommand(const OutboxOptions& options)
      : options_(options), zh_(language_of(options.lang) == Language::zh) {}

  int list() {
    if (const int code = open(); code != clean) return code;
    if (const int code = check_statuses(); code != clean) return code;
    if (const int code = check_channel(); code != clean) return code;
    const auto rows = outbox_->list({options_.statuses, options_.channel, options_.customer});
    if (!rows) return unusable(rows.error());
    for (const Delivery& row : *rows) say(sop::line_of(row, zone_, true));
    return clean;
  }

  int take() {
    if (const int code = open(); code != clean) return code;
    const auto lease = span_of(options_.lease);
    if (!lease)
      return fail(wrong_usage, fmt::format("--lease is a length such as `5 minutes`, and `{}` is not", options_.lease),
                  fmt::format("--lease 须为时长,如 `5 minutes`;`{}` 不是", options_.lease));
    if (const int code = check_channel(); code != clean) return code;
    const InPhase in(options_.profile.profile, Phase::committing);
    const auto taken = outbox_->take({now_, *lease, options_.limit, options_.channel}, program_.contacts);
    if (!taken) return unusable(taken.error());
    for (const Delivery& row : taken->rows) say(sop::line_of(row, zone_, false));
    report(*taken);
    return clean;
  }

  // `status`: sent, failed or unknown.
  int settle(std::string_view status) {
    if (const int code = open(); code != clean) return code;
    std::vector<Settlement> settlements;
    bool good = true;
    for (const std::string& effect : options_.effects) settlements.push_back({effect, std::string(status), {}});
    if (options_.effects.empty()) good = read_lines(status, settlements);
    const InPhase in(options_.profile.profile, Phase::committing);
    const auto refused = outbox_->settle(settlements, now_);
    if (!refused) return unusable(refused.error());
    for (const Refused& one : *refused) complain(line_of(one));
    return good && refused->empty() ? clean : findings;
  }

 private:
  int fail(int code, const std::string& en, const std::string& zh) {
    complain("sopc outbox: " + (zh_ ? zh : en));
    return code;
  }

  int unusable(const StoreFault& fault) {
    if (fault.busy)
      return fail(findings, fmt::format("{}: an engine is working on this state; try again", options_.state),
                  fmt::format("{}:引擎正在使用此状态文件,请稍后再试", options_.state));
    return fail(
        unreadable_input,
        fmt::format("{}: the state cannot be used: {}", options_.state, reason_of(fault, options_.state, Language::en)),
        fmt::format("{}:状态文件无法使用:{}", options_.state, reason_of(fault, options_.state, Language::zh)));
  }

  // The program of the latest run says in which zone instants are written, and what its channels are.
  int open() {
    const InPhase in(options_.profile.profile, Phase::loading_state);
    auto opened = Outbox::open(options_.state);
    if (!opened) return unusable(opened.error());
    outbox_ = std::make_unique<Outbox>(std::move(*opened));
    zone_ = utc_rules();
    if (auto program = read(outbox_->latest_program())) program_ = std::move(*program);
    if (!program_.project.timezone.empty())
      if (auto rules = load_zone(program_.project.timezone)) zone_ = *rules;
    if (options_.now.empty()) {
      using namespace std::chrono;
      now_ = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
      return clean;
    }
    const auto instant = parse_instant(options_.now, &zone_);
    if (!instant)
      return fail(wrong_usage,
                  fmt::format("--now is an instant such as 2026-11-22 10:00, and `{}` is not", options_.now),
                  fmt::format("--now 须为时间点,如 2026-11-22 10:00;`{}` 不是", options_.now));
    now_ = *instant;
    return clean;
  }

  // A word that nothing is called would show an empty outbox: the relay of a mistyped channel would idle for ever.
  int check_statuses() {
    for (const std::string& status : options_.statuses) {
      const auto known = delivery_statuses();
      if (std::ranges::find(known, status) != known.end()) continue;
      return fail(wrong_usage,
                  fmt::format("no delivery has the status `{}`{}", status, instead_of(status, known, Language::en)),
                  fmt::format("没有 `{}` 这种状态{}", status, instead_of(status, known, Language::zh)));
    }
    return clean;
  }

  int check_channel() {
    if (options_.channel.empty()) return clean;
    std::vector<std::string> all = outbox_->channels();
    for (const Channel& channel : program_.contacts.channels) all.push_back(channel.name);
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    const std::vector<std::string_view> known(all.begin(), all.end());
    if (std::ranges::binary_search(known, options_.channel)) return clean;
    const std::string& asked = options_.channel;
    if (known.empty())
      return fail(wrong_usage, fmt::format("the program has no channel, so none is called `{}`", asked),
                  fmt::format("程序没有任何渠道,也就没有 `{}`", asked));
    return fail(wrong_usage, fmt::format("no channel is called `{}`{}", asked, instead_of(asked, known, Language::en)),
                fmt::format("没有名为 `{}` 的渠道{}", asked, instead_of(asked, known, Language::zh)));
  }

  // What may have been meant, and all there are.
  static std::string instead_of(const std::string& asked, std::span<const std::string_view> known, Language language) {
    const auto near = did_you_mean(asked, known);
    if (language == Language::zh)
      return (near ? fmt::format(";是否指 `{}`?", *near) : std::string(";")) +
             fmt::format("现有 {}", fmt::join(known, "、"));
    return near ? fmt::format("; did you mean `{}`? There are {}", *near, fmt::join(known, ", "))
                : fmt::format("; there are {}", fmt::join(known, ", "));
  }

  bool read_lines(std::string_view status, std::vector<Settlement>& settlements) {
    bool good = true;
    std::string line;
    for (int number = 1; std::getline(std::cin, line); ++number) {
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      auto settlement = settlement_of(line, status, zone_);
      if (settlement) {
        settlements.push_back(std::move(*settlement));
        continue;
      }
      good = false;
      complain(zh_ ? fmt::format("sopc outbox: 第 {} 行无法识别:{}", number, settlement.error())
                   : fmt::format("sopc outbox: line {}: {}", number, settlement.error()));
    }
    return good;
  }

  void report(const Taken& taken) {
    const auto count = [&](std::int64_t n, const char* en, const char* zh) {
      if (n > 0) complain(fmt::format("sopc outbox: {} {}", n, zh_ ? zh : en));
    };
    count(taken.expired, "expired: too late to go out", "条已过期,不再发送");
    count(taken.unknown, "unknown: their lease ended without a word; `sopc outbox list --status unknown` shows them",
          "条结果不明:租约到期仍无回音,`sopc outbox list --status unknown` 可查看");
    count(taken.again, "handed out again: their channel says `on_unknown retry`",
          "条重新发放:其渠道写明 `结果不明 重试`");
  }

  std::string line_of(const Refused& refused) const {
    const std::string& effect = refused.settlement.effect_id;
    switch (refused.fault) {
      case SettleFault::no_such_effect:
        return zh_ ? fmt::format("sopc outbox: 没有动作 {}", effect)
                   : fmt::format("sopc outbox: there is no effect {}", effect);
      case SettleFault::not_taken:
        return zh_ ? fmt::format("sopc outbox: {} 还没有被取走", effect)
                   : fmt::format("sopc outbox: {} has not been taken", effect);
      case SettleFault::over:
        return zh_ ? fmt::format("sopc outbox: {} 已经是 {}", effect, refused.status)
                   : fmt::format("sopc outbox: {} is {} already", effect, refused.status);
    }
    return effect;
  }
  const OutboxOptions& options_;
  bool zh_;
  std::unique_ptr<Outbox> outbox_;
  Program program_;
  ZoneRules zone_;
  Micros now_ = 0;
};

}  // namespace

void add_outbox(CLI::App& app, int& answer) {
  auto options = std::make_shared<OutboxOptions>();
  CLI::App* command = app.add_subcommand("outbox", "what is decided and not yet delivered, for a relay");
  command->require_subcommand(1);
  command->footer(
      "Example: sopc outbox take --state shop.db --channel sms --limit 50 | ./deliver | sopc outbox done --state "
      "shop.db");
  const auto add = [&](const char* name, const char* what, auto run) {
    CLI::App* part = command->add_subcommand(name, what);
    part->add_option("--state", options->state, "the state file of `sopc run`")->required();
    part->add_option("--now", options->now, "the present instant, instead of the machine's clock");
    part->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
    add_profile_flag(*part, options->profile);
    part->callback([options, &answer, run] {
      answer = profiled("outbox", options->profile, language_of(options->lang),
                        [&] { return run(OutboxCommand(*options)); });
    });
    return part;
  };
  CLI::App* list = add("list", "show what is new, being sent or unknown", [](OutboxCommand it) { return it.list(); });
  list->add_option(
          "--status", options->statuses,
          "these instead, e.g. --status sent,failed; also new, sending, unknown, done, late, expired, refused, "
          "staff_left, not_a_friend, over_quota")
      ->delimiter(',');
  list->add_option("--customer", options->customer, "of this customer only");
  CLI::App* take =
      add("take", "hand out what is due: it is being sent from now on", [](OutboxCommand it) { return it.take(); });
  take->add_option("--limit", options->limit, "at most so many")->check(CLI::Range(1, 1'000'000));
  take->add_option("--lease", options->lease, "how long the taker has to say what became of it, e.g. \"5 minutes\"");
  for (CLI::App* part : {list, take}) part->add_option("--channel", options->channel, "of this channel only");
  CLI::App* done = add("done", "these were delivered", [](OutboxCommand it) { return it.settle("sent"); });
  CLI::App* fail =
      add("fail", "these were not delivered, and will not be", [](OutboxCommand it) { return it.settle("failed"); });
  CLI::App* park =
      add("park", "what became of these is not known", [](OutboxCommand it) { return it.settle("unknown"); });
  for (CLI::App* part : {done, fail, park})
    part->add_option("EFFECT", options->effects, "effect ids; without any: JSON lines from standard input");
}

}  // namespace sop::cli
