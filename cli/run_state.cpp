#include "cli/run_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>

#include "cli/exit_codes.h"
#include "compiler/ir/read.h"
#include "compiler/passes/join_versions.h"
#include "runtime/io/value_print.h"
#include "runtime/run/blast_guard.h"
#include "runtime/run/withheld.h"
#include "runtime/store/erase.h"
#include "runtime/store/store_parts.h"

namespace sop::cli {
namespace {

std::string joined(const std::vector<std::string>& names, const char* between) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "`" : between) + name + "`";
  return out;
}

}  // namespace

std::string reason_of(const StoreFault& fault, const std::string& file, Language language) {
  namespace fs = std::filesystem;
  const bool zh = language == Language::zh;
  std::error_code unused;
  const fs::path folder = fs::path(file).parent_path();
  if (fs::is_directory(file, unused)) return zh ? "它是文件夹" : "it is a folder";
  if (!folder.empty() && !fs::exists(folder, unused))
    return zh ? "没有文件夹 " + folder.string() : "there is no folder " + folder.string();
  if (!fs::exists(file, unused)) return zh ? "没有这个文件" : "there is no such file";
  if (fault.reason == "file is not a database") return zh ? "它不是 sop 的状态文件" : "it is no state file of sop";
  return fault.reason;
}

std::optional<Stopped> RunState::unreadable(const StoreFault& fault) const {
  if (fault.busy)
    return Stopped{findings,
                   fmt::format("{}: another engine is working on this state; nothing was decided", options_.file),
                   fmt::format("{}:另一个引擎正在使用此状态文件,本次未做任何决定", options_.file)};
  return Stopped{
      unreadable_input,
      fmt::format("{}: the state cannot be used: {}", options_.file, reason_of(fault, options_.file, Language::en)),
      fmt::format("{}:状态文件无法使用:{}", options_.file, reason_of(fault, options_.file, Language::zh))};
}

std::optional<Stopped> RunState::open() {
  if (!used()) return std::nullopt;
  auto opened = Store::open(options_.file);
  if (!opened) return unreadable(opened.error());
  store_ = std::move(*opened);
  return std::nullopt;
}

std::optional<Stopped> RunState::open_to_read() {
  if (!used()) return std::nullopt;
  auto opened = Store::open_to_read(options_.file);
  if (!opened) return unreadable(opened.error());
  store_ = std::move(*opened);
  return std::nullopt;
}

std::function<bool(std::string_view)> RunState::erased() {
  if (!used()) return {};
  auto gone = std::make_shared<ErasedCustomers>(store_->parts().database);
  if (gone->none()) return {};
  return [gone](std::string_view id) { return gone->holds(id); };
}

std::int64_t RunState::action_limit(const Program& program) {
  if (options_.allow_blast > 0) return options_.allow_blast;
  return blast_limit(program.project, store_->recent_action_counts());
}

std::optional<Stopped> RunState::load(const Program& program, const Dataset& dataset, const ZoneRules& zone,
                                      RunOptions& run) {
  if (!used()) return std::nullopt;
  if (!run.has_as_of)
    return Stopped{wrong_usage, "--state needs --as-of: what is remembered is remembered of an instant",
                   "使用 --state 时必须给出 --as-of:记忆总是属于某一时刻"};
  auto memory = store_->load(program, dataset);
  if (!memory) return unreadable(memory.error());
  memory_ = std::move(*memory);
  run.before = &memory_;
  run.with_state = true;
  if (!is_too_early(run)) return std::nullopt;
  std::string instant;
  print_instant(memory_.as_of, zone, instant);
  return Stopped{findings,
                 fmt::format("the state is of {}, which is later than --as-of; time does not run backwards", instant),
                 fmt::format("状态文件的时刻是 {},晚于 --as-of;时间不能倒流", instant)};
}

std::optional<Stopped> RunState::objections(const Program& program, const RunResult& result) {
  if (!used()) return std::nullopt;
  if (const auto fault = store_->broken()) return unreadable(*fault);
  if (!result.redefined.empty() && !options_.accept_redefined)
    return Stopped{
        findings,
        fmt::format("redefined since the last run, and it changes what is stored: {}. Look at it with `sopc plan`, "
                    "then run with --accept-redefined; nothing was committed",
                    joined(result.redefined, ", `")),
        fmt::format("与上次运行相比定义已变,并会改动已存内容:{}。请先用 `sopc plan` 查看,再加 "
                    "--accept-redefined 运行;本次未提交任何内容",
                    joined(result.redefined, "、`"))};
  const auto actions = static_cast<std::int64_t>(result.actions.size());
  const std::int64_t limit = action_limit(program);
  if (actions <= limit) return std::nullopt;
  return Stopped{
      findings,
      fmt::format("{} actions, more than the guard's {}: nothing was committed or sent. If that many are meant, "
                  "run with --allow-blast {}",
                  actions, limit, actions),
      fmt::format("将执行 {} 个动作,超过防护上限 {}:本次未提交,也未发送。若确实需要,请加 --allow-blast {}", actions,
                  limit, actions)};
}

std::optional<Stopped> RunState::join_versions(Program& program) {
  if (!used()) return std::nullopt;
  std::vector<OlderJourney> older;
  std::deque<Program> programs;
  const auto versions = store_->versions_in_flight();
  const bool as_written = std::ranges::all_of(versions, [&](const auto& version) {
    const auto now = std::ranges::find(program.journeys, version.first, &Journey::name);
    return now != program.journeys.end() && now->definition == version.second;
  });
  if (as_written) return std::nullopt;
  const std::vector<InFlight> in_flight = store_->in_flight();
  for (const InFlight& version : in_flight) {
    const auto now = std::ranges::find(program.journeys, version.journey, &Journey::name);
    if (now == program.journeys.end()) return gone(version.journey, in_flight);
    if (now->definition == version.definition) continue;
    auto read = sop::read(version.program);
    if (!read)
      return Stopped{unreadable_input,
                     fmt::format("{}: the version of `{}` that people are inside of cannot be read", options_.file,
                                 version.journey),
                     fmt::format("{}:旅程 `{}` 中客户所在的版本无法读取", options_.file, version.journey)};
    const auto journey = std::ranges::find(read->journeys, version.journey, &Journey::name);
    if (journey == read->journeys.end()) continue;
    const auto index = static_cast<std::size_t>(journey - read->journeys.begin());
    programs.push_back(std::move(*read));
    older.push_back({&programs.back(), index});
  }
  if (older.empty()) return std::nullopt;
  auto joined = sop::join_versions(program, older);
  if (!joined) return unreadable_version(joined.error(), in_flight);
  program = std::move(*joined);
  return std::nullopt;
}

// People inside an earlier version would take what it reads as missing.
Stopped RunState::unreadable_version(const UnreadableVersion& version, const std::vector<InFlight>& in_flight) {
  std::uint64_t people = 0;
  for (const InFlight& one : in_flight)
    if (one.journey == version.journey)
      for (const auto& [step, count] : one.people) people += count;
  return {
      findings,
      fmt::format("{} people are inside an earlier version of `{}`, and it reads `{}`, which this program does not "
                  "declare so any more: keep the declaration until they have left, or move them with `sopc migrate`",
                  people, version.journey, version.what),
      fmt::format("还有 {} 位客户在旅程 `{}` 的旧版本中,旧版本要读取 "
                  "`{}`,而现在的程序已不再这样声明:请保留该声明到他们走完,或用 "
                  "`sopc migrate` 迁移",
                  people, version.journey, version.what)};
}

// A journey that holds people was removed.
Stopped RunState::gone(const std::string& journey, const std::vector<InFlight>& in_flight) {
  std::map<std::string, std::uint64_t> inside;
  for (const InFlight& version : in_flight)
    for (const auto& [step, people] : version.people)
      if (version.journey == journey) inside[step] += people;
  std::string en, zh;
  for (const auto& [step, people] : inside) {
    en += fmt::format("{}{} at {}", en.empty() ? "" : ", ", people, step.empty() ? "the start" : step);
    zh += fmt::format("{}{} 位在 {}", zh.empty() ? "" : "、", people, step.empty() ? "开头" : step);
  }
  return {findings,
          fmt::format("the journey `{}` is gone and holds people ({}): keep it until they have left, or move them with "
                      "`sopc migrate`",
                      journey, en),
          fmt::format("旅程 `{}` 已删除,但还有客户在其中({}):请保留到他们走完,或用 `sopc migrate` 迁移", journey, zh)};
}

std::optional<Stopped> RunState::commit(const RunView& view, const Program& written, const DailyNotes* daily,
                                        const DailyNotes* noted) {
  if (!used()) return std::nullopt;
  RunContext context;
  context.zone = view.zone;
  const Micros as_of = view.result->memory.as_of;
  // A pause is of everybody's contacts, a guard of those whose customers the run has data of.
  const auto& paused = view.result->memory.alerts.paused;
  std::vector<WaitingContact> waiting;
  if (!paused.empty())
    waiting = store_->waiting_contacts();
  else if (may_withhold(*view.program))
    waiting = store_->waiting_contacts(*view.dataset);
  store_->withhold(withheld_by_pauses(waiting, paused), as_of);
  store_->withhold(withheld(*view.program, *view.dataset, waiting, as_of, evaluate, context), as_of);
  const auto done =
      store_->commit(*view.program, written, *view.dataset, memory_, *view.result, outbox_rows(view), daily, noted);
  if (!done) return unreadable(done.error());
  return std::nullopt;
}

}  // namespace sop::cli
