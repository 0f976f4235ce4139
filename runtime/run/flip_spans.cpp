#include "runtime/run/flip_spans.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

class Reading {
 public:
  explicit Reading(const Program& program) : program_(program) {}

  void from(InstId root) {
    std::vector<InstId> todo{root};
    while (!todo.empty()) {
      const InstId id = todo.back();
      todo.pop_back();
      if (!id.exists() || !seen_.insert(id.value).second) continue;
      for (const InstId arg : program_.args_of(id)) todo.push_back(arg);
      const Inst& inst = program_.at(id);
      const auto a = static_cast<std::size_t>(inst.a);
      if (inst.kind == InstKind::call) call(inst);
      if (inst.kind == InstKind::constant) constant(program_.constants[a]);
      if (inst.kind == InstKind::fact) todo.push_back(program_.facts[a].root);
      if (inst.kind == InstKind::history) {
        todo.push_back(program_.histories[a].value);
        todo.push_back(program_.histories[a].release);
      }
      if (inst.kind == InstKind::event_aggregate)
        for (const InstId part : parts_of(program_.aggregates[a])) todo.push_back(part);
    }
  }

  bool fading() const { return fading_; }

  // Hours are compared with some number that is written there. `> 36` changes right after.
  std::vector<Duration> take() {
    for (const double limit : limits_) {
      if (!hours_ || !(limit > 0 && limit < 1e6)) continue;
      const auto span = static_cast<Micros>(std::llround(limit * static_cast<double>(micros_per_hour)));
      for (const Micros end : {span, span + 1}) add({end, DurationUnit::micros});
    }
    std::ranges::sort(spans_, {}, [](const Duration& d) { return std::pair(nominal_micros(d), d.unit); });
    return spans_;
  }

 private:
  void call(const Inst& inst) {
    fading_ = fading_ || inst.op == Op::fading_half_life || inst.op == Op::fading_linear || inst.op == Op::fading_steps;
    fading_ = fading_ || (inst.op == Op::less_datetime && reads_leaving(inst));
    fading_ = fading_ || (is_hours(inst.op) && reads_a_table(inst));
    hours_ = hours_ || inst.op == Op::hours_since_datetime || inst.op == Op::hours_between_datetime;
    if (inst.op != Op::subtract_datetime_duration && inst.op != Op::add_datetime_duration) return;
    const Inst& length = program_.at(program_.args[inst.args_begin + 1]);
    if (length.kind != InstKind::constant) return;
    add(unpack_duration(program_.constants[static_cast<std::size_t>(length.a)].whole));
  }

  void add(Duration length) {
    const auto same = [&](const Duration& known) { return known.count == length.count && known.unit == length.unit; };
    if (std::ranges::none_of(spans_, same)) spans_.push_back(length);
  }

  static bool is_hours(Op op) { return op == Op::hours_since_datetime || op == Op::hours_between_datetime; }

  // Hours since what a table says pass a number at an instant at which nothing else happens.
  bool reads_a_table(const Inst& call) const {
    for (std::uint32_t i = 0; i < call.args_count; ++i) {
      const Inst& arg = program_.at(program_.args[call.args_begin + i]);
      if (arg.kind == InstKind::lookup || (arg.kind == InstKind::column && arg.domain.is_frame())) return true;
    }
    return false;
  }

  // `customer in group g` ends at an instant of the row's own, at which nothing else happens.
  bool reads_leaving(const Inst& compared) const {
    for (std::uint32_t i = 0; i < compared.args_count; ++i) {
      const Inst& arg = program_.at(program_.args[compared.args_begin + i]);
      if (arg.kind != InstKind::column) continue;
      const Input& input = program_.inputs[static_cast<std::size_t>(arg.a)];
      if (input.predeclared && input.columns[static_cast<std::size_t>(arg.b)].name == "left_at") return true;
    }
    return false;
  }

  void constant(const Constant& value) {
    if (value.type.is(TypeKind::integer)) limits_.insert(static_cast<double>(value.whole));
    if (value.type.is(TypeKind::number)) limits_.insert(value.real);
  }

  const Program& program_;
  std::set<std::int32_t> seen_;
  std::vector<Duration> spans_;
  std::set<double> limits_;
  bool hours_ = false, fading_ = false;
};

}  // namespace

std::vector<Duration> flip_spans(const Program& program, std::span<const InstId> roots) {
  Reading reading(program);
  for (const InstId root : roots) reading.from(root);
  return reading.take();
}

bool reads_fading(const Program& program, std::span<const InstId> roots) {
  Reading reading(program);
  for (const InstId root : roots) reading.from(root);
  return reading.fading();
}

}  // namespace sop
