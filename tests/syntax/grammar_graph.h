// The grammar as data: every PEGTL rule as a node of a graph. Programs are generated from it, and what it offers is
// counted, so no test lists the forms by hand and none is forgotten.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "grammar/keywords.h"
#include "grammar/tokens.h"

namespace sop::tests {

struct GrammarNode {
  enum Kind : std::uint8_t {
    token,    // one token of `token_kind`
    keyword,  // the words of `kw`
    name,     // a name that is no reserved word
    member,   // any word, after a dot
    glue,     // no blank before the next token
    seq,      // all children
    sor,      // one of the children
    opt,      // the child or nothing
    star,     // the child any number of times
    plus,     // the child at least once
    items,    // the child any number of times: the inside of a block
    nothing,  // look-aheads: they write nothing
  } kind = nothing;
  TokenKind token_kind = TokenKind::end;
  Kw kw = no_keyword;
  std::vector<int> children;
  int cost = 0;  // tokens of the shortest text
};

struct GrammarGraph {
  std::vector<GrammarNode> nodes;
  int declaration = 0;
};

// Built once.
const GrammarGraph& grammar_graph();

// A choice the grammar offers: child `branch` of `node`; for opt, star and items that the child is there.
struct Choice {
  int node = 0;
  int branch = 0;
  auto operator<=>(const Choice&) const = default;
};

std::vector<Choice> all_choices();

}  // namespace sop::tests
