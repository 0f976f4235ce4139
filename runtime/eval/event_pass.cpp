#include "runtime/eval/event_pass.h"

#include <algorithm>

#include "runtime/eval/fold.h"
#include "runtime/eval/step_times.h"

namespace sop {
namespace {

// All events of each row's customer, whenever they are.
void find_hers(const Block& frame_block, EventRows& events) {
  const std::vector<std::uint32_t>& begin = events.table->begin;
  const std::size_t rows = frame_block.rows;
  if (frame_block.customers.index == nullptr && frame_block.customers.first + rows < begin.size()) {
    const auto first = begin.begin() + static_cast<std::ptrdiff_t>(frame_block.customers.first);
    events.begin.assign(first, first + static_cast<std::ptrdiff_t>(rows));
    events.end.assign(first + 1, first + static_cast<std::ptrdiff_t>(rows) + 1);
    return;
  }
  events.begin.resize(rows);
  events.end.resize(rows);
  const std::uint32_t beyond = begin.empty() ? 0 : begin.back();
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t customer = frame_block.customers.at(r);
    const bool has_events = customer + 1 < begin.size();
    events.begin[r] = has_events ? begin[customer] : beyond;
    events.end[r] = has_events ? begin[customer + 1] : beyond;
  }
}

// The first instant not seen at `as_of`; of what the run itself recorded that is `as_of` already (D7).
Micros first_unseen(Micros as_of, bool recorded) { return recorded || as_of == INT64_MAX ? as_of : as_of + 1; }

// Up to the row's instant; of one instant all edges are found at once.
void end_by_instants(const Run& run, bool recorded, const Block& frame_block, EventRows& events) {
  const ColumnValues<Micros>& times = events.table->time_us;
  for (std::size_t r = 0; r < frame_block.rows; ++r) {
    const std::uint32_t begin = events.begin[r], end = events.end[r];
    const Micros unseen = first_unseen(run.frame->as_of_at(frame_block.first + r), recorded);
    if (begin != end && times[end - 1] >= unseen)
      events.end[r] = static_cast<std::uint32_t>(std::lower_bound(times.begin() + begin, times.begin() + end, unseen) -
                                                 times.begin());
  }
}

// One end of every row's window: the first event at or after the bound of the row.
void find_bound(const Vector& bound, EventRows& events, std::vector<std::uint32_t>& edge) {
  const ColumnValues<Micros>& times = events.table->time_us;
  for (std::size_t r = 0; r < edge.size(); ++r) {
    const Micros instant = bound.as<std::int64_t>()[bound.at(r)];
    const auto first = times.begin() + events.begin[r], last = times.begin() + events.end[r];
    edge[r] = static_cast<std::uint32_t>(std::lower_bound(first, last, instant) - times.begin());
  }
}

// No window reaches beyond what is visible, or begins after its end. A missing bound selects no rows.
void keep_inside(const Machine& frame_machine, const WindowSlots& window, const EventRows& events,
                 std::vector<std::uint32_t>& low, std::vector<std::uint32_t>& high) {
  const std::size_t rows = low.size();
  const std::uint32_t* const end = events.end.data();
  if (window.from >= 0)
    for (std::size_t r = 0; r < rows; ++r) low[r] = std::min(low[r], end[r]);
  if (window.to >= 0)
    for (std::size_t r = 0; r < rows; ++r) high[r] = std::max(low[r], std::min(high[r], end[r]));
  for (const Slot bound : {window.from, window.to})
    if (bound >= 0 && frame_machine.at(bound).known != nullptr)
      for (std::size_t r = 0; r < rows; ++r)
        if (!frame_machine.at(bound).is_known(r)) high[r] = low[r];
}

// The events at or before each row's instant (semantics B1), of what was recorded those before it (D7), of a lookup
// table all rows; and of those the windows. Edges at one instant for all rows are found together, reading times once.
void find_events(const Run& run, const PassState& state, const Machine& frame_machine, const Block& frame_block,
                 EventRows& events) {
  const InputId stream = state.pass.stream;
  const std::size_t rows = frame_block.rows;
  const std::vector<WindowSlots>& windows = state.pass.windows;
  std::vector<WindowEdge> edges;
  if (run.program.inputs[stream.index()].kind == InputKind::lookup) {
    events.begin.assign(rows, 0);
    events.end.assign(rows, static_cast<std::uint32_t>(events.table->rows));
  } else {
    find_hers(frame_block, events);
    const bool recorded = is_seen_later(run.program.inputs[stream.index()]);
    if (run.frame->as_of.empty())
      edges.push_back({first_unseen(run.frame->batch_as_of, recorded), events.end.data()});
    else
      end_by_instants(run, recorded, frame_block, events);
  }
  const auto find_edge = [&](Slot slot, std::vector<std::uint32_t>& edge) {
    edge.resize(rows);
    const Vector& bound = frame_machine.at(slot);
    bound.scalar ? edges.push_back({*bound.as<std::int64_t>(), edge.data()}) : find_bound(bound, events, edge);
  };
  for (std::size_t w = 0; w < windows.size(); ++w) {
    if (windows[w].from >= 0) find_edge(windows[w].from, events.low[w]);
    if (windows[w].to >= 0) find_edge(windows[w].to, events.high[w]);
  }
  if (!edges.empty())
    run.spans.find_edges(events.table->time_us.data(), events.begin.data(), events.end.data(), rows, edges.data(),
                         edges.size());
  for (std::size_t w = 0; w < windows.size(); ++w) {
    if (windows[w].from < 0) events.low[w] = events.begin;
    if (windows[w].to < 0) events.high[w] = events.end;
    keep_inside(frame_machine, windows[w], events, events.low[w], events.high[w]);
  }
}

// Where the customers of the rows ascend and few events lie between them, blocks are stretches of the table as it is.
bool is_dense(const Block& frame_block, const EventRows& events) {
  std::size_t selected = 0;
  for (std::size_t r = 0; r < frame_block.rows; ++r) {
    if (r > 0 && frame_block.customers.at(r) <= frame_block.customers.at(r - 1)) return false;
    selected += events.end[r] - events.begin[r];
  }
  if (frame_block.rows == 0 || events.table->begin.empty()) return false;
  return events.end.back() >= events.begin[0] && events.end.back() - events.begin[0] <= 2 * selected + 64;
}

// The next frame rows whose events fit in a block, at least one row.
void take_dense(std::size_t limit, EventRows& events) {
  const std::uint32_t base = events.begin[events.first];
  events.last = events.first + 1;
  while (events.last < events.begin.size() && events.end[events.last] <= base + limit) ++events.last;
  events.rows = events.end[events.last - 1] - base;
  std::fill(events.shift.begin() + static_cast<std::ptrdiff_t>(events.first),
            events.shift.begin() + static_cast<std::ptrdiff_t>(events.last), base);
}

void take_scattered(std::size_t limit, EventRows& events) {
  events.index.clear();
  events.last = events.first;
  do {
    const std::uint32_t begin = events.begin[events.last], end = events.end[events.last];
    events.shift[events.last] = std::int64_t{begin} - static_cast<std::int64_t>(events.index.size());
    for (std::uint32_t g = begin; g < end; ++g) events.index.push_back(g);
    ++events.last;
  } while (events.last < events.begin.size() &&
           events.index.size() + events.end[events.last] - events.begin[events.last] <= limit);
  events.rows = events.index.size();
}

void find_owners(EventRows& events) {
  events.owner.assign(events.rows, static_cast<std::uint32_t>(events.first));
  for (std::size_t r = events.first; r < events.last; ++r)
    for (std::int64_t g = events.begin[r]; g < events.end[r]; ++g)
      events.owner[static_cast<std::size_t>(g - events.shift[r])] = static_cast<std::uint32_t>(r);
}

void count_inside(const PassState& state, const Block& frame_block, const ProbeSite& site, IssueCounts& counts) {
  const EventRows& events = state.events;
  if (state.machine.at(site.inst).failed == nullptr) return;
  std::vector<Word> failed(word_count(events.rows));
  if (!failed_rows(state.machine, events.rows, site, failed.data())) return;
  const auto window = static_cast<std::size_t>(state.pass.members[static_cast<std::size_t>(site.member)].window);
  for (std::size_t r = events.first; r < events.last; ++r) {
    const auto local = [&](std::uint32_t g) { return static_cast<std::size_t>(g - events.shift[r]); };
    const std::size_t count = count_bits(failed.data(), local(events.low[window][r]), local(events.high[window][r]));
    if (count > 0) add_issue(counts[site.probe], count, static_cast<std::uint32_t>(frame_block.customers.at(r)));
  }
}

// The instruction that a step of a pass is charged to.
InstId charged_inside(const Run& run, const EventPass& pass, const Step& step) {
  const auto index = static_cast<std::size_t>(step.index);
  if (step.kind == StepKind::fold) return pass.members[index].inst;
  if (step.kind == StepKind::probe) return run.program.probes[pass.code.probes[index].probe].inst;
  return InstId(step.index);
}

template <bool timed>
void run_block(const Run& run, PassState& state, Machine& frame_machine, const Block& frame_block, bool dense,
               IssueCounts& counts, StepTimes* times) {
  EventRows& events = state.events;
  Block block{.rows = events.rows, .input = state.pass.stream, .table = events.table, .frame = &frame_machine};
  if (dense)
    block.input_rows.first = events.begin[events.first];
  else
    block.input_rows.index = events.index.data();
  if (state.pass.needs_owner) find_owners(events);
  block.owner = events.owner.data();
  if constexpr (timed) {
    times->charge(state.pass.stream);
    times->add_events(state.pass.stream, events.rows);
  }
  for (const Step& step : state.pass.code.steps) {
    switch (step.kind) {
      case StepKind::evaluate:
      case StepKind::outer: evaluate_step(run, state.machine, block, step); break;
      case StepKind::fold:
        fold_member(run, state, state.pass.members[static_cast<std::size_t>(step.index)], frame_machine);
        break;
      case StepKind::probe:
        count_inside(state, frame_block, state.pass.code.probes[static_cast<std::size_t>(step.index)], counts);
        break;
      case StepKind::event_pass:
      case StepKind::output: break;  // of the frame's code only
    }
    if constexpr (timed) {
      times->charge(charged_inside(run, state.pass, step));
      if (step.kind == StepKind::fold) times->add_events(charged_inside(run, state.pass, step), events.rows);
    }
  }
}

}  // namespace

void run_event_pass(const Run& run, PassState& state, Machine& frame_machine, const Block& frame_block,
                    IssueCounts& counts, StepTimes* times) {
  if (times != nullptr) times->start();
  EventRows& events = state.events;
  events.table = &run.dataset.inputs[state.pass.stream.index()];
  events.low.resize(state.pass.windows.size());
  events.high.resize(state.pass.windows.size());
  find_events(run, state, frame_machine, frame_block, events);
  events.shift.assign(frame_block.rows, 0);
  for (const Member& member : state.pass.members) {
    start_member(run, member, frame_machine, frame_block.rows);
    if (member.keeps_instants) state.chains[member.aggregate].clear();
  }
  const bool dense = is_dense(frame_block, events);
  for (events.first = 0; events.first < frame_block.rows; events.first = events.last) {
    dense ? take_dense(run.context.block_rows, events) : take_scattered(run.context.block_rows, events);
    times == nullptr ? run_block<false>(run, state, frame_machine, frame_block, dense, counts, times)
                     : run_block<true>(run, state, frame_machine, frame_block, dense, counts, times);
  }
  for (const Member& member : state.pass.members) finish_member(run, member, frame_machine, frame_block.rows);
  if (times == nullptr) return;
  times->charge(state.pass.stream);
  for (const Member& member : state.pass.members) times->add_rows(member.inst, frame_block.rows);
}

}  // namespace sop
