// The structures of the Arrow C interfaces as values that are released exactly once.
#pragma once

#include <utility>

#include "bindings/c/include/sop.h"

namespace sop::embed {

// Takes a structure over: the giver's is marked as released, this one is released when it goes.
template <class Structure>
class Held {
 public:
  Held() = default;
  explicit Held(Structure* given) : value_(*given) { given->release = nullptr; }
  Held(Held&& other) noexcept : value_(std::exchange(other.value_, {})) {}
  Held& operator=(Held&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() { let_go(); }

  void let_go() {
    if (value_.release != nullptr) value_.release(&value_);
    value_.release = nullptr;
  }
  bool is_here() const { return value_.release != nullptr; }
  Structure* get() { return &value_; }
  const Structure& operator*() const { return value_; }
  const Structure* operator->() const { return &value_; }

 private:
  Structure value_{};
};

}  // namespace sop::embed
