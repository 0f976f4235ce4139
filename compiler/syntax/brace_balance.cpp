#include "compiler/syntax/brace_balance.h"

#include <algorithm>
#include <iterator>

namespace sop {

BraceBalance::Declaration& BraceBalance::last() {
  if (all_.empty()) all_.push_back({});
  return all_.back();
}

void BraceBalance::closes() {
  Declaration& here = last();
  if (here.close_missing > 0)
    --here.close_missing;
  else
    ++here.open_missing;
}

BraceBalance::Declaration& BraceBalance::of(std::size_t token) {
  last();
  const auto behind = std::ranges::upper_bound(all_, token, {}, &Declaration::begin);
  return behind == all_.begin() ? all_.front() : *std::prev(behind);
}

}  // namespace sop
