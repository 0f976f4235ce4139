#include "compiler/source/profile.h"

namespace sop {

// Time since the last change belongs to the innermost open phase; to none where none is open.
void Profile::charge_open() {
  const std::uint64_t now = clock_();
  if (!open_.empty()) of(open_.back()).nanos += now - last_;
  last_ = now;
}

void Profile::begin(Phase phase) {
  charge_open();
  ++of(phase).times;
  open_.push_back(phase);
}

void Profile::end() {
  charge_open();
  open_.pop_back();
}

void Profile::add(std::string_view kind, std::string_view name, const Cost& cost) {
  const auto [at, is_new] = place_of_.try_emplace({std::string(kind), std::string(name)}, costs_.size());
  if (is_new) costs_.push_back({std::string(kind), std::string(name), {}});
  costs_[at->second].cost.add(cost);
}

}  // namespace sop
