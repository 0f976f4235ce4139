// Tags and tag groups (language.md 2.4): a group of ordered arms is an enumeration, a derived tag a condition, a tag
// set by actions or by hand is looked up among the stored ones.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

// How a tag comes to be held.
enum class Source : std::uint8_t { derived, set, manual };

bool flagged(Node node, Kw kw) {
  for (Node flag : node.children(N::flag))
    if (flag.keyword() == kw) return true;
  return false;
}

Source source_of(Node node) {
  if (node.child(N::when_clause) || node.child(N::otherwise)) return Source::derived;
  if (flagged(node, Kw::manual)) return Source::manual;
  return Source::set;
}

}  // namespace

// Held by its own condition, as opposed to set by actions or by hand.
bool Checker::is_derived(const Symbol& symbol) const {
  const Node node = symbol.declaration;
  if (node.is(N::tag)) return source_of(node) == Source::derived || node.child(N::from_name);
  if (!node.is(N::taggroup) || node.child(N::from_name)) return true;
  const std::vector<Node> arms = node.children(N::arm);
  return !flagged(node, Kw::any_of) &&
         std::any_of(arms.begin(), arms.end(), [](Node arm) { return source_of(arm) == Source::derived; });
}

bool Checker::is_tag_noun(Node node, const Scope& scope) const {
  if (!node.is(N::path)) return false;
  const std::vector<Name> names = names_of(node);
  if (names.size() != 1 || names[0].role != Kw::tag_noun) return false;
  if (symbols_.find(Space::values, names[0].text) != nullptr) return false;
  // A declared column called `tag` is that column, unless it holds tags.
  for (InputId id : {scope.only, scope.rows, program_.population}) {
    if (!id.exists()) continue;
    const Input& input = program_.inputs[id.index()];
    const Column* column = input.inferred ? nullptr : input.find(names[0].text);
    if (column != nullptr && !column->tag_list) return false;
  }
  return true;
}

// A personal tag is somebody's own: what a program derives is nobody's (semantics C7).
void Checker::personal_is_read_only(Node node, bool derived) {
  for (Node flag : node.children(N::flag))
    if (derived && flag.keyword() == Kw::personal) {
      report(Code::S2072, flag.span(), {parsed_.name_of(node)});
      return;
    }
}

Value Checker::tag(Node node) {
  const Source source = source_of(node);
  const std::string name = parsed_.name_of(node);
  personal_is_read_only(node, source == Source::derived || node.child(N::from_name));
  if (source == Source::derived && flagged(node, Kw::manual)) report(Code::S2034, node.child(N::name).span(), {name});
  if (source != Source::derived) {
    refuse_clauses_of_conditions(node);
    if (const Node from = node.child(N::from_name)) {
      if (const Node ttl = node.child(N::ttl))
        report(Code::S2032, ttl.span(),
               {one_line(ttl.span()), "a tag from a list is held by whoever is on it: take her off the list",
                "来自名单的标签,只要客户在名单上就一直有:要取消请从名单中去掉"});
      return tag_of_list(from);
    }
    return made(build_.has_tag(name, std::nullopt, std::nullopt, node.span()), node.span());
  }
  const Node when = node.child(N::when_clause);
  const InstId holds = condition(when.last_child(), {});
  if (!holds.exists()) return wrong(node.span());
  const InstId kept = with_memory(node, name, holds);
  return kept.exists() ? made(kept, node.span()) : wrong(node.span());
}

// What is given by hand or by actions is taken away by these: only a condition is given once, or until another holds.
void Checker::refuse_clauses_of_conditions(Node node) {
  for (const Node flag : node.children(N::flag))
    if (flag.keyword() == Kw::once)
      report(Code::S2032, flag.span(),
             {text(flag), "only a condition gives a tag once (`when … once`); a rule that gives it says `once` itself",
              "只有条件才能让标签只打一次(`当 … 一次`);用规则打标签时,请在规则上写 `一次`"});
  if (const Node until = node.child(N::until_clause))
    report(Code::S2032, until.span(),
           {one_line(until.span()), "only a tag with a condition ends by one; let a rule untag this one",
            "只有带条件的标签才能按条件结束;请用规则去掉此标签"});
}

Value Checker::taggroup(const Symbol& symbol) {
  const Node node = symbol.declaration;
  const std::vector<Node> written = node.children(N::arm);
  personal_is_read_only(node, node.child(N::from_name) || std::ranges::any_of(written, [](Node arm) {
                                return source_of(arm) == Source::derived;
                              }));
  if (const Node from = node.child(N::from_name)) {
    const Value value = expression(from.last_child(), {});
    if (value.wrong()) return value;
    if (value.type.is(TypeKind::enumeration)) return value;
    report(Code::S2012, value.span,
           {"an enumeration", described(value.type, false), "选项型的值", described(value.type, true)});
    return wrong(node.span());
  }
  const std::vector<Node> arms = node.children(N::arm);
  check_arm_names(arms);
  if (flagged(node, Kw::any_of)) return any_of_group(symbol);
  const bool set_by_actions =
      std::none_of(arms.begin(), arms.end(), [](Node arm) { return source_of(arm) == Source::derived; });
  if (set_by_actions) {
    for (const Node arm : arms) {
      refuse_clauses_of_conditions(arm);
      if (const Node ttl = arm.child(N::ttl))
        report(Code::S2032, ttl.span(),
               {one_line(ttl.span()),
                "a tag that actions put in the place of its siblings stays until another one does; "
                "one with an end belongs into an `any_of` group, or stands alone",
                "由动作互相替换的标签一直保留到被替换;要自动到期,请放进 `多选` 组,或单独声明"});
    }
    return stored_group(symbol);
  }
  // `quiet 其他` for `quiet 其余`: two arms that nothing gives, beside those that a condition gives.
  for (Node arm : arms)
    if (source_of(arm) == Source::set && node.children(N::error).empty()) {
      const Span name = arm.child(N::name).span();
      report(Code::S2017, name,
             {text(arm.child(N::name)), "when", "当",
              "other tags of this group have a condition: give it one, or `otherwise`",
              "同组的其他标签都有条件:请写 `当 …`,或 `其余`", text(arm.child(N::name))});
      return wrong(node.span());
    }
  return arms_as_choice(node, symbol.name, false);
}

void Checker::check_arm_names(const std::vector<Node>& arms) {
  std::map<std::string, Span> seen;
  for (Node arm : arms) {
    const Node name = arm.child(N::name);
    const auto [at, added] = seen.try_emplace(text(name), name.span());
    if (!added) report(Code::S2002, name.span(), {text(name)}).relate(at->second, Phrase::first_declared_here);
  }
}

// Ordered arms: the first that matches wins. An enumeration of the arms' names; `ordered`: low to high, the first arm
// is the highest.
Value Checker::arms_as_choice(Node node, const std::string& name, bool ordered) {
  Enumeration e;
  e.name = name;
  e.ordered = ordered;
  std::vector<Node> arms = node.children(N::arm);
  if (ordered) std::reverse(arms.begin(), arms.end());
  for (Node arm : arms) e.add(text(arm.child(N::name)), parsed_.label_of(arm));
  if (ordered) std::reverse(arms.begin(), arms.end());
  const EnumId id(program_.enumerations.size());
  program_.enumerations.push_back(e);
  const Type type{TypeKind::enumeration, false, id};

  std::vector<InstId> choice;
  InstId otherwise;
  bool failed = false;
  Opened open(*this);
  for (std::size_t i = 0; i < arms.size(); ++i) {
    const auto index = static_cast<std::int64_t>(ordered ? arms.size() - 1 - i : i);
    const InstId member = constant({type, index, 0, {}}, arms[i].span()).inst;
    if (arms[i].child(N::otherwise)) otherwise = member;
    const Node when = arms[i].child(N::when_clause);
    if (!when) continue;
    InstId holds = condition(when.last_child(), {});
    if (holds.exists()) holds = with_memory(arms[i], name + "." + text(arms[i].child(N::name)), holds);
    failed = failed || !holds.exists();
    if (!holds.exists()) continue;
    choice.insert(choice.end(), {holds, member});
    open.add(Open::fails, made(holds, arms[i].span()));
  }
  if (failed) return wrong(node.span());
  const Type result = type.with_nullable(!otherwise.exists());
  choice.push_back(otherwise.exists() ? otherwise : build_.missing(type));
  if (choice.size() == 1) return made(choice[0], node.span());
  const InstId chosen = build_.choose(choice, result, node.span());
  end_with_the_arm(chosen, choice);
  return made(chosen, node.span());
}

// An arm with a `ttl` over the events of a stream knows its end: where it is the one that is given, the group's tag
// ends then.
void Checker::end_with_the_arm(InstId chosen, const std::vector<InstId>& choice) {
  const Type type{TypeKind::datetime, true, {}};
  std::vector<InstId> ends;
  bool any = false;
  for (std::size_t i = 0; i + 1 < choice.size(); i += 2) {
    const auto end = ends_.find(choice[i]);
    any = any || end != ends_.end();
    ends.insert(ends.end(), {choice[i], end != ends_.end() ? end->second : build_.missing(type)});
  }
  if (!any) return;
  ends.push_back(build_.missing(type));
  ends_[chosen] = build_.choose(ends, type, program_.inst_spans[chosen.index()]);
}

// Each arm of an `any_of` group is a tag of its own; the group reads as whether she holds any of them.
Value Checker::any_of_group(const Symbol& symbol) {
  for (Node flag : symbol.declaration.children(N::flag))
    if (flag.keyword() == Kw::exclusive)
      report(Code::S2032, flag.span(),
             {text(flag), "tags of an `any_of` group may be held together: `one_of … exclusive` holds one",
              "`多选` 组的标签可以同时拥有;要互斥请写 `单选 … 互斥`"});
  std::vector<InstId> any;
  bool failed = false;
  for (Node arm : symbol.declaration.children(N::arm)) {
    const Value held = arm_condition(symbol, arm);
    failed = failed || held.wrong();
    if (held.wrong()) continue;
    const FactId fact =
        add_fact({parsed_.name_of(arm), Space::tags, symbol.declaration, arm, arm.child(N::name).span(), false},
                 FactKind::tag, held);
    program_.facts[fact.index()].group = symbol.name;
    program_.facts[fact.index()].stored = source_of(arm) != Source::derived;
    any.push_back(build_.fact(fact, arm.span()));
  }
  if (failed || any.empty()) return failed ? wrong(symbol.span) : made(build_.truth(false), symbol.span);
  return made(build_.any_of(any, symbol.span), symbol.span);
}

Value Checker::arm_condition(const Symbol& group, Node arm) {
  const std::string name = parsed_.name_of(arm);
  const Node when = arm.child(N::when_clause);
  if (!when) refuse_clauses_of_conditions(arm);
  if (!when) return made(build_.has_tag(name, group.name, std::nullopt, arm.span()), arm.span());
  InstId holds = condition(when.last_child(), {});
  if (holds.exists()) holds = with_memory(arm, group.name + "." + name, holds);
  return holds.exists() ? made(holds, arm.span()) : wrong(arm.span());
}

// A group whose tags actions set: the value is whichever of them is stored.
Value Checker::stored_group(const Symbol& symbol) {
  Enumeration e;
  e.name = symbol.name;
  for (Node arm : symbol.declaration.children(N::arm)) e.add(parsed_.name_of(arm), parsed_.label_of(arm));
  const EnumId id(program_.enumerations.size());
  const std::vector<std::string> members = e.members;
  program_.enumerations.push_back(std::move(e));
  const Type type{TypeKind::enumeration, true, id};
  std::vector<InstId> choice;
  for (std::size_t i = 0; i < members.size(); ++i)
    choice.insert(choice.end(),
                  {build_.has_tag(members[i], symbol.name, std::nullopt, symbol.span),
                   constant({type.with_nullable(false), static_cast<std::int64_t>(i), 0, {}}, symbol.span).inst});
  choice.push_back(build_.missing(type));
  if (choice.size() == 1) return made(choice[0], symbol.span);
  return made(build_.choose(choice, type, symbol.span), symbol.span);
}

// The right side of `tag = x`: does she hold it?
Value Checker::tag_membership(Node name_path, const Scope& scope, Node of_person) {
  name_path = cell_of(name_path);
  if (!name_path.is(N::path)) {
    auto& found = report(Code::S2012, name_path.span(), {"a tag's name", "another value", "标签名", "其他值"});
    if (const std::string name = name_path.is(N::text) ? text(name_path) : "";
        symbols_.find(Space::tags, name) != nullptr)
      found.fix(Phrase::replace_with, {name}, {{name_path.span(), name}});
    return wrong(name_path.span());
  }
  const std::vector<Name> names = names_of(name_path);
  const Span span = name_path.span();
  const std::string& word = names.back().text;
  if (stands_outside(word, span)) return wrong(span);
  const auto lifted = [&](InstId inst) { return made(build_.outer(scope.domain, inst), span); };
  std::vector<const Symbol*> owners;
  for (const Symbol& symbol : symbols_.find_all(Space::tags, word))
    if (names.size() == 1 || parsed_.name_of(symbol.declaration) == names[0].text) owners.push_back(&symbol);
  if (owners.size() > 1) {
    std::string groups;
    for (const Symbol* owner : owners) groups += (groups.empty() ? "" : ", ") + parsed_.name_of(owner->declaration);
    report(Code::S2033, span, {word, groups});
    return wrong(span);
  }
  if (of_person) return personal_tag(word, owners.empty() ? nullptr : owners[0], of_person, lifted, span);
  if (owners.empty()) {
    const std::size_t findings = diagnostics_.all().size();
    if (const Value value = tag_from_enumeration(word, names, span); !value.wrong()) return lifted(value.inst);
    // A group that is wrong itself may hold it.
    const bool perhaps = std::ranges::any_of(parsed_.declarations(), [&](Node group) {
      if (!group.is(N::taggroup) || (names.size() > 1 && parsed_.name_of(group) != names[0].text)) return false;
      const Symbol* symbol = symbols_.find(Space::values, parsed_.name_of(group));
      return !group.children(N::error).empty() || (symbol != nullptr && broken_facts_.contains(symbol));
    });
    if (diagnostics_.all().size() > findings || perhaps) return wrong(span);
    if (symbols_.empty(Space::tags)) return lifted(build_.has_tag(word, std::nullopt, std::nullopt, span));
    auto& found = unknown(Space::tags, word, names.back().span);
    for (const Enumeration& levels : program_.enumerations)
      if (names.size() == 1 && levels.ordered && std::ranges::find(levels.members, word) != levels.members.end()) {
        found.fixes.clear();
        found.help(Phrase::is_a_level, {word, levels.name});
      }
    return wrong(span);
  }
  return held(*owners[0], lifted, span);
}

// `tag = allergic of owner`: among the stored tags, the one this person gave.
Value Checker::personal_tag(const std::string& word, const Symbol* owner, Node of_person,
                            const std::function<Value(InstId)>& lifted, Span span) {
  const Node name = of_person.child(N::name);
  const Symbol* role = symbols_.find(Space::roles, text(name));
  if (role == nullptr) return unknown(Space::roles, text(name), name.span()), wrong(span);
  if (owner == nullptr && !symbols_.empty(Space::tags)) return unknown(Space::tags, word, span), wrong(span);
  if (owner != nullptr && owner->broken) return wrong(span);
  if (owner != nullptr && !flagged(owner->declaration, Kw::personal)) {
    report(Code::S2032, of_person.span(),
           {"of " + text(name), "only a personal tag is somebody's own", "只有个人标签才属于某位员工"})
        .relate(owner->span, Phrase::declared_here);
    return wrong(span);
  }
  const InstId person = person_of(*role, {}, name.span());
  if (!person.exists()) return wrong(span);
  std::optional<std::string> group;
  if (owner != nullptr && !owner->arm.empty()) group = parsed_.name_of(owner->declaration);
  return lifted(build_.has_tag(word, std::move(group), person, span));
}

// `tag fair_guest manual from fair_2026`: whoever is on the list holds it.
Value Checker::tag_of_list(Node from) {
  const Node path = from.child(N::path);
  const std::string list = object_name(path);
  const Symbol* symbol = symbols_.find(Space::lists, list);
  if (symbol == nullptr) return unknown(Space::lists, list, path.span()), wrong(path.span());
  if (symbol->broken) return wrong(path.span());
  const InstId listed = in_list(*symbol, path.span());
  if (!listed.exists()) return wrong(path.span());
  return made(listed, path.span());
}

Value Checker::held(const Symbol& tag, const std::function<Value(InstId)>& lifted, Span span) {
  if (tag.broken) return wrong(span);
  if (tag.arm.empty()) {
    const std::optional<FactId> fact = fact_of(tag);
    return fact ? lifted(build_.fact(*fact, span)) : wrong(span);
  }
  const Symbol& group = owner_of(tag);
  if (flagged(group.declaration, Kw::any_of)) {
    // Within its own group an arm is what its sibling says; elsewhere it is a fact, so that a lock is seen (C7).
    const bool inside = std::ranges::find(open_facts_, &group) != open_facts_.end();
    if (!inside && fact_of(group))
      for (std::size_t f = 0; f < program_.facts.size(); ++f)
        if (program_.facts[f].group == group.name && program_.facts[f].name == tag.name)
          return lifted(build_.fact(FactId(f), span));
    const Value value = arm_condition(group, tag.arm);
    return value.wrong() ? value : lifted(value.inst);
  }
  const std::optional<FactId> fact = fact_of(group);
  if (!fact) return wrong(span);
  const Type type = program_.facts[fact->index()].type;
  const std::vector<std::string>& members = program_.enumerations[type.enumeration.index()].members;
  const auto index = std::find(members.begin(), members.end(), tag.name) - members.begin();
  const InstId member = constant({type.with_nullable(false), index, 0, {}}, span).inst;
  return lifted(build_.call(Op::equal_enumeration, {build_.fact(*fact, span), member}, span));
}

// `taggroup skin_tag one_of from skin_type`: one tag per value of that enumeration.
Value Checker::tag_from_enumeration(const std::string& word, const std::vector<Name>& names, Span span) {
  Value value = wrong(span);
  std::string groups;
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::taggroup) || !node.child(N::from_name)) continue;
    const std::string group = parsed_.name_of(node);
    if (names.size() > 1 && names[0].text != group) continue;
    const Symbol* symbol = symbols_.find(Space::values, group);
    const bool asking = names.size() == 1 && std::ranges::find(open_facts_, symbol) != open_facts_.end();
    const std::optional<FactId> fact = symbol == nullptr || asking ? std::nullopt : fact_of(*symbol);
    if (!fact) continue;
    const Type type = program_.facts[fact->index()].type;
    const std::vector<std::string>& members = program_.enumerations[type.enumeration.index()].members;
    const auto found = std::find(members.begin(), members.end(), word);
    if (found == members.end()) continue;
    groups += (groups.empty() ? "" : ", ") + group;
    if (!value.wrong()) {
      report(Code::S2033, span, {word, groups});
      return wrong(span);
    }
    const InstId member = constant({type.with_nullable(false), found - members.begin(), 0, {}}, span).inst;
    value = made(build_.call(Op::equal_enumeration, {build_.fact(*fact, span), member}, span), span);
  }
  return value;
}

}  // namespace sop
