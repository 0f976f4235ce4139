// The parts the grammar is written with: PEGTL rules over the string of token kinds (one char per token). A keyword
// rule asks the token's spelling; `node` records a tree node; `need` commits; `items` recovers inside a block.
//
// Everything here is predictive: a rule either fails on its first token or is committed soon after, so parsing is
// linear.
#pragma once

#include <algorithm>
#include <vector>

#include "compiler/syntax/tree.h"
#include "grammar/labels.h"
#include "grammar/pegtl.h"

namespace sop::grammar {

// Thrown (empty: cheap) when committed input does not match; caught by `items` and by the parser's declaration loop.
struct SyntaxFailure {};

struct Expected {
  enum Kind : std::uint8_t { token, keyword, label, hint } kind;  // hint: a keyword to compare a misspelt word with
  std::uint16_t value;
  bool operator==(const Expected&) const = default;
};

struct SyntaxError {
  enum Kind : std::uint8_t { unexpected, unclosed_brace, too_deep } kind = unexpected;
  std::size_t token = 0;
  std::vector<Expected> expected;
  bool at_start =
      false;  // nothing of the item or declaration was read: the token itself is wrong, nothing is missing before it
};

constexpr int nesting_limit = 200;

// What a parse carries along: the tree under construction, the furthest failure, and the errors already reported.
struct State {
  const std::vector<Token>* tokens = nullptr;
  std::vector<Kw> roles;
  std::vector<TreeNode> nodes;
  std::vector<SyntaxError> errors;

  std::size_t furthest = 0;
  std::vector<Expected> expected;
  std::size_t looks = 0;  // how often a rule looked at a token: what parsing costs
  int quiet = 0;          // inside a look-ahead: failures are no news
  int depth = 0;
  bool windows = true;  // may a window follow a date here, or does it belong to an enclosing aggregate or goal?
  bool braces_balanced = true;
  std::size_t declaration = 0;  // first token of the declaration being parsed
  bool (*starts_declaration)(const State&, std::size_t token) = nullptr;

  const Token& at(std::size_t i) const { return (*tokens)[i]; }

  void fail(std::size_t token, Expected what) {
    if (quiet > 0 || token < furthest) return;
    if (token > furthest) {
      furthest = token;
      expected.clear();
    }
    if (std::find(expected.begin(), expected.end(), what) == expected.end()) expected.push_back(what);
  }

  // How many tokens from `i` spell this keyword, in either language; 0 when they do not.
  std::size_t spells(std::size_t i, Kw kw) const {
    const KeywordWords& words = words_of(kw);
    auto count = [&](const std::vector<Spelling>& phrase) -> std::size_t {
      for (std::size_t k = 0; k < phrase.size(); ++k)
        if (at(i + k).kind != TokenKind::word || at(i + k).spelling != phrase[k]) return 0;
      return phrase.size();
    };
    const std::size_t en = count(words.en);
    return en > 0 ? en : count(words.zh);
  }

  // Nodes left behind by an alternative that was given up: they reach past the token parsing goes on from.
  void forget_nodes_past(std::size_t token) {
    while (!nodes.empty() && nodes.back().end > token) nodes.resize(nodes.size() - nodes.back().size);
  }

  void add_node(NodeKind kind, std::size_t mark, std::size_t begin, std::size_t end) {
    forget_nodes_past(end);
    nodes.push_back({kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                     static_cast<std::uint32_t>(nodes.size() - mark + 1)});
  }
};

template <typename Input>
std::size_t position(const Input& in) {
  return static_cast<std::size_t>(in.current() - in.begin());
}

#define SOP_MATCH                                                                           \
  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action, \
            template <typename...> class Control, typename Input>                           \
  [[nodiscard]] static bool match(Input& in, State& st)

#define SOP_SUB(Rule) Control<Rule>::template match<A, pegtl::rewind_mode::required, Action, Control>(in, st)

// ---- Atoms ---------------------------------------------------------------------------------------------------------

template <TokenKind Kind>
struct tok {
  using rule_t = tok;
  using subs_t = pegtl::empty_list;
  SOP_MATCH {
    ++st.looks;
    const std::size_t i = position(in);
    if (st.at(i).kind != Kind || in.empty()) {
      st.fail(i, {Expected::token, static_cast<std::uint16_t>(Kind)});
      return false;
    }
    st.roles[i] = no_keyword;
    in.bump(1);
    return true;
  }
};

template <Kw K>
struct kw {
  using rule_t = kw;
  using subs_t = pegtl::empty_list;
  SOP_MATCH {
    ++st.looks;
    const std::size_t i = position(in);
    const std::size_t words = in.empty() ? 0 : st.spells(i, K);
    if (words == 0) {
      st.fail(i, {Expected::keyword, static_cast<std::uint16_t>(K)});
      return false;
    }
    st.roles[i] = K;
    for (std::size_t k = 1; k < words; ++k) st.roles[i + k] = continued_keyword;
    in.bump(words);
    return true;
  }
};

// A name: any word that is not reserved, or a quoted name. `Soft` are keywords that a name at this place may stand for;
// the word keeps that role, and resolving decides.
template <Kw... Soft>
struct name_as {
  using rule_t = name_as;
  using subs_t = pegtl::empty_list;
  SOP_MATCH {
    ++st.looks;
    const std::size_t i = position(in);
    const Token& token = st.at(i);
    const bool word = token.kind == TokenKind::word && !is_reserved(token.spelling);
    if (in.empty() || (!word && token.kind != TokenKind::quoted_name)) {
      st.fail(i, {Expected::label, static_cast<std::uint16_t>(Label::name)});
      return false;
    }
    st.roles[i] = no_keyword;
    if (word) ((st.spells(i, Soft) == 1 ? void(st.roles[i] = Soft) : void()), ...);
    in.bump(1);
    return true;
  }
};

// Any word, reserved or not: after a dot.
template <Kw... Soft>
struct member_as {
  using rule_t = member_as;
  using subs_t = pegtl::empty_list;
  SOP_MATCH {
    ++st.looks;
    const std::size_t i = position(in);
    const TokenKind kind = st.at(i).kind;
    if (in.empty() || (kind != TokenKind::word && kind != TokenKind::quoted_name)) {
      st.fail(i, {Expected::label, static_cast<std::uint16_t>(Label::name)});
      return false;
    }
    st.roles[i] = no_keyword;
    if (kind == TokenKind::word) ((st.spells(i, Soft) == 1 ? void(st.roles[i] = Soft) : void()), ...);
    in.bump(1);
    return true;
  }
};

// The next token follows the last one without a blank.
struct glued {
  using rule_t = glued;
  using subs_t = pegtl::empty_list;
  SOP_MATCH { return st.at(position(in)).glued; }
};

struct windows_allowed {
  using rule_t = windows_allowed;
  using subs_t = pegtl::empty_list;
  SOP_MATCH {
    static_cast<void>(in);
    return st.windows;
  }
};

// ---- Combinators ---------------------------------------------------------------------------------------------------

template <NodeKind Kind, typename... Rules>
struct node {
  using rule_t = node;
  using subs_t = pegtl::type_list<Rules...>;
  SOP_MATCH {
    const std::size_t begin = position(in);
    st.forget_nodes_past(begin);
    const std::size_t mark = st.nodes.size();
    if (!SOP_SUB(pegtl::seq<Rules...>)) {
      st.nodes.resize(mark);
      return false;
    }
    st.add_node(Kind, mark, begin, position(in));
    return true;
  }
};

// operand (operator operand)*: one flat node when there is an operator, else just the operand.
template <NodeKind Kind, typename Operand, typename Operator>
struct chain {
  using rule_t = chain;
  using subs_t = pegtl::type_list<Operand>;
  SOP_MATCH {
    const std::size_t begin = position(in);
    st.forget_nodes_past(begin);
    const std::size_t mark = st.nodes.size();
    if (!SOP_SUB(Operand)) return false;
    bool many = false;
    while (SOP_SUB(Operator)) {
      many = true;
      if (!SOP_SUB(Operand)) throw SyntaxFailure{};
    }
    if (many) st.add_node(Kind, mark, begin, position(in));
    return true;
  }
};

// operand followed by at most one tail: a node around both when the tail is there.
template <typename Operand, typename... Tails>
struct tailed {
  using rule_t = tailed;
  using subs_t = pegtl::type_list<Operand>;

  // A tail's own node takes the operand in as its first child.
  template <typename Tail, pegtl::apply_mode A, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool take(Input& in, State& st, std::size_t mark, std::size_t begin) {
    if (!SOP_SUB(typename Tail::rules)) return false;
    st.add_node(Tail::kind, mark, begin, position(in));
    return true;
  }
  SOP_MATCH {
    const std::size_t begin = position(in);
    st.forget_nodes_past(begin);
    const std::size_t mark = st.nodes.size();
    if (!SOP_SUB(Operand)) return false;
    static_cast<void>((take<Tails, A, Action, Control>(in, st, mark, begin) || ...));
    return true;
  }
};

template <NodeKind Kind, typename... Rules>
struct tail {
  static constexpr NodeKind kind = Kind;
  using rules = pegtl::seq<Rules...>;
};

template <typename... Rules>
struct need {
  using rule_t = need;
  using subs_t = pegtl::type_list<Rules...>;

  static void demote(Expected& other, const Expected& needed) {
    if (other.kind == Expected::keyword)
      other.kind = Expected::hint;
    else if (other.kind != Expected::hint)
      other = needed;
  }

  // What is needed is what a person is told; what else might have stood here becomes a hint.
  template <typename Rule, pegtl::apply_mode A, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool take(Input& in, State& st) {
    const std::size_t begin = position(in);
    const std::size_t before = st.furthest == begin ? st.expected.size() : 0;
    if (SOP_SUB(Rule)) return true;
    if (st.furthest == begin && st.quiet == 0 && st.expected.size() > before)
      for (std::size_t i = 0; i < before; ++i) demote(st.expected[i], st.expected[before]);
    return false;
  }
  SOP_MATCH {
    if (!(take<Rules, A, Action, Control>(in, st) && ...)) throw SyntaxFailure{};
    return true;
  }
};

// A look-ahead that leaves no trace.
template <typename... Rules>
struct ahead {
  using rule_t = ahead;
  using subs_t = pegtl::type_list<Rules...>;
  SOP_MATCH {
    auto mark = in.template mark<pegtl::rewind_mode::required>();
    ++st.quiet;
    const std::size_t nodes = st.nodes.size();
    const int depth = st.depth;
    bool matched = false;
    try {
      matched = SOP_SUB(pegtl::seq<Rules...>);
    } catch (const SyntaxFailure&) {  // what is wrong there is told when it is read in earnest
    }
    st.nodes.resize(nodes);
    st.depth = depth;
    --st.quiet;
    return matched;
  }
};

template <typename... Rules>
struct not_ahead {
  using rule_t = not_ahead;
  using subs_t = pegtl::type_list<Rules...>;
  SOP_MATCH { return !SOP_SUB(ahead<Rules...>); }
};

// What a person is told was expected when `Rules` fail on their first token.
template <Label L, typename... Rules>
struct called {
  using rule_t = called;
  using subs_t = pegtl::type_list<Rules...>;
  SOP_MATCH {
    const std::size_t begin = position(in);
    const std::size_t before = st.furthest == begin ? st.expected.size() : 0;
    if (SOP_SUB(pegtl::seq<Rules...>)) return true;
    if (st.furthest == begin && st.quiet == 0) {
      std::vector<Expected> inner(st.expected.begin() + static_cast<std::ptrdiff_t>(before), st.expected.end());
      st.expected.resize(before);
      st.fail(begin, {Expected::label, static_cast<std::uint16_t>(L)});
      for (const Expected& e : inner)
        if (e.kind == Expected::keyword || e.kind == Expected::hint) st.fail(begin, {Expected::hint, e.value});
    }
    return false;
  }
};

template <bool On, typename... Rules>
struct with_windows {
  using rule_t = with_windows;
  using subs_t = pegtl::type_list<Rules...>;
  SOP_MATCH {
    struct Restore {
      State& st;
      bool before;
      ~Restore() { st.windows = before; }
    } restore{st, st.windows};
    st.windows = On;
    return SOP_SUB(pegtl::seq<Rules...>);
  }
};

// One level of nesting.
template <typename... Rules>
struct nested {
  using rule_t = nested;
  using subs_t = pegtl::type_list<Rules...>;
  SOP_MATCH {
    struct Leave {
      State& st;
      ~Leave() { --st.depth; }
    } leave{st};
    if (++st.depth > nesting_limit) {
      if (st.errors.empty() || st.errors.back().kind != SyntaxError::too_deep ||
          st.errors.back().token < st.declaration)
        st.errors.push_back({SyntaxError::too_deep, position(in), {}});
      st.furthest = SIZE_MAX;  // already said
      throw SyntaxFailure{};
    }
    return SOP_SUB(pegtl::seq<Rules...>);
  }
};

// `attribute y = 1 +` and then, on the next line, `attribute z = 2`: the word `attribute` was taken for the missing
// operand. The mistake stands before it.
inline void blame_the_line_before(State& st, std::size_t begin) {
  if (st.furthest == SIZE_MAX || st.furthest < begin + 2) return;
  const std::size_t taken = st.furthest - 1;
  if (!st.at(taken).line_first || !st.starts_declaration(st, taken) || taken == st.declaration) return;
  st.furthest = taken;
  st.expected = {{Expected::label, static_cast<std::uint16_t>(Label::operand)}};
}

// Files the failure as an error unless the same place was reported already.
inline void report_failure(State& st, std::size_t begin) {
  blame_the_line_before(st, begin);
  if (st.furthest != SIZE_MAX) {
    const std::size_t token = std::max(st.furthest, begin);
    if (st.errors.empty() || st.errors.back().token != token)
      st.errors.push_back({SyntaxError::unexpected, token, token == st.furthest ? st.expected : std::vector<Expected>{},
                           token == begin});
  }
}

// The line of `begin` began inside the item before, which read the line's first word as its missing operand. Gives that
// word, or `begin` when the line is not shared.
inline std::size_t line_taken_by_item_before(const State& st, std::size_t before, std::size_t begin) {
  std::size_t first = begin;
  while (first > before && !st.at(first).line_first) --first;
  return first > before ? first : begin;
}

// Then the mistake is the end of the line above, and reading goes on with the line's first word.
template <typename Input>
void blame_item_before(Input& in, State& st, std::size_t before, std::size_t mark, std::size_t first) {
  st.errors.push_back(
      {SyntaxError::unexpected, first, {{Expected::label, static_cast<std::uint16_t>(Label::operand)}}, false});
  st.nodes.resize(mark);
  in.iterator() -= static_cast<std::ptrdiff_t>(position(in) - first);
  st.add_node(NodeKind::error, mark, before, first);
}

inline bool dedented_declaration(const State& st, std::size_t token) {
  return !st.braces_balanced && token != st.declaration && st.at(token).line_first && st.starts_declaration(st, token);
}

// Items up to the closing brace. A wrong item becomes an `error` node and parsing goes on at the next line.
template <typename Item>
struct items {
  using rule_t = items;
  using subs_t = pegtl::type_list<Item>;

  static bool ends(const State& st, std::size_t i) {
    const TokenKind kind = st.at(i).kind;
    return kind == TokenKind::close_brace || kind == TokenKind::end || dedented_declaration(st, i);
  }

  // The token to go on from after an error that was noticed at `noticed`.
  static std::size_t resume(const State& st, std::size_t begin, std::size_t noticed) {
    int depth = 0;
    for (std::size_t i = begin;; ++i) {
      const Token& token = st.at(i);
      if (token.kind == TokenKind::end) return i;
      if (i > begin && i >= noticed && depth <= 0 && (token.line_first || ends(st, i))) return i;
      if (token.kind == TokenKind::open_brace) ++depth;
      if (token.kind == TokenKind::close_brace && --depth < 0) return i;
    }
  }

  // Would an item that begins at `first` reach past `begin`? Leaves no trace.
  template <pegtl::apply_mode A, template <typename...> class Action, template <typename...> class Control,
            typename Input>
  static bool reads_past(Input& in, State& st, std::size_t first, std::size_t begin) {
    const std::size_t nodes = st.nodes.size(), errors = st.errors.size();
    auto here = in.template mark<pegtl::rewind_mode::required>();
    in.iterator() -= static_cast<std::ptrdiff_t>(begin - first);
    ++st.quiet;
    bool past = false;
    try {
      past = SOP_SUB(Item) && position(in) > begin && st.errors.size() == errors;
    } catch (const SyntaxFailure&) {}
    --st.quiet;
    st.nodes.resize(nodes);
    st.errors.resize(errors);
    return past;
  }

  SOP_MATCH {
    std::size_t before = position(in), before_mark = st.nodes.size();
    while (!ends(st, position(in))) {
      const std::size_t begin = position(in);
      st.forget_nodes_past(begin);
      const std::size_t mark = st.nodes.size();
      bool matched = false;
      st.furthest = begin;
      st.expected.clear();
      {
        auto start = in.template mark<pegtl::rewind_mode::required>();
        try {
          matched = SOP_SUB(Item) && position(in) > begin;
        } catch (const SyntaxFailure&) {}
        static_cast<void>(start(matched));
      }
      const auto [previous, previous_mark] = std::pair(before, before_mark);
      before = begin;
      before_mark = mark;
      if (matched) continue;
      const std::size_t furthest = st.furthest;
      const std::size_t taken = line_taken_by_item_before(st, previous, begin);
      if (taken < begin && reads_past<A, Action, Control>(in, st, taken, begin)) {
        blame_item_before(in, st, previous, previous_mark, taken);
        before = taken;
        before_mark = st.nodes.size();
        continue;
      }
      st.furthest = furthest;
      report_failure(st, begin);
      st.nodes.resize(mark);
      const std::size_t noticed = st.furthest == SIZE_MAX ? begin : st.furthest;
      in.bump(resume(st, begin, noticed) - position(in));
      st.add_node(NodeKind::error, mark, begin, position(in));
    }
    return true;
  }
};

template <typename Item>
struct block {
  using rule_t = block;
  using subs_t = pegtl::type_list<tok<TokenKind::open_brace>>;
  SOP_MATCH {
    const std::size_t open = position(in);
    if (!SOP_SUB(tok<TokenKind::open_brace>)) return false;
    if (!SOP_SUB(nested<items<Item>>)) return false;
    const std::size_t close = position(in);
    if (st.at(close).kind == TokenKind::close_brace) {
      in.bump(1);
      return true;
    }
    st.errors.push_back({SyntaxError::unclosed_brace, open, {}});
    return true;
  }
};

}  // namespace sop::grammar
