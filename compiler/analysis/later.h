// The same condition at another instant of the same customer: her dates stay where they are, so they are as much nearer
// or longer ago as time has passed. Events that come are taken as they are asked; what hangs on the clock in another
// way (the weekday of today, the hour) cannot be moved.
#pragma once

#include <map>
#include <optional>
#include <tuple>

#include "compiler/analysis/translate.h"

namespace sop {

class Later {
 public:
  explicit Later(Translator& translator) : t_(translator) {}

  // `formula` said at an instant, as it is to be said so many days and microseconds before.
  std::optional<FormulaId> of(FormulaId formula, std::int64_t days, Micros micros);

 private:
  struct Clocks {
    bool today = false, now = false;
  };
  std::optional<FormulaId> atom(const Atom& asked, std::int64_t days, Micros micros);
  Clocks clocks_in(InstId value);

  Translator& t_;
  std::map<std::tuple<FormulaId, std::int64_t, Micros>, std::optional<FormulaId>> known_;
  std::map<InstId, Clocks> clocks_;
};

}  // namespace sop
