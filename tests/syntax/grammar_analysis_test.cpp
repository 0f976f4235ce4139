// PEGTL's own analysis: no rule loops without reading a token. Our combinators are described to it here only.
#include <catch2/catch.hpp>

#include <tao/pegtl/contrib/analyze.hpp>

#include "grammar/rules/declaration.h"

namespace TAO_PEGTL_NAMESPACE {

namespace g = sop::grammar;

template <typename Name, sop::TokenKind Kind>
struct analyze_traits<Name, g::tok<Kind>> : analyze_any_traits<> {};
template <typename Name, sop::Kw K>
struct analyze_traits<Name, g::kw<K>> : analyze_any_traits<> {};
template <typename Name, sop::Kw... Soft>
struct analyze_traits<Name, g::name_as<Soft...>> : analyze_any_traits<> {};
template <typename Name, sop::Kw... Soft>
struct analyze_traits<Name, g::member_as<Soft...>> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, g::glued> : analyze_opt_traits<> {};
template <typename Name>
struct analyze_traits<Name, g::windows_allowed> : analyze_opt_traits<> {};
template <typename Name, sop::NodeKind Kind, typename... Rules>
struct analyze_traits<Name, g::node<Kind, Rules...>> : analyze_seq_traits<Rules...> {};
template <typename Name, typename... Rules>
struct analyze_traits<Name, g::need<Rules...>> : analyze_seq_traits<Rules...> {};
template <typename Name, typename... Rules>
struct analyze_traits<Name, g::ahead<Rules...>> : analyze_opt_traits<Rules...> {};
template <typename Name, typename... Rules>
struct analyze_traits<Name, g::not_ahead<Rules...>> : analyze_opt_traits<Rules...> {};
template <typename Name, g::Label L, typename... Rules>
struct analyze_traits<Name, g::called<L, Rules...>> : analyze_seq_traits<Rules...> {};
template <typename Name, bool On, typename... Rules>
struct analyze_traits<Name, g::with_windows<On, Rules...>> : analyze_seq_traits<Rules...> {};
template <typename Name, typename... Rules>
struct analyze_traits<Name, g::nested<Rules...>> : analyze_seq_traits<Rules...> {};
template <typename Name, sop::NodeKind Kind, typename Operand, typename Operator>
struct analyze_traits<Name, g::chain<Kind, Operand, Operator>> : analyze_seq_traits<Operand, star<Operator, Operand>> {
};
template <typename Name, typename Operand, typename... Tails>
struct analyze_traits<Name, g::tailed<Operand, Tails...>>
    : analyze_seq_traits<Operand, opt<sor<typename Tails::rules...>>> {};
template <typename Name, typename Item>
struct analyze_traits<Name, g::items<Item>> : analyze_traits<Name, typename star<Item>::rule_t> {};
template <typename Name, typename Item, g::BlockIs Is>
struct analyze_traits<Name, g::block<Item, Is>>
    : analyze_seq_traits<g::tok<sop::TokenKind::open_brace>, g::items<Item>, g::tok<sop::TokenKind::close_brace>> {};

}  // namespace TAO_PEGTL_NAMESPACE

TEST_CASE("the grammar has no loop that reads nothing") {
  CHECK(tao::pegtl::analyze<sop::grammar::declaration>(-1) == 0);
}
