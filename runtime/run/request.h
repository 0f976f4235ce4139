// An action that a rule asks for, when hours, caps and journeys have a say in it (runtime/journeys).
#pragma once

#include "runtime/run/memory.h"

namespace sop {

struct Request {
  std::uint32_t rule = 0, action = 0, customer = 0;
  Micros at = 0;
  std::string number;                 // the firing's
  std::uint32_t params = UINT32_MAX;  // into RunResult::params
  std::uint32_t values = 0;           // the row there
  bool has_staff = false;
  TextCode staff = 0;
  bool has_empty_slot = false;
  InputId stream;  // of the event that triggered it; or none
  std::uint32_t event = 0;
};

}  // namespace sop
