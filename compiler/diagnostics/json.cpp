// The JSON form. Lines and columns count from 1, columns in code points; an end is one past.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/machine_text.h"
#include "compiler/diagnostics/render.h"
#include "compiler/diagnostics/witness_json.h"
#include "compiler/diagnostics/wording.h"

namespace sop {
namespace {

using Json = nlohmann::ordered_json;

// A finding without a place has an empty file name and stands at its beginning.
void put_place(Json& out, Span span, const Sources& sources) {
  Position begin, end;
  std::string file;
  if (span.exists()) {
    const SourceBuffer& source = sources[static_cast<std::size_t>(span.file)];
    file = source.name();
    begin = source.position(span.begin);
    end = source.position(span.end);
  }
  out["file"] = file;
  out["line"] = begin.line;
  out["column"] = begin.column;
  out["end_line"] = end.line;
  out["end_column"] = end.column;
}

Json json_of(const Related& related, const Sources& sources, Language language) {
  Json out;
  put_place(out, related.span, sources);
  out["message"] = visible_text(related.text, language);
  return out;
}

Json json_of(const Fix& fix, const Sources& sources, Language language) {
  Json out;
  out["message"] = visible_text(fix.message, language);
  out["edits"] = Json::array();
  for (const Edit& edit : fix.edits) {
    Json& item = out["edits"].emplace_back();
    put_place(item, edit.span, sources);
    item["text"] = edit.text;
  }
  return out;
}

Json json_of(const Diagnostic& diagnostic, const Sources& sources, Language language) {
  Json out;
  out["code"] = row_of(diagnostic.code).id;
  out["severity"] = severity_word(diagnostic.severity, Language::en);
  put_place(out, diagnostic.span, sources);
  out["message"] = headline_of(diagnostic, language);
  out["related"] = Json::array();
  for (const Related& related : diagnostic.related) out["related"].push_back(json_of(related, sources, language));
  out["fixes"] = Json::array();
  for (const Fix& fix : diagnostic.fixes) out["fixes"].push_back(json_of(fix, sources, language));
  if (!diagnostic.witness.empty()) out["witness"] = witness_json(diagnostic, language);
  return out;
}

}  // namespace

std::string render_json(std::span<const Diagnostic> diagnostics, const Sources& sources, Language language,
                        std::size_t limit, const Counts& beyond) {
  Json out;
  out["version"] = 1;
  out["diagnostics"] = Json::array();
  const std::vector<const Diagnostic*> order = in_order(diagnostics, limit);
  for (const Diagnostic* diagnostic : std::span(order).first(std::min(limit, order.size())))
    out["diagnostics"].push_back(json_of(*diagnostic, sources, language));
  out["total"] = diagnostics.size() + beyond.total();
  // Bytes that are no UTF-8 become U+FFFD: the output is JSON whatever the source was.
  return neutral_json(out.dump(-1, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace sop
