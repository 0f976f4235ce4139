// What goes round at one instant without end: a rule that answers its own sends, journeys that start each other. The
// run is given up, and nothing of it may be kept; the checker tells most of them before (S3025).
#pragma once

#include <string>

namespace sop {

// How often at one instant what was just done may lead to more.
constexpr int most_rounds = 1'000;

struct Endless {
  std::string customer;  // her id
  std::string at;        // local date and time
  std::string sources;   // the journeys and rules of the last rounds
};

inline std::string text_of(const Endless& endless, bool zh) {
  if (zh)
    return endless.sources + " 在同一时刻接连触发超过一千次(客户 " + endless.customer + "," + endless.at +
           "):请在循环中加入等待或条件;未写出任何内容";
  return endless.sources + ": more than 1,000 steps follow each other at one instant (customer " + endless.customer +
         ", " + endless.at + "): put a wait or a condition into the circle; nothing was written";
}

}  // namespace sop
