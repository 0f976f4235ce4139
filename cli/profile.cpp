#include "cli/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/exit_codes.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/width.h"
#include "runtime/io/whole_file.h"

namespace sop::cli {
namespace {

constexpr std::size_t shown_costs = 40;
constexpr const char* table_word = "true";  // what a flag without a value holds

double seconds_of(std::uint64_t nanos) { return static_cast<double>(nanos) / 1e9; }

std::string padded(std::string_view text, std::uint32_t width) {
  const std::uint32_t wide = display_width(text);
  return std::string(text) + std::string(wide < width ? width - wide : 0, ' ');
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  return fmt::format("{:.1f} %", whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

// Columns of numbers behind one of words.
class Lines {
 public:
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string text() const {
    std::vector<std::uint32_t> widths;
    for (const auto& row : rows_)
      for (std::size_t c = 0; c < row.size(); ++c) {
        if (widths.size() <= c) widths.push_back(0);
        widths[c] = std::max(widths[c], display_width(row[c]));
      }
    std::string out;
    for (const auto& row : rows_) {
      std::string line = "  " + padded(row[0], widths[0]);
      for (std::size_t c = 1; c < row.size(); ++c) {
        const std::uint32_t wide = display_width(row[c]);
        line += "  " + std::string(widths[c] - wide, ' ') + row[c];
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    return out;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

std::string count_text(std::uint64_t count) { return count == 0 ? "" : std::to_string(count); }

std::uint64_t in_phases(const Profile& profile) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < phase_count; ++i) sum += profile.time_of(static_cast<Phase>(i)).nanos;
  return sum;
}

std::string phases_text(const Profile& profile, std::uint64_t whole, bool zh) {
  Lines lines;
  if (zh)
    lines.add({"阶段", "秒", "占比", "次数", "行数"});
  else
    lines.add({"phase", "seconds", "share", "times", "rows"});
  const auto add = [&](std::string_view what, std::uint64_t nanos, std::string times, std::string rows) {
    lines.add({std::string(what), fmt::format("{:.3f}", seconds_of(nanos)), share(nanos, whole), std::move(times),
               std::move(rows)});
  };
  for (std::size_t i = 0; i < phase_count; ++i) {
    const PhaseTime& time = profile.time_of(static_cast<Phase>(i));
    if (time.times > 0)
      add(zh ? phase_rows[i].zh : phase_rows[i].en, time.nanos, std::to_string(time.times), count_text(time.rows));
  }
  const std::uint64_t sum = in_phases(profile);
  add(zh ? "其余" : "all the rest", whole > sum ? whole - sum : 0, "", "");
  return lines.text();
}

std::string owner_text(const NamedCost& cost, bool zh) {
  if (cost.kind == "others") return zh ? "报表、策略等" : "reports, policies and others";
  if (cost.kind == "stream")
    return fmt::format(fmt::runtime(zh ? "流 {}(各聚合共用)" : "stream {} (shared)"), cost.name);
  if (cost.kind == "input")
    return fmt::format(fmt::runtime(zh ? "输入 {}(派生列与 where)" : "input {} (derived columns, where)"), cost.name);
  return cost.kind + " " + cost.name;
}

std::string costs_text(const Profile& profile, bool zh) {
  if (profile.costs().empty()) return "";
  std::vector<const NamedCost*> order;
  std::uint64_t whole = 0;
  for (const NamedCost& cost : profile.costs()) {
    order.push_back(&cost);
    whole += cost.cost.nanos;
  }
  std::ranges::stable_sort(order, std::ranges::greater(), [](const NamedCost* one) { return one->cost.nanos; });
  Lines lines;
  if (zh)
    lines.add({"计算的内容", "秒", "占比", "行数", "事件数"});
  else
    lines.add({"what was evaluated", "seconds", "share", "rows", "events"});
  for (std::size_t i = 0; i < std::min(order.size(), shown_costs); ++i)
    lines.add({owner_text(*order[i], zh), fmt::format("{:.3f}", seconds_of(order[i]->cost.nanos)),
               share(order[i]->cost.nanos, whole), count_text(order[i]->cost.rows), count_text(order[i]->cost.events)});
  std::string out = lines.text();
  if (order.size() > shown_costs)
    out +=
        fmt::format(fmt::runtime(zh ? "  另有 {} 项,见 --profile=文件.json\n" : "  and {} more: --profile=FILE.json\n"),
                    order.size() - shown_costs);
  out += zh ? "  为各线程时间之和。多个事实共用的计算记在最先需要它的事实上;同一流的聚合共用的部分记在该流上。\n"
            : "  Seconds of all threads together. What several facts share is the first one's that needs it; what the\n"
              "  aggregates of a stream share, finding each customer's events and windows, is the stream's.\n";
  return out;
}

}  // namespace

std::uint64_t steady_nanos() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count());
}

void add_profile_flag(CLI::App& command, ProfileFlag& flag) {
  command.add_flag("--profile", flag.to,
                   "where the time went, on standard error; --profile=FILE writes it there as JSON");
}

std::string profile_text(const std::string& command, const Profile& profile, Language language) {
  const bool zh = language == Language::zh;
  const std::uint64_t whole = profile.elapsed();
  std::string out = fmt::format(fmt::runtime(zh ? "sopc {} 用时 {:.3f} 秒\n" : "sopc {} took {:.3f} s\n"), command,
                                seconds_of(whole));
  out += phases_text(profile, whole, zh);
  const std::string costs = costs_text(profile, zh);
  return costs.empty() ? out : out + "\n" + costs;
}

std::string profile_json(const std::string& command, const Profile& profile) {
  const std::uint64_t whole = std::max(profile.elapsed(), in_phases(profile));
  nlohmann::ordered_json out;
  out["version"] = 1;
  out["command"] = command;
  out["nanoseconds"] = whole;
  out["phases"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < phase_count; ++i)
    if (const PhaseTime& time = profile.time_of(static_cast<Phase>(i)); time.times > 0)
      out["phases"].push_back(
          {{"phase", phase_rows[i].id}, {"nanoseconds", time.nanos}, {"times", time.times}, {"rows", time.rows}});
  out["rest"] = whole - in_phases(profile);
  out["evaluated"] = nlohmann::ordered_json::array();
  for (const NamedCost& cost : profile.costs())
    out["evaluated"].push_back({{"kind", cost.kind},
                                {"name", cost.name},
                                {"nanoseconds", cost.cost.nanos},
                                {"rows", cost.cost.rows},
                                {"events", cost.cost.events}});
  return out.dump(2) + "\n";
}

int tell_profile(const std::string& command, const ProfileFlag& flag, Language language, int answer) {
  std::fflush(stdout);
  if (flag.to == table_word) {
    fmt::print(stderr, "{}", profile_text(command, *flag.profile, language));
    return answer;
  }
  const auto written = write_whole_file(flag.to, profile_json(command, *flag.profile));
  if (written) return answer;
  complain(fmt::format("sopc {}: --profile: {}: {}", command, written.error().path, written.error().reason));
  return answer == clean ? unreadable_input : answer;
}

}  // namespace sop::cli
