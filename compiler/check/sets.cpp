// Sets (language.md 2.10, semantics C9): which of a list of things a customer has, told by her events. The fact itself
// is the list of those she has; `.next`, `.missing`, `.count` and `.complete` ask about it.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;
using enum TypeKind;

}  // namespace

Value Checker::set(const Symbol& symbol) {
  Enumeration e;
  e.name = symbol.name;
  const std::vector<Node> members = symbol.declaration.children(N::member);
  bool good = true;
  for (Node member : members) {
    const std::string word = parsed_.name_of(member);
    if (std::ranges::find(e.members, word) != e.members.end()) {
      report(Code::S2018, member.span(), {word});
      good = false;
    }
    e.add(word, parsed_.label_of(member));
  }
  const std::vector<std::string> names = e.members;
  const EnumId members_id(program_.enumerations.size());
  program_.enumerations.push_back(std::move(e));

  const Node of = symbol.declaration.child(N::path);
  const std::vector<Name> path_names = names_of(of);
  const std::optional<InputId> stream = input_called(path_names[0].text);
  if (!stream || program_.inputs[stream->index()].kind != InputKind::stream) return not_a_stream(of, path_names);
  if (path_names.size() < 2) {
    report(Code::S2012, of.span(), {"a column such as `policies.kind`", "a stream", "一列,如 `保单.类别`", "事件流"});
    return wrong(symbol.span);
  }
  Scope frame, rows;
  rows.domain = Domain::rows_of(*stream);
  rows.rows = *stream;
  rows.view = view_called(path_names[0].text);
  rows.outside = &frame;
  const Value value = path(of, rows);
  if (value.wrong()) return value;
  if (!value.type.is(TypeKind::text) && !value.type.is(id) && !value.type.is(enumeration)) {
    report(Code::S2012, of.span(),
           {"a text or an enumeration", described(value.type, false), "文本或选项", described(value.type, true)});
    return wrong(symbol.span);
  }
  std::vector<InstId> held;
  for (Node member : members) {
    held.push_back(set_member_held(*stream, value, member));
    good = good && held.back().exists();
  }
  if (!good || held.empty()) return wrong(symbol.span);
  sets_[&symbol] = {members_id, held};
  return set_texts(held, names, symbol.span);
}

// any(stream where value = member)
InstId Checker::set_member_held(InputId stream, const Value& value, Node member) {
  const std::string word = parsed_.name_of(member);
  Constant wanted{value.type.with_nullable(false), 0, 0, word};
  if (value.type.is(enumeration)) {
    const Enumeration& e = program_.enumerations[value.type.enumeration.index()];
    const auto found = std::ranges::find(e.members, word);
    if (found == e.members.end()) return unknown_member(word, e, member.span()), InstId{};
    wanted = {value.type.with_nullable(false), found - e.members.begin(), 0, {}};
  }
  const Value right = constant(wanted, member.span());
  Aggregate form;
  form.op = AggregateOp::any;
  form.input = stream;
  form.where = call_op(Builtin::equal, {value, right}, member.span()).inst;
  return build_.aggregate(form, {boolean, false, {}}, member.span());
}

// The names whose condition holds, joined by `;`; missing where none does.
Value Checker::set_texts(const std::vector<InstId>& chosen, const std::vector<std::string>& names, Span span) {
  const Type type{TypeKind::text, false, {}};
  InstId list = build_.constant({type, 0, 0, ""});
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const InstId name = build_.constant({type, 0, 0, names[i]});
    list = build_.choose({chosen[i], build_.call(Op::append_item_text, {list, name}), list}, type, span);
  }
  std::vector<InstId> copy = chosen;
  return made(build_.choose({build_.any_of(copy, span), list, build_.missing(type)}, type.with_nullable(true), span),
              span);
}

Value Checker::set_count(const std::vector<InstId>& held, Span span) {
  InstId count = build_.whole(integer, 0);
  for (const InstId member : held) {
    const InstId one =
        build_.choose({member, build_.whole(integer, 1), build_.whole(integer, 0)}, {integer, false, {}});
    count = build_.call(Op::add_integer, {count, one}, span);
  }
  return made(count, span);
}

// The first member she lacks, in the order written.
Value Checker::set_next(const SetMembers& set, Span span) {
  const Type type{enumeration, false, set.members};
  std::vector<InstId> choice;
  for (std::size_t i = 0; i < set.held.size(); ++i) {
    const InstId member = build_.constant({type, static_cast<std::int64_t>(i), 0, {}});
    choice.insert(choice.end(), {build_.negation(set.held[i]), member});
  }
  choice.push_back(build_.missing(type));
  return made(build_.choose(choice, type.with_nullable(true), span), span);
}

// `cover.next`, `cover.missing`, `cover.count`, `cover.complete`.
Value Checker::set_part(const Symbol& symbol, const Name& part, Span span) {
  if (!fact_of(symbol)) return wrong(span);
  const SetMembers& set = sets_.at(&symbol);
  switch (part.role) {
    case Kw::set_count: return set_count(set.held, span);
    case Kw::set_complete: return made(build_.all_of(set.held, span), span);
    case Kw::set_next: return set_next(set, span);
    default: break;
  }
  std::vector<InstId> lacking;
  for (const InstId member : set.held) lacking.push_back(build_.negation(member));
  return set_texts(lacking, program_.enumerations[set.members.index()].members, span);
}

}  // namespace sop
