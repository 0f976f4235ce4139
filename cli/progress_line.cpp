#include "cli/progress_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "cli/terminal.h"

namespace sop::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto refresh = std::chrono::milliseconds(100);

std::string_view word_of(Work work, bool zh) {
  switch (work) {
    case Work::none: return zh ? "开始" : "starting";
    case Work::reading: return zh ? "读取" : "reading";
    case Work::preparing: return zh ? "整理" : "joining and sorting";
    case Work::evaluating: return zh ? "计算" : "evaluating";
    case Work::writing: return zh ? "写出" : "writing";
  }
  return "";
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

std::string time_left(double seconds, bool zh) {
  const auto whole = static_cast<std::uint64_t>(std::ceil(seconds));
  if (whole < 120) return fmt::format(fmt::runtime(zh ? "约剩 {} 秒" : "{} s left"), whole);
  return fmt::format(fmt::runtime(zh ? "约剩 {} 分钟" : "{} min left"), (whole + 59) / 60);
}

}  // namespace

std::string progress_text(const Progress& progress, double seconds, Language language) {
  const bool zh = language == Language::zh;
  const std::uint64_t total = progress.total(), done = std::min(progress.done(), total), rows = progress.rows();
  std::string out(word_of(progress.work(), zh));
  if (total > 0) out += fmt::format(" {}%", done * 100 / total);
  if (rows == 0 || seconds <= 0) return out;
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(rows) / seconds);
  out += fmt::format(fmt::runtime(zh ? " · {} 行 · {} 行/秒" : " · {} rows · {} rows/s"), grouped(rows), grouped(rate));
  if (done > 0 && done < total)
    out += " · " + time_left(seconds * static_cast<double>(total - done) / static_cast<double>(done), zh);
  return out;
}

ProgressLine::ProgressLine(const Progress& progress, Language language) : progress_(progress), language_(language) {
  if (is_terminal(2)) watcher_ = std::thread([this] { watch(); });
}

ProgressLine::~ProgressLine() {
  if (!watcher_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  ended_.notify_one();
  watcher_.join();
}

void ProgressLine::watch() {
  Clock::time_point began = Clock::now();
  std::uint64_t piece = progress_.piece();
  bool shown = false;
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, refresh, [&] { return over_; })) {
    if (progress_.piece() != piece) {
      piece = progress_.piece();
      began = Clock::now();
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    fmt::print(stderr, "\r\x1b[K{}", progress_text(progress_, seconds, language_));
    std::fflush(stderr);
    shown = true;
  }
  if (shown) fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

}  // namespace sop::cli
