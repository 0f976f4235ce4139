// Facts (language.md 2.3, 2.4, 2.10): attributes, segments, tags, scores, tiers, bands, grids, steps, sets, calendars,
// lists, modules.
#pragma once

#include "grammar/rules/inputs.h"

namespace sop::grammar {

struct attribute
    : node<N::attribute, kw<K::attribute>, need<decl_name>, opt<label>, need<tok<T::equal>>, need<expression>> {};

struct ordered_filter : node<N::ordered_filter, kw<K::from_filter>, need<conjunction>,
                             plus<sor<kw<K::then_filter>, kw<K::then>>, need<conjunction>>> {};
struct segment : node<N::segment, kw<K::segment>, need<decl_name>, opt<label>, need<tok<T::equal>>,
                      need<sor<ordered_filter, condition>>> {};

// ---- Tags ----------------------------------------------------------------------------------------------------------

struct when_clause : node<N::when_clause, kw<K::when>, need<condition>> {};
struct until_clause : node<N::until_clause, kw<K::until>, need<condition>> {};
struct ttl : node<N::ttl, kw<K::ttl>, need<duration_value>> {};
struct once_flag : node<N::flag, kw<K::once>> {};
struct scope : node<N::flag, sor<kw<K::enterprise>, kw<K::personal>, kw<K::chat_group>>> {};
struct family : node<N::family, kw<K::family>, need<text_literal>> {};
struct from_name : node<N::from_name, kw<K::from_source>, need<path>> {};
struct otherwise : node<N::otherwise, kw<K::otherwise>, opt<kw<K::or_missing>>> {};
struct otherwise_alone : node<N::otherwise, kw<K::otherwise>, opt<sor<kw<K::or_missing>, kw<K::otherwise_none>>>> {};

struct tag_arm_clause : sor<when_clause, until_clause, ttl, once_flag> {};
struct none_ahead : seq<kw<K::otherwise>, kw<K::otherwise_none>> {};  // an arm of its own: nobody takes the rest
struct tag_arm
    : called<Label::arm, sor<otherwise_alone, node<N::arm, decl_name, opt<label>,
                                                   sor<seq<not_ahead<none_ahead>, otherwise>, star<tag_arm_clause>>>>> {
};
struct group_clause
    : sor<family, node<N::flag, sor<kw<K::one_of>, kw<K::any_of>, kw<K::exclusive>>>, scope, from_name, origin> {};
struct taggroup
    : node<N::taggroup, kw<K::taggroup>, need<decl_name>, opt<label>, star<group_clause>, optional_block<tag_arm>> {};

// After a condition `from` would begin a window.
struct tag_clause : sor<ttl, once_flag, node<N::flag, kw<K::manual>>, scope, family, origin> {};
struct tag_condition : sor<when_clause, until_clause> {};
struct tag : node<N::tag, kw<K::tag>, need<decl_name>, opt<label>, star<sor<tag_clause, from_name>>,
                  opt<tag_condition, star<sor<tag_clause, tag_condition>>>> {};

// ---- Scores, tiers -------------------------------------------------------------------------------------------------

struct score_per
    : node<N::score_per, kw<K::per_event>, need<sor<aggregate_call, path>>, star<sor<where_clause, window>>> {};
struct score_if : node<N::score_if, sor<kw<K::score_if>, kw<K::if_>>, need<condition>> {};
struct score_line : node<N::score_line, opt<node<N::flag, kw<K::minus>>>, whole_number, need<sor<score_per, score_if>>,
                         opt<node<N::score_cap, sor<kw<K::score_cap>>, need<whole_number>>>> {};
struct decay
    : sor<node<N::decay_linear, kw<K::decay_linear>, need<kw<K::decay_to>>, need<whole_number>,
               need<sor<kw<K::decay_in>, kw<K::in>>>, need<duration_value>>,
          node<N::decay_step, kw<K::decay_step>, need<percent_literal>, need<kw<K::every>>, need<duration_value>>,
          node<N::decay_half_life, kw<K::decay>, need<kw<K::half_life>>, need<duration_value>>> {};
struct score : node<N::score, kw<K::score>, need<decl_name>, opt<label>,
                    opt<node<N::score_cap, kw<K::score_cap>, need<whole_number>>>,
                    need<block<called<Label::clause, sor<score_line, decay>>>>> {};

// `A otherwise none`: either A takes the rest or nobody does.
struct none_is_a_name : ahead<kw<K::otherwise_none>, opt<label>, sor<kw<K::when>, kw<K::otherwise>>> {};
struct none_behind : seq<not_ahead<none_is_a_name>, kw<K::otherwise_none>> {};
struct tier_arm
    : node<N::arm, decl_name, opt<label>, need<sor<when_clause, seq<otherwise, need<not_ahead<none_behind>>>>>> {};
struct fall : node<N::fall,
                   sor<seq<kw<K::fall>, need<kw<K::one_level>>, need<kw<K::per>>, need<duration_value>>,
                       seq<kw<K::per>, duration_value, need<kw<K::fall>>, need<kw<K::one_level>>>>,
                   opt<kw<K::unless>, need<condition>>> {};
struct fall_ahead : ahead<sor<seq<kw<K::fall>, kw<K::one_level>>,
                              seq<kw<K::per>, sor<tok<T::number>, tok<T::open_paren>, seq<path, kw<K::fall>>>>>> {};
struct tier : node<N::tier, kw<K::tier>, need<decl_name>, opt<label>,
                   need<block<called<Label::arm, sor<seq<fall_ahead, fall>, tier_arm>>>>> {};

// ---- Bands, grids, steps, sets -------------------------------------------------------------------------------------

struct band : called<Label::arm,
                     sor<node<N::missing_band, kw<K::missing>, need<decl_name>, opt<label>>,
                         node<N::band, decl_name, opt<label>,
                              opt<kw<K::below_edge>, need<sor<node<N::negative, tok<T::minus>, literal>, result>>>>>> {
};
struct bands
    : node<N::bands, kw<K::bands>, need<decl_name>, opt<label>, need<kw<K::of_value>>, need<value>, need<block<band>>> {
};

struct cell_key : called<Label::name, sor<node<N::any_cell, kw<K::any_cell>>, missing_word, node<N::name, name_as<>>>> {
};
// Behind a result no call follows, so `7 days` stands before a `(` too.
struct cell_result : sor<node<N::duration, tok<T::number>, unit_word>, result> {};
struct cell
    : called<Label::cell,
             sor<node<N::cell,
                      node<N::cell_keys, tok<T::open_paren>, comma_list<need<cell_key>>, need<tok<T::close_paren>>>,
                      need<tok<T::arrow>>, need<cell_result>>,
                 node<N::cell, otherwise, need<tok<T::arrow>>, need<cell_result>>>> {};
struct grid : node<N::grid, kw<K::grid>, need<decl_name>, opt<label>, need<kw<K::over>>, comma_list<need<path>>,
                   need<block<cell>>> {};

struct step_edge
    : called<Label::cell, sor<node<N::steps_below, kw<K::below>,
                                   need<sor<node<N::flag, sor<kw<K::take_missing>, kw<K::take_first>>>, cell_result>>>,
                              node<N::steps_above, kw<K::above>,
                                   need<sor<node<N::flag, sor<kw<K::take_missing>, kw<K::take_last>>>, cell_result>>>,
                              node<N::step_row, sor<node<N::negative, tok<T::minus>, literal>, result>,
                                   need<tok<T::arrow>>, need<cell_result>>>> {};
struct steps : node<N::steps, kw<K::steps>, need<decl_name>, opt<label>, need<parameters>, need<block<step_edge>>> {};

struct set : node<N::set, kw<K::set>, need<decl_name>, opt<label>, need<kw<K::of_value>>, need<path>,
                  need<block<node<N::member, decl_name, opt<label>, opt<tok<T::comma>>>>>> {};

// ---- Calendars, lists, modules -------------------------------------------------------------------------------------

struct month_day : node<N::month_day, tok<T::number>, glued, tok<T::minus>, glued, tok<T::number>> {};
struct feb29 : node<N::feb29, kw<K::feb29>, need<kw<K::feb29_as>>, need<sor<kw<K::feb28>, kw<K::mar01>>>> {};
struct calendar_day
    : called<Label::clause,
             sor<node<N::every_year, kw<K::every_year_on>, need<sor<month_day, path>>, opt<feb29>>,
                 node<N::every_month, kw<K::every_month_on>, need<whole_number>, opt<kw<K::day_of_month>>>,
                 node<N::lunar, kw<K::lunar>, need<month_day>>, node<N::on_date, date_literal>>> {};
struct calendar : node<N::calendar, kw<K::calendar>, need<decl_name>, opt<label>, need<block<calendar_day>>> {};

struct stream_column : node<N::column, decl_name, need<tok<T::colon>>, need<type>, opt<tok<T::comma>>> {};
struct module_parameter : node<N::parameter, decl_name, need<tok<T::colon>>,
                               need<sor<node<N::stream_type, kw<K::events>, optional_block<stream_column>>, type>>> {};
struct module_argument
    : node<N::argument, decl_name, need<tok<T::colon>>,
           need<sor<
               node<N::stream_argument, path,
                    block<node<N::column_argument, decl_name, need<tok<T::colon>>, need<path>, opt<tok<T::comma>>>>>,
               bound, path>>> {};
// Without parentheses: a file of the standard library that holds no module.
struct module_arguments : seq<tok<T::open_paren>, opt<not_ahead<tok<T::close_paren>>, comma_list<module_argument>>,
                              need<tok<T::close_paren>>> {};
struct use : node<N::use, kw<K::use>,
                  need<sor<text_literal, seq<path, opt<module_arguments>, opt<kw<K::use_as>, need<decl_name>>>>>> {};

struct declaration;
struct module : node<N::module, kw<K::module>, need<decl_name>, opt<label>, need<tok<T::open_paren>>,
                     opt<not_ahead<tok<T::close_paren>>, comma_list<module_parameter>>, need<tok<T::close_paren>>,
                     need<block<declaration>>> {};

}  // namespace sop::grammar
