#include "runtime/journeys/join_instances.h"

#include <algorithm>
#include <tuple>

namespace sop {

namespace {

// As the one customer she is, would she not have entered: had she been through for good, or was she inside?
bool was_through(const Program& program, const Instance& one, const Instance& before) {
  return program.journeys[one.journey].reenter == Reenter::never || one.entered_at < before.ended_at;
}

}  // namespace

void join_instances(const Program& program, std::span<Instance> hers) {
  const auto name = [&](const Instance& one) -> const std::string& { return program.journeys[one.journey].name; };
  std::ranges::stable_sort(hers, [&](const Instance& a, const Instance& b) {
    return std::tie(name(a), a.key, a.entered_at) < std::tie(name(b), b.key, b.entered_at);
  });
  const Instance* before = nullptr;
  const Instance* live = nullptr;
  for (Instance& one : hers) {
    const bool same = before != nullptr && name(*before) == name(one) && before->key == one.key;
    one.entry = same ? before->entry + 1 : 1;
    if (!same) live = nullptr;
    if (one.standing != Standing::over && (live != nullptr || (same && was_through(program, one, *before)))) {
      one.standing = Standing::over;
      one.outcome = "exited";
      one.ended_at = one.entered_at;
      one.wake = INT64_MAX;
    }
    if (one.standing != Standing::over) live = &one;
    before = &one;
  }
}

}  // namespace sop
