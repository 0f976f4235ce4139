// Conditions and values (language.md 2.1 precedence, 2.3). Operator lists are flat: one node per level and run.
#pragma once

#include "grammar/dsl.h"

namespace sop::grammar {

using N = NodeKind;
using K = Kw;
using T = TokenKind;
using pegtl::opt;
using pegtl::plus;
using pegtl::seq;
using pegtl::sor;
using pegtl::star;

struct expression;

// ---- Leaves --------------------------------------------------------------------------------------------------------

template <typename... Rules>
using comma_list = seq<seq<Rules...>, star<tok<T::comma>, need<seq<Rules...>>>>;

struct text_literal : node<N::text, tok<T::text>> {};
struct label : node<N::label, tok<T::text>> {};
struct decl_name : node<N::name, name_as<>> {};
struct whole_number : node<N::number, tok<T::number>> {};
struct percent_literal : node<N::percent, tok<T::percent>> {};
struct date_literal : node<N::date, tok<T::date>> {};
struct time_literal : node<N::time, tok<T::time>> {};
struct instant_literal : node<N::instant, tok<T::instant>> {};
struct truth : node<N::boolean, sor<kw<K::true_>, kw<K::true_yes>, kw<K::false_>, kw<K::false_no>>> {};
struct day_word : node<N::day_word, sor<kw<K::today>, kw<K::yesterday>>> {};  // `today in member_day`
struct missing_word : node<N::missing_word, kw<K::missing>> {};

struct unit_word : sor<kw<K::seconds>, kw<K::minutes>, kw<K::hours>, kw<K::days_unit>, kw<K::weeks>, kw<K::months>,
                       kw<K::years>, kw<K::second_unit>, kw<K::minute_unit>, kw<K::hour_unit>, kw<K::day_unit>,
                       kw<K::week_unit>, kw<K::month_unit>, kw<K::year_unit>> {};
struct wanted_unit : called<Label::unit, unit_word> {};
struct no_call_or_label : not_ahead<sor<tok<T::colon>, tok<T::open_paren>>> {};
struct duration_literal : node<N::duration, tok<T::number>, unit_word, no_call_or_label> {};

struct literal : sor<duration_literal, whole_number, percent_literal, node<N::money, tok<T::money>>, instant_literal,
                     date_literal, time_literal, text_literal, truth> {};

// A dotted name. The head may stand for a noun of the language (`tag`, `customer`, `event`), the rest too (`.expires`).
struct path_head : node<N::name, name_as<K::tag_noun, K::customer, K::event, K::entry, K::nth, K::gap, K::old, K::new_,
                                         K::sends, K::tasks, K::entries>> {};
struct path_member
    : node<N::name, member_as<K::nth, K::gap, K::coupon_granted, K::coupon_expires, K::coupon_used, K::set_next,
                              K::set_missing, K::set_count, K::set_complete, K::changes, K::accounts>> {};
struct path : node<N::path, path_head, star<tok<T::dot>, need<path_member>>> {};

// ---- Windows -------------------------------------------------------------------------------------------------------

struct value;
struct paren
    : node<N::paren, tok<T::open_paren>, nested<with_windows<true, need<expression>>>, need<tok<T::close_paren>>> {};
struct duration_value
    : called<Label::duration, sor<duration_literal, seq<tok<T::number>, need<wanted_unit>>, paren, path>> {};

struct one_word_window
    : sor<kw<K::this_week>, kw<K::this_month>, kw<K::this_quarter>, kw<K::this_year>, kw<K::last_week>,
          kw<K::last_month>, kw<K::last_quarter>, kw<K::last_year>, kw<K::today>, kw<K::yesterday>, kw<K::to_date>,
          seq<sor<kw<K::since_entry>, kw<K::before_entry>, kw<K::before_event>>, not_ahead<tok<T::dot>>>> {};
// `since entry` is one window in English; its two words apart mean nothing else in a mixed text.
struct the_event : seq<sor<kw<K::entry>, kw<K::event>>, not_ahead<tok<T::dot>>> {};
struct period_unit : called<Label::unit, sor<unit_word, kw<K::quarter_unit>, kw<K::quarters>>> {};
struct window
    : node<N::window,
           sor<seq<kw<K::within_next>, need<duration_value>>, seq<kw<K::within>, need<duration_value>>, one_word_window,
               seq<kw<K::last_periods>, node<N::duration, tok<T::number>, need<period_unit>>>,
               seq<sor<kw<K::since>, kw<K::before>>, not_ahead<the_event>, need<value>>,
               seq<kw<K::from_window>, need<value>, need<kw<K::to_window>>, need<value>>>> {};

// ---- Calls ---------------------------------------------------------------------------------------------------------

struct open_call : ahead<tok<T::open_paren>> {};
struct where_clause : node<N::where_clause, kw<K::where>, with_windows<false, need<expression>>> {};
struct free_where_clause : node<N::where_clause, kw<K::where>, need<expression>> {};

struct aggregate_word : sor<kw<K::count>, kw<K::sum>, kw<K::avg>, kw<K::min>, kw<K::max>, kw<K::median>, kw<K::mode>,
                            kw<K::distinct>, kw<K::first>, kw<K::last>, kw<K::any>, kw<K::none>, kw<K::days_active>,
                            kw<K::weeks_active>, kw<K::months_active>, kw<K::share>> {};
struct aggregate_call
    : node<N::aggregate, node<N::name, aggregate_word>, open_call,
           nested<tok<T::open_paren>, with_windows<true, need<value>, star<sor<where_clause, window>>>,
                  need<tok<T::close_paren>>>> {};

struct among : node<N::among, kw<K::among>, need<sor<paren, path>>> {};
struct population_clause
    : sor<node<N::flag, sor<kw<K::high_first>, kw<K::low_first>>>, among,
          node<N::ties, kw<K::ties>, need<sor<kw<K::ties_min>, kw<K::ties_max>, kw<K::ties_dense>, kw<K::ties_id>>>>,
          node<N::population_missing, kw<K::missing_clause>, need<sor<kw<K::missing_last>, kw<K::missing_out>>>>> {};
struct population_word : sor<kw<K::rank>, kw<K::percentile>, kw<K::ntile>, kw<K::quantile>, kw<K::share_of_total>> {};
// A comma before a clause is a slip, told as such: `rank(spend, ties max)`.
struct population_clause_ahead
    : sor<kw<K::high_first>, kw<K::low_first>, seq<kw<K::among>, sor<tok<T::open_paren>, name_as<>>>,
          seq<kw<K::ties>, sor<kw<K::ties_min>, kw<K::ties_max>, kw<K::ties_dense>, kw<K::ties_id>>>,
          seq<kw<K::missing_clause>, sor<kw<K::missing_last>, kw<K::missing_out>>>> {};
struct population_arguments
    : seq<need<value>, star<not_ahead<tok<T::comma>, population_clause_ahead>, tok<T::comma>, need<value>>> {};
struct population_call
    : node<N::population, node<N::name, population_word>, open_call,
           nested<tok<T::open_paren>, with_windows<true, population_arguments, star<population_clause>>,
                  need<tok<T::close_paren>>>> {};

struct top : sor<node<N::top, kw<K::top>, sor<whole_number, percent_literal>, need<kw<K::by_value>>,
                      nested<need<value>>, opt<among>>,
                 node<N::top_reaching, kw<K::top_reaching>, kw<K::by_value>, nested<need<value>>, need<kw<K::reaching>>,
                      need<percent_literal>, opt<among>>> {};

// `a then b up to d`: steps of a sequence or a funnel.
struct sequence_step : node<N::sequence_step, opt<decl_name, tok<T::colon>>, path, star<sor<where_clause, window>>,
                            opt<kw<K::up_to>, need<duration_value>>> {};
struct sequence_steps : seq<need<sequence_step>, star<sor<kw<K::then_filter>, kw<K::then>>, need<sequence_step>>> {};
struct sequence_call : node<N::sequence, kw<K::sequence>, open_call,
                            nested<tok<T::open_paren>, sequence_steps, need<tok<T::close_paren>>>> {};

struct function_word
    : sor<kw<K::days_since>, kw<K::days_until>, kw<K::hours_since>, kw<K::years_since>, kw<K::days_between>,
          kw<K::hours_between>, kw<K::larger>, kw<K::smaller>, kw<K::abs>, kw<K::round>, kw<K::floor>, kw<K::ceil>,
          kw<K::div>, kw<K::mod>, kw<K::days_call>, kw<K::year_call>, kw<K::month_call>, kw<K::day_call>,
          kw<K::weekday>, kw<K::hour_call>, kw<K::date_call>, kw<K::time_of>, kw<K::length>, kw<K::lower>, kw<K::upper>,
          kw<K::trim>, kw<K::hash_bucket>, kw<K::overall>> {};
struct callee : node<N::name, sor<function_word, name_as<>>> {};
// Clauses of an aggregate are read here too: a misspelt `count(orders where …)` is told by its name, not by its
// `where`.
struct call : node<N::call, callee, open_call,
                   nested<tok<T::open_paren>,
                          with_windows<true, opt<not_ahead<tok<T::close_paren>>, comma_list<need<expression>>>,
                                       star<sor<where_clause, window>>>,
                          need<tok<T::close_paren>>>> {};
struct any_call : sor<aggregate_call, population_call, sequence_call, call> {};

// ---- Operators, tightest first
// ----------------------------------------------------------------------------------------

struct primary : called<Label::value, sor<paren, literal, top, any_call, missing_word, day_word, path>> {};
struct unary : sor<node<N::negative, plus<tok<T::minus>>, need<primary>>, primary> {};
struct product : chain<N::product, unary, sor<tok<T::star>, tok<T::slash>>> {};
struct sum : chain<N::sum, product, sor<tok<T::plus>, tok<T::minus>>> {};
struct value : chain<N::fallback, sum, kw<K::default_>> {};

struct compare_sign
    : sor<tok<T::equal>, tok<T::not_equal>, tok<T::less>, tok<T::less_equal>, tok<T::greater>, tok<T::greater_equal>> {
};
struct of_person : node<N::of_person, kw<K::of_person>, need<decl_name>> {};
struct set_members
    : sor<node<N::list, tok<T::open_paren>, nested<with_windows<true, comma_list<need<value>>>>,
               need<tok<T::close_paren>>>,
          node<N::in_list, kw<K::in_list>, decl_name>, node<N::in_group, kw<K::in_group>, decl_name>, path> {};
template <typename... Rules>
using maybe_not = seq<opt<seq<kw<K::not_>, ahead<Rules...>>>, Rules...>;
struct text_test : sor<kw<K::contains>, kw<K::starts_with>, kw<K::ends_with>, kw<K::matches>> {};
struct no_text_test : sor<kw<K::not_contains>, kw<K::not_starts_with>, kw<K::not_ends_with>, kw<K::not_matches>> {};

struct comparison : tailed<value, tail<N::compare, compare_sign, need<value>, opt<of_person>>,
                           tail<N::membership, sor<kw<K::not_in>, kw<K::in>>, need<set_members>>,
                           tail<N::between, sor<kw<K::not_between>, maybe_not<kw<K::between>>>, need<sum>,
                                need<sor<kw<K::between_and>, kw<K::and_>>>, need<sum>>,
                           tail<N::is_test, sor<kw<K::is_missing>, kw<K::is_known>>>,
                           tail<N::wrong_is, kw<K::is>,
                                need<sor<seq<kw<K::not_>, sor<kw<K::missing>, kw<K::known>>>, kw<K::is_missing>>>>,
                           tail<N::text_test, sor<no_text_test, maybe_not<text_test>>, need<value>>,
                           tail<N::along, sor<kw<K::rises_along>, kw<K::falls_along>>, need<path>>,
                           tail<N::windowed, maybe_not<windows_allowed, window>>> {};
struct negation : sor<node<N::negation, plus<kw<K::not_>>, need<comparison>>, comparison> {};
struct conjunction : chain<N::conjunction, negation, kw<K::and_>> {};
struct disjunction : chain<N::disjunction, conjunction, kw<K::or_>> {};
struct choose
    : node<N::choose, kw<K::if_>,
           nested<need<expression>, need<kw<K::then>>, need<expression>, need<kw<K::else_>>, need<expression>>> {};
struct expression : sor<choose, disjunction> {};
struct condition : called<Label::condition, expression> {};

// The result of an arm, cell or step: one name, one literal, or a parenthesised expression.
struct result : called<Label::result, sor<paren, literal, missing_word, path>> {};

}  // namespace sop::grammar
