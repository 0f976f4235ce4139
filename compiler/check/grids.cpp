// Grids (language.md 2.10, semantics C9): a cell for every combination of the axes. Lowered to one choice with the most
// exact cells first. Cells give an enumeration of their names, or values of one type. What is absent, or there twice,
// is not found here.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

// Enough for any grid that is written by hand; larger ones count as open.
constexpr std::size_t most_combinations = 10'000;

}  // namespace

Value Checker::grid(const Symbol& symbol) {
  const Node node = symbol.declaration;
  std::vector<Value> axes;
  bool failed = !grid_axes(node, axes);
  std::vector<Cell> cells;
  for (Node cell : node.children(N::cell)) {
    if (const Node keys = cell.child(N::cell_keys)) failed = !cell_keys_known(keys, axes) || failed;
    if (!failed) cells.push_back(grid_cell(cell, axes));
  }
  if (failed || cells.empty()) return wrong(symbol.span);
  const auto later = [](const Cell& a, const Cell& b) {
    if (a.keys.empty() != b.keys.empty()) return b.keys.empty();
    return a.exact > b.exact;
  };
  std::stable_sort(cells.begin(), cells.end(), later);
  if (!grid_results(cells, symbol)) return wrong(symbol.span);

  Type type;
  for (const Cell& cell : cells)
    if (!cell.result.wrong()) type = cell.result.type;
  if (type.is(TypeKind::error)) {
    report(Code::S2012, symbol.span,
           {"a cell with a value", "a grid of `missing` only", "有值的格子", "全为未知的矩阵"});
    return wrong(symbol.span);
  }
  std::vector<InstId> choice;
  bool nullable = false;
  for (const Cell& cell : cells) {
    const InstId result = cell.result.wrong() ? build_.missing(type) : cell.result.inst;
    nullable = nullable || program_.at(result).type.nullable;
    choice.insert(choice.end(), {cell.chosen, result});
  }
  if (cells_cover(cells, axes)) {
    choice.erase(choice.end() - 2);
  } else {
    choice.push_back(build_.missing(type));
    nullable = true;
  }
  if (choice.size() == 1) return made(choice[0], symbol.span);
  return made(build_.choose(choice, type.with_nullable(nullable), symbol.span), symbol.span);
}

bool Checker::grid_axes(Node node, std::vector<Value>& axes) {
  bool good = true;
  for (Node axis : node.children(N::path)) {
    Value value = expression(axis, {});
    if (!value.wrong() && !value.type.is(TypeKind::enumeration)) {
      report(Code::S2012, value.span,
             {"an enumeration", described(value.type, false), "选项型的值", described(value.type, true)});
      value = wrong(axis.span());
    }
    good = good && !value.wrong();
    axes.push_back(value);
  }
  return good;
}

bool Checker::cell_keys_known(Node keys, const std::vector<Value>& axes) {
  const std::vector<Node> all = keys.children();
  if (all.size() != axes.size()) {
    report(Code::S2013, keys.span(),
           {"grid", std::to_string(axes.size()) + " keys", std::to_string(axes.size()) + " 个键",
            std::to_string(all.size()), std::to_string(all.size())});
    return false;
  }
  bool good = true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (axes[i].wrong() || !all[i].is(N::name)) continue;
    const Enumeration& e = program_.enumerations[axes[i].type.enumeration.index()];
    const std::string word = text(all[i]);
    if (std::find(e.members.begin(), e.members.end(), word) != e.members.end()) continue;
    unknown_member(word, e, all[i].span());
    good = false;
  }
  return good;
}

// `any` is every named value and never missing; `missing` is missing and nothing else.
Checker::Cell Checker::grid_cell(Node node, const std::vector<Value>& axes) {
  Cell cell;
  cell.node = node;
  std::vector<InstId> tests;
  const auto test_known = [&](const Value& axis, Span span) {
    if (axis.type.nullable) tests.push_back(build_.negation(build_.is_missing(axis.inst, span)));
  };
  if (const Node keys = node.child(N::cell_keys)) {
    const std::vector<Node> all = keys.children();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Span span = all[i].span();
      cell.keys.push_back(all[i].is(N::any_cell) ? "any" : all[i].is(N::missing_word) ? "" : text(all[i]));
      if (!all[i].is(N::any_cell)) ++cell.exact;
      if (all[i].is(N::any_cell)) {
        test_known(axes[i], span);
      } else if (all[i].is(N::missing_word)) {
        tests.push_back(axes[i].type.nullable ? build_.is_missing(axes[i].inst, span) : build_.truth(false));
      } else {
        const Enumeration& e = program_.enumerations[axes[i].type.enumeration.index()];
        const auto index = std::find(e.members.begin(), e.members.end(), cell.keys.back()) - e.members.begin();
        const InstId member = constant({axes[i].type.with_nullable(false), index, 0, {}}, span).inst;
        tests.push_back(build_.call(Op::equal_enumeration, {axes[i].inst, member}, span));
      }
    }
  } else {
    cell.known_axes_only = !node.child(N::otherwise).has_keyword(Kw::or_missing);
    if (cell.known_axes_only)
      for (const Value& axis : axes) test_known(axis, axis.span);
  }
  cell.chosen = tests.empty() ? build_.truth(true) : build_.all_of(tests, node.span());
  return cell;
}

// Does some cell hold for every combination of the axes' values, missing ones too where an axis may miss?
bool Checker::cells_cover(const std::vector<Cell>& cells, const std::vector<Value>& axes) const {
  std::vector<std::vector<std::string>> values;
  std::size_t combinations = 1;
  for (const Value& axis : axes) {
    values.push_back(program_.enumerations[axis.type.enumeration.index()].members);
    if (axis.type.nullable) values.back().emplace_back();
    combinations *= std::max<std::size_t>(values.back().size(), 1);
    if (combinations > most_combinations) return false;
  }
  for (std::size_t c = 0; c < combinations; ++c) {
    std::vector<std::string> combination;
    for (std::size_t i = 0, rest = c; i < values.size(); rest /= values[i].size(), ++i)
      combination.push_back(values[i][rest % values[i].size()]);
    const bool some_missing = std::ranges::find(combination, "") != combination.end();
    const auto holds = [&](const Cell& cell) {
      if (cell.keys.empty()) return !some_missing || !cell.known_axes_only;
      for (std::size_t i = 0; i < cell.keys.size(); ++i) {
        const bool any = cell.node.child(N::cell_keys).child(i).is(N::any_cell);
        if (any ? combination[i].empty() : cell.keys[i] != combination[i]) return false;
      }
      return true;
    };
    if (std::ranges::none_of(cells, holds)) return false;
  }
  return true;
}

// A name that is neither a fact nor a column can only be a member; then all names are.
bool Checker::names_members(const std::vector<Node>& results) const {
  return std::ranges::any_of(results, [this](Node result) {
    if (!result.is(N::path)) return false;
    const std::vector<Name> names = names_of(result);
    const Input* population = program_.population.exists() ? &program_.inputs[program_.population.index()] : nullptr;
    return names.size() == 1 && symbols_.find(Space::values, names[0].text) == nullptr &&
           (population == nullptr || population->find(names[0].text) == nullptr);
  });
}

bool Checker::grid_results(std::vector<Cell>& cells, const Symbol& symbol) {
  // Members stand in the order in which they are written, not in that of the cells' exactness.
  std::vector<Node> written;
  for (Node cell : symbol.declaration.children(N::cell)) written.push_back(cell.last_child());
  const bool members = names_members(written);
  Type type{TypeKind::enumeration, false, EnumId(program_.enumerations.size())};
  Enumeration e;
  e.name = symbol.name;
  for (Node result : written)
    if (members && result.is(N::path) && names_of(result).size() == 1)
      if (const std::string word = names_of(result)[0].text; std::ranges::find(e.members, word) == e.members.end())
        e.members.push_back(word);
  if (members) program_.enumerations.push_back(e);

  bool good = true;
  Opened before(*this);  // a cell is reached where no more exact one holds
  for (Cell& cell : cells) {
    const Node result = cell.node.last_child();
    const Value chosen = made(cell.chosen, cell.node.span());
    if (members && result.is(N::path) && names_of(result).size() == 1) {
      const auto index = std::ranges::find(e.members, names_of(result)[0].text) - e.members.begin();
      cell.result = constant({type, index, 0, {}}, result.span());
    } else if (!result.is(N::missing_word)) {
      Opened arm(*this, Open::holds, chosen);
      cell.result = expression(result, {});
      good = good && !cell.result.wrong();
    }
    before.add(Open::fails, chosen);
  }
  std::vector<Value*> results;
  for (Cell& cell : cells)
    if (!cell.result.wrong()) results.push_back(&cell.result);
  return good && unify_results(results, symbol.name);
}

// All results as values of one type: what one converts to, all do.
bool Checker::unify_results(std::vector<Value*> results, const std::string& what) {
  for (int round = 0; round < 2; ++round)
    for (std::size_t i = 1; i < results.size(); ++i) {
      const Type first = results[0]->type, other = results[i]->type;
      const Span span = results[i]->span;
      if (unify(*results[0], *results[i])) continue;
      report(Code::S2010, span,
             {described(first, false), described(other, false), what, described(first, true), described(other, true)});
      return false;
    }
  return true;
}

}  // namespace sop
