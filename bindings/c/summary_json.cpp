#include "bindings/c/summary_json.h"

#include <nlohmann/json.hpp>

#include "runtime/io/value_print.h"

namespace sop::embed {
namespace {

using Json = nlohmann::ordered_json;

Json inputs_of(const PreparedData& prepared) {
  Json out = Json::array();
  for (const InputReport& input : prepared.reports)
    if (input.given)
      out.push_back({{"name", input.name},
                     {"rows", input.read},
                     {"kept", input.kept},
                     {"filtered", input.filtered},
                     {"repeated", input.repeated},
                     {"orphans", input.orphans},
                     {"merged", input.merged},
                     {"without_key", input.without_key},
                     {"without_time", input.without_time}});
  return out;
}

}  // namespace

std::string summary_json(const DecidedBatch& batch) {
  Json out;
  out["version"] = 1;
  if (batch.options.has_as_of) {
    std::string instant;
    print_instant(batch.options.as_of, batch.context.zone, instant);
    out["as_of"] = instant;
    out["zone"] = batch.context.zone.name;
    out["zone_rules"] = batch.context.zone.version;
  }
  out["customers"] = batch.result.frame.rows();
  out["inputs"] = inputs_of(batch.prepared);
  out["segments"] = Json::object();
  for (std::size_t f = 0; f < batch.program.facts.size(); ++f)
    if (batch.program.facts[f].kind == FactKind::segment)
      out["segments"][batch.program.facts[f].name] = batch.result.counts[f];
  std::map<std::string, std::uint64_t> actions, decisions;
  for (const ActionRow& row : batch.result.actions) ++actions[source_of(batch.program, row)];
  for (const DecisionRow& row : batch.result.decisions) ++decisions[row.outcome];
  out["actions"] = actions;
  out["decisions"] = decisions;
  out["tag_changes"] = batch.result.tags.size();
  std::uint64_t evaluations = 0;
  for (const auto& [probe, count] : batch.result.issues) evaluations += count.evaluations;
  out["issues"] = evaluations;
  out["stale_input"] = batch.result.stale_input;
  out["redefined"] = batch.result.redefined;
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sop::embed
