// Findings on small sources for the tests here: places are given by the words they cover.
#pragma once

#include <string>
#include <string_view>

#include "compiler/diagnostics/render.h"

namespace sop {

struct Example {
  Sources sources;
  Diagnostics found;

  Example(std::string name, std::string text) { sources.emplace_back(std::move(name), std::move(text)); }

  // The n-th place of these words.
  Span at(std::string_view words, int nth = 1, std::int32_t file = 0) const {
    std::size_t place = std::string_view::npos;
    for (int i = 0; i < nth; ++i) place = sources[static_cast<std::size_t>(file)].text().find(words, place + 1);
    if (place == std::string_view::npos) throw std::string(words) + " is not in the source";
    return {file, static_cast<std::uint32_t>(place), static_cast<std::uint32_t>(place + words.size())};
  }
  Diagnostic& expected(const std::string& wanted, const std::string& there, Span span) {
    return found.report(Code::S1001, span, {wanted, there, wanted, there});
  }
  std::string text(Language language = Language::en) const {
    return "\n" + render_text(found.all().front(), sources, language, false);
  }
};

}  // namespace sop
