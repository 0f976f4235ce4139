// A simulation on the terminal: tables of counts, and below them every reason, never cut.
#include <fmt/format.h>

#include "cli/cost_report.h"
#include "cli/screen_table.h"
#include "cli/simulate_view.h"
#include "compiler/diagnostics/width.h"
#include "compiler/source/plural.h"
#include "runtime/explain/outcome_words.h"
#include "runtime/journeys/world.h"
#include "stdlib/time/civil.h"

namespace sop::cli {
namespace {

constexpr Type text_type{TypeKind::text, true, {}};
constexpr Type count_type{TypeKind::integer, false, {}};

class Page {
 public:
  Page(const SimulateView& view, Language language)
      : view_(view), of_(view.simulation), language_(language), pool_(std::make_shared<TextPool>()) {}

  std::string text() {
    out_ += word("simulated ", "模拟 ") + view_.from + word(" to ", " 至 ") + view_.to +
            fmt::format(fmt::runtime(word(", {} runs\n", ",运行 {} 次\n")), of_.ticks);
    assumptions();
    if (!of_.journeys.empty()) {
      show(journeys());
      show(steps());
    }
    if (!of_.rules.empty()) show(rules());
    reasons();
    show(contacts());
    out_ += fmt::format(fmt::runtime(word("\nthe most contacts one customer had in 7 days: {}\n",
                                          "\n一位客户 7 天内最多收到 {} 次触达\n")),
                        of_.most_per_week);
    out_ += "\n" + text_of(view_.cost, zh());
    if (!of_.staff_load.empty()) show(staff());
    return std::move(out_);
  }

 private:
  bool zh() const { return language_ == Language::zh; }
  std::string word(const char* en, const char* zh_word) const { return zh() ? zh_word : en; }
  void show(const OutputTable& table) { out_ += "\n" + screen_table(table, zh(), false, SIZE_MAX); }
  static std::int64_t whole(std::uint64_t count) { return static_cast<std::int64_t>(count); }

  void assumptions() {
    if (view_.assumptions.empty()) return;
    out_ += word("\nASSUMPTIONS, not data: these answers were made up, ", "\n假定,并非数据:以下回应为虚构,") +
            fmt::format(fmt::runtime(word("seed {}\n", "种子 {}\n")), view_.seed);
    for (const ResponseAssumption& one : view_.assumptions) {
      const auto made = of_.assumed.find(one.written);
      const auto events = made == of_.assumed.end() ? 0 : made->second;
      out_ += language_ == Language::zh ? fmt::format("  {}:{} 个事件\n", visible(one.written), events)
                                        : fmt::format("  {}: {}\n", visible(one.written), counted(events, "event"));
    }
  }

  OutputTable journeys() {
    OutputRows rows(pool_);
    const std::size_t name = rows.add_column(word("journey", "旅程"), text_type);
    const std::size_t before = rows.add_column(word("inside before", "期初在途"), count_type);
    const std::size_t entered = rows.add_column(word("entered", "进入"), count_type);
    const std::size_t inside = rows.add_column(word("inside", "在途"), count_type);
    const std::size_t goal = rows.add_column(word("goal", "达成目标"), count_type);
    const std::size_t exited = rows.add_column(word("exited", "退出"), count_type);
    const std::size_t ended = rows.add_column(word("ended", "走完"), count_type);
    for (std::size_t j = 0; j < of_.journeys.size(); ++j) {
      const JourneyCounts& one = of_.journeys[j];
      rows.text(name, view_.program.journeys[j].name);
      rows.whole(before, whole(one.before));
      rows.whole(entered, whole(one.entered));
      rows.whole(inside, whole(one.inside));
      rows.whole(goal, whole(one.goal));
      rows.whole(exited, whole(one.exited));
      rows.whole(ended, whole(one.ended));
      rows.end_row();
    }
    return std::move(rows).finish(view_.zone);
  }

  static bool is_counted(const JourneyStep& step) {
    return step.kind != JourneyStepKind::leave && step.kind != JourneyStepKind::choose;
  }

  static std::uint64_t sum(const DecidedCounts& counts) {
    std::uint64_t out = 0;
    for (const auto& [decided, count] : counts) out += count;
    return out;
  }

  OutputTable steps() {
    OutputRows rows(pool_);
    const std::size_t source = rows.add_column(word("journey", "旅程"), text_type);
    const std::size_t step = rows.add_column(word("step", "步骤"), text_type);
    const std::size_t reached = rows.add_column(word("reached", "到达"), count_type);
    const std::size_t done = rows.add_column(word("done", "已执行"), count_type);
    const std::size_t not_done = rows.add_column(word("not done", "未执行"), count_type);
    const std::size_t deferred = rows.add_column(word("deferred", "顺延"), count_type);
    const std::size_t replied = rows.add_column(word("replied", "等到回应"), count_type);
    const std::size_t timed_out = rows.add_column(word("timed out", "超时"), count_type);
    const std::size_t left = rows.add_column(word("left", "离开"), count_type);
    const std::size_t waiting = rows.add_column(word("waiting", "等待中"), count_type);
    for (std::size_t j = 0; j < of_.journeys.size(); ++j)
      for (std::size_t s = 0; s < of_.journeys[j].steps.size(); ++s) {
        const Journey& journey = view_.program.journeys[j];
        if (!is_counted(journey.steps[s])) continue;
        const StepCounts& one = of_.journeys[j].steps[s];
        rows.text(source, journey.name);
        rows.text(step, step_title(journey, s, language_));
        rows.whole(reached, whole(one.reached));
        rows.whole(done, whole(one.done));
        rows.whole(not_done, whole(sum(one.not_done)));
        rows.whole(deferred, whole(one.deferred));
        rows.whole(replied, whole(one.replied));
        rows.whole(timed_out, whole(one.timed_out));
        rows.whole(left, whole(sum(one.left)));
        rows.whole(waiting, whole(one.waiting));
        rows.end_row();
      }
    return std::move(rows).finish(view_.zone);
  }

  OutputTable rules() {
    OutputRows rows(pool_);
    const std::size_t source = rows.add_column(word("rule", "规则"), text_type);
    const std::size_t step = rows.add_column(word("action", "动作"), text_type);
    const std::size_t done = rows.add_column(word("done", "已执行"), count_type);
    const std::size_t not_done = rows.add_column(word("not done", "未执行"), count_type);
    for (const RuleStepCounts& one : of_.rules) {
      rows.text(source, one.source);
      rows.text(step, one.step);
      rows.whole(done, whole(one.done));
      rows.whole(not_done, whole(sum(one.not_done)));
      rows.end_row();
    }
    return std::move(rows).finish(view_.zone);
  }

  // ---- Reasons, each on a line of its own

  static void line(std::uint64_t count, const std::string& place, const std::string& what, std::string& lines) {
    lines += fmt::format("  {:>6}  {}  {}\n", count, place, what);
  }

  void reason_lines(const std::string& place, const DecidedCounts& counts, std::string& lines) const {
    for (const auto& [decided, count] : counts) line(count, place, decision_text(decided), lines);
  }

  std::string decision_text(const DecisionReason& decided) const {
    if (decided.first == "hours") return word("deferred to the next open hour", "顺延到可发时段");
    return decision_words(decided.first, decided.second, language_);
  }

  void reasons() {
    std::string lines;
    for (std::size_t j = 0; j < of_.journeys.size(); ++j) {
      const Journey& journey = view_.program.journeys[j];
      const std::string name = visible(journey.name);
      reason_lines(name, of_.journeys[j].not_entered, lines);
      for (const auto& [goal, count] : of_.journeys[j].goals)
        line(count, name,
             fmt::format(fmt::runtime(word("goal {}", "达成目标 {}")), visible(goal)) +
                 later_text(of_.journeys[j], goal),
             lines);
      for (std::size_t s = 0; s < of_.journeys[j].steps.size(); ++s) {
        const StepCounts& one = of_.journeys[j].steps[s];
        const std::string place = name + " " + visible(step_title(journey, s, language_));
        for (const auto& [arm, count] : one.arms) line(count, place, arm_text(arm), lines);
        DecidedCounts deferred;
        for (const auto& [decided, count] : one.deferred_because)
          line(count, place,
               decided.first == "hours"
                   ? decision_text(decided)
                   : fmt::format(fmt::runtime(word("deferred, {}", "顺延,{}")), decision_text(decided)),
               lines);
        reason_lines(place, one.not_done, lines);
        reason_lines(place, one.left, lines);
      }
    }
    for (const RuleStepCounts& one : of_.rules)
      reason_lines(visible(one.source == one.step ? one.source : one.source + " " + one.step), one.not_done, lines);
    if (!lines.empty()) out_ += "\n" + word("with reasons", "原因") + "\n" + lines;
  }

  // Goals count within their time, also for those who had gone through or left before.
  std::string later_text(const JourneyCounts& journey, const std::string& goal) const {
    const auto later = journey.goals_later.find(goal);
    if (later == journey.goals_later.end()) return "";
    return fmt::format(fmt::runtime(word(", of these {} after their way had ended", ",其中 {} 次在走完或退出之后")),
                       later->second);
  }

  std::string arm_text(const std::string& arm) const {
    if (arm == "then") return word("condition holds", "条件成立");
    if (arm == "otherwise") return word("otherwise", "其余");
    return visible(arm);
  }

  OutputTable contacts() {
    OutputRows rows(pool_);
    const std::size_t per_day = rows.add_column(word("contacts per customer and day", "每人每天触达次数"), count_type);
    const std::size_t days = rows.add_column(word("customer days", "人天"), count_type);
    for (const auto& [count, how_often] : of_.per_day) {
      rows.whole(per_day, whole(count));
      rows.whole(days, whole(how_often));
      rows.end_row();
    }
    return std::move(rows).finish(view_.zone);
  }

  OutputTable staff() {
    OutputRows rows(pool_);
    const std::size_t who = rows.add_column(word("staff", "员工"), text_type);
    const std::size_t hour = rows.add_column(word("hour", "时段"), count_type);
    const std::size_t work = rows.add_column(word("work", "任务"), count_type);
    for (const auto& [person, hours] : of_.staff_load)
      for (const auto& [at, count] : hours) {
        rows.text(who, person);
        rows.whole(hour, at);
        rows.whole(work, whole(count));
        rows.end_row();
      }
    return std::move(rows).finish(view_.zone);
  }

  const SimulateView& view_;
  const Simulation& of_;
  const Language language_;
  std::shared_ptr<TextPool> pool_;
  std::string out_;
};

}  // namespace

std::string step_title(const Journey& journey, std::size_t step, Language language) {
  const JourneyStep& one = journey.steps[step];
  const bool zh = language == Language::zh;
  const std::string stage = one.stage.empty() ? "" : one.stage + ".";
  if (one.kind == JourneyStepKind::choose) return stage + (zh ? "分支" : "branch");
  if (one.kind == JourneyStepKind::leave) return stage + (zh ? "结束" : "stop");
  return step_word(journey, static_cast<std::int32_t>(step));
}

std::string day_text(Days day) {
  const CivilDate date = civil_of(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string simulate_text(const SimulateView& view, Language language) { return Page(view, language).text(); }

}  // namespace sop::cli
