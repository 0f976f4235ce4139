// The words of the tables on a screen in the reader's language. Files keep the names of cli.md: programs read them.
#pragma once

#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"

namespace sop::cli {

// `due_at`: 应发时间.
std::string heading_in(std::string_view column, Language language);

// `send` in the column `verb`: 发送. Other columns hold what the program or its data say.
std::string word_in(std::string_view column, const std::string& value, Language language);

}  // namespace sop::cli
