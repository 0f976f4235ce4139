// What formats is a fixed point, in either language; there and back gives the same bytes.
#include <optional>

#include "compiler/format/format.h"
#include "tests/fuzz/targets.h"

namespace sop::fuzz {
namespace {

// The formatted text; nothing where there are findings. Without them it must succeed.
std::optional<std::string> formatted(const std::string& text, FormatLanguage language) {
  const SourceBuffer source("fuzz.sop", text);
  auto out = format_source(source, language);
  if (out) return std::move(*out);
  require(out.error().kind == FormatProblem::Kind::syntax, "formatting keeps the tree",
          out.error().message + "\n" + text);
  return std::nullopt;
}

}  // namespace

void fuzz_format(std::string_view bytes) {
  const std::string text(bytes);
  const auto kept = formatted(text, FormatLanguage::keep);
  if (!kept) return;
  require(formatted(*kept, FormatLanguage::keep) == kept, "formatted text stays", *kept);
  const auto english = formatted(text, FormatLanguage::en);
  require(english.has_value(), "what formats translates", text);
  const auto chinese = formatted(*english, FormatLanguage::zh);
  require(chinese.has_value(), "what is English translates", *english);
  require(formatted(*chinese, FormatLanguage::en) == english, "English to Chinese and back",
          *english + "----\n" + *chinese);
}

}  // namespace sop::fuzz
