// Rules that change the state while they read: one level deeper, with or without windows.
#pragma once

#include "compiler/source/limits.h"
#include "grammar/parts/match.h"

namespace sop::grammar {

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
    if (++st.depth > limits::nesting) {
      st.too_deep(position(in));
      throw SyntaxFailure{};
    }
    return SOP_SUB(pegtl::seq<Rules...>);
  }
};

}  // namespace sop::grammar
