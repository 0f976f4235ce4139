#include "cli/column_words.h"

#include <algorithm>
#include <string>

namespace sop::cli {

bool has_word(const InferredColumn& column, std::span<const std::string_view> words) {
  std::string name = column.file_name;
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::ranges::any_of(words, [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

}  // namespace sop::cli
