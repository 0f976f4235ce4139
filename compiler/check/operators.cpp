// Operators: which overload a pair of types chooses, and the conversions it makes explicit. int becomes number by
// itself; a bare number becomes money where money is expected; a date and an instant meet as dates; nothing else
// converts.
#include <re2/re2.h>
#include <algorithm>

#include "compiler/check/checker.h"
#include "compiler/check/lengths.h"
#include "compiler/check/plain_counts.h"
#include "compiler/diagnostics/over_limit.h"

namespace sop {
namespace {

using N = NodeKind;
using enum TypeKind;

std::optional<Builtin> builtin_of(TokenKind sign) {
  switch (sign) {
    case TokenKind::plus: return Builtin::add;
    case TokenKind::minus: return Builtin::subtract;
    case TokenKind::star: return Builtin::multiply;
    case TokenKind::slash: return Builtin::divide;
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<Op> Checker::find_overload(Builtin builtin, std::span<const TypeKind> types) const {
  for (const OverloadRow& row : overload_rows())
    if (row.builtin == builtin && std::ranges::equal(row.parameter_types(), types)) return row.op;
  return std::nullopt;
}

Value Checker::convert(Value value, TypeKind target) {
  if (value.wrong() || value.type.is(target)) return value;
  if (target == number && value.type.is(integer)) {
    Value out = made(build_.call(Op::number_of_integer, {value.inst}, value.span), value.span);
    out.number = value.number;
    out.literal = value.literal;
    return out;
  }
  if (target == money && value.number) {
    const std::optional<std::int64_t> amount = money_of(*value.number, value.span);
    if (!amount) return wrong(value.span);
    return constant({{money, false, {}}, *amount, 0, {}}, value.span);
  }
  if (target == date && value.type.is(datetime))
    return made(build_.call(Op::date_of_datetime, {value.inst}, value.span), value.span);
  if (target == datetime && value.type.is(date))
    return made(build_.call(Op::datetime_of_date, {value.inst}, value.span), value.span);
  if (target == id && value.literal && (value.type.is(TypeKind::text) || value.number)) {
    std::string word(source(value.span).text(value.span));
    if (value.type.is(TypeKind::text))
      word = program_.constants[static_cast<std::size_t>(program_.at(value.inst).a)].text;
    return constant({{id, false, {}}, 0, 0, word}, value.span);
  }
  return wrong(value.span);
}

bool Checker::has_order(const Type& type) const {
  if (type.is(enumeration)) return program_.enumerations[type.enumeration.index()].ordered;
  return !type.is(boolean) && !type.is(id);
}

// Makes two values one type, if there is one for both.
bool Checker::unify(Value& left, Value& right) {
  auto try_convert = [this](Value& a, Value& b, TypeKind from, TypeKind to) {
    if (a.type.is(from) && b.type.is(to)) a = convert(a, to);
  };
  for (auto [a, b] : {std::pair(&left, &right), std::pair(&right, &left)}) {
    try_convert(*a, *b, integer, number);
    if (b->type.is(money) && a->number) *a = convert(*a, money);
    if (b->type.is(id) && a->literal) *a = convert(*a, id);
    try_convert(*a, *b, date, datetime);
  }
  if (left.wrong() || right.wrong()) return false;
  return left.type.kind == right.type.kind &&
         (!left.type.is(enumeration) || left.type.enumeration == right.type.enumeration);
}

Value Checker::call_op(Builtin builtin, std::vector<Value> args, Span span) {
  std::vector<TypeKind> types;
  for (const Value& arg : args) {
    if (arg.wrong()) return wrong(span);
    types.push_back(arg.type.kind);
  }
  std::optional<Op> op = find_overload(builtin, types);
  if (!op && std::find(types.begin(), types.end(), number) != types.end()) {
    for (std::size_t i = 0; i < args.size(); ++i)
      if (types[i] == integer) args[i] = convert(args[i], number), types[i] = number;
    op = find_overload(builtin, types);
  }
  if (!op) return wrong(span);
  InstId inst;
  if (args.size() == 1)
    inst = build_.call(*op, {args[0].inst}, span);
  else if (args.size() == 2)
    inst = build_.call(*op, {args[0].inst, args[1].inst}, span);
  else
    inst = build_.call(*op, {args[0].inst, args[1].inst, args[2].inst}, span);
  if (row_of(*op).may_fail) probe(inst, builtin, span);
  return made(inst, span);
}

// ---- Arithmetic ----------------------------------------------------------------------------------------------------

Value Checker::arithmetic_chain(Node node, const Scope& scope) {
  const std::vector<Node> children = node.children();
  Value left = expression(children[0], scope);
  for (std::size_t i = 1; i < children.size(); ++i) {
    const std::uint32_t sign = children[i].begin() - 1;
    // The operator stands between the children, before any parenthesis that belongs to the right one.
    std::uint32_t at = children[i - 1].end();
    while (at < sign && !builtin_of(node.tree().tokens.all[at].kind)) ++at;
    Opened open(*this, Open::known, left);
    const Value right = expression(children[i], scope);
    left = arithmetic(node.tree().tokens.all[at].kind, node.tree().tokens.span(at), left, right);
  }
  return left;
}

// `amount * 0.28`: a literal is an exact decimal when it meets money, rounded once.
std::optional<Value> Checker::money_arithmetic(Builtin builtin, const Value& left, const Value& right, Span span) {
  const bool scaled_left = left.type.is(money) && right.number && right.type.is(number);
  const bool scaled_right = right.type.is(money) && left.number && builtin == Builtin::multiply;
  if (!scaled_left && !scaled_right) return std::nullopt;
  const Value& amount = scaled_left ? left : right;
  const Decimal factor = scaled_left ? *right.number : *left.number;
  const Op op = builtin == Builtin::multiply ? Op::multiply_money_decimal : Op::divide_money_decimal;
  const InstId inst = build_.call(
      op, {amount.inst, build_.whole(integer, factor.mantissa), build_.whole(integer, factor.decimals)}, span);
  probe(inst, builtin, span);
  return made(inst, span);
}

Value Checker::arithmetic(TokenKind sign, Span sign_span, Value left, Value right) {
  const Span span = join(left.span, right.span);
  if (left.wrong() || right.wrong()) return wrong(span);
  const Builtin builtin = *builtin_of(sign);
  if (builtin == Builtin::multiply || builtin == Builtin::divide)
    if (auto scaled = money_arithmetic(builtin, left, right, span)) return *scaled;
  if (builtin == Builtin::add || builtin == Builtin::subtract) {
    if (left.type.is(money) && right.number) right = convert(right, money);
    if (right.type.is(money) && left.number) left = convert(left, money);
  }
  if (builtin == Builtin::multiply && right.type.is(money)) std::swap(left, right);
  if (left.wrong() || right.wrong()) return wrong(span);
  if (left.type.is(date) && right.type.is(duration))
    if (const auto length = known_length(build_, right.inst); length && length->length.unit == DurationUnit::micros)
      return report(Code::S2023, right.span), wrong(span);
  const Value out = call_op(builtin, {left, right}, span);
  if (!out.wrong()) return out;
  report_mismatch(left, right, std::string(source(sign_span).text(sign_span)), span);
  // Only a comparison takes an instant's local date by itself (language 2.1).
  for (const auto& [day, instant] : {std::pair(left, right), std::pair(right, left)})
    if (day.type.is(date) && instant.type.is(datetime)) {
      const std::string taken = "date(" + one_line(instant.span) + ")";
      diagnostics_.all().back().fix(Phrase::replace_with, {taken}, {{instant.span, taken}});
    }
  if (builtin == Builtin::subtract && left.type.is(datetime) && right.type.is(datetime))
    diagnostics_.all().back().help(Phrase::between_instants, {one_line(left.span), one_line(right.span)});
  return wrong(span);
}

Value Checker::negative(Node node, const Scope& scope) {
  const Node inner = node.last_child();
  Value value = expression(inner, scope);
  std::size_t count = 0;
  for (std::uint32_t i = node.begin(); i < inner.begin(); ++i)
    if (node.tree().tokens.all[i].kind == TokenKind::minus) ++count;
  if (value.wrong() || count % 2 == 0) return value;
  if (value.number) {  // a negative literal is a literal
    Decimal number = *value.number;
    number.mantissa = -number.mantissa;
    Constant c = program_.constants[static_cast<std::size_t>(program_.at(value.inst).a)];
    c.whole = -c.whole;
    c.real = -c.real;
    Value out = constant(c, node.span());
    out.number = number;
    return out;
  }
  const Value out = call_op(Builtin::negate, {value}, node.span());
  if (out.wrong())
    report(Code::S2012, value.span, {"a number", described(value.type, false), "数值", described(value.type, true)});
  return out;
}

// ---- Comparison ----------------------------------------------------------------------------------------------------

// The right side of a comparison: an enumeration's own members win over all other names.
Value Checker::comparand(Node node, const Value& left, const Scope& scope) {
  node = cell_of(node);
  const bool untold = left.wrong() && !left.type.is(enumeration);
  if (untold && node.is(N::path) && names_of(node).size() == 1) return wrong(node.span());  // perhaps a member
  if (const auto ours = name_of_ours(node, left)) return *ours;
  if (!left.type.is(enumeration) || !node.is(N::path)) {
    const std::size_t known = diagnostics_.all().size();
    const Value value = expression(node, scope);
    if (value.wrong() && !untold) offer_text(known, node, left.type);
    return value;
  }
  const Enumeration& e = program_.enumerations[left.type.enumeration.index()];
  const std::vector<Name> names = names_of(node);
  if (names.size() == 1) {
    const auto found = std::find(e.members.begin(), e.members.end(), names[0].text);
    if (found != e.members.end())
      return constant({left.type.with_nullable(false), found - e.members.begin(), 0, {}}, node.span());
    if (!names_a_value(names[0], scope)) {
      unknown_member(names[0].text, e, node.span());
      return wrong(node.span());
    }
  }
  return expression(node, scope);
}

// `likes = coffee`: a group of which a customer may hold several tags is asked like `tag`.
const Symbol* Checker::any_of_group_named(Node node) {
  if (!node.is(N::path) || instance_ != nullptr) return nullptr;
  const std::vector<Name> names = names_of(node);
  const Symbol* symbol = names.size() == 1 ? symbols_.find(Space::values, names[0].text) : nullptr;
  if (symbol == nullptr || symbol->broken || !symbol->declaration.is(N::taggroup)) return nullptr;
  for (Node flag : symbol->declaration.children(N::flag))
    if (flag.keyword() == Kw::any_of && !symbol->declaration.child(N::from_name)) return symbol;
  return nullptr;
}

Value Checker::group_member(const Symbol& group, Node member, const Scope& scope) {
  Enumeration arms;
  arms.name = group.name;
  for (Node arm : group.declaration.children(N::arm)) arms.members.push_back(parsed_.name_of(arm));
  if (!member.is(N::path)) {
    report(Code::S2012, member.span(), {"a tag's name", "another value", "标签名", "其他值"});
    return wrong(member.span());
  }
  const std::vector<Name> names = names_of(member);
  for (const Symbol& tag : symbols_.find_all(Space::tags, names.back().text))
    if (!tag.arm.empty() && parsed_.name_of(tag.declaration) == group.name)
      return held(
          tag, [&](InstId inst) { return made(build_.outer(scope.domain, inst), member.span()); }, member.span());
  unknown_member(names.back().text, arms, member.span());
  return wrong(member.span());
}

Value Checker::compare(Node node, const Scope& scope) {
  const std::vector<Node> children = node.children();
  const std::uint32_t sign = children[0].end();
  std::uint32_t at = sign;
  while (node.tree().tokens.all[at].kind < TokenKind::equal ||
         node.tree().tokens.all[at].kind > TokenKind::greater_equal)
    ++at;
  const TokenKind kind = node.tree().tokens.all[at].kind;
  if (is_tag_noun(children[0], scope)) {
    if (kind != TokenKind::equal && kind != TokenKind::not_equal) {
      report(Code::S2031, children[0].span(), {"tag", "a set of tags", "一组标签"});
      return wrong(node.span());
    }
    Value held = tag_membership(children[1], scope, node.child(N::of_person));
    if (held.wrong() || kind == TokenKind::equal) return held;
    return made(build_.negation(held.inst, node.span()), node.span());
  }
  if (const Symbol* group = any_of_group_named(children[0])) {
    if (kind == TokenKind::equal || kind == TokenKind::not_equal) {
      const Value held = group_member(*group, children[1], scope);
      if (held.wrong() || kind == TokenKind::equal) return held;
      return made(build_.negation(held.inst, node.span()), node.span());
    }
    report(Code::S2031, children[0].span(), {group->name, "a set of tags", "一组标签"});
    return wrong(node.span());
  }
  Value left = expression(children[0], scope);
  Opened open(*this, Open::known, left);
  const Value right = comparand(children[1], left, scope);
  return comparison(kind, node.tree().tokens.span(at), left, right, node.span());
}

namespace {

// `occupation = "student"` where `student` is one of its names: a name has no quotes.
std::string member_written_as_text(const Program& program, const Type& type, const Value& written) {
  if (!type.is(enumeration) || !written.literal || !written.type.is(TypeKind::text)) return {};
  const std::string& word = program.constants[static_cast<std::size_t>(program.at(written.inst).a)].text;
  const std::vector<std::string>& members = program.enumerations[type.enumeration.index()].members;
  return std::ranges::find(members, word) != members.end() ? word : std::string();
}

// `joined_at > "2026-02-01"`, `joined_at > 20260201`: the date that was meant. Empty when it cannot be one.
std::string date_written_otherwise(const Program& program, const Type& type, const Value& written) {
  if ((!type.is(date) && !type.is(datetime)) || !written.literal) return {};
  std::string shape;
  std::string day;
  if (written.type.is(TypeKind::text)) {
    day = program.constants[static_cast<std::size_t>(program.at(written.inst).a)].text;
  } else if (written.number && written.number->decimals == 0 && written.number->mantissa >= 19000101 &&
             written.number->mantissa <= 21001231) {
    day = std::to_string(written.number->mantissa);
    day = day.substr(0, 4) + "-" + day.substr(4, 2) + "-" + day.substr(6);
  }
  for (const char c : day) shape += c >= '0' && c <= '9' ? 'd' : c;
  return shape == "dddd-dd-dd" || shape == "dddd-dd-dd dd:dd" || shape == "dddd-dd-dd dd:dd:dd" ? day : std::string();
}

}  // namespace

Value Checker::comparison(TokenKind sign, Span sign_span, Value left, Value right, Span span) {
  if (left.wrong() || right.wrong()) return wrong(span);
  if (left.type.is(date) && right.type.is(datetime)) right = convert(right, date);
  if (left.type.is(datetime) && right.type.is(date)) left = convert(left, date);
  const Value left_written = left, right_written = right;
  if (!unify(left, right)) {
    report_mismatch(left_written, right_written, std::string(source(sign_span).text(sign_span)), span);
    if (const std::string name = member_written_as_text(program_, left_written.type, right); !name.empty())
      diagnostics_.all().back().fix(Phrase::replace_with, {name}, {{right.span, name}});
    for (const auto& [date_type, written] : {std::pair(left_written.type, right), std::pair(right_written.type, left)})
      if (const std::string day = date_written_otherwise(program_, date_type, written); !day.empty())
        diagnostics_.all().back().fix(Phrase::replace_with, {day}, {{written.span, day}});
    offer_plain_count(left, right);
    offer_plain_count(right, left);
    return wrong(span);
  }
  const bool equality = sign == TokenKind::equal || sign == TokenKind::not_equal;
  if (!equality && !has_order(left.type)) {
    report(Code::S2031, left.span,
           {std::string(source(left.span).text(left.span)), described(left.type, false), described(left.type, true)});
    return wrong(span);
  }
  if (!equality) left = placed(left), right = placed(right);
  Value out;
  switch (sign) {
    case TokenKind::equal: return call_op(Builtin::equal, {left, right}, span);
    case TokenKind::not_equal:
      out = call_op(Builtin::equal, {left, right}, span);
      return out.wrong() ? out : made(build_.negation(out.inst, span), span);
    case TokenKind::less: return call_op(Builtin::less, {left, right}, span);
    case TokenKind::less_equal: return call_op(Builtin::less_equal, {left, right}, span);
    case TokenKind::greater: return call_op(Builtin::less, {right, left}, span);
    case TokenKind::greater_equal: return call_op(Builtin::less_equal, {right, left}, span);
    default: return wrong(span);
  }
}

// `(today - birthday) > 30 days`
void Checker::offer_plain_count(const Value& counted, const Value& length) {
  if ((!counted.type.is(integer) && !counted.type.is(number)) || !length.type.is(duration)) return;
  const CountedUnit unit = counted_unit(program_, counted.inst);
  const std::optional<KnownLength> known = known_length(build_, length.inst);
  const std::string plain = known ? plain_count(known->length, unit) : "";
  Diagnostic& found = diagnostics_.all().back();
  if (plain.empty())
    found.help(Phrase::counts_as_number);
  else
    found.fix(Phrase::replace_with, {plain}, {{length.span, plain}});
}

// Where the type of a value was said: the declaration of its column or fact, else the value itself.
Span Checker::origin_of(const Value& value) const {
  if (!value.inst.exists()) return value.span;
  const Inst* inst = &program_.at(value.inst);
  if (inst->kind == InstKind::outer) inst = &program_.at(program_.args_of(value.inst)[0]);
  Span found;
  if (inst->kind == InstKind::column || inst->kind == InstKind::lookup)
    found = program_.inputs[static_cast<std::size_t>(inst->a)].columns[static_cast<std::size_t>(inst->b)].span;
  if (inst->kind == InstKind::fact) found = program_.facts[static_cast<std::size_t>(inst->a)].span;
  return found.exists() ? found : value.span;
}

// A column whose type nobody wrote: its file's values said it (language 2.0), and no value says text.
void Checker::note_taken_from_data(const Value& value) {
  if (!value.inst.exists()) return;
  const Inst* inst = &program_.at(value.inst);
  if (inst->kind == InstKind::outer) inst = &program_.at(program_.args_of(value.inst)[0]);
  if (inst->kind != InstKind::column && inst->kind != InstKind::lookup) return;
  const Input& input = program_.inputs[static_cast<std::size_t>(inst->a)];
  if (!input.inferred) return;
  const Column& column = input.columns[static_cast<std::size_t>(inst->b)];
  diagnostics_.all().back().help(Phrase::type_from_data,
                                 {column.name, described(column.type, false), described(column.type, true)});
}

void Checker::report_mismatch(const Value& left, const Value& right, const std::string& sign, Span span,
                              const std::string& sign_zh) {
  for (const auto& [amount, other] : {std::pair(left, right), std::pair(right, left)})
    if (amount.type.is(money) && other.number && other.number->decimals > 4) return;  // told as an amount
  report_mismatch(left.type, right.type, origin_of(left), origin_of(right), sign, span, sign_zh);
  note_taken_from_data(left);
  note_taken_from_data(right);
}

// The label says what stands on both sides; where a type was declared elsewhere, that place is shown too.
void Checker::report_mismatch(const Type& left, const Type& right, Span left_origin, Span right_origin,
                              const std::string& sign, Span span, const std::string& sign_zh) {
  const bool mixes_money = left.is(money) != right.is(money) &&
                           (left.is(number) || left.is(integer) || right.is(number) || right.is(integer));
  auto& found = mixes_money ? report(Code::S2024, span, {"money and a number", "金额与数值"})
                            : report(Code::S2010, span,
                                     {described(left, false), described(right, false), sign, described(left, true),
                                      described(right, true), sign_zh.empty() ? sign : sign_zh});
  for (const auto& [origin, type] : {std::pair(left_origin, left), {right_origin, right}}) {
    const bool within = origin.file == span.file && origin.begin >= span.begin && origin.end <= span.end;
    if (!within) found.relate(origin, Phrase::this_is, {described(type, false), described(type, true)});
  }
}

// Is it the word `customer`, of whom lists and groups are asked?
bool Checker::is_customer(Node node) const {
  if (!node.is(N::path)) return false;
  const std::vector<Name> names = names_of(node);
  return names.size() == 1 && (names[0].text == "customer" || names[0].text == "客户");
}

// ---- Tests ---------------------------------------------------------------------------------------------------------

Value Checker::membership(Node node, const Scope& scope) {
  const std::vector<Node> children = node.children();
  const bool negated = node.has_keyword(Kw::not_in);
  auto finish = [&](InstId inst) { return made(negated ? build_.negation(inst, node.span()) : inst, node.span()); };
  const Node set = children[1];
  if (set.is(N::in_list) || set.is(N::in_group)) {
    if (!is_customer(children[0])) {
      report(Code::S2032, node.span(),
             {one_line(node.span()),
              set.is(N::in_list)
                  ? "a list holds customers: `customer in list …`; other values stand in a table, or in `in (…)`"
                  : "a group holds customers: `customer in group …`",
              set.is(N::in_list) ? "名单中是客户:请写 `客户 属于 名单 …`;其他值请放进表里,或写 `属于 (…)`"
                                 : "群里是客户:请写 `客户 属于 群 …`"});
      return wrong(node.span());
    }
    const InstId member = named_set(set, scope);
    return member.exists() ? finish(member) : wrong(node.span());
  }
  if (is_tag_noun(children[0], scope) && set.is(N::list)) {
    std::vector<InstId> any;
    for (Node member : set.children()) {
      const Value held = tag_membership(member, scope, {});
      if (held.wrong()) return wrong(node.span());
      any.push_back(held.inst);
    }
    return finish(build_.any_of(any, node.span()));
  }
  if (const Symbol* group = any_of_group_named(children[0]); group != nullptr && set.is(N::list)) {
    std::vector<InstId> any;
    for (Node member : set.children()) {
      const Value held = group_member(*group, member, scope);
      if (held.wrong()) return wrong(node.span());
      any.push_back(held.inst);
    }
    return finish(build_.any_of(any, node.span()));
  }
  Value left = expression(children[0], scope);
  if (set.is(N::path)) {
    const Value inside = in_calendar(left, set, scope, node.span());
    return inside.wrong() ? inside : finish(inside.inst);
  }
  Opened open(*this, Open::known, left);
  std::vector<Constant> constants;
  std::vector<InstId> others;
  bool failed = left.wrong();
  for (Node member : set.children()) {
    Value right = comparand(member, left, scope);
    if (left.wrong() || right.wrong()) {
      failed = true;
      continue;
    }
    Value l = left;
    if (l.type.is(datetime) && right.type.is(date)) l = convert(l, date);
    const Value left_written = l, right_written = right;
    if (!unify(l, right)) {
      report_mismatch(left_written, right_written, "in", node.span(), "属于");
      failed = true;
      continue;
    }
    const bool plain = right.literal && l.inst == left.inst && program_.at(right.inst).kind == InstKind::constant;
    if (plain)
      constants.push_back(program_.constants[static_cast<std::size_t>(program_.at(right.inst).a)]);
    else
      others.push_back(call_op(Builtin::equal, {l, right}, member.span()).inst);
  }
  if (failed) return wrong(node.span());
  std::vector<InstId> any;
  if (!constants.empty()) any.push_back(build_.in_set(left.inst, constants, node.span()));
  any.insert(any.end(), others.begin(), others.end());
  return finish(build_.any_of(any, node.span()));
}

Value Checker::between(Node node, const Scope& scope) {
  const std::vector<Node> children = node.children();
  const Value value = expression(children[0], scope);
  const Span sign = node.tree().tokens.span(children[0].end());
  Opened open(*this, Open::known, value);
  const Value low = comparand(children[1], value, scope);
  const Value above = comparison(TokenKind::less_equal, sign, low, value, node.span());
  open.add(Open::holds, above);
  const Value high = comparand(children[2], value, scope);
  const Value below = comparison(TokenKind::less_equal, sign, value, high, node.span());
  if (above.wrong() || below.wrong()) return wrong(node.span());
  const InstId inside = build_.all_of({above.inst, below.inst}, node.span());
  const bool negated = node.has_keyword(Kw::not_) || node.has_keyword(Kw::not_between);
  return made(negated ? build_.negation(inside, node.span()) : inside, node.span());
}

Value Checker::is_test(Node node, const Scope& scope) {
  const Value value = expression(node.child(std::size_t{0}), scope);
  if (value.wrong()) return wrong(node.span());
  const InstId missing = build_.is_missing(value.inst, node.span());
  return made(node.has_keyword(Kw::is_missing) ? missing : build_.negation(missing, node.span()), node.span());
}

Value Checker::text_test(Node node, const Scope& scope) {
  const std::vector<Node> children = node.children();
  const Value value = expression(children[0], scope);
  const std::size_t known = diagnostics_.all().size();
  const Value other = expression(children[1], scope);
  if (other.wrong() && !value.wrong()) offer_text(known, children[1], value.type);
  Builtin builtin = Builtin::contains;
  bool negated = node.has_keyword(Kw::not_) || node.has_keyword(Kw::not_contains);
  for (const auto& [kw, no, asks] : {std::tuple(Kw::starts_with, Kw::not_starts_with, Builtin::starts_with),
                                     {Kw::ends_with, Kw::not_ends_with, Builtin::ends_with},
                                     {Kw::matches, Kw::not_matches, Builtin::matches}}) {
    negated = negated || node.has_keyword(no);
    if (node.has_keyword(kw) || node.has_keyword(no)) builtin = asks;
  }
  if (value.wrong() || other.wrong()) return wrong(node.span());
  for (const Value* operand : {&value, &other})
    if (!operand->type.is(TypeKind::text)) {
      report(Code::S2012, operand->span,
             {"a text", described(operand->type, false), "文本", described(operand->type, true)});
      return wrong(node.span());
    }
  if (builtin == Builtin::matches && !pattern_compiles(other)) return wrong(node.span());
  const Value found = call_op(builtin, {value, other}, node.span());
  return made(negated ? build_.negation(found.inst, node.span()) : found.inst, node.span());
}

bool Checker::pattern_compiles(const Value& pattern) {
  if (!pattern.literal) {
    report(Code::S2012, pattern.span, {"a pattern in quotes", "a computed text", "带引号的正则", "计算得到的文本"});
    return false;
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(limits::pattern_compiled_bytes);
  const std::string& text = program_.constants[static_cast<std::size_t>(program_.at(pattern.inst).a)].text;
  if (limits::exceeded(text.size(), limits::pattern_bytes)) {
    over_limit(diagnostics_, limits::Id::pattern_bytes, pattern.span);
    return false;
  }
  const RE2 compiled(text, options);
  if (compiled.error_code() == RE2::ErrorPatternTooLarge)
    over_limit(diagnostics_, limits::Id::pattern_compiled_bytes, pattern.span);
  else if (!compiled.ok())
    report(Code::S2022, pattern.span, {compiled.error()});
  return compiled.ok();
}

}  // namespace sop
