// Blocks in braces and how reading goes on in them after a mistake: a wrong item becomes an `error` node and parsing
// resumes at the next line. What is reported is the state's affair.
#pragma once

#include <utility>

#include "grammar/parts/atoms.h"
#include "grammar/parts/nesting.h"

namespace sop::grammar {

// Items up to the closing brace. A wrong item becomes an `error` node and parsing goes on at the next line.
template <typename Item>
struct items {
  using rule_t = items;
  using subs_t = pegtl::type_list<Item>;

  template <typename State>
  static bool ends(const State& st, std::size_t i) {
    const TokenKind kind = st.at(i).kind;
    return kind == TokenKind::close_brace || kind == TokenKind::end || st.dedented_declaration(i);
  }

  // The token to go on from after an error that was noticed at `noticed`.
  template <typename State>
  static std::size_t resume(const State& st, std::size_t begin, std::size_t noticed) {
    int depth = 0;
    for (std::size_t i = begin;; ++i) {
      const auto& token = st.at(i);
      if (token.kind == TokenKind::end) return i;
      if (i > begin && i >= noticed && depth <= 0 && (token.line_first || ends(st, i))) return i;
      if (token.kind == TokenKind::open_brace) ++depth;
      if (token.kind == TokenKind::close_brace && --depth < 0) return i;
    }
  }

  // Would an item that begins at `first` reach past `begin`? Leaves no trace: the nodes of the item before, which begin
  // at `mark` and may be dropped while reading it anew, are put back.
  template <pegtl::apply_mode A, template <typename...> class Action, template <typename...> class Control,
            typename Input, typename State>
  static bool reads_past(Input& in, State& st, std::size_t first, std::size_t begin, std::size_t mark) {
    const auto item_before = st.nodes_since(mark);
    const std::size_t errors = st.errors.size();
    auto here = in.template mark<pegtl::rewind_mode::required>();
    in.iterator() -= static_cast<std::ptrdiff_t>(begin - first);
    ++st.quiet;
    bool past = false;
    try {
      past = SOP_SUB(Item) && position(in) > begin && st.errors.size() == errors;
    } catch (const SyntaxFailure&) {}
    --st.quiet;
    st.restore_nodes(mark, item_before);
    st.errors.resize(errors);
    return past;
  }

  // A `}` is missing somewhere: a line that stands no further in than the one that opened the block is behind it, where
  // the block's own lines stand further in.
  template <typename State>
  static bool dedented(const State& st, std::size_t open, std::size_t i) {
    if (st.braces_balanced || i == open + 1 || !st.at(i).line_first) return false;
    const std::uint32_t margin = st.margin(open);
    const bool indented = !st.at(open + 1).line_first || st.indent(open + 1) > margin;
    return indented && st.indent(i) <= margin;
  }

  SOP_MATCH {
    const std::size_t open = position(in) - 1;
    std::size_t before = position(in), before_mark = st.nodes.size();
    while (!ends(st, position(in)) && !dedented(st, open, position(in))) {
      const std::size_t begin = position(in);
      st.forget_nodes_past(begin);
      const std::size_t mark = st.nodes.size();
      bool matched = false;
      st.begin_item(begin);
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
      const std::size_t taken = st.line_taken_by_item_before(previous, begin);
      if (taken < begin && reads_past<A, Action, Control>(in, st, taken, begin, previous_mark)) {
        st.blame_item_before(previous, previous_mark, taken);
        in.iterator() -= static_cast<std::ptrdiff_t>(position(in) - taken);
        before = taken;
        before_mark = st.nodes.size();
        continue;
      }
      st.furthest = furthest;
      st.report_failure(begin);
      st.nodes.resize(mark);
      in.bump(resume(st, begin, st.noticed(begin)) - position(in));
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
    st.unclosed(open);
    return true;
  }
};

}  // namespace sop::grammar
