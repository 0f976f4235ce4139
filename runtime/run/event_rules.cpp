#include "runtime/run/event_rules.h"

#include <fmt/format.h>

#include <set>

#include "runtime/run/effects.h"
#include "runtime/run/fire.h"
#include "runtime/run/issues.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

// One row per event of the stream that is visible at `as_of`, of customers who exist at the event's instant.
Frame event_frame(const Dataset& dataset, InputId stream, Micros as_of) {
  const TableData& events = dataset.inputs[stream.index()];
  Frame frame;
  frame.stream = stream;
  frame.batch_as_of = as_of;
  for (std::uint32_t row = 0; row < events.time_us.size(); ++row) {
    const std::uint32_t customer = events.customer[row];
    if (events.time_us[row] > as_of) continue;
    if (!dataset.exists_since.empty() && dataset.exists_since[customer] > events.time_us[row]) continue;
    frame.customer.push_back(customer);
    frame.as_of.push_back(events.time_us[row]);
    frame.event.push_back(row);
  }
  return frame;
}

std::string cell_text(const ColumnData& column, std::size_t row, const TextPool& pool) {
  if (column.rows == 0 || !column.is_known(row)) return "";
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return std::to_string(column.whole[row]);
    case Physical::real: return fmt::format("{}", column.real[row]);
    case Physical::code: return std::string(pool.text(column.codes[row]));
    case Physical::bit: return bit_at(column.bits, row) ? "1" : "0";
  }
  return "";
}

// The event's id; in a stream without one its time, all columns in declared order and its number among equal rows.
std::string firing_number(const Input& input, const TableData& events, std::uint32_t row, const TextPool& pool,
                          std::map<std::string, int>& equal) {
  if (input.id >= 0) return cell_text(events.columns[static_cast<std::size_t>(input.id)], row, pool);
  std::string out = std::to_string(events.time_us[row]);
  for (std::size_t c = 0; c < input.columns.size(); ++c)
    if (!input.columns[c].file_name.empty()) out += "\x1e" + cell_text(events.columns[c], row, pool);
  return out + "\x1e" + std::to_string(++equal[std::to_string(events.customer[row]) + "\x1d" + out]);
}

// `once`, `once per d`, `once per column`: what this customer's rule has fired for already.
class OnceMemory {
 public:
  OnceMemory(const Program& program, const Once& once, const ZoneRules& zone)
      : program_(program), once_(once), zone_(zone) {}

  bool admits(std::uint32_t customer, Micros at, const std::string& value) {
    switch (once_.kind) {
      case OnceKind::always: return true;
      case OnceKind::once: return seen_.insert({customer, ""}).second;
      case OnceKind::per_column: return seen_.insert({customer, value}).second;
      case OnceKind::per_duration: return rested(customer, at);
    }
    return true;
  }

 private:
  // Days and longer are calendar days since the last firing.
  bool rested(std::uint32_t customer, Micros at) {
    const std::int64_t packed = program_.constants[static_cast<std::size_t>(program_.at(once_.duration).a)].whole;
    auto [last, first] = last_.try_emplace(customer, at);
    if (first) return true;
    const bool elapsed = unpack_duration(packed).unit == DurationUnit::micros;
    const Micros from = elapsed ? last->second : zone_.instant_of(zone_.local_date(last->second), 0);
    if (at < moved(from, packed, zone_)) return false;
    last->second = at;
    return true;
  }

  const Program& program_;
  const Once& once_;
  const ZoneRules& zone_;
  std::set<std::pair<std::uint32_t, std::string>> seen_;
  std::map<std::uint32_t, Micros> last_;
};

// Rows on which `roots[0]` and `roots[1]` hold, as a smaller frame.
Frame chosen(const Frame& frame, const std::vector<ColumnData>& conditions) {
  Frame out;
  out.stream = frame.stream;
  out.batch_as_of = frame.batch_as_of;
  for (std::size_t row = 0; row < frame.rows(); ++row) {
    bool holds = true;
    for (const ColumnData& condition : conditions) holds = holds && bit_at(condition.bits, row);
    if (!holds) continue;
    out.customer.push_back(frame.customer[row]);
    out.as_of.push_back(frame.as_of[row]);
    out.event.push_back(frame.event[row]);
  }
  return out;
}

}  // namespace

void run_event_rule(const Program& program, const Dataset& dataset, std::uint32_t index, const RunOptions& options,
                    const RunContext& context, RunResult& result) {
  const Rule& rule = program.rules[index];
  OnceMemory once(program, rule.once, context.zone);
  for (const Trigger& trigger : rule.triggers) {
    Frame frame = event_frame(dataset, trigger.stream, options.as_of);
    for (InstId condition : {trigger.where, rule.condition}) {
      if (!condition.exists()) continue;
      const std::vector<InstId> roots{condition};
      Evaluation found = options.evaluate(program, dataset, frame, roots, context);
      add_issues(result.issues, found.issues);
      frame = chosen(frame, found.values);
    }
    std::vector<InstId> roots = firing_roots(program, rule);
    const std::size_t column = roots.size();
    if (rule.once.column.exists()) roots.push_back(rule.once.column);
    Evaluation found = options.evaluate(program, dataset, frame, roots, context);
    add_issues(result.issues, found.issues);

    Firing firing;
    firing.rule = index;
    firing.frame = &frame;
    const Input& input = program.inputs[trigger.stream.index()];
    const TableData& events = dataset.inputs[trigger.stream.index()];
    std::map<std::string, int> equal;
    for (std::uint32_t row = 0; row < frame.rows(); ++row) {
      const std::string number = firing_number(input, events, frame.event[row], *dataset.pool, equal);
      const std::string value = rule.once.column.exists() ? cell_text(found.values[column], row, *dataset.pool) : "";
      if (!once.admits(frame.customer[row], frame.as_of[row], value)) continue;
      firing.rows.push_back(row);
      firing.numbers.push_back(number);
    }
    take_firing_values(program, rule, found.values, 0, firing);
    find_staff(program, dataset, options, context, firing, result);
    fire(program, dataset, firing, options, context.zone, result);
  }
}

}  // namespace sop
