// The one translation unit that instantiates the grammar. It runs the declaration rule over and over, goes on after a
// failure at the next line that begins a declaration, and turns what the grammar noted into findings.
#include "compiler/syntax/parse.h"

#include "compiler/syntax/parse_state.h"
#include "compiler/syntax/syntax_findings.h"
#include "compiler/syntax/unit_names.h"
#include "grammar/rules/declaration.h"

namespace sop {
namespace {

bool balanced(const Tokens& tokens) {
  int depth = 0;
  for (const Token& token : tokens.all) {
    if (token.kind == TokenKind::open_brace) ++depth;
    if (token.kind == TokenKind::close_brace) --depth;
  }
  return depth <= 0;
}

BraceBalance balance(const ParseState& st) {
  BraceBalance out;
  for (std::size_t i = 0; st.at(i).kind != TokenKind::end; ++i) {
    if (st.at(i).line_first && st.starts_declaration(i) && st.indent(i) == 0) out.begins(i);
    if (st.at(i).kind == TokenKind::open_brace) out.opens();
    if (st.at(i).kind == TokenKind::close_brace) out.closes();
  }
  return out;
}

std::string kinds_of(const Tokens& tokens) {
  std::string kinds;
  kinds.reserve(tokens.all.size());
  for (const Token& token : tokens.all)
    if (token.kind != TokenKind::end) kinds += static_cast<char>(token.kind);
  return kinds;
}

// The next line that begins a declaration, or a word where one would begin (a misspelt keyword), at or after `noticed`.
std::size_t next_declaration(const ParseState& st, std::size_t begin, std::size_t noticed) {
  auto misspelt = [&](std::size_t token) {
    const Token& t = st.at(token);
    return t.kind == TokenKind::word && !is_reserved(t.spelling) && st.indent(token) <= st.indent(begin);
  };
  std::size_t i = std::max(begin + 1, noticed);
  while (st.at(i).kind != TokenKind::end && !(st.at(i).line_first && (st.starts_declaration(i) || misspelt(i)))) ++i;
  return i;
}

using Input = pegtl::memory_input<pegtl::tracking_mode::lazy>;

bool parse_declaration(Input& in, ParseState& st) {
  auto start = in.mark<pegtl::rewind_mode::required>();
  try {
    return start(pegtl::normal<grammar::declaration>::match<pegtl::apply_mode::nothing, pegtl::rewind_mode::required,
                                                            pegtl::nothing, pegtl::normal>(in, st));
  } catch (const grammar::SyntaxFailure&) {
    return false;
  }
}

// What cannot be read goes on in the line of a declaration that was: more is meant there than was read.
void spoil_declaration_before(ParseState& st, std::size_t before, std::size_t before_mark, std::size_t begin) {
  if (before == begin || st.at(begin).line_first || st.nodes.size() == before_mark) return;
  if (st.at(begin).kind == TokenKind::close_brace || st.nodes.back().kind == NodeKind::error) return;
  const bool one_line = st.source->line_of(st.at(before).begin) == st.source->line_of(st.at(begin).begin);
  if (!one_line) return;
  st.nodes.resize(before_mark);
  st.add_node(NodeKind::error, before_mark, before, begin);
}

void parse_file(Input& in, ParseState& st) {
  std::size_t before = 0, before_mark = 0;
  while (!in.empty()) {
    const std::size_t begin = grammar::position(in);
    const std::size_t mark = st.nodes.size();
    st.declaration = begin;
    st.begin_item(begin);
    st.depth = 0;
    st.windows = true;
    if (parse_declaration(in, st) && grammar::position(in) > begin) {
      st.forget_nodes_past(grammar::position(in));
      before = begin;
      before_mark = mark;
      continue;
    }
    const std::size_t taken = st.line_taken_by_item_before(before, begin);
    if (taken < begin && st.starts_declaration(taken)) {
      st.blame_item_before(before, before_mark, taken);
      in.iterator() -= static_cast<std::ptrdiff_t>(grammar::position(in) - taken);
      before = taken;
      before_mark = st.nodes.size();
      continue;
    }
    st.report_failure(begin);
    st.nodes.resize(mark);
    spoil_declaration_before(st, before, before_mark, begin);
    before = begin;
    before_mark = st.nodes.size();
    in.bump(next_declaration(st, begin, st.noticed(begin)) - begin);
    st.add_node(NodeKind::error, before_mark, begin, grammar::position(in));
  }
}

}  // namespace

Tree parse(const SourceBuffer& source, std::int32_t file, Diagnostics& diagnostics) {
  Tree tree;
  tree.tokens = tokenize(source, file, diagnostics);
  const std::string kinds = kinds_of(tree.tokens);

  ParseState st;
  st.source = &source;
  st.tokens = &tree.tokens.all;
  st.roles.assign(tree.tokens.all.size(), no_keyword);
  st.braces_balanced = balanced(tree.tokens);
  st.braces = balance(st);

  Input in(kinds.data(), kinds.data() + kinds.size(), "");
  parse_file(in, st);
  st.add_node(NodeKind::file, 0, 0, kinds.size());

  report_units_for_names(source, tree.tokens, st.roles, diagnostics);
  report_syntax_errors(source, tree.tokens, st, diagnostics);
  tree.looks = st.looks;
  tree.roles = std::move(st.roles);
  tree.nodes = std::move(st.nodes);
  return tree;
}

std::optional<Tree> parse_expression(const SourceBuffer& source, Span span) {
  const SourceBuffer part(source.name(), std::string(source.text(span)));
  Diagnostics unheard;
  Tree tree;
  tree.tokens = tokenize(part, span.file, unheard);
  if (unheard.errors() > 0) return std::nullopt;
  const std::string kinds = kinds_of(tree.tokens);
  ParseState st;
  st.source = &part;
  st.tokens = &tree.tokens.all;
  st.roles.assign(tree.tokens.all.size(), no_keyword);
  Input in(kinds.data(), kinds.data() + kinds.size(), "");
  try {
    const bool read =
        pegtl::normal<grammar::expression>::match<pegtl::apply_mode::nothing, pegtl::rewind_mode::required,
                                                  pegtl::nothing, pegtl::normal>(in, st);
    if (!read || !in.empty()) return std::nullopt;
  } catch (const grammar::SyntaxFailure&) {
    return std::nullopt;
  }
  st.forget_nodes_past(kinds.size());
  st.add_node(NodeKind::file, 0, 0, kinds.size());
  tree.roles = std::move(st.roles);
  tree.nodes = std::move(st.nodes);
  for (Token& token : tree.tokens.all) {
    token.begin += span.begin;
    token.end += span.begin;
  }
  return tree;
}

}  // namespace sop
