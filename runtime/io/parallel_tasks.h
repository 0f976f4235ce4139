// Runs numbered tasks on a few threads. Which thread runs a task may not matter to its result; every thread has a state
// of its own (caches), made by `make_state`.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

#include "runtime/eval/first_fault.h"

namespace sop {

template <class MakeState, class Run>
void run_tasks(int threads, std::size_t tasks, MakeState make_state, Run run) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    auto state = make_state();
    for (std::size_t task = next++; task < tasks; task = next++) run(state, task);
  };
  FirstFault fault;
  const auto share = [&] { fault.run(work); };
  {
    std::vector<std::jthread> others;
    const std::size_t wanted = std::min(tasks, static_cast<std::size_t>(std::max(threads, 1)));
    for (std::size_t i = 1; i < wanted; ++i) others.emplace_back(share);
    share();
  }
  fault.raise();
}

}  // namespace sop
