// Whole phrases as people write them first: `customer in segment vip`, `last(orders.sku).name`, `every month on 8, 18`.
// Asked where a text does not read on; each answer is what stands there, and how sop writes it.
#pragma once

#include <optional>
#include <string>

#include "compiler/syntax/parse_state.h"

namespace sop {

struct OtherPhrase {
  Span said;         // what does not read
  Span place;        // what the fix replaces: all of it, and what goes with it
  std::string ours;  // in the place of `place`
};

std::optional<OtherPhrase> other_phrase(const SourceBuffer& source, const Tokens& tokens, const ParseState& state,
                                        const SyntaxError& error);

}  // namespace sop
