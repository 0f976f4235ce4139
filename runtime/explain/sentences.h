// The sentences of an explanation by name; see sentences.def.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "compiler/diagnostics/diagnostic.h"

namespace sop {

enum class Say : std::uint16_t {
#define SOP_SENTENCE(id, en, zh) id,
#include "runtime/explain/sentences.def"
};

const char* sentence(Say id, Language language);
std::size_t sentence_count();

template <class... Args>
std::string say(Language language, Say id, const Args&... args) {
  return fmt::format(fmt::runtime(sentence(id, language)), args...);
}

}  // namespace sop
