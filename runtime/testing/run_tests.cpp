#include "runtime/testing/run_tests.h"

#include <algorithm>
#include <set>

#include "runtime/journeys/world.h"
#include "runtime/run/tag_locks.h"
#include "runtime/testing/test_data.h"

namespace sop {
namespace {

// A test has a handful of rows: large blocks would only be memory to clear.
constexpr std::size_t block_rows = 8;

// The values that the rows of all tests give, worked out once: constants as they are, the rest by the engine.
struct Values {
  TextPool texts;
  std::vector<ColumnData> columns;  // parallel to Program::asked
};

ColumnData column_of(const Constant& constant, TextPool& texts) {
  ColumnData out = make_column(constant.type.with_nullable(false), 1);
  switch (physical_of(constant.type.kind)) {
    case Physical::whole: out.whole[0] = constant.whole; break;
    case Physical::real: out.real[0] = constant.real; break;
    case Physical::code: out.codes[0] = texts.intern(constant.text); break;
    case Physical::bit:
      if (constant.whole != 0) set_bit(out.bits, 0);
      break;
  }
  return out;
}

std::vector<bool> fields_of(const Program& program, const TestSuite& suite) {
  std::vector<bool> out(program.asked.size(), false);
  for (const TestCase& test : suite.tests)
    for (const TestRow& row : test.rows)
      for (const TestField& field : row.fields)
        if (field.value >= 0) out[static_cast<std::size_t>(field.value)] = true;
  return out;
}

void fill_values(const Program& program, const TestSuite& suite, const RunContext& context, Values& out) {
  const std::vector<bool> wanted = fields_of(program, suite);
  out.columns.resize(program.asked.size());
  Dataset nobody;
  nobody.inputs.resize(program.inputs.size());
  nobody.customers = 1;
  nobody.customer_ids = {nobody.pool->intern("")};
  Frame frame;
  frame.customer = {0};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i]) continue;
    const InstId id = program.asked[i];
    const Inst& inst = program.at(id);
    if (inst.kind == InstKind::constant) {
      out.columns[i] = column_of(program.constants[static_cast<std::size_t>(inst.a)], out.texts);
      continue;
    }
    Evaluation found = evaluate(program, nobody, frame, std::span(&id, 1), context);
    if (physical_of(inst.type.kind) == Physical::code && found.values[0].is_known(0))
      found.values[0].codes[0] = out.texts.intern(nobody.pool->text(found.values[0].codes[0]));
    out.columns[i] = std::move(found.values[0]);
  }
}

std::string_view text_of(const Dataset& dataset, TextCode code) {
  return code == no_text ? std::string_view() : dataset.pool->text(code);
}

bool matches(const Dataset& dataset, const TagRow& row, const ExpectedAction& expected) {
  const TagChange change = expected.verb == Verb::untag ? TagChange::remove : TagChange::add;
  return row.change == change && text_of(dataset, row.tag) == expected.object &&
         (expected.group.empty() || text_of(dataset, row.group) == expected.group);
}

class TestRun {
 public:
  // `watch`: who sees the conditions that runs ask; or nobody.
  TestRun(const Program& program, const TestCase& test, const Values& values, Watch* watch, const RunContext& context)
      : program_(program),
        test_(test),
        watch_(watch),
        context_(context),
        watched_{context, watch},
        data_(data_of(program, test, values.columns, values.texts, context)) {}

  void run(TestResult& out) {
    out.notes = data_.notes;
    if (!is_data(out)) return;
    for (std::size_t i = 0; i < test_.steps.size(); ++i) {
      const TestStep& step = test_.steps[i];
      if (!step.expectation && clock_is_set_ && step.at_us < result_.frame.batch_as_of)
        return out.failures.push_back(fault(step.span, "the clock goes back: instants stand in order of time",
                                            "时刻倒退了:各个时刻须按先后排列"));
      if (!step.expectation) set_clock(step.at_us);
      if (result_.endless)
        return out.failures.push_back(
            fault(step.span, text_of(*result_.endless, false), text_of(*result_.endless, true)));
      if (!step.expectation) continue;
      if (!clock_is_set_)
        out.failures.push_back(fault(step.span, "the clock is not set: write `at 2026-11-22 10:00` before it",
                                     "还没有设定时刻:请先写 `于 2026-11-22 10:00`"));
      else
        expect(*step.expectation, out);
    }
  }

 private:
  TestFailure fault(Span span, std::string en, std::string zh) const {
    TestFailure out;
    out.span = span;
    out.is_expectation = span != test_.span;
    out.fault_en = std::move(en);
    out.fault_zh = std::move(zh);
    return out;
  }

  bool is_data(TestResult& out) const {
    if (!data_.fault_en.empty()) {
      out.failures.push_back(fault(test_.span, data_.fault_en, data_.fault_zh));
      return false;
    }
    for (const InputFindings& findings : data_.prepared.findings)
      for (const BadInput& finding : findings.kept)
        out.failures.push_back(fault(test_.span, line_of(finding, Language::en), line_of(finding, Language::zh)));
    return out.failures.empty();
  }

  // As a run without a store would at the first instant; from then on each remembers what the one before left. An
  // expectation asks for what is new: effects of earlier instants are not counted again.
  void set_clock(Micros at) {
    for (const ActionRow& row : result_.actions) done_.insert(row.effect_id);
    const RunMemory memory = std::move(result_.memory);
    entered_before_ = memory.journeys.instances.size();
    RunOptions options{.as_of = at, .has_as_of = true, .evaluate = watch_ == nullptr ? evaluate : evaluate_watched};
    if (clock_is_set_) options.before = &memory;
    clock_is_set_ = true;
    now_ = data_.prepared.dataset;
    result_ = sop::run(program_, now_, options, watch_ == nullptr ? context_ : watched_);
    if (watch_ != nullptr) watch_->end_run(result_);
    std::erase_if(result_.actions, [&](const ActionRow& row) { return done_.contains(row.effect_id); });
  }

  void expect(const Expectation& expected, TestResult& out) {
    std::vector<std::uint32_t> customers;
    if (expected.customer.empty()) {
      for (std::uint32_t c = 0; c < data_.prepared.dataset.customers; ++c) customers.push_back(c);
    } else if (const auto found = data_.customer_of.find(expected.customer); found != data_.customer_of.end()) {
      customers.push_back(found->second);
    } else {
      out.failures.push_back(fault(expected.span, "the test has no customer `" + expected.customer + "`",
                                   "测试里没有客户“" + expected.customer + "”"));
    }
    if (expected.customer.empty() && customers.empty())
      out.failures.push_back(fault(expected.span, "the test has no customer", "测试里没有客户"));
    if (!expected.action && asks_all_customers(program_.asked[static_cast<std::size_t>(expected.condition)]))
      keep_one(customers);
    for (const std::uint32_t customer : customers)
      if (expected.action)
        expect_action(expected, customer, out);
      else
        expect_condition(expected, customer, out);
  }

  // `count(customers where …) = 2` is one question, not one of each customer.
  bool asks_all_customers(InstId root) const {
    bool all = false;
    std::vector<InstId> todo{root};
    std::set<InstId> seen;
    while (!todo.empty()) {
      const InstId id = todo.back();
      todo.pop_back();
      if (!id.exists() || !seen.insert(id).second) continue;
      const Inst& inst = program_.at(id);
      if (inst.kind == InstKind::customer_aggregate) {
        all = true;
        continue;
      }
      if (inst.kind == InstKind::fact) todo.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
      const auto args = program_.args_of(id);
      todo.insert(todo.end(), args.begin(), args.end());
      const bool plain = inst.kind == InstKind::call || inst.kind == InstKind::constant ||
                         inst.kind == InstKind::context || inst.kind == InstKind::all_of ||
                         inst.kind == InstKind::any_of || inst.kind == InstKind::negation ||
                         inst.kind == InstKind::is_missing || inst.kind == InstKind::fact;
      if (!plain) return false;
    }
    return all;
  }

  // The first who is there; else the first.
  void keep_one(std::vector<std::uint32_t>& customers) const {
    if (customers.empty()) return;
    const auto born = std::ranges::find_if(customers, [&](std::uint32_t c) { return !frame_of(c).customer.empty(); });
    customers = {born == customers.end() ? customers.front() : *born};
  }

  Frame frame_of(std::uint32_t customer) const {
    Frame frame;
    frame.batch_as_of = result_.frame.batch_as_of;
    if (std::ranges::find(result_.frame.customer, customer) != result_.frame.customer.end())
      frame.customer = {customer};
    return frame;
  }

  TestFailure failure(const Expectation& expected, std::uint32_t customer) const {
    TestFailure out;
    out.span = expected.span;
    out.is_expectation = true;
    out.negated = expected.negated;
    const Dataset& dataset = data_.prepared.dataset;
    out.customer = std::string(dataset.pool->text(dataset.customer_ids[customer]));
    return out;
  }

  void expect_condition(const Expectation& expected, std::uint32_t customer, TestResult& out) {
    const std::optional<Program> locked = with_locks(program_, *now_.pool);  // a locked tag is not held
    const Program& program = locked ? *locked : program_;
    const InstId root = program.asked[static_cast<std::size_t>(expected.condition)];
    const Frame frame = frame_of(customer);
    TestFailure failed = failure(expected, customer);
    failed.unborn = frame.rows() == 0;
    const std::vector<InstId> roots{root};
    if (!failed.unborn) {
      const Evaluation found = evaluate(program, now_, frame, roots, context_);
      if ((found.values[0].is_known(0) && bit_at(found.values[0].bits, 0)) != expected.negated) return;
      const Reading reading(program, now_, frame, roots, evaluate, context_);
      failed.atom = reading.first_difference(root, !expected.negated);
      failed.values = reading.values();
    } else if (expected.negated) {
      return;
    }
    out.failures.push_back(std::move(failed));
  }

  bool happened(const ExpectedAction& expected, std::uint32_t customer, const Rule* by = nullptr) const {
    if (expected.verb == Verb::tag || expected.verb == Verb::untag)
      return std::ranges::any_of(result_.tags, [&](const TagRow& row) {
        return row.customer == customer && matches(now_, row, expected) &&
               (by == nullptr || text_of(now_, row.source) == by->name);
      });
    if (expected.verb == Verb::enter)
      return by == nullptr && std::ranges::any_of(std::span(result_.memory.journeys.instances).subspan(entered_before_),
                                                  [&](const Instance& one) {
                                                    return one.customer == customer &&
                                                           program_.journeys[one.journey].name == expected.object;
                                                  });
    return std::ranges::any_of(result_.actions, [&](const ActionRow& row) {
      return row.customer == customer && answers(deeds(), row, expected) &&
             (by == nullptr || by->name == source_of(program_, row));
    });
  }

  DeedsOfATest deeds() const { return {program_, now_, result_, context_}; }

  void expect_action(const Expectation& expected, std::uint32_t customer, TestResult& out) {
    if (happened(*expected.action, customer) != expected.negated) return;
    TestFailure failed = failure(expected, customer);
    failed.action = expected.action;
    if (!expected.negated)
      for (const ActionRow& row : result_.actions)
        if (row.customer == customer && is_that_deed(action_of(program_, row), *expected.action))
          failed.done_otherwise.push_back(really_done(deeds(), row));
    const Frame frame = frame_of(customer);
    failed.unborn = frame.rows() == 0;
    std::vector<InstId> roots;
    for (const Rule& rule : program_.rules)
      if (does(rule, *expected.action) && rule.triggers.empty() && rule.condition.exists())
        roots.push_back(rule.condition);
    const Reading reading(program_, now_, frame, roots, evaluate, context_);
    for (const Rule& rule : program_.rules) {
      if (!does(rule, *expected.action)) continue;
      RuleReading& found = failed.rules.emplace_back();
      found.rule = rule.name;
      found.fired = happened(*expected.action, customer, &rule);
      if (rule.triggers.empty() && rule.condition.exists() && !expected.negated)
        found.atom = reading.first_difference(rule.condition, true);
    }
    read_journeys(*expected.action, customer, failed);
    const auto speaks = [&](const std::string& source) {
      return std::ranges::any_of(failed.rules, [&](const RuleReading& rule) { return rule.rule == source; }) ||
             std::ranges::any_of(failed.journeys, [&](const JourneyReading& one) { return one.journey == source; });
    };
    for (const DecisionRow& row : result_.decisions)
      if (row.customer == customer && speaks(row.source))
        failed.decisions.push_back(row.reason.empty() ? row.outcome : row.outcome + ": " + row.reason);
    failed.values = reading.values();
    out.failures.push_back(std::move(failed));
  }

  // Where she is in the journeys that do it, or that it is about.
  void read_journeys(const ExpectedAction& expected, std::uint32_t customer, TestFailure& failed) const {
    for (std::uint32_t j = 0; j < program_.journeys.size(); ++j) {
      const Journey& journey = program_.journeys[j];
      const bool about = expected.verb == Verb::enter && journey.name == expected.object;
      if (!about && !does(journey.actions, expected)) continue;
      JourneyReading& found = failed.journeys.emplace_back();
      found.journey = journey.name;
      for (const Instance& one : result_.memory.journeys.instances) {
        if (one.journey != j || one.customer != customer) continue;
        found.entered = true;
        found.inside = one.standing != Standing::over;
        found.step = step_word(journey, one.step);
        found.outcome = one.outcome;
      }
    }
  }

  static bool does(const std::vector<Action>& actions, const ExpectedAction& expected) {
    return std::ranges::any_of(actions, [&](const Action& action) {
      return is_that_deed(action, expected) || does(action.next_of, expected);
    });
  }
  static bool does(const Rule& rule, const ExpectedAction& expected) { return does(rule.actions, expected); }

  const Program& program_;
  const TestCase& test_;
  Watch* watch_;
  const RunContext& context_;
  const WatchedContext watched_;
  TestData data_;
  Dataset now_;  // with what the run of the present instant found out
  RunResult result_;
  std::set<std::string> done_;      // effects of earlier instants of this test
  std::size_t entered_before_ = 0;  // how many had entered a journey at the instant before
  bool clock_is_set_ = false;
};

}  // namespace

TestReport run_tests(const Program& tested, const TestSuite& suite, const RunContext& given, bool coverage) {
  // A test's few rows say nothing about how fresh a table is (semantics E9).
  std::optional<Program> never_stale;
  if (tested.project.max_staleness >= 0) never_stale.emplace(tested).project.max_staleness = -1;
  const Program& program = never_stale ? *never_stale : tested;
  RunContext context = given;
  context.block_rows = block_rows;
  Values values;
  fill_values(program, suite, context, values);
  TestReport out;
  std::optional<Watch> watch;
  if (coverage) watch.emplace(program);
  for (std::size_t i = 0; i < suite.tests.size(); ++i) {
    if (watch) watch->begin_test(suite.tests[i].of_a_row ? SIZE_MAX : i);
    TestRun run(program, suite.tests[i], values, watch ? &*watch : nullptr, context);
    run.run(out.results.emplace_back(TestResult{.test = i, .failures = {}, .notes = {}}));
  }
  if (watch) out.coverage = watch->atoms();
  return out;
}

}  // namespace sop
