#include "runtime/reports/report_world.h"

#include <algorithm>
#include <tuple>

#include "runtime/run/issues.h"

namespace sop {
namespace {

template <class Value, class Allocator>
void append(std::vector<Value, Allocator>& to, const std::vector<Value, Allocator>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void append_bits(BitWords& to, std::size_t at, const BitWords& from, std::size_t rows, bool all) {
  to.resize(words_for(at + rows), 0);
  for (std::size_t i = 0; i < rows; ++i)
    if (all || bit_at(from, i)) set_bit(to, at + i);
}

void append_column(ColumnData& to, const ColumnData& from) {
  if (!to.known.empty() || !from.known.empty()) {
    if (to.known.empty()) {
      BitWords known;
      append_bits(known, 0, {}, to.rows, true);
      to.known = std::move(known);
    }
    append_bits(to.known, to.rows, from.known, from.rows, from.known.empty());
  }
  append(to.whole, from.whole);
  append(to.real, from.real);
  append(to.codes, from.codes);
  if (physical_of(to.type.kind) == Physical::bit) append_bits(to.bits, to.rows, from.bits, from.rows, false);
  to.rows += from.rows;
}

}  // namespace

ReportWorld::ReportWorld(const Program& program, const Dataset& dataset, std::span<const Strangers> strangers,
                         const RunOptions& options, const RunContext& context,
                         std::map<std::uint32_t, IssueCount>& issues)
    : program_(program), dataset_(dataset), options_(options), context_(context), issues_(issues) {
  strangers_begin_.assign(program.inputs.size(), 0);
  stranger_keys_.resize(program.inputs.size());
  const bool any = std::ranges::any_of(strangers, [](const Strangers& each) { return each.events.rows > 0; });
  if (any) add_strangers(strangers);
}

// Behind all customers' rows of the table, so that nobody's facts reach them.
void ReportWorld::add_strangers(std::span<const Strangers> strangers) {
  own_ = std::make_unique<Dataset>(dataset_);
  for (std::size_t i = 0; i < strangers.size(); ++i) {
    const TableData& from = strangers[i].events;
    if (from.rows == 0) continue;
    TableData& to = own_->inputs[i];
    strangers_begin_[i] = to.rows;
    for (const std::uint32_t key : from.customer) stranger_keys_[i].push_back(strangers[i].keys[key]);
    for (std::size_t c = 0; c < to.columns.size(); ++c)
      if (from.columns[c].rows == from.rows) {
        if (to.columns[c].rows == 0 && to.rows == 0) to.columns[c] = make_column(from.columns[c].type, 0);
        append_column(to.columns[c], from.columns[c]);
      }
    append(to.time_us, from.time_us);
    to.customer.resize(to.rows + from.rows, 0);
    to.rows += from.rows;
  }
}

bool ReportWorld::exists(std::uint32_t customer, Micros instant) const {
  return dataset_.exists_since.empty() || dataset_.exists_since[customer] <= instant;
}

const std::vector<std::uint32_t>& ReportWorld::customers_by_id() {
  if (!by_id_.empty() || dataset_.customers == 0) return by_id_;
  for (std::uint32_t c = 0; c < dataset_.customers; ++c) by_id_.push_back(c);
  const auto text = [&](std::uint32_t c) { return pool().text(dataset_.customer_ids[c]); };
  std::ranges::sort(by_id_, [&](std::uint32_t a, std::uint32_t b) { return text(a) < text(b); });
  return by_id_;
}

const std::vector<ReportedEvent>& ReportWorld::events(InputId stream) {
  const auto [place, fresh] = events_.try_emplace(stream);
  std::vector<ReportedEvent>& out = place->second;
  if (!fresh) return out;
  const Input& input = program_.inputs[stream.index()];
  const TableData& table = dataset_.inputs[stream.index()];
  const Micros last = as_of() - (is_seen_later(input) ? 1 : 0);
  for (std::uint32_t c = 0; c < dataset_.customers && c + 1 < table.begin.size(); ++c) {
    const bool unknown = !exists(c, as_of());
    for (std::uint32_t row = table.begin[c]; row < table.begin[c + 1]; ++row)
      if (table.time_us[row] <= last) out.push_back({table.time_us[row], c, row, unknown, dataset_.customer_ids[c]});
  }
  const std::vector<TextCode>& keys = stranger_keys_[stream.index()];
  const std::size_t begin = strangers_begin_[stream.index()];
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto row = static_cast<std::uint32_t>(begin + i);
    const Micros at = dataset().inputs[stream.index()].time_us[row];
    if (at <= last) out.push_back({at, 0, row, true, keys[i]});
  }
  std::ranges::stable_sort(out, [&](const ReportedEvent& a, const ReportedEvent& b) {
    if (a.at != b.at) return a.at < b.at;
    if (a.key != b.key) return pool().text(a.key) < pool().text(b.key);
    return a.row < b.row;
  });
  return out;
}

std::vector<ColumnData> ReportWorld::evaluate(const Frame& frame, std::span<const InstId> roots) {
  Evaluation found = options_.evaluate(program_, dataset(), frame, roots, context_);
  add_issues(issues_, found.issues);
  return std::move(found.values);
}

std::vector<std::vector<CellValue>> ReportWorld::evaluate(InputId stream, std::span<const ReportedEvent* const> events,
                                                          std::span<const InstId> roots,
                                                          std::span<const InstId> stranger_roots, Micros instant) {
  std::vector<std::vector<CellValue>> out(roots.size(), std::vector<CellValue>(events.size()));
  for (const bool stranger : {false, true}) {
    Frame frame;
    frame.batch_as_of = instant;
    frame.stream = stream;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if ((events[i]->stranger || !exists(events[i]->customer, instant)) != stranger) continue;
      places.push_back(i);
    }
    // By customer, as the engine likes its frames.
    std::ranges::stable_sort(places, {}, [&](std::size_t i) { return std::pair(events[i]->customer, events[i]->row); });
    for (const std::size_t i : places) {
      frame.customer.push_back(events[i]->customer);
      frame.event.push_back(events[i]->row);
    }
    if (places.empty()) continue;
    const std::vector<ColumnData> values = evaluate(frame, stranger ? stranger_roots : roots);
    for (std::size_t r = 0; r < roots.size(); ++r)
      for (std::size_t i = 0; i < places.size(); ++i) out[r][places[i]] = cell_value_at(values[r], i);
  }
  return out;
}

std::optional<Micros> ReportWorld::instant(InstId inst, Micros instant) {
  if (!inst.exists()) return std::nullopt;
  Frame frame;
  frame.batch_as_of = instant;
  frame.customer.push_back(0);
  const std::vector<ColumnData> values = evaluate(frame, std::span(&inst, 1));
  const CellValue value = cell_value_at(values[0], 0);
  return value.known ? std::optional(value.whole) : std::nullopt;
}

bool ReportWorld::is_timeless(InstId inst) const {
  if (!inst.exists()) return true;
  const Inst& at = program_.at(inst);
  switch (at.kind) {
    case InstKind::constant:
    case InstKind::missing: return true;
    case InstKind::column:
      if (program_.inputs[static_cast<std::size_t>(at.a)].kind != InputKind::stream) return true;
      return !program_.inputs[static_cast<std::size_t>(at.a)].recorded;
    case InstKind::lookup:
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true:
    case InstKind::calendar:
      return std::ranges::all_of(program_.args_of(inst), [&](InstId arg) { return is_timeless(arg); });
    case InstKind::fact:
    case InstKind::outer:
    case InstKind::context:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::has_tag:
    case InstKind::pick_row:
    case InstKind::history:
    case InstKind::kept:
    case InstKind::population: return false;
  }
  return false;
}

}  // namespace sop
