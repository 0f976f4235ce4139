// What a program reads (language.md 2.2): project, tables, events, staff, roles, identities.
#pragma once

#include "grammar/rules/expression.h"

namespace sop::grammar {

struct text_list : sor<seq<tok<T::open_paren>, comma_list<text_literal>, need<tok<T::close_paren>>>, text_literal> {};

// ---- Project -------------------------------------------------------------------------------------------------------

struct day_of_week : sor<kw<K::monday>, kw<K::tuesday>, kw<K::wednesday>, kw<K::thursday>, kw<K::friday>,
                         kw<K::saturday>, kw<K::sunday>> {};
struct year_month : node<N::year_month, tok<T::number>, glued, tok<T::minus>, glued, tok<T::number>> {};
struct lint_level : node<N::lint_level, sor<kw<K::deny>, kw<K::warn>, kw<K::allow>>, need<decl_name>, opt<text_literal>,
                         opt<kw<K::until>, need<date_literal>>> {};
struct project_item
    : called<Label::clause, sor<node<N::timezone, kw<K::timezone>, need<text_literal>>,
                                node<N::currency, kw<K::currency>, need<decl_name>>,
                                node<N::week_start, kw<K::week_start>, need<day_of_week>>,
                                node<N::platform, kw<K::platform>, need<decl_name>, need<year_month>>,
                                node<N::guard, kw<K::guard>,
                                     need<block<sor<node<N::guard_cap, kw<K::cap>, need<whole_number>>,
                                                    node<N::guard_factor, kw<K::guard_k>, need<whole_number>>>>>>,
                                node<N::max_staleness, kw<K::max_staleness>, need<duration_value>>,
                                node<N::population_name, kw<K::population>, need<decl_name>>, lint_level>> {};
struct project : node<N::project, kw<K::project>, opt<decl_name>, opt<label>, need<block<project_item>>> {};

// ---- Columns -------------------------------------------------------------------------------------------------------

struct member : node<N::member, decl_name, opt<label>, opt<kw<K::from_source>, need<text_list>>> {};
struct one_of_members
    : seq<kw<K::one_of_type>, need<tok<T::open_paren>>, plus<member, opt<tok<T::comma>>>, need<tok<T::close_paren>>> {};
// `bool (true from "是", false from "否")`: what the file calls them.
struct truth_from : node<N::member, truth, kw<K::from_source>, need<text_list>> {};
struct truths
    : seq<kw<K::bool_type>, tok<T::open_paren>, plus<truth_from, opt<tok<T::comma>>>, need<tok<T::close_paren>>> {};
struct type_word : sor<kw<K::bool_type>, kw<K::int_type>, kw<K::number_type>, kw<K::money_type>, kw<K::text_type>,
                       kw<K::datetime_type>, kw<K::date_type>, kw<K::time_type>, kw<K::duration_type>, kw<K::id_type>,
                       kw<K::tags_type>> {};
struct type : called<Label::type, node<N::type, sor<one_of_members, truths, type_word>, opt<tok<T::question>>>> {};
// `in 0 to 100  day date`: a column called like a unit begins there.
struct number_before_column
    : seq<ahead<tok<T::number>, unit_word, opt<label>, sor<type_word, one_of_members>>, whole_number> {};
struct bound : sor<node<N::negative, tok<T::minus>, literal>, number_before_column, literal> {};
struct origin_word : sor<kw<K::origin_channel>, kw<K::origin_system>, kw<K::origin_private>, kw<K::origin_manual>> {};
struct origin : node<N::origin, kw<K::origin>, origin_word> {};
// `pii text` is a column of that name, `pii time text` the flag before a column `time`.
struct type_of_this : seq<type_word, not_ahead<sor<type_word, one_of_members>>> {};
template <Kw Flag>
using column_flag = node<N::flag, kw<Flag>, not_ahead<type_of_this>>;
struct column_clause
    : sor<node<N::from_clause, kw<K::from_source>, ahead<tok<T::text>>, text_literal>,
          node<N::missing_tokens, kw<K::missing_tokens>, ahead<tok<T::open_paren>>, need<text_list>>,
          node<N::format, kw<K::format>, ahead<tok<T::text>>, text_literal>,
          node<N::range, sor<kw<K::in_range>, kw<K::in>>, not_ahead<type_word>, need<bound>, need<sor<kw<K::to_range>>>,
               need<bound>>,
          column_flag<K::pii>, column_flag<K::consent>, origin, node<N::lookup, tok<T::arrow>, need<decl_name>>,
          node<N::derived, tok<T::equal>, need<expression>>> {};
struct column : called<Label::column, node<N::column, decl_name, opt<label>, need<type>, star<column_clause>>> {};

// ---- Tables, events, staff -----------------------------------------------------------------------------------------

struct key_clause : node<N::key, kw<K::key>, need<decl_name>> {};
struct table_clause : sor<key_clause, node<N::since_column, kw<K::since>, need<decl_name>>,
                          node<N::from_stream, kw<K::from_source>, need<decl_name>>, origin> {};
struct filter : node<N::filter, kw<K::where>, need<expression>> {};
struct table : node<N::table, kw<K::table>, need<decl_name>, opt<label>, star<table_clause>, optional_block<column>,
                    opt<filter>> {};
struct events_clause : sor<key_clause, node<N::time_column, kw<K::time_clause>, need<decl_name>>,
                           node<N::id_column, kw<K::id_clause>, need<decl_name>>, origin> {};
struct lateness : node<N::lateness, kw<K::lateness>, need<duration_value>> {};
struct events : node<N::events, kw<K::events>, need<decl_name>, opt<label>, star<events_clause>, need<block<column>>,
                     star<sor<filter, lateness>>> {};
struct staff
    : node<N::staff, kw<K::staff_table>, need<decl_name>, opt<label>, star<table_clause>, need<block<column>>> {};
struct assume : node<N::assume, kw<K::assume>, need<condition>> {};

// ---- People --------------------------------------------------------------------------------------------------------

struct parameter : node<N::parameter, decl_name, need<tok<T::colon>>, need<type>> {};
struct parameters : node<N::parameters, tok<T::open_paren>, opt<not_ahead<tok<T::close_paren>>, comma_list<parameter>>,
                         need<tok<T::close_paren>>> {};
struct role_choice : node<N::role_choice, need<sor<text_literal, call, path>>, opt<free_where_clause>> {};
struct role : node<N::role, kw<K::role>, need<decl_name>, opt<label>, opt<parameters>, need<tok<T::equal>>, role_choice,
                   star<kw<K::else_>, role_choice>> {};

struct identity_item
    : called<Label::clause,
             sor<node<N::identity_tables, kw<K::of_tables>, comma_list<need<decl_name>>>,
                 node<N::identity_prefer, kw<K::prefer>, need<decl_name>, star<tok<T::greater>, need<decl_name>>>,
                 node<N::identity_key, decl_name,
                      need<sor<kw<K::strong>, seq<kw<K::weak>, need<kw<K::weak_max>>, need<whole_number>>>>>>> {};
struct identity : node<N::identity, kw<K::identity>, need<decl_name>, opt<label>, need<block<identity_item>>> {};

}  // namespace sop::grammar
