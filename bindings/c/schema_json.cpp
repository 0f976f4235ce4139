#include "bindings/c/schema_json.h"

#include <nlohmann/json.hpp>

#include "runtime/io/run_tables.h"
#include "runtime/run/among_all.h"

namespace sop::embed {
namespace {

using Json = nlohmann::ordered_json;

std::string_view word_of(InputKind kind) {
  switch (kind) {
    case InputKind::population: return "customers";
    case InputKind::side: return "side";
    case InputKind::lookup: return "lookup";
    case InputKind::stream: return "events";
    case InputKind::tags: return "tags";
    case InputKind::predeclared: return "predeclared";
  }
  return "";
}

std::string_view word_of(FactKind kind) {
  switch (kind) {
    case FactKind::attribute: return "attribute";
    case FactKind::segment: return "segment";
    case FactKind::tag: return "tag";
    case FactKind::taggroup: return "taggroup";
    case FactKind::score: return "score";
    case FactKind::tier: return "tier";
    case FactKind::bands: return "bands";
    case FactKind::grid: return "grid";
    case FactKind::set: return "set";
  }
  return "";
}

void put_type(Json& out, const Program& program, Type type) {
  out["type"] = type_word(type.kind);
  out["nullable"] = type.nullable;
  if (type.is(TypeKind::enumeration)) out["members"] = program.enumerations[type.enumeration.index()].members;
}

// What no host can give: derived columns, and what the engine fills.
bool is_given(const Column& column) { return !column.derived.exists() && !column.file_name.empty(); }

bool may_stay_away(const Input& input) {
  return input.kind == InputKind::tags || input.predeclared || !input.list_file.empty();
}

Json columns_of(const Program& program, const Input& input) {
  Json out = Json::array();
  for (std::size_t c = 0; c < input.columns.size(); ++c) {
    const Column& column = input.columns[c];
    if (!is_given(column)) continue;
    Json& item = out.emplace_back();
    item["name"] = column.name;
    item["source"] = column.file_name;
    put_type(item, program, column.type);
    item["read"] = column.used;
    item["personal"] = column.pii;
  }
  return out;
}

Json input_of(const Program& program, const Input& input) {
  Json out;
  out["name"] = input.name;
  out["kind"] = input.list_file.empty() ? word_of(input.kind) : "list";
  out["required"] = !may_stay_away(input);
  const auto name_of = [&](int column) {
    return column < 0 ? Json() : Json(input.columns[static_cast<std::size_t>(column)].name);
  };
  out["key"] = name_of(input.key);
  out["time"] = name_of(input.time);
  out["id"] = name_of(input.id);
  out["columns"] = columns_of(program, input);
  return out;
}

Json fact_of(const Program& program, const Fact& fact) {
  Json out;
  out["name"] = fact.name;
  out["label"] = fact.label;
  out["kind"] = word_of(fact.kind);
  put_type(out, program, fact.type);
  return out;
}

std::string_view word_of(AmongAllKind kind) {
  switch (kind) {
    case AmongAllKind::population: return "population";
    case AmongAllKind::aggregate: return "aggregate";
    case AmongAllKind::identity: return "identity";
    case AmongAllKind::quota: return "quota";
    case AmongAllKind::role: return "role";
    case AmongAllKind::staleness: return "staleness";
    case AmongAllKind::another: return "another";
  }
  return "";
}

std::string_view word_of(NotInPieces why) {
  switch (why) {
    case NotInPieces::no: return "";
    case NotInPieces::at_events: return "at_events";
    case NotInPieces::on_its_way: return "on_its_way";
    case NotInPieces::stands_on: return "stands_on";
  }
  return "";
}

Json among_all_of(const Program& program) {
  Json out = Json::array();
  for (const AmongAll& one : needs_all_customers(program))
    out.push_back({{"kind", word_of(one.kind)},
                   {"word", one.word},
                   {"name", one.name},
                   {"place", place_of(program, one.span)},
                   {"in_passes", one.in_passes},
                   {"why_not", word_of(one.why_not)}});
  return out;
}

template <class Named>
Json names_of(const std::vector<Named>& all) {
  Json out = Json::array();
  for (const Named& one : all) out.push_back({{"name", one.name}, {"label", one.label}});
  return out;
}

}  // namespace

std::string schema_json(const Program& program, const ZoneRules& zone) {
  Json out;
  out["version"] = 1;
  out["project"] = program.project.name;
  out["timezone"] = zone.name;
  out["zone_rules"] = zone.version;
  out["reads_time"] = program.reads_time;
  out["inputs"] = Json::array();
  for (const Input& input : program.inputs)
    if (!input.recorded && !input.keys_from.exists()) out["inputs"].push_back(input_of(program, input));
  out["facts"] = Json::array();
  for (const Fact& fact : program.facts) out["facts"].push_back(fact_of(program, fact));
  out["rules"] = names_of(program.rules);
  out["journeys"] = Json::array();
  for (const Journey& journey : program.journeys) out["journeys"].push_back({{"name", journey.name}});
  out["needs_all_customers"] = among_all_of(program);
  const auto passes = [&](RunKind kind) {
    const PassesOverAll over_all = passes_over_all(program, kind);
    return over_all.all_in_pieces() ? over_all.passes.size() : 0;
  };
  out["passes"] = {{"without_memory", passes({})},
                   {"with_memory", passes({.with_memory = true})},
                   {"with_memory_and_tags", passes({.with_memory = true, .with_tags = true})}};
  out["guard"] = {{"cap", program.project.guard_cap}, {"factor", program.project.guard_factor}};
  out["tables"] = {"actions", "tags", "facts", "segments", "issues", "decisions", "stages"};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sop::embed
