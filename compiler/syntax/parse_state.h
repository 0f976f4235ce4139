// What a parse carries along, seen by the grammar's rules as their state: the tree under construction, the furthest
// failure, and the errors already noted. Says nothing to people: syntax_findings.cpp does.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "compiler/syntax/brace_balance.h"
#include "compiler/syntax/tree.h"
#include "grammar/parts/expected.h"

namespace sop {

struct SyntaxError {
  enum Kind : std::uint8_t { unexpected, unopened_block, unclosed_brace, too_deep } kind = unexpected;
  std::size_t token = 0;
  std::vector<grammar::Expected> expected;
  bool at_start = false;  // nothing of the item was read: the token itself is wrong, nothing is missing before it
  std::vector<grammar::Expected> or_else;  // then: how the item before might have gone on
  std::size_t closes_before = 0;           // unclosed_brace: the token its `}` belongs before, where that is sure
};

struct ParseState {
  const SourceBuffer* source = nullptr;
  const std::vector<Token>* tokens = nullptr;
  std::vector<Kw> roles;
  std::vector<TreeNode> nodes;
  std::vector<SyntaxError> errors;

  std::size_t furthest = 0;
  std::vector<grammar::Expected> expected;
  std::vector<grammar::Expected> goes_on;  // how the item before this one might have gone on
  std::size_t looks = 0;                   // how often a rule looked at a token: what parsing costs
  int quiet = 0;                           // inside a look-ahead: failures are no news
  int depth = 0;
  std::size_t deepest = 0;  // the token that was one level too deep
  bool windows = true;      // may a window follow a date here, or does it belong to an enclosing aggregate or goal?
  bool braces_balanced = true;
  BraceBalance braces;
  std::vector<bool (*)(void*, ParseState&)> blocks;  // around the place: does an item of this block begin here?
  int guesses = 40;                                  // at missing braces: each may look far ahead
  std::size_t declaration = 0;                       // first token of the declaration being parsed

  const Token& at(std::size_t i) const { return (*tokens)[i]; }

  void fail(std::size_t token, grammar::Expected what);
  std::vector<grammar::Expected> take_back_expected(std::size_t from);
  void change_expected(std::size_t i, grammar::Expected into);
  void begin_item(std::size_t token);
  void report_failure(std::size_t begin);  // the furthest failure becomes an error
  void too_deep(std::size_t token);
  void unopened(std::size_t first);  // a block whose `{` is missing before this token
  void unclosed(std::size_t open_brace, std::size_t closes_before);
  // Where reading may go on after the failure being handled, which began at `begin`.
  std::size_t noticed(std::size_t begin) const { return std::max(begin, said() ? deepest : furthest); }
  bool said() const { return furthest == SIZE_MAX; }  // the failure being handled was told already

  // How many tokens from `i` spell this keyword, in either language; 0 when they do not.
  std::size_t spells(std::size_t i, Kw kw) const;
  bool starts_declaration(std::size_t token) const;
  // How far a token stands from the beginning of its line, in bytes: cheap on lines of any length.
  std::uint32_t indent(std::size_t token) const {
    const std::uint32_t begin = at(token).begin;
    return begin - source->line_begin(source->line_of(begin));
  }
  // How far the first word of a token's line stands in.
  std::uint32_t margin(std::size_t token) const {
    constexpr std::uint32_t most = 200;
    const std::uint32_t begin = source->line_begin(source->line_of(at(token).begin));
    std::uint32_t blanks = 0;
    while (blanks < most && begin + blanks < at(token).begin && source->text()[begin + blanks] == ' ') ++blanks;
    return blanks;
  }
  bool dedented_declaration(std::size_t token) const;

  // Nodes left behind by an alternative that was given up: they reach past the token parsing goes on from.
  void forget_nodes_past(std::size_t token) {
    while (!nodes.empty() && nodes.back().end > token) nodes.resize(nodes.size() - nodes.back().size);
  }
  void add_node(NodeKind kind, std::size_t mark, std::size_t begin, std::size_t end);

  bool may_guess() { return quiet == 0 && guesses-- > 0; }

  // What looking ahead over whole items may change.
  struct Heard {
    std::size_t furthest, errors, depth;
    std::vector<grammar::Expected> expected, goes_on;
  };
  Heard heard() const { return {furthest, errors.size(), static_cast<std::size_t>(depth), expected, goes_on}; }
  void forget_since(const Heard& before);

  std::vector<TreeNode> nodes_since(std::size_t mark) const {
    return {nodes.begin() + static_cast<std::ptrdiff_t>(mark), nodes.end()};
  }
  void restore_nodes(std::size_t mark, const std::vector<TreeNode>& since);

  std::size_t line_taken_by_item_before(std::size_t before, std::size_t begin) const;
  void blame_item_before(std::size_t before, std::size_t mark, std::size_t first);

 private:
  // How often something stands in `expected`, so that nobody has to look for it there.
  struct Told {
    std::uint32_t round = 0, count = 0;
  };
  void expect_only(std::vector<grammar::Expected> these);
  std::uint32_t& times_told(grammar::Expected what);

  std::vector<Told> told_;
  std::uint32_t round_ = 1;  // a new one wherever `expected` begins anew

  void blame_the_line_before(std::size_t begin);
};

}  // namespace sop
