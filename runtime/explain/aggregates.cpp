// Aggregates: how many rows of which window they counted, and when those were. What only some rows lack is not told.
#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/deed_words.h"
#include "runtime/explain/explainer.h"

namespace sop {
namespace {

constexpr std::size_t shown_instants = 5;

// Its time, or the column that it comes from, is personal.
bool hides_time(const Input& input) {
  return input.time >= 0 && input.columns[static_cast<std::size_t>(input.time)].pii;
}

}  // namespace

Reason Explainer::of_aggregate(InstId id) {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::pick_row) return {};
  const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
  const Input& input = program_.inputs[form.input.index()];
  const ShownEvents rows = rows_of(form, with_, at_, lab_);
  const std::string stream = quoted(visible(stream_words(input.name, language_))), window = phrases_.window(form);
  std::vector<InstId> bounds;
  for (const InstId bound : {form.from, form.to})
    if (bound.exists() && !is_fixed(bound)) bounds.push_back(bound);
  if (rows.no_window) {
    const InstId lacking = form.from.exists() && !is_known(form.from) ? form.from : form.to;
    return {say(Say::no_window, name(lacking)), behind(bounds)};
  }
  std::string clause;
  const bool selects = form.where.exists() || form.latest_by.exists() || form.after.exists();
  if (rows.in_window == 0)
    clause = say(Say::rows_none, stream, window);
  else if (rows.kept.empty())
    clause = say(Say::rows_none_where, stream, window, rows.in_window);
  else if (selects && rows.kept.size() < rows.in_window)
    clause = say(Say::rows_where, stream, window, rows.in_window, rows.kept.size());
  else
    clause = say(rows.kept.size() == 1 ? Say::rows_1 : Say::rows_n, stream, window, rows.kept.size());

  const bool private_value = form.value.exists() && privacy_.reads(form.value);
  if (form.value.exists() && !rows.kept.empty() &&
      std::ranges::none_of(rows.kept, [](const EventRow& row) { return row.value.has_value(); }))
    return {say(Say::listed, clause, say(Say::values_unknown, name(form.value))), behind(bounds)};
  if (!rows.kept.empty() && !hides_time(input)) {
    std::vector<std::string> shown;
    const std::size_t hidden = rows.kept.size() - std::min(rows.kept.size(), shown_instants);
    for (std::size_t i = hidden; i < rows.kept.size(); ++i) {
      std::string instant = words_.instant(rows.kept[i].at);
      if (form.value.exists())
        instant += " (" +
                   (!rows.kept[i].value ? say(Say::unknown_value)
                    : private_value     ? std::string(masked_value)
                                        : words_.of(*rows.kept[i].value)) +
                   ")";
      shown.push_back(std::move(instant));
    }
    const std::string instants = listed(shown);
    clause += say(Say::colon, hidden == 0 ? instants : say(Say::earlier, instants, hidden));
  }
  return {std::move(clause), behind(bounds)};
}

Reason Explainer::of_customers() {
  const Micros at = at_.as_of();
  const auto& since = with_.dataset.exists_since;
  const auto count = since.empty() ? static_cast<std::int64_t>(with_.dataset.customers)
                                   : std::ranges::count_if(since, [&](Micros from) { return from <= at; });
  return {say(Say::over_customers, count, words_.instant(at)), {}};
}

}  // namespace sop
