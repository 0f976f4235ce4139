#include "runtime/run/watermark.h"

#include <algorithm>

#include "runtime/run/effects.h"

namespace sop {

Watermark watermark_of(const Program& program, const Dataset& dataset, Micros as_of) {
  Watermark lowest;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const Input& input = program.inputs[i];
    if (input.kind != InputKind::stream || input.recorded || input.predeclared) continue;
    Micros latest = no_instant;
    for (const Micros at : dataset.inputs[i].time_us)
      if (at <= as_of) latest = std::max(latest, at);
    if (latest == no_instant || (!lowest.input.empty() && latest >= lowest.at)) continue;
    lowest = {input.name, latest};
  }
  return lowest;
}

bool is_stale(const Program& program, const Watermark& watermark, Micros as_of, const ZoneRules& zone) {
  if (program.project.max_staleness < 0 || watermark.input.empty()) return false;
  return moved(watermark.at, program.project.max_staleness, zone) < as_of;
}

}  // namespace sop
