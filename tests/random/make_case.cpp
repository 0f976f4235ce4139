#include "make_case.h"

#include "data.h"
#include "program_maker.h"
#include "runtime/eval/edges.h"
#include "runtime/reference/reference.h"
#include "values.h"

namespace sop::random_tests {

// One case in seven is of an input's rows, two of events, the rest of a batch; inputs 0 and 1 are always the population
// and a stream.
Case make_case(std::uint64_t seed, std::size_t turn, std::size_t most_customers) {
  Dice dice(seed * 1'000'003 + turn);
  MakerOptions options{.turn = turn, .depth = static_cast<int>(1 + dice.below(4))};
  const std::size_t kind = dice.below(7);
  if (kind == 0) {
    options.setting = Setting::rows;
    options.rows_of = InputId{static_cast<std::int32_t>(dice.below(2))};
  } else if (kind <= 2) {
    options.setting = Setting::events;
    options.rows_of = InputId{1};
  }
  ProgramMaker maker(dice, options);
  Case test;
  test.program = maker.make();
  test.roots = maker.roots;
  // The reference goes through everybody for every row of a population function: not over thousands.
  const bool block_edge = most_customers >= 60 && options.setting != Setting::events &&
                          test.program.populations.empty() && dice.one_in(10);
  test.dataset = random_dataset(dice, test.program, {.most_customers = most_customers, .block_edge = block_edge});
  test.context.zone = random_zone(dice);
  test.context.block_rows = dice.one_in(2) ? 3 : 4096;
  test.context.threads = dice.one_in(2) ? 1 : 2;
  if (options.setting == Setting::rows) test.rows_of = options.rows_of;
  if (options.setting == Setting::batch) test.frame = batch_frame_of(dice, test.dataset);
  if (options.setting == Setting::events) test.frame = event_frame_of(dice, test.dataset, options.rows_of);
  if (!test.program.populations.empty() && dice.one_in(3)) {  // kept from a run at some other instant
    const Micros then = random_instant(dice);
    test.frame.edges = EdgeBook(test.program, test.dataset, then, reference_evaluate, test.context).all();
  }
  return test;
}

}  // namespace sop::random_tests
