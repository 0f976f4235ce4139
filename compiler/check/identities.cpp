// Identities (language.md 2.2, semantics E8): which tables hold accounts of one customer and by which columns they are
// told to be. The listed tables are read as side tables, whatever their keys are called.
#include <algorithm>
#include <set>

#include "compiler/check/checker.h"
#include "compiler/check/columns.h"

namespace sop {
namespace {

using N = NodeKind;

constexpr const char* accounts_column = "accounts";

bool compares_as_text(TypeKind kind) {
  return kind == TypeKind::id || kind == TypeKind::text || kind == TypeKind::integer;
}

bool some_has(const Identity& identity, const std::vector<Input>& inputs, std::string_view column) {
  return std::ranges::any_of(identity.tables,
                             [&](InputId table) { return inputs[table.index()].find(column) != nullptr; });
}

}  // namespace

void Checker::declare_identities() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::identity)) continue;
    if (program_.identity.exists())
      report(Code::S2018, node.first_token(), {"identity"});
    else
      identity(node);
  }
}

void Checker::identity(Node node) {
  Identity identity;
  identity.name = parsed_.name_of(node);
  identity.span = node.child(N::name).span();
  const std::size_t errors = diagnostics_.errors();
  for (Node list : node.children(N::identity_tables))
    for (Node name : list.children(N::name)) identity_table(name, identity);
  if (identity.tables.empty()) {
    if (diagnostics_.errors() == errors && node.children(N::error).empty())
      report(Code::S2017, node.first_token(),
             {identity.name, "of", "属于", "list the tables that hold accounts: `of customers, tmall`",
              "列出有账号的表:`属于 customers, tmall`"});
    return;
  }
  // Where a listed table is not known, it may be the one that has the column; and it is not told of twice.
  std::set<std::string> unknown;
  for (Node list : node.children(N::identity_tables))
    for (Node name : list.children(N::name))
      if (!input_called(text(name))) unknown.insert(text(name));
  for (Node key : node.children(N::identity_key))
    if (unknown.empty() || some_has(identity, program_.inputs, text(key.child(N::name)))) identity_key(key, identity);
  for (Node list : node.children(N::identity_prefer))
    for (Node name : list.children(N::name)) {
      const auto input = input_called(text(name));
      if (input && std::ranges::find(identity.tables, *input) != identity.tables.end())
        identity.prefer.push_back(*input);
      else if (input || !unknown.contains(text(name)))
        unknown_table(text(name), name.span());
    }
  if (!program_.population.exists() || diagnostics_.errors() > errors) return;
  Input& population = program_.inputs[program_.population.index()];
  if (std::ranges::find(identity.tables, program_.population) == identity.tables.end())
    report(Code::S2017, node.first_token(),
           {identity.name, "of " + population.name, "属于 " + population.name,
            "the customers' table is one of those joined", "客户表也是要合并的表之一"});
  if (population.keys_from.exists()) later("an identity over customers taken from a stream", node.first_token());
  if (population.find(accounts_column) == nullptr) {
    Column accounts = plain_column(accounts_column, TypeKind::integer, false);
    accounts.file_name.clear();
    population.columns.push_back(std::move(accounts));
  }
  for (const InputId table : identity.tables)
    if (table != program_.population) program_.inputs[table.index()].kind = InputKind::side;
  program_.identity = std::move(identity);
}

void Checker::identity_table(Node name, Identity& identity) {
  const auto input = input_called(text(name));
  if (!input) {
    if (!declared_brokenly(text(name))) unknown_table(text(name), name.span());
    return;
  }
  const Input& table = program_.inputs[input->index()];
  if (table.kind == InputKind::stream || table.predeclared || staff_tables_.contains(*input))
    report(Code::S2003, name.span(),
           {table.name, table.kind == InputKind::stream ? "stream of events" : "table of another kind",
            "table of customers' accounts", table.kind == InputKind::stream ? "事件流" : "另一种表", "有客户账号的表"});
  else if (std::ranges::find(identity.tables, *input) != identity.tables.end())
    report(Code::S2018, name.span(), {table.name});
  else
    identity.tables.push_back(*input);
}

void Checker::identity_key(Node node, Identity& identity) {
  const Node name = node.child(N::name);
  IdentityKey key{text(name), 0};
  for (std::uint32_t token = node.begin(); token < node.end(); ++token)
    if (node.tree().tokens.all[token].kind == TokenKind::number) {
      const Span span = node.tree().tokens.span(token);
      const auto number = decimal_of(std::string(source(span).text(span)), span);
      key.at_most = number ? number->mantissa : 0;
      if (key.at_most < 2)
        report(Code::S2019, span,
               {"number of accounts", std::string(source(span).text(span)), "账号数",
                "two accounts are the fewest that can share a value: `max 2`", "至少两个账号才会有相同的值:`最多 2`"});
    }
  if (std::ranges::any_of(identity.keys, [&](const IdentityKey& other) { return other.column == key.column; })) {
    report(Code::S2018, name.span(), {key.column});
    return;
  }
  bool found = false;
  for (const InputId table : identity.tables)
    for (Column& column : program_.inputs[table.index()].columns) {
      if (column.name != key.column) continue;
      found = true;
      column.used = true;
      if (!compares_as_text(column.type.kind))
        report(Code::S2012, column.span,
               {"an id, a text or a whole number", described(column.type, false), "编号、文本或整数",
                described(column.type, true)})
            .relate(name.span(), Phrase::through, {key.column});
    }
  if (!found) {
    std::vector<std::string_view> candidates;
    for (const InputId table : identity.tables)
      for (const Column& column : program_.inputs[table.index()].columns) candidates.push_back(column.name);
    suggest(report(Code::S2030, name.span(), {identity.name, key.column}), key.column, candidates, name.span());
  }
  identity.keys.push_back(std::move(key));
}

// A column known in several tables comes from the first of them (semantics E8): whoever reads it reads all of them.
void Checker::mark_accounts() {
  if (!program_.identity.exists() || !program_.population.exists()) return;
  for (const IdentityKey& key : program_.identity.keys)
    for (const InputId table : program_.identity.tables)
      if (const Column* column = program_.inputs[table.index()].find(key.column); column && column->derived.exists())
        report(Code::S2012, column->span, {"a column of the file", "a derived one", "文件中的列", "派生列"});
  const Input& population = program_.inputs[program_.population.index()];
  for (std::size_t c = 0; c < population.columns.size(); ++c) {
    const Column& own = population.columns[c];
    if (!own.used || own.derived.exists() || static_cast<int>(c) == population.key) continue;
    for (const InputId table : program_.identity.tables)
      for (Column& column : program_.inputs[table.index()].columns) {
        if (table == program_.population || column.name != own.name || column.derived.exists()) continue;
        column.used = true;
        const bool members = own.type.is(TypeKind::enumeration) && column.type.is(TypeKind::enumeration) &&
                             program_.enumerations[own.type.enumeration.index()].members ==
                                 program_.enumerations[column.type.enumeration.index()].members;
        if (own.type.kind == column.type.kind && (!own.type.is(TypeKind::enumeration) || members)) continue;
        report_mismatch(own.type, column.type, own.span, column.span, program_.identity.name, column.span);
      }
  }
}

}  // namespace sop
