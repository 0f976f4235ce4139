#include "runtime/run/paused.h"

#include <algorithm>

#include "compiler/ir/builder.h"

namespace sop {

const std::vector<PausedThing>& paused_things(const RunOptions& options) {
  static const std::vector<PausedThing> none;
  if (options.paused != nullptr) return *options.paused;
  return options.before != nullptr ? options.before->alerts.paused : none;
}

std::string pause_of(const RunOptions& options, bool is_journey, std::string_view name) {
  for (const PausedThing& one : paused_things(options))
    if (one.is_journey == is_journey && one.name == name) return "paused by " + one.alert;
  return "";
}

std::optional<Program> with_pauses(const Program& program, const RunOptions& options) {
  const auto& paused = paused_things(options);
  if (std::ranges::all_of(paused, &PausedThing::is_journey)) return std::nullopt;
  Program out = program;
  Builder build(out);
  for (const PausedThing& one : paused) {
    if (one.is_journey) continue;
    const std::string why = "paused by " + one.alert;
    const auto same = [&](const Guard& guard) { return guard.object == one.name && guard.reason == why; };
    if (std::ranges::any_of(out.guards, same)) continue;
    Guard guard;
    guard.kind = GuardKind::only_if;
    guard.object = one.name;
    guard.blocked = build.truth(true);
    guard.reason = why;
    // First: other reasons to skip may pass, this one stands.
    out.guards.insert(out.guards.begin(), std::move(guard));
  }
  return out;
}

}  // namespace sop
