// Journeys (language.md 2.6): entry clauses and steps. Steps recover one by one.
#pragma once

#include "grammar/rules/touch.h"

namespace sop::grammar {

struct step;
struct step_block : node<N::steps_block, block<step>> {};

// ---- Entry clauses -------------------------------------------------------------------------------------------------

struct enter_clause : node<N::enter_clause, kw<K::enter>,
                           sor<node<N::by_rule, kw<K::by_rule>>, seq<when_clause, star<sor<existing, on_redefine>>>,
                               seq<trigger_ahead, triggers, opt<if_clause, not_ahead<tok<T::open_brace>>>>>> {};
struct entry_clause
    : sor<seq<ahead<kw<K::enter>, sor<kw<K::by_rule>, kw<K::when>, trigger_ahead>>, enter_clause>,
          node<N::key, kw<K::key>, need<path>>,
          node<N::reenter, kw<K::reenter>,
               need<sor<kw<K::never>, seq<kw<K::after_exit>, opt<kw<K::cooldown>, need<duration_value>>>,
                        seq<kw<K::max_times>, need<whole_number>, need<kw<K::per>>, need<period>>>>>,
          node<N::while_live, kw<K::while_live>, need<sor<kw<K::ignore>, kw<K::restart>, kw<K::queue>>>>,
          node<N::goal, kw<K::goal>, opt<decl_name, tok<T::colon>>, with_windows<false, need<condition>>,
               opt<sor<kw<K::goal_within>>, need<duration_value>>>,
          node<N::exit_when, kw<K::exit_when>, need<condition>>, backfill> {};

// ---- Steps ---------------------------------------------------------------------------------------------------------

struct past : node<N::past, kw<K::past>, need<sor<kw<K::skip>, kw<K::run>, kw<K::exit_action>>>> {};
struct missing_choice
    : node<N::missing_choice, sor<kw<K::missing_clause>>, need<sor<kw<K::skip>, kw<K::exit_action>>>> {};

struct awaited : node<N::awaited, opt<decl_name, tok<T::colon>>, need<path>, opt<free_where_clause>> {};
struct wait_arm
    : called<Label::arm,
             sor<node<N::timeout_arm, kw<K::on_event>, kw<K::timeout>, need<sor<kw<K::continue_>, step_block>>>,
                 node<N::wait_arm, kw<K::on_event>, need<path>, need<sor<kw<K::continue_>, step_block>>>>> {};
struct wait_for : node<N::wait_for, kw<K::wait>, opt<kw<K::wait_for>>, awaited, star<tok<T::comma>, awaited>,
                       star<sor<node<N::up_to, kw<K::up_to>, need<duration_value>>,
                                node<N::grace, kw<K::grace>, need<duration_value>>, node<N::flag, kw<K::reuse>>>>,
                       optional_block<wait_arm>> {};
struct wait_until : node<N::wait_until, kw<K::wait_until>, need<sor<time_literal, value>>, opt<at_time>,
                         star<sor<past, missing_choice>>> {};
struct wait_span : node<N::wait_span, kw<K::wait>, sor<duration_literal, paren>> {};

struct else_branch : node<N::else_branch, kw<K::else_>, need<sor<step_block, nested<struct if_step>>>> {};
struct if_step : node<N::if_step, kw<K::if_>, need<condition>, need<step_block>, opt<else_branch>> {};
struct branch_arm
    : called<Label::arm,
             sor<node<N::branch_arm, otherwise, need<step_block>>, node<N::branch_arm, when_clause, need<step_block>>,
                 node<N::branch_arm, decl_name, need<step_block>>>> {};
struct branch : node<N::branch, kw<K::branch>, opt<path>, need<block<branch_arm>>> {};
struct split_arm : called<Label::arm, node<N::split_arm, percent_literal, need<decl_name>, opt<step_block>>> {};
struct split
    : node<N::split, kw<K::split>, need<text_literal>, opt<kw<K::by_facet>, need<path>>, need<block<split_arm>>> {};
struct repeat : node<N::repeat, kw<K::repeat>, need<kw<K::up_to>>, need<whole_number>, need<kw<K::every>>,
                     need<duration_value>, opt<kw<K::while_>, need<condition>>, need<step_block>> {};
struct on_day
    : node<N::on_day, kw<K::on_day>, need<whole_number>, opt<kw<K::day_name>>, opt<at_time>, opt<past>, need<action>> {
};

struct step_label : node<N::step_label, decl_name, tok<T::colon>> {};
struct step_label_ahead : ahead<name_as<>, tok<T::colon>> {};
struct step : called<Label::step, sor<seq<step_label_ahead, step_label>, wait_until, wait_span, wait_for, if_step,
                                      branch, split, repeat, on_day, action>> {};

struct journey : node<N::journey, kw<K::journey>, need<decl_name>, opt<label>,
                      need<block<called<Label::step, sor<entry_clause, step>>>>> {};

}  // namespace sop::grammar
