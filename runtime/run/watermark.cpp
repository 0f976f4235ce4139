#include "runtime/run/watermark.h"

#include <algorithm>

#include "runtime/run/effects.h"

namespace sop {

std::vector<Micros> latest_events(const Program& program, const Dataset& dataset, Micros as_of) {
  std::vector<Micros> latest(program.inputs.size(), no_instant);
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const Input& input = program.inputs[i];
    if (input.kind != InputKind::stream || input.recorded || input.predeclared) continue;
    for (const Micros at : dataset.inputs[i].time_us)
      if (at <= as_of) latest[i] = std::max(latest[i], at);
  }
  return latest;
}

Watermark lowest_of(const Program& program, const std::vector<Micros>& latest) {
  Watermark lowest;
  for (std::size_t i = 0; i < latest.size(); ++i) {
    if (latest[i] == no_instant || (!lowest.input.empty() && latest[i] >= lowest.at)) continue;
    lowest = {program.inputs[i].name, latest[i]};
  }
  return lowest;
}

Watermark watermark_of(const Program& program, const Dataset& dataset, Micros as_of) {
  return lowest_of(program, latest_events(program, dataset, as_of));
}

bool is_stale(const Program& program, const Watermark& watermark, Micros as_of, const ZoneRules& zone) {
  if (program.project.max_staleness < 0 || watermark.input.empty()) return false;
  return moved(watermark.at, program.project.max_staleness, zone) < as_of;
}

}  // namespace sop
