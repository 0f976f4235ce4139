// SARIF 2.1.0, the form that code scanning reads. Columns are code points; an end is one past, as in our own JSON.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/fingerprint.h"
#include "compiler/diagnostics/machine_text.h"
#include "compiler/diagnostics/pages.h"
#include "compiler/diagnostics/render.h"
#include "compiler/diagnostics/witness_json.h"
#include "compiler/diagnostics/wording.h"

namespace sop {
namespace {

using Json = nlohmann::ordered_json;

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "note";
  }
  return "none";
}

Json text_json(std::string text) { return {{"text", std::move(text)}}; }

Json region_of(Span span, const SourceBuffer& source) {
  const Position begin = source.position(span.begin), end = source.position(span.end);
  return {{"startLine", begin.line}, {"startColumn", begin.column}, {"endLine", end.line}, {"endColumn", end.column}};
}

Json file_of(const SourceBuffer& source) { return {{"uri", sarif_uri(source.name())}}; }

Json location_of(Span span, const Sources& sources) {
  const SourceBuffer& source = sources[static_cast<std::size_t>(span.file)];
  return {{"physicalLocation", {{"artifactLocation", file_of(source)}, {"region", region_of(span, source)}}}};
}

// One change per file that a fix touches.
Json fix_of(const Fix& fix, const Sources& sources, Language language) {
  std::map<std::int32_t, Json> replacements;
  for (const Edit& edit : fix.edits)
    replacements[edit.span.file].push_back(
        {{"deletedRegion", region_of(edit.span, sources[static_cast<std::size_t>(edit.span.file)])},
         {"insertedContent", text_json(edit.text)}});
  Json changes = Json::array();
  for (auto& [file, parts] : replacements)
    changes.push_back(
        {{"artifactLocation", file_of(sources[static_cast<std::size_t>(file)])}, {"replacements", std::move(parts)}});
  return {{"description", text_json(visible_text(fix.message, language))}, {"artifactChanges", std::move(changes)}};
}

std::string_view first_paragraph(std::string_view part) {
  const std::size_t title_end = part.find("\n\n");
  if (title_end == std::string_view::npos) return part;
  const std::string_view rest = part.substr(title_end + 2);
  return rest.substr(0, rest.find("\n\n"));
}

Json rule_of(const DiagnosticRow& row, Language language) {
  Json out{{"id", row.id}};
  if (const auto page = diagnostic_page(row.id)) {
    const std::string_view line = page->substr(0, page->find('\n'));
    const std::string_view part = part_of_page(*page, language);
    out["shortDescription"] = text_json(std::string(line.substr(std::min(line.size(), row.id.size() + 4))));
    out["fullDescription"] = text_json(std::string(first_paragraph(part)));
    out["help"] = {{"text", part}, {"markdown", part}};
  }
  out["defaultConfiguration"] = {{"level", level_of(row.severity)}};
  return out;
}

class Log {
 public:
  Log(const Sources& sources, Language language) : sources_(sources), language_(language) {}

  void add(const Diagnostic& diagnostic) {
    const DiagnosticRow& row = row_of(diagnostic.code);
    const auto [rule, is_new] = rule_index_.try_emplace(diagnostic.code, rules_.size());
    if (is_new) rules_.push_back(rule_of(row, language_));
    Json out{{"ruleId", row.id},
             {"ruleIndex", rule->second},
             {"level", level_of(diagnostic.severity)},
             {"message", text_json(message_of(diagnostic, language_))}};
    if (diagnostic.span.exists()) out["locations"] = Json::array({location_of(diagnostic.span, sources_)});
    add_related(out, diagnostic);
    const Fingerprint known = fingerprint_of(diagnostic, sources_);
    out["partialFingerprints"] = {{"sop/v1", fmt::format("{}:{}", digest_of(known), ++times_[known])}};
    for (const Fix& fix : diagnostic.fixes)
      if (!fix.edits.empty()) out["fixes"].push_back(fix_of(fix, sources_, language_));
    if (!diagnostic.witness.empty()) out["properties"] = {{"witness", witness_json(diagnostic, language_)}};
    results_.push_back(std::move(out));
  }

  std::string text(std::size_t total) && {
    Json driver{{"name", "sopc"}, {"semanticVersion", "0.1.0"}, {"rules", std::move(rules_)}};
    Json run{{"tool", {{"driver", std::move(driver)}}},
             {"columnKind", "unicodeCodePoints"},
             {"results", std::move(results_)},
             {"properties", {{"total", total}}}};
    const Json log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                   {"version", "2.1.0"},
                   {"runs", Json::array({std::move(run)})}};
    return neutral_json(log.dump(-1, ' ', false, Json::error_handler_t::replace)) + "\n";
  }

 private:
  void add_related(Json& out, const Diagnostic& diagnostic) const {
    for (const Related& related : diagnostic.related) {
      if (!related.span.exists()) continue;
      Json place = location_of(related.span, sources_);
      place["message"] = text_json(visible_text(related.text, language_));
      out["relatedLocations"].push_back(std::move(place));
    }
  }

  const Sources& sources_;
  Language language_;
  Json rules_ = Json::array(), results_ = Json::array();
  std::map<Code, std::size_t> rule_index_;
  std::map<Fingerprint, std::size_t> times_;
};

}  // namespace

std::string sarif_uri(std::string_view name) {
  std::string out = name.starts_with('/') ? "file://" : "";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string sarif_rule(Code code, Language language) {
  return rule_of(row_of(code), language).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string render_sarif(std::span<const Diagnostic> diagnostics, const Sources& sources, Language language,
                         std::size_t limit, const Counts& beyond) {
  Log log(sources, language);
  const std::vector<const Diagnostic*> order = in_order(diagnostics, limit);
  for (const Diagnostic* diagnostic : std::span(order).first(std::min(limit, order.size()))) log.add(*diagnostic);
  return std::move(log).text(diagnostics.size() + beyond.total());
}

}  // namespace sop
