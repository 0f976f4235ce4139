// Names: what `city`, `orders.amount`, `orders.sku.category`, `event.store`, `customer.city`, `crm.level` stand for.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/arms/changes_path.h"
#include "compiler/check/checker.h"
#include "compiler/check/other_kinds.h"
#include "compiler/diagnostics/suggest.h"
#include "compiler/syntax/chinese_words.h"
#include "compiler/syntax/other_signs.h"

namespace sop {
namespace {

using N = NodeKind;

// What a noun of the language is called as a column: `第几次` reads the column `nth`.
std::string_view column_word(const std::string& text, Kw role) {
  if (role == Kw::nth) return "nth";
  if (role == Kw::gap) return "gap";
  if (role == Kw::accounts) return "accounts";
  return text;
}

bool is_stream_column(Kw role) { return role == Kw::nth || role == Kw::gap; }

// A parameter's value, read on rows of this domain.
Value as_read(Value given, Builder& build, const Domain& domain, Span span) {
  given.span = span;
  if (!given.wrong()) given.inst = build.outer(domain, given.inst);
  return given;
}

// Only the first findings are shown; looking for what was meant costs more than all the rest.
constexpr std::size_t most_suggestions = 500;
constexpr std::size_t most_compared = 500'000;  // known names, over all that are not

}  // namespace

std::vector<Checker::Name> Checker::names_of(Node path) const {
  std::vector<Name> out;
  for (Node child : path.children(N::name)) out.push_back({text(child), child.keyword(), child.span()});
  if (instances_.empty() || instance_ != nullptr) return out;
  // `v30.spend` is one name: a fact of a module's instance. So it is behind `customer.` and `customers.`.
  const bool hers = out.size() > 2 && (out[0].role == Kw::customer || input_called(out[0].text) == program_.population);
  const auto first = out.begin() + (hers ? 1 : 0);
  if (out.end() - first > 1 && instances_.contains(first->text + ".")) {
    const std::string whole = first->text + "." + first[1].text;
    if (symbols_.find(Space::values, whole) != nullptr || symbols_.find(Space::metrics, whole) != nullptr) {
      first[1] = {whole, no_keyword, join(first->span, first[1].span)};
      out.erase(first);
    }
  }
  return out;
}

std::optional<InputId> Checker::input_called(std::string_view name) const {
  if (instance_ != nullptr) {  // a module sees what it is given, and all customers
    if (const StreamView* view = view_called(name)) return view->input;
    if (!program_.population.exists()) return std::nullopt;
    const bool customers = name == "customers" || name == program_.inputs[program_.population.index()].name;
    return customers ? std::optional(program_.population) : std::nullopt;
  }
  for (std::size_t i = 0; i < program_.inputs.size(); ++i)
    if (program_.inputs[i].name == name) return InputId(i);
  return std::nullopt;
}

int Checker::column_index(const Input& input, const Name& name) const {
  // A declared column called like a word of the language is read in either spelling: one file may be translated alone.
  if (name.role != no_keyword) {
    const Keyword& row = row_of(name.role);
    for (const std::string_view word : {std::string_view(name.text), name.text == row.en ? row.zh : row.en})
      for (std::size_t i = 0; i < input.columns.size(); ++i)
        if (const Column& column = input.columns[i];
            column.name == word && (!column.file_name.empty() || column.derived.exists()))
          return static_cast<int>(i);
  }
  for (std::size_t i = 0; i < input.columns.size(); ++i)
    if (input.columns[i].name == name.text) return static_cast<int>(i);
  const std::string_view word = column_word(name.text, name.role);
  for (std::size_t i = 0; i < input.columns.size(); ++i)
    if (input.columns[i].name == word) return static_cast<int>(i);
  if (!input.recorded) return -1;
  // The columns of our own streams are words of the language, in either of them.
  for (const Keyword& row : keywords())
    for (std::size_t i = 0; i < input.columns.size(); ++i)
      if (row.zh == name.text && row.en == input.columns[i].name) return static_cast<int>(i);
  return -1;
}

Value Checker::path(Node node, const Scope& scope) {
  const Value value = path_read(node, scope);
  if (!value.wrong()) note_value(node.span(), value.inst);
  return value;
}

Value Checker::path_read(Node node, const Scope& scope) {
  const std::vector<Name> names = names_of(node);
  const Name& head = names[0];
  if (scope.locals != nullptr)
    if (auto local = scope.locals->find(head.text); local != scope.locals->end() && names.size() == 1)
      return local->second.wrong() ? local->second : made(build_.outer(scope.domain, local->second.inst), head.span);
  if (instance_ != nullptr && names.size() == 1)
    if (auto given = instance_->values.find(head.text); given != instance_->values.end()) {
      if (scope.view == nullptr || !scope.view->columns.contains(head.text))
        return as_read(given->second, build_, scope.domain, head.span);
      report(Code::S2004, head.span, {head.text, view_name(*scope.view)});
      return wrong(head.span);
    }
  if (auto value = noun_path(names, scope)) return *value;
  if (scope.in_report)
    if (auto value = metric_name(names)) return *value;
  if (scope.only.exists()) return column_path(scope.only, names, 0, scope);

  // `last(level.changes.old)`
  if (const std::size_t changes = names_to_changes(names);
      changes > 0 && names.size() > changes && scope.rows.exists() && program_.inputs[scope.rows.index()].recorded)
    if (const auto input = stream_named(names, node.span()); input && *input == scope.rows)
      return column_path(*input, names, changes, scope);

  // The stream whose rows are being read may name itself: `count(orders where orders.amount > 5)`.
  if (names.size() > 1) {
    const bool ours = symbols_.find(Space::values, head.text) == nullptr;
    if (auto input = ours && !input_called(head.text) ? our_stream(head.role) : input_called(head.text)) {
      const Input& found = program_.inputs[input->index()];
      if (found.kind == InputKind::population) return customer_path(names, 1, scope, node.span());
      if (scope.rows == *input && scope.view == view_called(head.text)) return column_path(*input, names, 1, scope);
      if (found.kind == InputKind::side) return side_column(*input, names, scope);
      report(Code::S2037, node.span(),
             {"value", "rows of `" + found.name + "` without an aggregate", "值",
              "`" + found.name + "` 的多行数据(请用聚合函数)"});
      return wrong(node.span());
    }
    if (auto value = coupon_path(names, scope)) return *value;
  }
  if (scope.rows.exists())
    if (auto value = own_column(scope.rows, head, names, scope)) return *value;
  if (auto value = customer_name(head, names, scope)) return *value;
  return unknown_name(head, scope, names.size() == 1);
}

// `customer.x`, `event.x`, `entry.x`, `today`-like nouns; a declared name of that spelling wins.
std::optional<Value> Checker::noun_path(const std::vector<Name>& names, const Scope& scope) {
  const Name& head = names[0];
  if (symbols_.find(Space::values, head.text) != nullptr) return std::nullopt;
  if (names.size() > 1 && head.role == Kw::customer) {
    Scope around = scope;
    return customer_path(names, 1, around, join(head.span, names.back().span));
  }
  if (names.size() > 1 && (head.role == Kw::event || head.role == Kw::entry)) {
    const Span span = join(head.span, names.back().span);
    const Scope* frame = &scope;
    while (frame->outside != nullptr) frame = frame->outside;
    const auto here = [&](Value value) {
      return value.wrong() || scope.domain.is_frame() ? value : made(build_.outer(scope.domain, value.inst), span);
    };
    if (head.role == Kw::entry && frame->in_journey && open_journey_ != nullptr) return here(entry_column(names, span));
    if (head.role == Kw::event && in_arm(*frame)) return here(arm_column(names, span));
    if (head.role == Kw::entry) {
      report(Code::S2032, head.span, {head.text, "only a journey has an entry", "只有旅程才有入口"});
      return wrong(span);
    }
    if (!frame->event.exists()) {
      report(Code::S2032, head.span, {head.text, "only what an event triggers has one", "只有由事件触发的规则才有"});
      return wrong(span);
    }
    Scope event_scope;
    event_scope.event = frame->event;
    Value value = column_path(frame->event, names, 1, event_scope);
    if (!value.wrong() && !scope.domain.is_frame()) value = made(build_.outer(scope.domain, value.inst), span);
    return value;
  }
  return std::nullopt;
}

// names[at] is a column of `input`, read on the rows of the scope's domain; further names follow its lookup.
Value Checker::column_path(InputId input, const std::vector<Name>& names, std::size_t at, const Scope& scope,
                           InstId key) {
  const Input& found = program_.inputs[input.index()];
  const Name& name = names[at];
  const bool viewed = scope.view != nullptr && scope.view->input == input && !key.exists();
  if (viewed)
    if (auto column = scope.view->columns.find(name.text); column != scope.view->columns.end()) {
      Value value = column->second;
      value.span = name.span;
      return value;
    }
  const int index = viewed && !is_stream_column(name.role) ? -1 : column_index(found, name);
  if (index < 0) {
    if (viewed) return unknown_column_of_view(*scope.view, name);
    if (damaged_inputs_.contains(found.name)) return wrong(name.span);
    auto& finding = report(Code::S2030, name.span, {found.name, name.text});
    std::vector<std::string_view> candidates;
    for (const Column& column : found.columns) candidates.push_back(column.name);
    suggest(finding, name.text, candidates, name.span);
    return wrong(name.span);
  }
  const Column& column = found.columns[static_cast<std::size_t>(index)];
  if (column.type.is(TypeKind::error)) return wrong(name.span);
  InstId inst;
  if (column.derived.exists() && !key.exists()) {
    // A derived column is computed once per row by its input; in its own formula it stands for itself.
    inst = build_.column(scope.domain, input, index, name.span);
  } else if (key.exists()) {
    inst = build_.lookup(input, index, key, name.span);
  } else {
    inst = build_.column(scope.domain, input, index, name.span);
  }
  return follow(made(inst, name.span), column, names, at + 1, scope);
}

// `orders.sku.category`: the value is the key of the table its column points to.
Value Checker::follow(Value value, const Column& column, const std::vector<Name>& names, std::size_t next,
                      const Scope& scope) {
  if (next >= names.size() || value.wrong()) return value;
  if (!column.lookup.exists()) {
    for (const auto& [index, node] : input_nodes_) {  // it names a table that is not there: told where it does
      const std::vector<Column>& columns = program_.inputs[static_cast<std::size_t>(index)].columns;
      const std::vector<Node> written = node.children(N::column);
      const bool here = !columns.empty() && &column >= columns.data() && &column < columns.data() + columns.size();
      for (Node declared : written)
        if (here && declared.child(N::lookup) && text(declared.child(N::name)) == column.name)
          return wrong(names[next].span);
    }
    report(Code::S2067, names[next].span, {column.name, names[next].text}).relate(column.span, Phrase::declared_here);
    return wrong(names[next].span);
  }
  Value found = column_path(column.lookup, names, next, scope, value.inst);
  if (!found.wrong()) found.span = join(value.span, found.span);
  return found;
}

// `crm.level`: the customer's row of a side table.
Value Checker::side_column(InputId input, const std::vector<Name>& names, const Scope& scope) {
  const Input& found = program_.inputs[input.index()];
  const int index = column_index(found, names[1]);
  if (index < 0) {
    auto& finding = report(Code::S2030, names[1].span, {found.name, names[1].text});
    std::vector<std::string_view> candidates;
    for (const Column& column : found.columns) candidates.push_back(column.name);
    suggest(finding, names[1].text, candidates, names[1].span);
    return wrong(names[1].span);
  }
  const Span span = join(names[0].span, names[1].span);
  const Value value = made(build_.lookup(input, index, std::nullopt, span), span);
  Value out = follow(value, found.columns[static_cast<std::size_t>(index)], names, 2, Scope{});
  if (!out.wrong() && !scope.domain.is_frame()) out = made(build_.outer(scope.domain, out.inst), span);
  return out;
}

// A bare name inside an aggregate or a trigger's `where`: the stream's column. A name that is the customer's too is
// refused, the shared key excepted.
std::optional<Value> Checker::own_column(InputId input, const Name& name, const std::vector<Name>& names,
                                         const Scope& scope) {
  const Input& rows = program_.inputs[input.index()];
  if (scope.view != nullptr) {
    const bool fact = symbols_.find(Space::values, name.text) != nullptr;
    if (!scope.view->columns.contains(name.text) && (fact || !is_stream_column(name.role))) return std::nullopt;
    if (!fact) return column_path(input, names, 0, scope);
    const std::string own = view_name(*scope.view) + "." + name.text, hers = "customer." + name.text;
    report(Code::S2004, name.span, {name.text, view_name(*scope.view)})
        .fix(Phrase::replace_with, {own}, {{name.span, own}})
        .fix(Phrase::replace_with, {hers}, {{name.span, hers}});
    return wrong(name.span);
  }
  const int index = column_index(rows, name);
  if (index < 0) return std::nullopt;
  const bool column_of_customer =
      program_.population.exists() && program_.inputs[program_.population.index()].find(name.text) != nullptr;
  const bool shared_key = index == rows.key;
  const bool pseudo = rows.columns[static_cast<std::size_t>(index)].file_name.empty() &&
                      !rows.columns[static_cast<std::size_t>(index)].derived.exists();
  const Symbol* symbol = symbols_.find(Space::values, name.text);
  const bool fact = symbol != nullptr && !symbol->broken && !input_called(name.text);
  const bool both = !shared_key && !pseudo && input != program_.population && (column_of_customer || fact);
  if (both) {
    report(Code::S2004, name.span, {name.text, rows.name})
        .fix(Phrase::replace_with, {rows.name + "." + name.text}, {{name.span, rows.name + "." + name.text}})
        .fix(Phrase::replace_with, {"customer." + name.text}, {{name.span, "customer." + name.text}});
    return wrong(name.span);
  }
  return column_path(input, names, 0, scope);
}

// A name of the customer: a column of the population or a fact. Inside an aggregate it is the value of the customer
// whose events are read.
std::optional<Value> Checker::customer_name(const Name& name, const std::vector<Name>& names, const Scope& scope) {
  if (!program_.population.exists()) return std::nullopt;
  const Input& population = program_.inputs[program_.population.index()];
  Value value;
  if (const int index = column_index(population, name); index >= 0 && instance_ == nullptr) {
    const Column& column = population.columns[static_cast<std::size_t>(index)];
    if (column.type.is(TypeKind::error)) return wrong(name.span);
    value = made(build_.column(Domain::frame(), program_.population, index, name.span), name.span);
    value = follow(value, column, names, 1, Scope{});
  } else if (const Symbol* symbol = symbols_.find(Space::values, name.text);
             symbol != nullptr && !input_called(name.text)) {
    if (symbol->broken) return wrong(name.span);
    if (symbol->declaration.is(N::use)) return unknown_in_instance(*symbol, names.size() > 1 ? names[1] : name);
    if (names.size() > 1) {
      if (auto member = member_of_fact(*symbol, names, scope)) return *member;
      return wrong(name.span);
    }
    const std::optional<FactId> fact = fact_of(*symbol);
    if (!fact) return wrong(name.span);
    value = made(build_.fact(*fact, name.span), name.span);
  } else {
    return std::nullopt;
  }
  if (value.wrong() || scope.domain.is_frame()) return value;
  return made(build_.outer(scope.domain, value.inst), value.span);
}

Value Checker::customer_path(const std::vector<Name>& names, std::size_t at, const Scope& scope, Span span) {
  const std::vector<Name> rest(names.begin() + static_cast<std::ptrdiff_t>(at), names.end());
  Scope bare;
  bare.domain = scope.domain;
  if (instance_ != nullptr && rest.size() == 1)  // a module's parameter is the customer's too: `avg(customers.x)`
    if (auto given = instance_->values.find(rest[0].text); given != instance_->values.end())
      return as_read(given->second, build_, scope.domain, span);
  if (auto value = customer_name(rest[0], rest, bare)) {
    value->span = span;
    return *value;
  }
  return unknown_name(rest[0], bare, true);
}

// `fav.upgrade_of`, where fav is `mode(orders.sku)`: `mode(orders.sku.upgrade_of)`.
void Checker::offer_column_inside(const Symbol& fact, const Name& column) {
  const Node call = fact.declaration.last_child();
  const Node inner = call.is(N::aggregate) ? call.child(N::path) : Node{};
  if (!inner || names_of(inner).size() < 2) return;
  const Span whole = call.span(), path = inner.span();
  const std::string_view all = source(whole).text();
  const std::string inside = std::string(all.substr(whole.begin, path.end - whole.begin)) + "." + column.text +
                             std::string(all.substr(path.end, whole.end - path.end));
  diagnostics_.all().back().help(Phrase::read_inside, {fact.name, inside});
}

// `cover.next`, `cover.count`: members of a set; nothing else has members.
std::optional<Value> Checker::member_of_fact(const Symbol& symbol, const std::vector<Name>& names, const Scope& scope) {
  const Span span = join(names[0].span, names.back().span);
  if (!symbol.declaration.is(N::set)) {
    report(Code::S2030, names[1].span, {names[0].text, names[1].text});
    offer_column_inside(symbol, names[1]);
    return wrong(span);
  }
  const Kw part = names[1].role;
  const bool known =
      part == Kw::set_count || part == Kw::set_complete || part == Kw::set_missing || part == Kw::set_next;
  if (!known || names.size() > 2) {
    const Name& unknown = names[known ? 2 : 1];
    report(Code::S2030, unknown.span, {names[0].text, unknown.text});
    return wrong(span);
  }
  const Value value = set_part(symbol, names[1], span);
  return value.wrong() || scope.domain.is_frame() ? value : made(build_.outer(scope.domain, value.inst), span);
}

Value Checker::unknown_name(const Name& name, const Scope& scope, bool alone) {
  if (is_reserved(spelling_of(name.text))) return wrong(name.span);
  if (instance_ != nullptr) return unknown_in_module(name);
  if (auto input = input_called(name.text); input || symbols_.find(Space::values, name.text) != nullptr) {
    if (input && alone)
      report(Code::S2037, name.span, {"value", "the whole of `" + name.text + "`", "值", "整个 `" + name.text + "`"});
    return wrong(name.span);
  }
  if (!declares_inputs_ && options_.inferred.empty()) {
    trusted_.try_emplace(name.text, name.span);
    return wrong(name.span);
  }
  // No table of customers: told once, and nothing of theirs can be known.
  if (!program_.population.exists()) return wrong(name.span);
  if (damaged_inputs_.contains(program_.inputs[program_.population.index()].name)) return wrong(name.span);
  if (scope.rows.exists() && damaged_inputs_.contains(program_.inputs[scope.rows.index()].name))
    return wrong(name.span);
  std::vector<std::string_view> candidates = symbols_.names(Space::values);
  if (program_.population.exists())
    for (const Column& column : program_.inputs[program_.population.index()].columns) candidates.push_back(column.name);
  if (scope.rows.exists())
    for (const Column& column : program_.inputs[scope.rows.index()].columns) candidates.push_back(column.name);
  if (is_null(name.text) && std::ranges::find(candidates, name.text) == candidates.end()) {
    report(Code::S2015, name.span);
    return wrong(name.span);
  }
  // 非会员: the blank is missing; taken for a misspelt 会员 it would turn the audience around.
  const std::string_view positive = said_no_to(name.text);
  const bool negated = alone && std::ranges::find(candidates, positive) != candidates.end();
  const bool blank_missing = negated && name.text.starts_with("非");
  auto& found = blank_missing ? report(Code::S1009, name.span, {name.text, "非"})
                              : report(Code::S2001, name.span, {"fact or column", name.text, "事实或列"});
  if (negated) {
    const bool chinese = static_cast<unsigned char>(name.text[0]) >= 0x80;
    const std::string apart = (chinese ? "非 " : "not ") + std::string(positive);
    found.fix(Phrase::replace_with, {apart}, {{name.span, apart}});
    return wrong(name.span);
  }
  if (const std::string sentence = asked_as(symbols_, name.text); !sentence.empty()) {
    found.help(Phrase::replace_with, {sentence});
    return wrong(name.span);
  }
  // `on orders if amount > 3`: `if` asks the customer.
  const Scope* frame = &scope;
  while (frame->outside != nullptr) frame = frame->outside;
  if (alone && frame->event.exists() && column_index(program_.inputs[frame->event.index()], name) >= 0) {
    const bool chinese = static_cast<unsigned char>(name.text[0]) >= 0x80;
    const std::string of_event = (chinese ? "此事件." : "event.") + name.text;
    found.fix(Phrase::replace_with, {of_event}, {{name.span, of_event}});
    return wrong(name.span);
  }
  const std::string length = chinese_length(name.text), window = chinese_window(name.text);
  if (const std::string& ours = length.empty() ? window : length; !ours.empty()) {
    found.fix(Phrase::replace_with, {ours}, {{name.span, ours}});
    return wrong(name.span);
  }
  suggest(found, name.text, candidates, name.span);
  for (const GluedSign glued : {glued_sign(name.text), glued_keyword_inside(name.text)}) {
    if (!found.fixes.empty() || std::ranges::find(candidates, glued.before) == candidates.end()) continue;
    const std::string apart = fmt::format("{} {} {}", glued.before, glued.sign, glued.after);
    found.fix(Phrase::replace_with, {apart}, {{name.span, apart}});
  }
  // What may stand before a name; `年龄` is no `年 龄`.
  constexpr std::string_view before_names[] = {"非", "如果", "且", "或", "则", "否则"};
  std::string_view keyword = found.fixes.empty() ? leading_keyword(name.text) : std::string_view();
  if (std::ranges::find(before_names, keyword) == std::end(before_names)) keyword = {};
  if (!keyword.empty() && spelling_of(name.text) == 0) {
    const auto cut = static_cast<std::uint32_t>(name.span.begin + keyword.size());
    found.fix(Phrase::insert_blank, {std::string(keyword)}, {{{name.span.file, cut, cut}, " "}});
  }
  return wrong(name.span);
}

// `city = 上海`, where a text belongs: an unknown name that was meant as one. `known`: how many findings there were
// before the name was read.
void Checker::offer_text(std::size_t known, Node node, const Type& wanted) {
  std::vector<Diagnostic>& all = diagnostics_.all();
  if (in_slot_ || all.size() != known + 1 || (!wanted.is(TypeKind::text) && !wanted.is(TypeKind::id))) return;
  Diagnostic& found = all.back();
  if (found.code != Code::S2001 || !found.fixes.empty() || !found.helps.empty() || !node.is(N::path)) return;
  const std::vector<Name> names = names_of(node);
  if (names.size() != 1 || !(names[0].span == found.span)) return;
  const std::string_view before = source(found.span).text().substr(0, found.span.begin);
  if (before.ends_with('\'') || before.ends_with("‘") || before.ends_with("’"))
    return;  // a quote of its own, not closed
  const std::string quoted = "\"" + names[0].text + "\"";
  found.fix(Phrase::as_text, {quoted}, {{found.span, quoted}});
}

bool Checker::suggests() const {
  return diagnostics_.all().size() <= most_suggestions && compared_names_ < most_compared;
}

void Checker::suggest(Diagnostic& found, const std::string& word, std::span<const std::string_view> candidates,
                      Span span) {
  if (!suggests()) return;
  compared_names_ += candidates.size();
  if (const auto best = did_you_mean(word, candidates); best && *best != word)
    found.fix(Phrase::did_you_mean, {std::string(*best)}, {{span, std::string(*best)}});
}

void Checker::unknown_member(const std::string& word, const Enumeration& of, Span span) {
  // An arm or a cell that could not be read may be it.
  if (const Symbol* symbol = symbols_.find(Space::values, of.name);
      symbol != nullptr && !symbol->declaration.children(N::error).empty())
    return;
  std::string known;
  for (const std::string& member : of.members) known += (known.empty() ? "" : ", ") + member;
  const std::vector<std::string_view> candidates(of.members.begin(), of.members.end());
  suggest(report(Code::S2016, span, {word, of.name, known}), word, candidates, span);
}

Diagnostic& Checker::unknown(Space space, const std::string& name, Span span) {
  auto& found =
      report(Code::S2001, span, {std::string(space_word(space, false)), name, std::string(space_word(space, true))});
  if (suggests()) suggest(found, name, symbols_.names(space), span);
  return found;
}

}  // namespace sop
