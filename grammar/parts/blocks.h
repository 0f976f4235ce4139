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
    const auto heard = st.heard();
    auto here = in.template mark<pegtl::rewind_mode::required>();
    in.iterator() -= static_cast<std::ptrdiff_t>(begin - first);
    ++st.quiet;
    bool past = false;
    try {
      past = SOP_SUB(Item) && position(in) > begin && st.errors.size() == heard.errors;
    } catch (const SyntaxFailure&) {}
    --st.quiet;
    st.restore_nodes(mark, item_before);
    st.forget_since(heard);
    return past;
  }

  template <pegtl::apply_mode A, template <typename...> class Action, template <typename...> class Control,
            typename Input, typename State>
  static bool reads_here(Input& in, State& st) {
    return reads_past<A, Action, Control>(in, st, position(in), position(in), st.nodes.size());
  }

  // For blocks inside, which know no more of this one than that.
  template <pegtl::apply_mode A, template <typename...> class Action, template <typename...> class Control,
            typename Input, typename State>
  static bool begins_at(void* in, State& st) {
    return reads_here<A, Action, Control>(*static_cast<Input*>(in), st);
  }

  // `{ send a  otherwise { … }`: what cannot be an item here goes on with a block around, and a `}` is missing.
  template <typename Input, typename State>
  static bool goes_on_outside(Input& in, State& st, std::size_t begin) {
    if (st.furthest != begin || st.braces.of(begin).close_missing <= 0 || !st.may_guess()) return false;
    for (const Kw behind_a_block : {Kw::else_, Kw::where, Kw::lateness})
      if (st.spells(begin, behind_a_block) > 0) return true;
    for (std::size_t i = st.blocks.size() - 1; i-- > 0;)
      if (st.blocks[i](&in, st)) return true;
    return false;
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

  // Whether it is plain that a block without its `}` ends here: not where the file ends, unless nothing is around it,
  // and not where more is wrong inside.
  template <typename State>
  static bool end_is_plain(const State& st, std::size_t open, std::size_t i) {
    return (st.at(i).kind != TokenKind::end || st.margin(open) == 0) &&
           (st.errors.empty() || st.errors.back().token < open);
  }

  SOP_MATCH {
    struct Leave {
      State& st;
      ~Leave() { st.blocks.pop_back(); }
    } leave{st};
    st.blocks.push_back(&items::template begins_at<A, Action, Control, Input, State>);
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
      if (goes_on_outside(in, st, begin)) {
        st.nodes.resize(mark);
        return true;
      }
      const std::size_t taken = st.line_taken_by_item_before(previous, begin);
      if (taken < begin && reads_past<A, Action, Control>(in, st, taken, begin, previous_mark)) {
        st.blame_item_before(previous, previous_mark, taken);
        in.iterator() -= static_cast<std::ptrdiff_t>(position(in) - taken);
        before = taken;
        before_mark = st.nodes.size();
        continue;
      }
      st.report_failure(begin);
      st.nodes.resize(mark);
      in.bump(resume(st, begin, st.noticed(begin)) - position(in));
      st.add_node(NodeKind::error, mark, begin, position(in));
    }
    return true;
  }
};

// Where the `{` of a block that must stand here is missing, and a `}` of the same declaration closes nothing, the block
// is read as if it had been there.
enum class BlockIs : std::uint8_t { needed, optional, seen_by_its_lines };

template <typename Item, BlockIs Is = BlockIs::needed>
struct block {
  using rule_t = block;
  using subs_t = pegtl::type_list<tok<TokenKind::open_brace>>;

  // A block that may be left out was meant where its items stand in lines of their own, further in, or go on in the
  // line of its head.
  template <typename State>
  static bool meant(State& st, std::size_t first) {
    if (first == 0 || st.braces.of(first).open_missing <= 0) return false;
    const bool further_in = st.at(first).line_first && st.indent(first) > st.margin(first - 1);
    const bool goes_on = !st.at(first).line_first && !st.starts_declaration(first);
    if (Is != BlockIs::needed && !further_in && !(goes_on && Is == BlockIs::optional)) return false;
    return st.may_guess();
  }

  // A `}` at the beginning of a line, left of the line that opens this block, where one is missing.
  template <typename State>
  static bool belongs_further_out(State& st, std::size_t open, std::size_t close) {
    return st.at(close).line_first && st.indent(close) < st.margin(open) && st.braces.of(open).close_missing > 0;
  }

  SOP_MATCH {
    const std::size_t open = position(in);
    const bool opened = SOP_SUB(tok<TokenKind::open_brace>);
    if (!opened) {
      if (!meant(st, open) || !items<Item>::template reads_here<A, Action, Control>(in, st)) return false;
      st.unopened(open);
    }
    if (!SOP_SUB(nested<items<Item>>)) return false;
    const std::size_t close = position(in);
    if (st.at(close).kind == TokenKind::close_brace && !belongs_further_out(st, open, close)) {
      in.bump(1);
      return true;
    }
    if (opened) st.unclosed(open, items<Item>::end_is_plain(st, open, close) ? close : 0);
    return true;
  }
};

template <typename Item>
using optional_block = pegtl::opt<block<Item, BlockIs::optional>>;

}  // namespace sop::grammar
