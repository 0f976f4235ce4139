// Actions: verb, object, channel, parameters, times (language.md 2.5).
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

struct VerbRow {
  NodeKind node;
  Verb verb;
  const char* word;
};

constexpr VerbRow verbs[] = {
    {N::send, Verb::send, "send"},       {N::tag_action, Verb::tag, "tag"},   {N::untag_action, Verb::untag, "untag"},
    {N::task, Verb::task, "task"},       {N::notify, Verb::notify, "notify"}, {N::grant, Verb::grant, "grant"},
    {N::invite, Verb::invite, "invite"}, {N::enter, Verb::enter, "enter"},    {N::stop, Verb::stop, "stop"},
};

}  // namespace

std::optional<Action> Checker::action(Node node, const Scope& scope) {
  Action action;
  action.span = node.span();
  const Node phrase = node.child(std::size_t{0});
  for (Node via : node.children(N::via)) action.channel = text(via.child(N::name));
  if (!verb(phrase, action, scope)) return std::nullopt;
  for (Node clause : node.children()) action_clause(clause, action, scope);
  for (Action& one : action.next_of) {
    if (!action.channel.empty()) one.channel = action.channel;
    one.at_us = action.at_us;
    one.due = action.due;
    one.expires = action.expires;
    one.expires_today = action.expires_today;
  }
  if (action.verb == Verb::send && action.next_of.empty()) finish_send(action, phrase.span(), scope);
  if (action.verb == Verb::task)
    if (auto found = template_messages_.find(action.object); found != template_messages_.end())
      action.message = found->second;
  check_hours(action, action.at_us);
  // What goes out over a channel that somebody works is that person's.
  if (const auto by = channel_roles_.find(action.channel); by != channel_roles_.end() && !action.staff.exists())
    action.staff = role_reference(by->second, scope);
  return action;
}

bool Checker::verb(Node phrase, Action& action, const Scope& scope) {
  if (phrase.is(N::call)) return declared_action(phrase, action, scope);
  for (const VerbRow& row : verbs)
    if (phrase.is(row.node)) {
      action.verb = row.verb;
      action.verb_word = row.word;
    }
  const Node object = phrase.child(N::path);
  if (object) action.object = object_name(object);
  switch (phrase.kind()) {
    case N::send: expect_declared(Space::templates, action.object, object.span(), true); return true;
    case N::tag_action:
    case N::untag_action: tag_written(object, action); return true;
    case N::task:
      expect_declared(Space::templates, action.object, object.span(), true);
      action.staff = role_reference(phrase.child(N::to_role).last_child(), scope);
      return true;
    case N::notify: {
      const Node who = phrase.child(std::size_t{0});
      action.staff = role_reference(who, scope);
      action.object = who.is(N::call) ? text(who.child(N::name)) : object_name(who);
      action.message = message("notify " + action.object, phrase.children(N::text), scope, asked_here());
      return true;
    }
    case N::grant: expect_declared(Space::coupons, action.object, object.span(), false); return true;
    case N::invite: expect_declared(Space::groups, action.object, object.span(), false); return true;
    case N::enter:
      if (symbols_.find(Space::journeys, action.object) == nullptr)
        unknown(Space::journeys, action.object, object.span());
      return true;
    case N::stop: return true;
    case N::pause:
      report(Code::S2032, phrase.span(),
             {one_line(phrase.span()), "only alerts pause; `sopc release` lets it go on", "只有预警才能暂停"});
      return false;
    default: return send_next(phrase, action, scope);
  }
}

// What is true of everybody who gets here: what the rule or the way through the journey has asked. None: nothing.
InstId Checker::asked_here() {
  std::vector<InstId> holds;
  for (const Open& open : guards_)
    if (open.kind == Open::holds) holds.push_back(open.inst);
  if (asked_of_event_.exists()) holds.push_back(asked_of_event_);
  if (open_journey_ != nullptr)
    for (const auto& [condition, held] : open_journey_->known)
      holds.push_back(held ? condition : build_.negation(condition, {}));
  return holds.empty() ? InstId{} : build_.all_of(holds);
}

// `send next of (a, b, c) used_up stop|restart`: one send each to choose from.
bool Checker::send_next(Node phrase, Action& action, const Scope& scope) {
  action.verb = Verb::send;
  action.verb_word = "send";
  action.object = "next";
  for (Node name : phrase.children(N::name)) {
    Action one;
    one.span = name.span();
    one.verb_word = "send";
    one.object = text(name);
    expect_declared(Space::templates, one.object, name.span(), true);
    finish_send(one, name.span(), scope);
    if (std::ranges::find(action.next_of, one.object, &Action::object) != action.next_of.end())
      report(Code::S2018, name.span(), {one.object});  // she has it once: the second turn would never come
    action.next_of.push_back(std::move(one));
  }
  if (const Node used = phrase.child(N::used_up)) action.restart = used.has_keyword(Kw::restart);
  return true;
}

// What follows from the template: its channel, its text, who works the channel.
void Checker::finish_send(Action& action, Span span, const Scope& scope) {
  if (const auto found = template_messages_.find(action.object); found != template_messages_.end())
    action.message = found->second;
  if (action.channel.empty())
    if (const auto found = template_channels_.find(action.object); found != template_channels_.end())
      action.channel = found->second;
  if (staff_templates_.contains(action.object)) report(Code::S2074, span, {action.object});
  sends_.push_back({action.object, action.channel, span});
  if (const auto by = channel_roles_.find(action.channel); by != channel_roles_.end() && !action.staff.exists())
    action.staff = role_reference(by->second, scope);
}

// `ai_call("…")`: an action of the program's own.
bool Checker::declared_action(Node call, Action& action, const Scope& scope) {
  const std::vector<Node> children = call.children();
  const std::string name = text(children[0]);
  const Symbol* symbol = symbols_.find(Space::actions, name);
  if (symbol == nullptr) {
    if (symbols_.empty(Space::actions) && !declares_inputs_)
      return action.verb = Verb::declared, action.verb_word = name, true;
    unknown(Space::actions, name, children[0].span());
    return false;
  }
  if (symbol->broken) return false;
  action.verb = Verb::declared;
  action.verb_word = name;
  if (const Node channel = symbol->declaration.child(N::on_channel)) action.channel = text(channel.child(N::name));
  const Node parameter_list = symbol->declaration.child(N::parameters);
  const std::vector<Node> parameters = parameter_list ? parameter_list.children(N::parameter) : std::vector<Node>{};
  if (parameters.size() != children.size() - 1) {
    report(Code::S2044, call.span(), {name, std::to_string(parameters.size()), std::to_string(children.size() - 1)});
    return false;
  }
  Column unused;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    Value value = expression(children[i + 1], scope);
    if (value.wrong()) continue;
    const Type wanted = declared_type(parameters[i].child(N::type), unused);
    const Type found = value.type;
    if (!value.type.is(wanted.kind)) value = convert(value, wanted.kind);
    if (value.wrong())
      report(Code::S2012, children[i + 1].span(),
             {described(wanted, false), described(found, false), described(wanted, true), described(found, true)});
    else
      action.params.push_back(
          {parsed_.name_of(parameters[i]), value.inst, message_of(name, parameters[i], children[i + 1], scope)});
  }
  return true;
}

// A text with slots that a declared action is given; -1: it has none.
std::int64_t Checker::message_of(const std::string& action, Node parameter, Node argument, const Scope& scope) {
  if (scope.in_test || !argument.is(N::text) || !source(argument.span()).text(argument.span()).contains('{')) return -1;
  return message(action + " " + parsed_.name_of(parameter), {argument}, scope, asked_here());
}

void Checker::action_clause(Node clause, Action& action, const Scope& scope) {
  switch (clause.kind()) {
    case N::at_time: {
      const Value time = literal(clause.last_child());
      if (!time.wrong()) action.at_us = program_.constants[static_cast<std::size_t>(program_.at(time.inst).a)].whole;
      program_.reads_time = true;
      return;
    }
    case N::via: {
      const Node name = clause.child(N::name);
      action.channel = text(name);
      expect_declared(Space::channels, action.channel, name.span(), false);
      return;
    }
    case N::to_group: {
      const Node name = clause.child(N::name);
      expect_declared(Space::groups, text(name), name.span(), false);
      action.params.push_back({"group", build_.constant({{TypeKind::text, false, {}}, 0, 0, text(name)})});
      return;
    }
    case N::due: action.due = expression(clause.last_child(), scope).inst; return;
    case N::expires:
      action.expires_today = clause.has_keyword(Kw::today);
      if (!action.expires_today) action.expires = expression(clause.last_child(), scope).inst;
      return;
    default: return;
  }
}

std::string Checker::object_name(Node object) const {
  const std::vector<Name> names = names_of(object);
  return names.back().text;
}

// A program that declares none of a kind takes those names as they come; templates and tags are strict from the first
// on.
void Checker::expect_declared(Space space, const std::string& name, Span span, bool strict) {
  if (symbols_.find(space, name) != nullptr) return;
  if (strict) {
    if (!symbols_.empty(space) || space == Space::lists) unknown(space, name, span);
    return;
  }
  if (!declares_inputs_) return;
  auto& found =
      report(Code::S2043, span, {std::string(space_word(space, false)), name, std::string(space_word(space, true))});
  if (suggests()) suggest(found, name, symbols_.names(space), span);
}

// `tag x`: x is set by actions, so it may be neither derived nor manual.
void Checker::tag_written(Node object, Action& action) {
  const std::vector<Name> names = names_of(object);
  const auto owners = symbols_.find_all(Space::tags, names.back().text);
  if (owners.empty()) {
    if (!symbols_.empty(Space::tags)) unknown(Space::tags, names.back().text, object.span());
    return;
  }
  const Symbol* owner = nullptr;
  for (const Symbol& symbol : owners)
    if (names.size() == 1 || parsed_.name_of(symbol.declaration) == names[0].text) owner = &symbol;
  if (owner == nullptr || owner->broken) return;
  const Node writer = owner->arm.empty() ? owner->declaration : owner->arm;
  const bool derived = writer.child(N::when_clause) || writer.child(N::otherwise);
  bool manual = false;
  for (Node flag : writer.children(N::flag)) manual = manual || flag.keyword() == Kw::manual;
  bool personal = false;
  for (Node flag : owner->declaration.children(N::flag)) personal = personal || flag.keyword() == Kw::personal;
  if (personal)
    report(Code::S2072, object.span(), {names.back().text}).relate(owner->span, Phrase::declared_here);
  else if (derived || manual)
    report(Code::S2034, std::max(object.span(), owner->span), {names.back().text})
        .relate(std::min(object.span(), owner->span), Phrase::first_writer);
  if (!owner->arm.empty()) action.group = parsed_.name_of(owner->declaration);
}

}  // namespace sop
