// Rules that read one token: a kind, a keyword (which may have several words), a name. Each notes what it expected when
// it does not match, and which keyword the token plays when it does.
#pragma once

#include "grammar/parts/match.h"

namespace sop::grammar {

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
    const auto& token = st.at(i);
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

}  // namespace sop::grammar
