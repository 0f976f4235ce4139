// Is the customer whom the solver shows really one? She is written down - columns, tags, events - and what was asked is
// evaluated for her; where it does not hold, customers near her are tried. Who passes is shown in her place. Nothing is
// proven by not finding one.
#pragma once

#include <map>
#include <vector>

#include "compiler/analysis/solve.h"
#include "compiler/confirm/event_choices.h"

namespace sop {

// Whose values are tried first: those of boxes, each by itself; those of the second layer fit each other, and what they
// say of her events says which events are worth trying.
enum class ModelOf : std::uint8_t { boxes, solver };

// What was chosen where somebody was found: of a question like that, these are tried first. Only where nobody is told
// who she is: whom a finding shows does not depend on what else was asked.
class FoundBefore {
 public:
  using Choices = std::vector<std::size_t>;
  const std::vector<Choices>& of(std::size_t slots) { return by_slots_[slots]; }
  void keep(const Choices& choices);
  trial::EventsBefore& events() { return events_; }

 private:
  std::map<std::size_t, std::vector<Choices>> by_slots_;  // the latest first
  trial::EventsBefore events_;
};

// `perhaps` becomes `yes`, or stays. `tries`: how many more customers may be looked at; counted down.
void confirm(Translator& translator, FormulaId asked, Domain rows, Answer& answer, std::int64_t& tries,
             ModelOf model = ModelOf::boxes, FoundBefore* before = nullptr);

}  // namespace sop
