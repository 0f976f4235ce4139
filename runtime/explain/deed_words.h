// Actions and places in a journey as people call them, in the words of the language asked for: `send hello`,
// `发送 hello`. Names stay as they were written.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/steps.h"

namespace sop {

// `send thank_you`, in backticks.
std::string deed_phrase(const Action& action, Language language);

// The step she stands at: its identity, or in Chinese what it does.
std::string place_phrase(const Journey& journey, std::int32_t step, Language language);

// `sends`, `发送记录`: predeclared streams have a name in both languages.
// Without backticks; streams of changes and crossings, too: `level.变化`, `intent 升过 60`.
std::string stream_words(const std::string& name, Language language);
std::string stream_phrase(const Input& input, Language language);

}  // namespace sop
