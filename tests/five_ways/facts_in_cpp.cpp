// The same evaluation through sop.hpp.
#include <cstdio>
#include <sop.hpp>

#include "asked.h"

namespace {

sop_status note(const asked& ask, const sop_api::Outcome& outcome) {
  std::snprintf(ask.said, ask.said_size, "%s", outcome.details.c_str());
  return outcome.status;
}

}  // namespace

sop_status facts_in_cpp(const asked* ask) {
  std::vector<sop_api::SourceFile> files;
  for (const sop_source& one : std::span(ask->files, ask->file_count))
    files.push_back({one.name, std::string(one.text, one.text_size)});
  std::vector<sop_api::ZoneFile> zones;
  for (const sop_zone& one : std::span(ask->zones, ask->zone_count))
    zones.push_back({one.name, std::string(static_cast<const char*>(one.bytes), one.bytes_size), ""});
  const auto [program, compiled] = sop_api::Program::compile(files, zones);
  if (!compiled) return note(*ask, compiled);
  sop_api::Evaluator evaluator(program);
  for (std::size_t i = 0; i < ask->input_count; ++i)
    if (const auto added = evaluator.add(ask->inputs[i], ask->rows[i]); !added) return note(*ask, added);
  if (const auto ran = evaluator.run(ask->as_of); !ran) return note(*ask, ran);
  sop_api::Stream facts;
  if (const auto given = evaluator.table(SOP_TABLE_FACTS, facts); !given) return note(*ask, given);
  *ask->facts = *facts.get();
  facts.get()->release = nullptr;  // handed over
  return SOP_OK;
}
