// Reports and tests (language.md 2.7, 2.9).
#pragma once

#include "grammar/rules/journeys.h"

namespace sop::grammar {

// ---- Metrics and what reads them -----------------------------------------------------------------------------------

struct metric : node<N::metric, kw<K::metric>, need<decl_name>, opt<label>, need<tok<T::equal>>, need<expression>> {};

struct grain : node<N::grain, sor<kw<K::day_unit>, kw<K::week_unit>, kw<K::month_grain>, kw<K::month_unit>,
                                  kw<K::quarter_unit>, kw<K::year_unit>>> {};
struct facet : sor<grain, path> {};
struct by_clause : node<N::by_clause, kw<K::by_facet>, need<facet>, star<tok<T::comma>, need<facet>>> {};
struct credit : node<N::credit, kw<K::credit>,
                     need<sor<kw<K::credit_last>, kw<K::credit_first>, kw<K::credit_even>,
                              seq<kw<K::half_life>, need<duration_value>>>>> {};
struct report_item : called<Label::value, node<N::report_item, not_ahead<sor<tok<T::open_paren>, tok<T::minus>>>, value,
                                               opt<node<N::flag, kw<K::running>>>, opt<tok<T::comma>>>> {};
struct report
    : node<N::report, kw<K::report>, need<decl_name>, opt<label>,
           star<sor<by_clause, node<N::flag, kw<K::against_others>>, credit, window>>, need<block<report_item>>> {};

struct funnel : node<N::funnel, kw<K::funnel>, need<decl_name>, opt<label>, opt<by_clause>,
                     opt<node<N::flag, kw<K::each>>>, need<tok<T::open_brace>>, nested<sequence_steps>,
                     opt<node<N::flag, kw<K::each>>>, need<tok<T::close_brace>>> {};

struct cohort_span : node<N::up_to, kw<K::up_to>, need<duration_value>> {};
struct cohort : node<N::cohort, kw<K::cohort>, need<decl_name>, opt<label>,
                     need<node<N::from_name, kw<K::from_source>, need<path>>>,
                     star<sor<where_clause, by_clause, cohort_span>>, need<block<report_item>>> {};

struct alert : node<N::alert, kw<K::alert>, need<decl_name>, opt<label>, opt<by_clause>, need<when_clause>,
                    need<kw<K::then>>, need<actions>> {};
struct compare : node<N::compare_decl, kw<K::compare>, need<decl_name>, opt<label>, need<kw<K::compare_of>>, need<path>,
                      need<window>, need<kw<K::with>>, need<window>, opt<by_clause>> {};
struct list_decl : node<N::list_decl, kw<K::list>, need<decl_name>, opt<label>,
                        need<sor<node<N::list_file, kw<K::from_source>, need<text_literal>>,
                                 seq<kw<K::list_of>, need<path>, need<kw<K::at>>,
                                     need<sor<instant_literal, date_literal>>, optional_block<path>>>>> {};

// ---- Tests ---------------------------------------------------------------------------------------------------------

struct signed_value : sor<node<N::negative, tok<T::minus>, literal>, value> {};
// A column may be called like a keyword (`since`): the colon after it says that it is one.
struct field_name : sor<node<N::name, seq<ahead<member_as<>, tok<T::colon>>, member_as<>>>, decl_name> {};
struct field
    : called<Label::column, node<N::field, field_name, need<tok<T::colon>>, need<signed_value>, opt<tok<T::comma>>>> {};
// What is followed by a colon is the first of the fields, whose `{` is missing.
struct row_name : seq<not_ahead<member_as<>, tok<T::colon>>, decl_name> {};
struct test_customer : node<N::test_customer, kw<K::customer>, opt<row_name>, need<block<field>>> {};
struct test_event : node<N::test_event, decl_name, opt<row_name>, need<block<field>>> {};
struct test_clock : node<N::test_clock, kw<K::at>, need<sor<instant_literal, date_literal>>> {};
struct expected_action : seq<ahead<sor<seq<sor<kw<K::send>, kw<K::tag_verb>, kw<K::tag>, kw<K::untag>, kw<K::task>,
                                               kw<K::notify>, kw<K::grant>, kw<K::invite>, kw<K::enter>>,
                                           name_as<>>>>,
                             node<N::expected_action,
                                  sor<seq<kw<K::task>, need<object>, opt<to_role>>,
                                      seq<sor<kw<K::send>, kw<K::tag_verb>, kw<K::tag>, kw<K::untag>, kw<K::notify>,
                                              kw<K::grant>, kw<K::invite>, kw<K::enter>>,
                                          need<object>>>,
                                  star<action_clause>>> {};
struct expectation : node<N::expectation, kw<K::expect>, opt<ahead<name_as<>, tok<T::colon>>, decl_name, tok<T::colon>>,
                          opt<node<N::flag, kw<K::expect_no>>>, need<sor<expected_action, condition>>> {};
struct test_item : called<Label::clause, sor<expectation, test_clock, test_customer, test_event>> {};

struct test_row
    : sor<node<N::list, tok<T::open_paren>, comma_list<need<signed_value>>, need<tok<T::close_paren>>>, literal, path> {
};
struct test_rows : node<N::test_rows, kw<K::for_each>, comma_list<need<decl_name>>, need<sor<kw<K::for_in>, kw<K::in>>>,
                        need<tok<T::open_paren>>, comma_list<need<test_row>>, need<tok<T::close_paren>>> {};
struct test : node<N::test, kw<K::test>, need<label>, opt<test_rows>, need<block<test_item>>> {};

}  // namespace sop::grammar
