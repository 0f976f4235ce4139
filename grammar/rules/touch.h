// Touching people (language.md 2.5): channels, coupons, groups, templates, policies, actions, triggers, rules.
#pragma once

#include "grammar/rules/facts.h"

namespace sop::grammar {

// A period: `day`, `7 days`, `24 hours`.
struct period
    : called<Label::duration, sor<duration_literal, node<N::unit, sor<unit_word, kw<K::month_grain>>>, path>> {};
struct hours : seq<need<time_literal>, need<sor<kw<K::hours_to>>>, need<time_literal>> {};

// ---- Channels, coupons, groups -------------------------------------------------------------------------------------

struct person_call : called<Label::role, sor<call, path>> {};
struct outcome_word : sor<kw<K::park>, kw<K::retry>> {};
struct channel_item
    : called<Label::clause, sor<node<N::by_role, kw<K::by_role>, need<person_call>>,
                                node<N::quota, kw<K::quota>, need<whole_number>, need<kw<K::per>>, need<period>,
                                     opt<kw<K::per>, need<sor<kw<K::customer_noun>, kw<K::staff_noun>>>>>,
                                node<N::rate, kw<K::rate>, need<whole_number>, need<kw<K::per>>, need<period>>,
                                node<N::valid_hours, kw<K::valid_hours>, hours>,
                                node<N::on_unknown, kw<K::on_unknown>, need<outcome_word>>>> {};
struct channel
    : node<N::channel, kw<K::channel>, need<decl_name>, opt<label>,
           need<node<N::flag, sor<kw<K::staff_task>, kw<K::direct>, kw<K::broadcast>>>>, optional_block<channel_item>> {
};
struct coupon_item : called<Label::clause, sor<node<N::worth, kw<K::worth>, need<literal>>,
                                               node<N::valid_for, kw<K::valid_for>, need<duration_value>>>> {};
struct coupon : node<N::coupon, kw<K::coupon>, need<decl_name>, opt<label>, need<block<coupon_item>>> {};
struct group : node<N::group, kw<K::group>, need<decl_name>, opt<label>,
                    optional_block<called<Label::clause, node<N::capacity, kw<K::capacity>, need<whole_number>>>>> {};

// ---- Templates -----------------------------------------------------------------------------------------------------

struct on_channel : node<N::on_channel, kw<K::on_channel>, need<decl_name>> {};
struct message_class : node<N::message_class, kw<K::class_>, need<sor<kw<K::marketing>, kw<K::service>>>> {};
struct texts : plus<text_literal> {};
struct template_item
    : called<
          Label::clause,
          sor<message_class, node<N::purpose, kw<K::purpose>, need<texts>>, node<N::thinks, kw<K::thinks>, need<texts>>,
              node<N::expect_answer, kw<K::expect>, need<path>, star<sor<where_clause, window>>>,
              node<N::valid_hours, kw<K::valid_hours>, hours>, node<N::only_if, kw<K::only_if>, need<condition>>,
              node<N::text_lines, kw<K::text_clause>, need<texts>>>> {};
struct template_decl : node<N::template_decl, kw<K::template_>, need<decl_name>, opt<label>,
                            opt<sor<on_channel, node<N::flag, kw<K::for_staff>>>>, need<block<template_item>>> {};

// ---- Policies ------------------------------------------------------------------------------------------------------

struct defer : node<N::defer, kw<K::defer>, opt<kw<K::up_to>, need<duration_value>>> {};
struct on_cap : node<N::on_cap, kw<K::on_cap>, need<sor<node<N::flag, sor<kw<K::skip>, kw<K::exit_action>>>, defer>>> {
};
struct policy_cap : node<N::policy_cap, kw<K::cap>, need<whole_number>, need<kw<K::cap_send>>, need<kw<K::per>>,
                         need<period>, star<sor<on_channel, message_class, free_where_clause, on_cap>>> {};
struct policy_item
    : called<Label::clause,
             sor<policy_cap,
                 node<N::quiet, kw<K::quiet>, hours,
                      star<sor<defer, node<N::flag, kw<K::skip>>, message_class, on_channel>>>,
                 node<N::suppress, kw<K::suppress>, need<condition>, star<sor<on_channel, message_class>>>,
                 node<N::forbid, kw<K::forbid>, need<kw<K::send>>, need<decl_name>,
                      star<sor<when_clause, node<N::unless, kw<K::unless>, need<condition>>,
                               node<N::because, kw<K::because>, need<texts>>>>>,
                 node<N::priority, kw<K::priority>, need<decl_name>, star<tok<T::greater>, need<decl_name>>>,
                 node<N::holdout, kw<K::holdout>, need<percent_literal>>>> {};
struct policy : node<N::policy, kw<K::policy>, need<decl_name>, opt<label>, need<block<policy_item>>> {};

// `on` after an undecided action begins the next rule.
struct on_trigger
    : seq<kw<K::on_channel>,
          sor<tok<T::number>, seq<name_as<>, sor<tok<T::dot>, tok<T::comma>, kw<K::crosses>, kw<K::at>, kw<K::where>,
                                                 kw<K::then>, kw<K::days_before>, kw<K::days_after>>>>> {};
struct action_decl : node<N::action_decl, kw<K::action>, need<decl_name>, opt<label>, opt<parameters>,
                          opt<sor<seq<not_ahead<on_trigger>, on_channel>, node<N::flag, kw<K::silent>>>>> {};

// ---- Actions -------------------------------------------------------------------------------------------------------

struct at_time : node<N::at_time, kw<K::at>, need<time_literal>> {};
struct test_clock_ahead : seq<kw<K::at>, sor<tok<T::date>, tok<T::instant>>> {};  // the next line of a test
struct action_clause : sor<seq<not_ahead<test_clock_ahead>, at_time>, node<N::via, kw<K::via>, need<decl_name>>,
                           node<N::to_group, kw<K::to_recipient>, need<kw<K::in_group>>, need<decl_name>>,
                           node<N::due, kw<K::due>, need<duration_value>>,
                           node<N::expires, kw<K::expires>, need<sor<kw<K::today>, duration_value>>>> {};
struct to_role : node<N::to_role, kw<K::to_recipient>, need<person_call>> {};
struct object : node<N::path, node<N::name, name_as<>>, star<tok<T::dot>, need<path_member>>> {};
struct used_up : node<N::used_up, kw<K::used_up>, need<sor<kw<K::stop>, kw<K::restart>>>> {};
struct verb_phrase
    : sor<node<N::send_next, kw<K::send>, kw<K::next_of>, need<tok<T::open_paren>>, comma_list<need<decl_name>>,
               need<tok<T::close_paren>>, opt<used_up>>,
          node<N::send, kw<K::send>, need<object>>, node<N::tag_action, sor<kw<K::tag_verb>, kw<K::tag>>, need<object>>,
          node<N::untag_action, kw<K::untag>, need<object>>, node<N::task, kw<K::task>, need<object>, need<to_role>>,
          node<N::notify, kw<K::notify>, need<person_call>, need<texts>>, node<N::grant, kw<K::grant>, need<object>>,
          node<N::invite, kw<K::invite>, need<object>>, node<N::enter, kw<K::enter>, need<object>>,
          node<N::pause, kw<K::pause>, need<sor<kw<K::template_>, kw<K::journey>>>, need<decl_name>>,
          node<N::stop, kw<K::stop>>, call> {};
struct action : called<Label::action, node<N::action, verb_phrase, star<action_clause>>> {};
struct actions : sor<node<N::actions, block<action, BlockIs::seen_by_its_lines>>, action> {};

// ---- Triggers ------------------------------------------------------------------------------------------------------

struct calendar_at : seq<need<kw<K::at>>, need<time_literal>> {};
struct day_shift : seq<tok<T::number>, sor<kw<K::days_unit>, kw<K::day_name>>> {};
struct before_or_after : sor<kw<K::days_before>, kw<K::days_after>> {};
struct every_what : sor<kw<K::day_name>, day_of_week, kw<K::week_unit>, seq<tok<T::number>, unit_word>> {};
struct trigger
    : called<Label::trigger,
             sor<node<N::shifted_calendar_trigger, kw<K::on_calendar>, ahead<tok<T::number>>,
                      node<N::day_shift, day_shift, need<before_or_after>>, need<path>, calendar_at>,
                 node<N::shifted_calendar_trigger, kw<K::on_calendar>, ahead<path, before_or_after, tok<T::number>>,
                      path, node<N::day_shift, before_or_after, day_shift>, calendar_at>,
                 node<N::calendar_trigger, kw<K::on_calendar>, ahead<path, kw<K::at>, tok<T::time>>, path, calendar_at>,
                 node<N::crossing_trigger, kw<K::on_event>, ahead<path, kw<K::crosses>>, path, kw<K::crosses>,
                      need<whole_number>, opt<node<N::rearm, kw<K::rearm>, need<whole_number>>>>,
                 node<N::event_trigger, kw<K::on_event>, need<path>, opt<free_where_clause>>,
                 node<N::every_trigger,
                      sor<seq<kw<K::every_month_on>, need<tok<T::number>>, opt<kw<K::day_of_month>>>,
                          seq<kw<K::every>, need<every_what>>>,
                      calendar_at, opt<kw<K::until>, need<date_literal>>>>> {};
struct triggers : node<N::triggers, trigger, star<tok<T::comma>, need<trigger>>> {};
struct trigger_ahead : ahead<sor<kw<K::on_event>, kw<K::on_calendar>, kw<K::every_month_on>, kw<K::every>>> {};

// ---- Rules ---------------------------------------------------------------------------------------------------------

struct existing : node<N::existing, kw<K::existing>, need<sor<kw<K::include>, kw<K::exclude>>>> {};
struct on_redefine : node<N::on_redefine, kw<K::on_redefine>, need<sor<kw<K::skip>, kw<K::fire>, kw<K::enter>>>> {};
struct backfill : node<N::backfill, kw<K::backfill>, need<kw<K::enter>>> {};
// In Chinese `每` is both `per` and `every`: `每周一 于 10:00` after `一次` is the trigger of the next rule.
struct next_every : sor<seq<kw<K::every_month_on>, tok<T::number>>, seq<kw<K::every>, every_what, kw<K::at>>> {};
struct once_clause : node<N::once, kw<K::once>, opt<not_ahead<next_every>, kw<K::per>, need<period>>> {};
struct rule_clause : sor<once_clause, existing, on_redefine, backfill> {};
struct if_clause : node<N::if_clause, kw<K::if_>, need<condition>> {};
struct rule_body
    : seq<opt<trigger_ahead, triggers>, opt<if_clause>, need<kw<K::then>>, need<actions>, star<rule_clause>> {};
struct rule_ahead : ahead<sor<kw<K::if_>, kw<K::on_event>, kw<K::on_calendar>, kw<K::every_month_on>, kw<K::every>>> {};
struct anonymous_rule : node<N::rule, rule_ahead, rule_body> {};
struct rule_part : called<Label::clause,
                          sor<seq<trigger_ahead, triggers>, if_clause, seq<kw<K::then>, need<actions>>, rule_clause>> {
};
struct named_rule : node<N::rule, kw<K::rule>, need<decl_name>, opt<label>, need<block<rule_part>>> {};

}  // namespace sop::grammar
