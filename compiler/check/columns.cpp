// Columns of tables and streams: types, members, what stands for missing, ranges. Formulas: formulas.cpp.
#include "compiler/check/columns.h"

#include <algorithm>

#include "compiler/check/checker.h"
#include "stdlib/time/time_words.h"

namespace sop {
namespace {

using N = NodeKind;

TypeKind type_of(Kw kw) {
  switch (kw) {
    case Kw::bool_type: return TypeKind::boolean;
    case Kw::int_type: return TypeKind::integer;
    case Kw::number_type: return TypeKind::number;
    case Kw::money_type: return TypeKind::money;
    case Kw::text_type: return TypeKind::text;
    case Kw::date_type: return TypeKind::date;
    case Kw::time_type: return TypeKind::time;
    case Kw::datetime_type: return TypeKind::datetime;
    case Kw::duration_type: return TypeKind::duration;
    case Kw::id_type: return TypeKind::id;
    case Kw::tags_type: return TypeKind::text;
    default: return TypeKind::enumeration;
  }
}

// By its name: nothing else tells a birthday from any other instant.
bool is_called_birthday(const std::string& name) {
  const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
  return has("birth") || has("Birth") || name == "dob" || has("生日") || has("出生");
}

}  // namespace

bool is_temporal(TypeKind kind) { return kind == TypeKind::date || kind == TypeKind::datetime; }

bool is_true(Node truth) { return truth.keyword() == Kw::true_ || truth.keyword() == Kw::true_yes; }

Column plain_column(std::string name, TypeKind kind, bool nullable) {
  Column column;
  column.name = name;
  column.file_name = std::move(name);
  column.type = {kind, nullable, {}};
  return column;
}

void Checker::declare_column(Node node, Input& input) {
  const Node name = node.child(N::name), type = node.child(N::type);
  Column column;
  column.name = text(name);
  column.file_name = column.name;
  column.span = name.span();
  column.label = parsed_.label_of(node);
  if (const Column* first = input.find(column.name)) {
    report(Code::S2002, name.span(), {column.name}).relate(first->span, Phrase::first_declared_here);
    return;
  }
  column.type = declared_type(type, column);
  if (is_temporal(column.type.kind)) needs_zone(type.span());
  if (column.type.is(TypeKind::datetime) && is_called_birthday(column.name))
    report(Code::S3010, type.span(), {column.name});
  for (Node clause : node.children()) column_clause(clause, column);
  input.columns.push_back(std::move(column));
}

Type Checker::declared_type(Node type_node, Column& column) {
  Type type;
  type.kind = type_of(type_node.keyword());
  column.tag_list = column.used = type_node.keyword() == Kw::tags_type;
  type.nullable = column.tag_list;
  for (std::uint32_t i = type_node.begin(); i < type_node.end(); ++i)
    if (type_node.tree().tokens.all[i].kind == TokenKind::question) type.nullable = true;
  if (type.is(TypeKind::enumeration)) type.enumeration = declare_enumeration(type_node, column);
  if (type.is(TypeKind::boolean))
    for (Node member : type_node.children(N::member))
      members_from(member, is_true(member.child(N::boolean)) ? "true" : "false", column);
  return type;
}

EnumId Checker::declare_enumeration(Node type_node, Column& column) {
  Enumeration e;
  e.name = column.name;
  for (Node member : type_node.children(N::member)) {
    const Node name = member.child(N::name);
    const std::string word = text(name);
    if (std::find(e.members.begin(), e.members.end(), word) != e.members.end())
      report(Code::S2018, name.span(), {word});
    else
      e.add(word, parsed_.label_of(member));
    members_from(member, word, column);
  }
  program_.enumerations.push_back(std::move(e));
  return EnumId(program_.enumerations.size() - 1);
}

// A value of the file stands for one member.
void Checker::members_from(Node member, const std::string& word, Column& column) {
  for (Node file_value : member.children(N::text)) {
    const std::string written = text(file_value);
    if (std::ranges::find(column.members_from, written, [](const auto& one) { return one.first; }) !=
        column.members_from.end())
      report(Code::S2018, file_value.span(), {one_line(file_value.span())});
    column.members_from.emplace_back(written, word);
  }
}

void Checker::column_clause(Node clause, Column& column) {
  switch (clause.kind()) {
    case N::from_clause:
      if (!text(clause.child(N::text)).empty()) return void(column.file_name = text(clause.child(N::text)));
      report(Code::S2019, clause.child(N::text).span(),
             {"name of a file's column", "\"\"", "文件列名", "give the column a name in the file's header",
              "请在文件表头里为这一列起名"});
      return;
    case N::missing_tokens:
      column.missing_declared = true;
      column.type.nullable = true;
      return missing_tokens(clause, column);
    case N::format: return column_format(clause, column);
    case N::range: return column_range(clause, column);
    case N::flag:
      if (clause.has_keyword(Kw::pii)) column.pii = true;
      if (clause.has_keyword(Kw::consent)) {
        column.consent = true;
        if (!column.type.is(TypeKind::boolean))
          report(Code::S2012, clause.span(),
                 {"a bool for consent", described(column.type, false), "是否型的同意项", described(column.type, true)});
      }
      return;
    default: return;  // lookups and formulas are resolved when all inputs are known
  }
}

// What stands for missing stands for no member besides.
void Checker::missing_tokens(Node clause, Column& column) {
  for (Node token : clause.children(N::text)) {
    const std::string written = text(token);
    for (const auto& [file_value, member] : column.members_from)
      if (file_value == written) report(Code::S2018, token.span(), {one_line(token.span())});
    column.missing_tokens.push_back(written);
  }
}

// Dates and times have their `%` words, money its thousands comma; anything else is read as it stands.
void Checker::column_format(Node clause, Column& column) {
  const Node written = clause.child(N::text);
  column.format = text(written);
  const auto refuse = [&](const char* en, const char* zh) {
    report(Code::S2019, written.span(), {"format", one_line(written.span()), "格式", en, zh});
  };
  switch (column.type.kind) {
    case TypeKind::date:
    case TypeKind::time:
    case TypeKind::datetime:
      if (!is_time_format(column.format))
        refuse("a form of dates and times is made of words such as %Y, %m, %d, %H, %M, %S: `\"%Y/%m/%d %H:%M\"`",
               "日期和时间的格式由 %Y、%m、%d、%H、%M、%S 等组成:`\"%Y/%m/%d %H:%M\"`");
      return;
    case TypeKind::money:
      if (column.format != ",")
        refuse("amounts know one: `format \",\"` for 1,234.50", "金额只有一种:`格式 \",\"`,即 1,234.50");
      return;
    case TypeKind::boolean:
      return refuse("write what the file says for each: `bool (true from \"yes\", false from \"no\")`",
                    "请写明文件里的写法:`是否 (是 来自 \"Y\", 否 来自 \"N\")`");
    case TypeKind::integer:
    case TypeKind::number:
    case TypeKind::text:
    case TypeKind::duration:
    case TypeKind::id:
    case TypeKind::enumeration:
    case TypeKind::error: return refuse("dates, times and amounts of money have formats", "只有日期、时间和金额有格式");
  }
}

void Checker::column_range(Node clause, Column& column) {
  const std::vector<Node> bounds = clause.children();
  Value low = expression(bounds[0], {}), high = expression(bounds[1], {});
  if (column.type.is(TypeKind::money) || column.type.is(TypeKind::number)) {
    low = convert(low, column.type.kind);
    high = convert(high, column.type.kind);
  }
  for (const Value* bound : {&low, &high}) {
    if (bound->wrong()) return;
    if (bound->type.kind == column.type.kind) continue;
    report_mismatch(column.type, bound->type, column.span, bound->span, "in", clause.span(), "在");
    return;
  }
  const auto bound_at = [&](InstId id) {  // a number may be written as a whole one
    const bool converted = program_.at(id).kind == InstKind::call;
    Constant out =
        program_.constants[static_cast<std::size_t>(program_.at(converted ? program_.args_of(id)[0] : id).a)];
    if (converted) out.real = static_cast<double>(out.whole);
    return out;
  };
  const Constant a = bound_at(low.inst), b = bound_at(high.inst);
  column.range = ColumnRange{a.whole, b.whole, a.real, b.real};
  const bool empty = column.type.is(TypeKind::number) ? a.real > b.real : a.whole > b.whole;
  if (empty)
    report(Code::S2019, clause.span(),
           {"range", one_line(clause.span()), "范围", "the smaller bound stands first", "较小的一端写在前面"});
}

}  // namespace sop
