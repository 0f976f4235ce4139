#include "runtime/explain/event_rows.h"

#include <set>
#include <tuple>

#include "runtime/run/effects.h"

namespace sop {
namespace {

using SortKey = std::tuple<std::int64_t, double, std::string>;

SortKey key_of(const KnownValue& value) { return {value.whole, value.real, value.text}; }

class RowSelection {
 public:
  RowSelection(const Evaluating& with, const Snapshot& at, Lab& lab) : with_(with), at_(at), lab_(lab) {}

  ShownEvents of(const Aggregate& form) {
    ShownEvents out;
    out.kept = in_window(form, out);
    out.in_window = out.kept.size();
    ask(form, out.kept);
    if (form.after.exists()) continue_chain(form, out.kept);
    return out;
  }

 private:
  std::vector<EventRow> in_window(const Aggregate& form, ShownEvents& out) const {
    const TableData& table = with_.dataset.inputs[form.input.index()];
    const bool recorded = with_.program.inputs[form.input.index()].recorded;
    std::optional<KnownValue> from, to;
    if (form.from.exists()) from = at_.value(form.from);
    if (form.to.exists()) to = at_.value(form.to);
    out.no_window = (form.from.exists() && !from) || (form.to.exists() && !to);
    std::vector<EventRow> rows;
    if (out.no_window || table.begin.empty()) return rows;
    for (std::uint32_t row = table.begin[at_.customer()]; row < table.begin[at_.customer() + 1]; ++row) {
      const Micros at = table.time_us[row];
      if (at > at_.as_of() || (recorded && at == at_.as_of())) continue;
      if ((from && at < from->whole) || (to && at >= to->whole)) continue;
      rows.push_back({row, at, {}});
    }
    return rows;
  }

  // `where`, the value and `latest by`, asked on each event at once.
  void ask(const Aggregate& form, std::vector<EventRow>& rows) {
    std::vector<InstId> roots;
    for (const InstId part : {form.where, form.value, form.latest_by})
      if (part.exists()) roots.push_back(lab_.on_event(part, at_));
    if (roots.empty() || rows.empty()) return;
    Frame frame;
    frame.batch_as_of = at_.frame().batch_as_of;
    frame.edges = at_.frame().edges;
    frame.stream = form.input;
    for (const EventRow& row : rows) {
      frame.customer.push_back(at_.customer());
      frame.as_of.push_back(at_.as_of());
      frame.event.push_back(row.row);
    }
    const Evaluation found = with_.evaluate(lab_.program(), with_.dataset, frame, roots, with_.context);
    std::size_t next = 0;
    const ColumnData* where = form.where.exists() ? &found.values[next++] : nullptr;
    const ColumnData* value = form.value.exists() ? &found.values[next++] : nullptr;
    const ColumnData* latest_by = form.latest_by.exists() ? &found.values[next++] : nullptr;
    const TextPool& pool = *with_.dataset.pool;
    std::vector<EventRow> kept;
    std::set<SortKey> seen;
    for (std::size_t i = rows.size(); i-- > 0;) {
      if (where != nullptr && !bit_at(where->bits, i)) continue;
      if (latest_by != nullptr) {
        const auto key = value_at(*latest_by, i, pool);
        if (!key || !seen.insert(key_of(*key)).second) continue;
      }
      if (value != nullptr) rows[i].value = value_at(*value, i, pool);
      kept.push_back(rows[i]);
    }
    rows.assign(kept.rbegin(), kept.rend());
  }

  // Those later than some row of the link before, and no later than it allows.
  void continue_chain(const Aggregate& form, std::vector<EventRow>& rows) {
    const Program& program = with_.program;
    const ShownEvents before = of(program.aggregates[static_cast<std::size_t>(program.at(form.after).a)]);
    std::erase_if(rows, [&](const EventRow& row) {
      for (const EventRow& link : before.kept) {
        if (link.at >= row.at) continue;
        if (!form.up_to.exists()) return false;
        const Constant& length = program.constants[static_cast<std::size_t>(program.at(form.up_to).a)];
        if (row.at <= moved(link.at, length.whole, with_.context.zone)) return false;
      }
      return true;
    });
  }

  const Evaluating& with_;
  const Snapshot& at_;
  Lab& lab_;
};

}  // namespace

ShownEvents rows_of(const Aggregate& form, const Evaluating& with, const Snapshot& at, Lab& lab) {
  return RowSelection(with, at, lab).of(form);
}

}  // namespace sop
