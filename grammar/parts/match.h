// How a rule of ours is written: PEGTL's match over the string of token kinds, with the state of the parse beside it.
// The state is a template parameter: the grammar knows what it asks of it, not what it is
// (compiler/syntax/parse_state.h).
#pragma once

#include <cstddef>

#include "grammar/keywords.h"
#include "grammar/nodes.h"
#include "grammar/parts/expected.h"
#include "grammar/pegtl.h"
#include "grammar/tokens.h"

namespace sop::grammar {

template <typename Input>
std::size_t position(const Input& in) {
  return static_cast<std::size_t>(in.current() - in.begin());
}

#define SOP_MATCH                                                                           \
  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action, \
            template <typename...> class Control, typename Input, typename State>           \
  [[nodiscard]] static bool match(Input& in, State& st)

#define SOP_SUB(Rule) Control<Rule>::template match<A, pegtl::rewind_mode::required, Action, Control>(in, st)

}  // namespace sop::grammar
