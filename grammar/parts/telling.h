// Rules that decide what a person is told: `need` commits, so that its failure is the mistake; `called` gives a place
// its name; `ahead` looks without being heard.
#pragma once

#include <vector>

#include "grammar/parts/match.h"

namespace sop::grammar {

template <typename... Rules>
struct need {
  using rule_t = need;
  using subs_t = pegtl::type_list<Rules...>;

  static Expected demoted(const Expected& other, const Expected& needed) {
    if (other.kind == Expected::keyword) return {Expected::hint, other.value};
    return other.kind == Expected::hint ? other : needed;
  }

  // What is needed is what a person is told; what else might have stood here becomes a hint.
  template <typename Rule, pegtl::apply_mode A, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename State>
  static bool take(Input& in, State& st) {
    const std::size_t begin = position(in);
    const std::size_t before = st.furthest == begin ? st.expected.size() : 0;
    if (SOP_SUB(Rule)) return true;
    if (st.furthest == begin && st.quiet == 0 && st.expected.size() > before)
      for (std::size_t i = 0; i < before; ++i) st.change_expected(i, demoted(st.expected[i], st.expected[before]));
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
      const std::vector<Expected> inner = st.take_back_expected(before);
      st.fail(begin, {Expected::label, static_cast<std::uint16_t>(L)});
      for (const Expected& e : inner)
        if (e.kind == Expected::keyword || e.kind == Expected::hint) st.fail(begin, {Expected::hint, e.value});
    }
    return false;
  }
};

}  // namespace sop::grammar
