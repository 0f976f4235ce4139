// The loop that decides: one step after the other, each writes its cell.
#include <algorithm>
#include <array>
#include <cstring>

#include "bindings/c/decider/row_plan.h"
#include "bindings/c/include/sop.h"
#include "stdlib/ops/text.h"

namespace sop::embed {
namespace {

constexpr std::size_t most_arguments = 4;  // of any op

class RowRun {
 public:
  RowRun(RowPlan& plan, const unsigned char* row, const RowSetting& setting)
      : plan_(plan), row_(row), setting_(setting), cells_(plan.cells.data()) {}

  void run() {
    if (setting_.as_of != plan_.instant) {
      if (setting_.as_of < plan_.day_from || setting_.as_of >= plan_.day_to) begin_day();
      run(RowPace::instant);
      plan_.instant = setting_.as_of;
    }
    run(RowPace::row);
  }

 private:
  void run(RowPace pace) {
    for (const RowStep& step : plan_.steps[static_cast<std::size_t>(pace)]) run(step);
  }
  // Local midnights move with the zone's offset; a day's instants are those between two of them.
  void begin_day() {
    const ZoneRules& zone = *setting_.ops.zone;
    const Days today = zone.local_date(setting_.as_of);
    plan_.day_from = zone.instant_of(today, 0);
    plan_.day_to = zone.instant_of(today + 1, 0);
    run(RowPace::day);
    sop::embed::begin_day(plan_.tables, cells_);
    // An instant of this date outside of these bounds (a midnight that occurs twice): asked anew each time.
    if (setting_.as_of < plan_.day_from || setting_.as_of >= plan_.day_to) plan_.day_to = plan_.day_from;
  }
  bool is_there(const RowStep& step) const { return row_[step.known_offset] != 0; }
  template <class Value>
  Value value(const RowStep& step) const {
    Value out;
    std::memcpy(&out, row_ + step.offset, sizeof out);
    return out;
  }
  std::string_view text(const RowStep& step) const {
    const auto given = value<sop_text>(step);
    return given.data == nullptr ? std::string_view() : std::string_view(given.data, given.size);
  }
  const Cell& arg(const RowStep& step, std::size_t i) const { return cells_[plan_.args[step.args_begin + i]]; }

  void put_condition(const RowStep& step, bool holds) {
    Cell& out = cells_[step.out];
    out.whole = holds ? 1 : 0;
    out.known = true;
  }

  [[gnu::always_inline]] void run(const RowStep& step) {
    Cell& out = cells_[step.out];
    switch (step.op) {
      case RowOp::whole_within: {
        const auto x = value<std::int64_t>(step);
        return put_condition(step, is_there(step) & (step.whole.low <= x) & (x <= step.whole.high));
      }
      case RowOp::whole_from: {
        const auto x = value<std::int64_t>(step);
        const Cell& from = arg(step, 0);
        return put_condition(step, is_there(step) & from.known & (step.strict ? from.whole < x : from.whole <= x));
      }
      case RowOp::whole_to: {
        const auto x = value<std::int64_t>(step);
        const Cell& to = arg(step, 0);
        return put_condition(step, is_there(step) & to.known & (step.strict ? x < to.whole : x <= to.whole));
      }
      case RowOp::real_within: {
        const auto x = value<double>(step);
        return put_condition(step, is_there(step) & (step.real.low <= x) & (x <= step.real.high));
      }
      case RowOp::text_is: return put_condition(step, is_there(step) && text(step) == step.text);
      case RowOp::load_whole:
        out.known = is_there(step);
        out.whole = out.known ? value<std::int64_t>(step) : 0;
        return;
      case RowOp::load_truth:
        out.known = is_there(step);
        out.whole = out.known && value<std::int64_t>(step) != 0 ? 1 : 0;
        return;
      case RowOp::load_real:
        out.known = is_there(step);
        out.real = value<double>(step);
        return;
      case RowOp::load_text:
        out.known = is_there(step);
        out.text = out.known ? text(step) : std::string_view();
        return;
      case RowOp::as_of:
        out.known = true;
        out.whole = setting_.as_of;
        return;
      case RowOp::today:
        out.known = true;
        out.whole = setting_.ops.zone->local_date(setting_.as_of);
        return;
      case RowOp::call: return call(step, out);
      case RowOp::matches: {
        const Cell& value = arg(step, 0);
        return put_condition(step, value.known && ops::pattern_found(*plan_.patterns[step.set], value.text));
      }
      case RowOp::all_of: {
        bool all = true;
        for (std::size_t i = 0; i < step.args_count; ++i) all &= arg(step, i).whole != 0;
        return put_condition(step, all);
      }
      case RowOp::any_of: {
        bool any = false;
        for (std::size_t i = 0; i < step.args_count; ++i) any |= arg(step, i).whole != 0;
        return put_condition(step, any);
      }
      case RowOp::negation: return put_condition(step, arg(step, 0).whole == 0);
      case RowOp::is_missing: return put_condition(step, !arg(step, 0).known);
      case RowOp::choose: return choose(step, out);
      case RowOp::fallback: out = arg(step, 0).known ? arg(step, 0) : arg(step, 1); return;
      case RowOp::whole_in_set: return put_condition(step, whole_in_set(step));
      case RowOp::text_in_set: return put_condition(step, text_in_set(step));
    }
  }

  [[gnu::noinline]] void call(const RowStep& step, Cell& out) {
    std::array<const Cell*, most_arguments> arguments{};
    bool known = true;
    for (std::size_t i = 0; i < step.args_count; ++i) {
      arguments[i] = &arg(step, i);
      known &= arguments[i]->known;
    }
    const bool done = known && step.call(setting_.ops, arguments.data(), out);
    if (!done) out.whole = 0;
    out.known = done || step.is_condition;
  }

  [[gnu::noinline]] void choose(const RowStep& step, Cell& out) {
    std::size_t i = 0;
    while (i + 1 < step.args_count && arg(step, i).whole == 0) i += 2;
    out = arg(step, i + 1 < step.args_count ? i + 1 : step.args_count - 1);
    if (step.is_condition) out.known = true;
  }

  [[gnu::noinline]] bool whole_in_set(const RowStep& step) const {
    const Cell& value = arg(step, 0);
    const auto& set = setting_.program.constant_sets[step.set];
    return value.known && std::ranges::binary_search(set, value.whole, {}, &Constant::whole);
  }

  [[gnu::noinline]] bool text_in_set(const RowStep& step) const {
    const Cell& value = arg(step, 0);
    const auto& set = setting_.program.constant_sets[step.set];
    const auto text_of = [](const Constant& member) { return std::string_view(member.text); };
    return value.known && std::ranges::binary_search(set, value.text, {}, text_of);
  }

  RowPlan& plan_;
  const unsigned char* row_;
  const RowSetting& setting_;
  Cell* cells_;
};

}  // namespace

void run_row(RowPlan& plan, const unsigned char* row, const RowSetting& setting) { RowRun(plan, row, setting).run(); }

}  // namespace sop::embed
