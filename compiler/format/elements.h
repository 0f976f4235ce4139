// What the formatter asks of a tree node: its children and own tokens in order, and what kind of place it is.
#pragma once

#include <vector>

#include "compiler/syntax/tree.h"

namespace sop {

// A child of a node, or one of its own tokens.
struct Element {
  Node child;
  std::uint32_t token = 0;
};

std::vector<Element> elements(Node node);

// `(` follows the word before it without a blank.
bool opens_call(NodeKind kind);

// A long line may be broken before these, before it is broken at `and` and `or`.
bool begins_clause(NodeKind kind);

// What is inside is broken after what is outside.
bool deepens(NodeKind kind);

}  // namespace sop
