// `test` blocks (language.md 2.7): customers, events, the clock, expectations. Lowered into the program's instructions;
// whether a run carries them is decided by whoever asks for the suite.
#include <algorithm>
#include <utility>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

Verb verb_of(Node action) {
  for (auto [kw, verb] : {std::pair(Kw::send, Verb::send),
                          {Kw::tag_verb, Verb::tag},
                          {Kw::tag, Verb::tag},
                          {Kw::untag, Verb::untag},
                          {Kw::task, Verb::task},
                          {Kw::notify, Verb::notify},
                          {Kw::grant, Verb::grant},
                          {Kw::invite, Verb::invite},
                          {Kw::enter, Verb::enter}})
    if (action.has_keyword(kw)) return verb;
  return Verb::send;
}

std::string_view word_of(Verb verb) {
  switch (verb) {
    case Verb::send: return "send";
    case Verb::tag: return "tag";
    case Verb::untag: return "untag";
    case Verb::task: return "task";
    case Verb::notify: return "notify";
    case Verb::grant: return "grant";
    case Verb::invite: return "invite";
    case Verb::enter: return "enter";
    case Verb::stop: return "stop";
    case Verb::declared: return "";
  }
  return "";
}

}  // namespace

// What tests read is no reason for a run to read it, and what only they use is no reason to refuse one.
void Checker::check_tests(TestSuite* suite) {
  const std::vector<LaterForm> later_before = program_.later;
  const bool reads_time_before = program_.reads_time;
  std::vector<std::vector<bool>> used_before;
  for (const Input& input : program_.inputs)
    for (auto& used = used_before.emplace_back(); const Column& column : input.columns) used.push_back(column.used);
  TestSuite unkept;
  for (Node node : parsed_.declarations())
    if (node.is(N::test)) test_block(node, suite == nullptr ? unkept : *suite);
  if (suite != nullptr) return;
  program_.asked.clear();
  program_.later = later_before;
  program_.reads_time = reads_time_before;
  for (std::size_t i = 0; i < used_before.size(); ++i)
    for (std::size_t c = 0; c < used_before[i].size(); ++c) program_.inputs[i].columns[c].used = used_before[i][c];
}

// One test, or one per row: then names of the head stand for the cells of the row.
void Checker::test_block(Node node, TestSuite& suite) {
  const std::string name = text(node.child(N::label));
  const Node table = node.child(N::test_rows);
  if (!table) return test_of(node, name, suite);
  const std::vector<Node> names = table.children(N::name);
  bool wrong_block = false;  // once is enough
  for (Node row : table.children()) {
    if (row.is(N::name)) continue;
    const std::vector<Node> cells = row.is(N::list) ? row.children() : std::vector<Node>{row};
    if (cells.size() != names.size()) {
      report(Code::S2044, row.span(),
             {std::string(source(table.span()).text(table.first_token())), std::to_string(names.size()),
              std::to_string(cells.size())});
      continue;
    }
    if (wrong_block) continue;
    const std::size_t errors = diagnostics_.errors();
    for (std::size_t i = 0; i < names.size(); ++i) cells_[text(names[i])] = cells[i];
    test_of(node, name + " " + one_line(row.span()), suite);
    cells_.clear();
    wrong_block = diagnostics_.errors() > errors;
  }
}

void Checker::test_of(Node node, std::string name, TestSuite& suite) {
  TestCase test{
      .name = std::move(name), .span = node.first_token(), .of_a_row = !cells_.empty(), .rows = {}, .steps = {}};
  for (Node item : node.children()) test_item(item, test);
  for (const TestStep& step : test.steps) test_clock(step);
  if (node.children(N::expectation).empty() && node.children(N::error).empty())
    report(Code::S2017, node.first_token(),
           {test.name, "expect", "期望", "say what must come out: `expect send coupon_reminder`",
            "写明应得到什么:`期望 发送 优惠券提醒`"});
  suite.tests.push_back(std::move(test));
}

void Checker::test_item(Node item, TestCase& test) {
  switch (item.kind()) {
    case N::test_clock: {
      const Value at = literal(item.last_child());
      if (at.wrong()) return;
      std::int64_t instant = program_.constants[static_cast<std::size_t>(program_.at(at.inst).a)].whole;
      if (at.type.is(TypeKind::date)) instant = zone_.instant_of(instant, 0);
      test.steps.push_back({instant, std::nullopt, item.span()});
      return;
    }
    case N::test_customer:
      if (program_.population.exists()) test_row(item, program_.population, test);
      return;
    case N::test_event: {
      const Node name = item.child(N::name);
      const auto input = input_called(text(name));
      const auto list = input_called("list " + text(name));
      if (input || list)
        test_row(item, input ? *input : *list, test);
      else
        not_a_stream(name, {{text(name), no_keyword, name.span()}});
      return;
    }
    case N::expectation: return expectation(item, test);
    default: return;
  }
}

// A test at a day that no lunar table holds could not be run (semantics B5).
void Checker::test_clock(const TestStep& clock) {
  if (lunar_asked_.empty() || clock.expectation) return;
  if (!has_lunar_date(zone_.local_date(clock.at_us))) report_no_table(lunar_asked_, clock.span);
}

void Checker::test_row(Node item, InputId input, TestCase& test) {
  TestRow row{.input = input, .customer = {}, .fields = {}, .tags = {}, .span = item.span()};
  const std::vector<Node> names = item.children(N::name);
  const std::size_t label = item.is(N::test_event) ? 1 : 0;  // the first name of an event is its stream
  if (names.size() > label) row.customer = text(names[label]);
  for (Node field : item.children(N::field)) test_field(field, row);
  test.rows.push_back(std::move(row));
}

void Checker::test_field(Node field, TestRow& row) {
  const Input& input = program_.inputs[row.input.index()];
  const Node name = field.child(N::name), given = cell_of(field.last_child());
  const Input& population = program_.inputs[program_.population.index()];
  const bool key_of_list = !input.list_file.empty() && population.key >= 0 &&
                           population.columns[static_cast<std::size_t>(population.key)].name == text(name);
  const int index = key_of_list ? input.key : column_index(input, {text(name), no_keyword, {}});
  const bool tag = name.keyword() == Kw::tag_noun || is_called_tags(text(name));
  const bool list = index >= 0 && input.columns[static_cast<std::size_t>(index)].tag_list;
  if (tag && (index < 0 || list || input.kind == InputKind::tags)) {
    if (given.is(N::path) || given.is(N::text))
      row.tags.push_back(given.is(N::path) ? object_name(given) : text(given));
    return;
  }
  if (index < 0) {
    if (input.inferred || damaged_inputs_.contains(input.name)) return;
    std::vector<std::string_view> candidates;
    for (const Column& column : input.columns) candidates.push_back(column.name);
    suggest(report(Code::S2030, name.span(), {input.name, text(name)}), text(name), candidates, name.span());
    return;
  }
  const Type type = input.columns[static_cast<std::size_t>(index)].type;
  if (given.is(N::missing_word)) return row.fields.push_back({index, -1, field.span()});
  // Groups, coupons, outcomes: names of the program that stand as texts in the inputs that are always there.
  const bool named = input.predeclared && type.is(TypeKind::text) && given.is(N::path) && names_of(given).size() == 1 &&
                     !names_a_value(names_of(given)[0], {});
  Value value = named ? constant({type.with_nullable(false), 0, 0, names_of(given)[0].text}, given.span())
                      : comparand(given, made(build_.missing(type), name.span()), {});
  const Type found = value.type;
  if (!value.wrong() && !value.type.is(type.kind) && convert(value, type.kind).wrong())
    report(Code::S2012, value.span,
           {described(type, false), described(found, false), described(type, true), described(found, true)});
  if (value.wrong()) return;
  if (!value.type.is(type.kind)) value = convert(value, type.kind);
  if (value.wrong()) return;
  row.fields.push_back({index, static_cast<std::int32_t>(program_.asked.size()), field.span()});
  program_.asked.push_back(value.inst);
}

void Checker::expectation(Node item, TestCase& test) {
  Expectation expected{.customer = {},
                       .negated = static_cast<bool>(item.child(N::flag)),
                       .condition = -1,
                       .action = std::nullopt,
                       .span = item.span()};
  const Node what = item.last_child();
  const std::vector<Node> children = item.children();
  if (children.size() > 1 && children[0].is(N::name)) expected.customer = text(children[0]);
  if (what.is(N::expected_action)) {
    expected.action = expected_action(what);
  } else if (what.is(N::call) && symbols_.find(Space::actions, text(what.child(N::name))) != nullptr) {
    Action called;
    if (!declared_action(what, called, {.in_test = true})) return;
    expected.action = ExpectedAction{.verb = Verb::declared, .verb_word = called.verb_word, .object = {}, .group = {}};
    ask_for(called, *expected.action);
  } else {
    const InstId inst = condition(what, {});
    if (!inst.exists()) return;
    expected.condition = static_cast<std::int32_t>(program_.asked.size());
    program_.asked.push_back(inst);
  }
  const std::int64_t now = test.steps.empty() ? 0 : test.steps.back().at_us;
  test.steps.push_back({now, std::move(expected), item.span()});
}

ExpectedAction Checker::expected_action(Node what) {
  Node object = what.child(N::path);
  if (const Node cell = cell_of(object); cell.is(N::path)) object = cell;
  const std::string name = object_name(object);
  const Verb verb = verb_of(what);
  if (verb == Verb::send || verb == Verb::task) expect_declared(Space::templates, name, object.span(), true);
  if (verb == Verb::grant) expect_declared(Space::coupons, name, object.span(), false);
  if (verb == Verb::invite) expect_declared(Space::groups, name, object.span(), false);
  if (verb == Verb::enter && symbols_.find(Space::journeys, name) == nullptr)
    unknown(Space::journeys, name, object.span());
  const std::vector<Name> names = names_of(object);
  ExpectedAction out{.verb = verb,
                     .verb_word = std::string(word_of(verb)),
                     .object = name,
                     .group = names.size() > 1 ? names[0].text : std::string()};
  Action written;
  for (Node clause : what.children()) action_clause(clause, written, {});
  if (const Node role = what.child(N::to_role)) written.staff = role_reference(role.last_child(), {});
  ask_for(written, out);
  return out;
}

// What an expectation says besides verb and object.
void Checker::ask_for(const Action& written, ExpectedAction& out) {
  const auto asked = [&](InstId inst) {
    if (!inst.exists()) return -1;
    program_.asked.push_back(inst);
    return static_cast<std::int32_t>(program_.asked.size()) - 1;
  };
  if (out.verb != Verb::declared) out.channel = written.channel;
  out.at_us = written.at_us;
  out.staff = asked(written.staff);
  out.due = asked(written.due);
  out.expires = asked(written.expires);
  out.expires_today = written.expires_today;
  for (const Param& param : written.params) out.params.emplace_back(param.name, asked(param.value));
}

// In `test … for paid in (499, 500)`: the cell that a bare name stands for, else the node itself.
Node Checker::cell_of(Node node) const {
  if (cells_.empty() || node.empty() || !node.is(N::path)) return node;
  const std::vector<Name> names = names_of(node);
  const auto cell = names.size() == 1 ? cells_.find(names[0].text) : cells_.end();
  return cell == cells_.end() ? node : cell->second;
}

}  // namespace sop
