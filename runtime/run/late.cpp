#include "runtime/run/late.h"

#include <algorithm>
#include <numeric>
#include <ranges>

#include "runtime/run/firing_number.h"
#include "stdlib/time/duration.h"
#include "stdlib/time/shift.h"

namespace sop {
namespace {

// Streams that start something.
std::vector<bool> listened(const Program& program) {
  std::vector<bool> out(program.inputs.size(), false);
  const auto hear = [&](InputId stream) {
    if (stream.exists()) out[stream.index()] = !program.inputs[stream.index()].recorded;
  };
  for (const Rule& rule : program.rules)
    for (const Trigger& trigger : rule.triggers) hear(trigger.stream);
  for (const Journey& journey : program.journeys) {
    for (const JourneyEntry& entry : journey.entries) hear(entry.trigger.stream);
    for (const InputId stream : journey.streams) hear(stream);
    for (const JourneyStep& step : journey.steps)
      for (const StepArm& arm : step.arms) hear(arm.stream);
  }
  return out;
}

// What names an event. An id does, whoever's it turns out to be, and whenever it was (semantics A8).
class EventNames {
 public:
  EventNames(const Program& program, const Dataset& dataset)
      : program_(program), dataset_(dataset), numbers_(program, dataset) {
    frame_.customer = {0};
    frame_.event = {0};
  }

  std::uint64_t of(std::size_t stream, std::uint32_t row) {
    const TableData& events = dataset_.inputs[stream];
    frame_.stream = InputId(stream);
    frame_.customer[0] = events.customer[row];
    frame_.event[0] = row;
    if (program_.inputs[stream].id >= 0) return seen_name(numbers_.of(frame_, 0));
    return seen_name(std::string(dataset_.pool->text(dataset_.customer_ids[events.customer[row]])) + "\x1f" +
                     std::to_string(events.time_us[row]) + "\x1f" + numbers_.of(frame_, 0));
  }

 private:
  const Program& program_;
  const Dataset& dataset_;
  FiringNumbers numbers_;
  Frame frame_;
};

}  // namespace

std::uint64_t seen_name(std::string_view text) {
  std::uint64_t h = 0xCBF29CE484222325ull;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  return (h ^ (h >> 29)) >> 1;
}

LateEvents::LateEvents(const Program& program, const Dataset& dataset, const RunOptions& options,
                       const RunContext& context) {
  if (!options.with_state && options.before == nullptr) return;
  const std::vector<bool> heard = listened(program);
  EventNames names(program, dataset);
  for (std::size_t i = 0; i < heard.size(); ++i) {
    if (!heard[i]) continue;
    const Input& input = program.inputs[i];
    const TableData& events = dataset.inputs[i];
    const Duration lateness = unpack_duration(input.lateness);
    const auto before = [&](Micros at) { return shifted(at, {-lateness.count, lateness.unit}, context.zone); };
    const bool again = options.before != nullptr && options.before->exists;
    const SeenEvents* known = nullptr;
    if (again)
      if (const auto found = options.before->seen_events.find(input.name); found != options.before->seen_events.end())
        known = &found->second;
    const Micros oldest = before(options.as_of);
    const Micros late_from = again ? before(options.before->as_of) : options.as_of;
    SeenEvents& seen = seen_[input.name];
    if (known != nullptr)
      for (const auto& [name, at] : *known)
        if (at >= oldest) seen.emplace(name, at);
    for (std::uint32_t row = 0; row < events.time_us.size(); ++row) {
      const Micros at = events.time_us[row];
      if (at > options.as_of || at < std::min(oldest, late_from)) continue;
      const std::uint64_t name = names.of(i, row);
      const bool was_there = known != nullptr && known->contains(name);
      const auto stream = static_cast<std::int32_t>(i);
      if (known != nullptr && at <= options.before->as_of && at >= late_from && !was_there)
        rows_[stream].push_back(row);
      if (was_there && at > options.before->as_of) decided_[stream].insert(row);
      if (at >= oldest) seen.emplace(name, at);
    }
  }
}

const std::vector<std::uint32_t>& LateEvents::rows_of(InputId stream) const {
  static const std::vector<std::uint32_t> none;
  const auto found = rows_.find(stream.value);
  return found == rows_.end() ? none : found->second;
}

const std::set<std::uint32_t>& LateEvents::decided_of(InputId stream) const {
  static const std::set<std::uint32_t> none;
  const auto found = decided_.find(stream.value);
  return found == decided_.end() ? none : found->second;
}

std::map<std::uint64_t, std::uint32_t> owners_of_events(const Program& program, const Dataset& dataset,
                                                        const std::string& stream, const SeenEvents& events) {
  std::map<std::uint64_t, std::uint32_t> out;
  if (events.empty()) return out;
  const Micros first = std::ranges::min(events | std::views::values);
  EventNames names(program, dataset);
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    if (program.inputs[i].name != stream || program.inputs[i].recorded) continue;
    const TableData& rows = dataset.inputs[i];
    for (std::uint32_t row = 0; row < rows.time_us.size(); ++row) {
      if (rows.time_us[row] < first) continue;
      if (const std::uint64_t name = names.of(i, row); events.contains(name)) out[name] = rows.customer[row];
    }
  }
  return out;
}

void add_late(const Dataset& dataset, const LateEvents& late, InputId stream, Micros after, Frame& frame) {
  const std::vector<std::uint32_t>& rows = late.rows_of(stream);
  const std::set<std::uint32_t>& decided = late.decided_of(stream);
  if (rows.empty() && decided.empty()) return;
  const TableData& events = dataset.inputs[stream.index()];
  std::vector<std::uint32_t> all = frame.event;
  std::erase_if(all, [&](std::uint32_t row) { return decided.contains(row); });
  for (const std::uint32_t row : rows)
    if (events.time_us[row] > after) all.push_back(row);
  std::ranges::sort(all);  // rows stand in order of customers and times
  frame.customer.clear();
  frame.as_of.clear();
  for (const std::uint32_t row : all) {
    frame.customer.push_back(events.customer[row]);
    frame.as_of.push_back(events.time_us[row]);
  }
  frame.event = std::move(all);
}

}  // namespace sop
