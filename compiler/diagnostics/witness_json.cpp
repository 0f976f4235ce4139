#include "compiler/diagnostics/witness_json.h"

#include "compiler/diagnostics/width.h"
#include "compiler/diagnostics/wording.h"

namespace sop {

using Json = nlohmann::ordered_json;

Json customer_json(std::span<const WitnessValue> values) {
  Json out = Json::object();
  for (const WitnessValue& value : values) {
    Json& item = out[visible(value.name)];
    switch (value.kind) {
      case WitnessValue::missing: item = nullptr; break;
      case WitnessValue::truth: item = value.value == "true"; break;
      case WitnessValue::number: item = Json::parse(value.value, nullptr, false); break;
      case WitnessValue::text: item = visible(value.value); break;
    }
  }
  return out;
}

Json witness_json(const Diagnostic& diagnostic, Language language) {
  Json out;
  for (const PhraseText& note : diagnostic.notes)
    if (note.phrase == Phrase::for_example) out["sentence"] = visible_text(note, language);
  out["customer"] = customer_json(diagnostic.witness);
  return out;
}

}  // namespace sop
