#include "runtime/eval/calendars.h"

#include <algorithm>

namespace sop {
namespace {

struct Answers {
  CalendarAsk ask;
  Word* known;
  Word* failed;
  Word* bits;
  std::int64_t* wholes;

  void set(std::size_t row, CalendarDay day, Days date) {
    if (day.answer == DayAnswer::no_table) return put(failed, row);
    if (ask == CalendarAsk::is_day) {
      put(known, row);
      if (day.answer == DayAnswer::found) put(bits, row);
    } else if (day.answer == DayAnswer::found) {
      put(known, row);
      wholes[row] = ask == CalendarAsk::until ? day.date - date : date - day.date;
    }
  }
};

CalendarDay answer_of(CalendarAsk ask, std::span<const Recurrence> rules, Days date, HerDates hers) {
  switch (ask) {
    case CalendarAsk::is_day: return calendar_day_on(rules, date, hers);
    case CalendarAsk::until: return calendar_day_from(rules, date, hers);
    case CalendarAsk::since: return calendar_day_until(rules, date, hers);
  }
  return {};
}

}  // namespace

// Where all dates are the same, one answer serves every row.
void evaluate_calendar(const Run& run, Machine& machine, const Inst& inst, const Step& step, std::size_t rows) {
  const std::span<const Slot> slots = machine.code().args_of(step);
  const std::vector<Recurrence>& rules = run.program.calendars[static_cast<std::size_t>(inst.a)].rules;
  Answers answers{static_cast<CalendarAsk>(inst.b), machine.known_buffer(step.slot), machine.failed_buffer(step.slot),
                  nullptr, nullptr};
  clear_all(answers.known, rows);
  clear_all(answers.failed, rows);
  if (answers.ask == CalendarAsk::is_day) {
    answers.bits = machine.value_buffer<Word>(step.slot);
    clear_all(answers.bits, rows);
  } else {
    answers.wholes = machine.value_buffer<std::int64_t>(step.slot);
    std::fill_n(answers.wholes, rows, 0);
  }
  std::vector<std::optional<Days>> hers(slots.size() - 1);
  CalendarDay day;
  Days asked = 0;
  bool asked_before = false;
  const Vector& dates = machine.at(slots[0]);
  for (std::size_t row = 0; row < rows; ++row) {
    if (!dates.is_known(row)) continue;
    const Days date = dates.as<std::int64_t>()[dates.at(row)];
    for (std::size_t i = 0; i < hers.size(); ++i) {
      const Vector& own = machine.at(slots[i + 1]);
      hers[i].reset();
      if (own.is_known(row)) hers[i] = own.as<std::int64_t>()[own.at(row)];
    }
    if (!asked_before || date != asked || !hers.empty()) day = answer_of(answers.ask, rules, date, hers);
    asked = date;
    asked_before = true;
    answers.set(row, day, date);
  }
  machine.at(step.slot) = {.data = machine.value_buffer<Word>(step.slot), .known = answers.known};
  if (any_bit(answers.failed, rows)) machine.at(step.slot).failed = answers.failed;
}

}  // namespace sop
