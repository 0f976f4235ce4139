// Comments on their way into pieces: which ones stand before a token, and how the author placed them.
#pragma once

#include "compiler/format/pieces.h"
#include "compiler/syntax/tree.h"

namespace sop {

struct PlacedComment {
  PieceComment comment;
  bool own_line = false;  // nothing before it on its line, and no continuation of a comment behind a token
};

// Did the author leave a line empty right before this offset?
bool blank_line_before(std::string_view text, std::uint32_t offset);

// The comments between the tokens `first - 1` and `last`, in order.
std::vector<PlacedComment> comments_before(const SourceBuffer& source, const Tokens& tokens, std::uint32_t first,
                                           std::uint32_t last);

}  // namespace sop
