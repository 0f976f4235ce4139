// The page of `sopc test --coverage`: sides of atoms that no test has seen, each with a test to begin from where one
// can be made, else with what a test would need.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/testing/quote.h"

namespace sop {
namespace {

// `not x is known` and `only if` of it ask the plain instruction, written in the place of its negation.
bool says_the_opposite(const TestView& view, const WatchedAtom& atom) {
  const Inst& inst = view.program.at(atom.inst);
  const std::string text = written(view, atom.span);
  if (inst.kind == InstKind::is_missing) return text.ends_with("known") || text.ends_with("已知");
  if (inst.kind != InstKind::call || row_of(inst.op).builtin != Builtin::equal) return false;
  const std::string_view before_texts = std::string_view(text).substr(0, text.find_first_of("\"“"));
  return before_texts.find("!=") != std::string_view::npos;
}

// A side of an atom that is missing, and what is known of it.
class MissingSide {
 public:
  MissingSide(const TestView& view, const WatchedAtom& atom, bool side)
      : view_(view), atom_(atom), side_(side), text_(condition_text(view, atom.inst, atom.span)) {}

  std::string take() const {
    std::string out = fmt::format(fmt::runtime(say("{}: `{}` was never {}\n", "{}: `{}` 从未为{}\n")),
                                  place_of(view_, atom_.span), text_, word());
    if (const std::string need = need_of(); !need.empty()) out += "  " + need + "\n";
    if (!has_expectation()) return out;
    const std::size_t near = first_test();
    return near == SIZE_MAX ? out : out + test_like(view_.suite.tests[near]);
  }

 private:
  const char* say(const char* en, const char* chinese) const { return zh(view_) ? chinese : en; }
  const char* word() const { return side_ ? say("true", "真") : say("false", "假"); }
  bool is_asked() const { return atom_.seen_true || atom_.seen_false; }
  // Its words mean nothing outside.
  bool stands_in_module() const {
    return atom_.in.by == AskedBy::fact && view_.program.facts[atom_.in.owner].name.find('.') != std::string::npos;
  }
  bool is_of_customer() const { return sop::is_of_customer(view_.program, atom_.inst); }
  const std::string& stream() const { return view_.program.inputs[atom_.in.stream.index()].name; }
  // Events that a test cannot write: the run records them.
  bool has_stream() const {
    return atom_.in.stream.exists() && !view_.program.inputs[atom_.in.stream.index()].recorded;
  }

  // What brings the run to ask it.
  std::string need_of() const {
    const std::string event = has_stream()
                                  ? fmt::format(fmt::runtime(say("an event of `{}`", "一条 `{}` 事件")), stream())
                                  : std::string(say("an instant at which it is asked", "一个会问到它的时刻"));
    switch (atom_.in.by) {
      case AskedBy::fact:
        if (!stands_in_module()) return {};
        return fmt::format(fmt::runtime(say("it stands in a module: `{}` reads it", "它在模块里:`{}` 读取它")),
                           view_.program.facts[atom_.in.owner].name);
      case AskedBy::rule:
        if (is_asked() || view_.program.rules[atom_.in.owner].triggers.empty()) return {};
        return fmt::format(fmt::runtime(say("no test asks it: the rule {} needs {}", "没有测试问到它:规则 {} 需要{}")),
                           view_.program.rules[atom_.in.owner].name, event);
      case AskedBy::entry:
        if (is_asked()) return {};
        return fmt::format(
            fmt::runtime(say("no test asks it: the journey {} begins with {}", "没有测试问到它:旅程 {} 始于{}")),
            journey(), event);
      case AskedBy::journey: return need_inside(event);
      case AskedBy::contact:
        if (is_asked()) return {};
        return say("no test asks it: somebody is to be contacted in a way that it is about",
                   "没有测试问到它:需要有一次它所管的触达");
    }
    return {};
  }

  std::string need_inside(const std::string& event) const {
    if (!is_asked())
      return fmt::format(fmt::runtime(say("no test asks it: a customer in the journey {} comes to it{}",
                                          "没有测试问到它:需要旅程 {} 里有客户走到这里{}")),
                         journey(),
                         has_stream() ? fmt::format(fmt::runtime(say(", and has {}", ",并有{}")), event) : "");
    if (is_of_customer()) return {};
    return fmt::format(fmt::runtime(say("it needs a customer in the journey {}{} for whom it is {}",
                                        "需要旅程 {} 里的客户{},使它为{}")),
                       journey(), has_stream() ? fmt::format(fmt::runtime(say(" with {}", "有{}")), event) : "",
                       word());
  }

  const std::string& journey() const { return view_.program.journeys[atom_.in.owner].name; }

  // A test needs something to expect: the condition itself, or what the rule then does.
  bool has_expectation() const { return !expectation().empty(); }

  std::string expectation() const {
    const bool wanted = side_ != atom_.negated;
    switch (atom_.in.by) {
      case AskedBy::fact:
        if (stands_in_module()) return {};
        break;
      case AskedBy::rule:
        if (!is_of_customer() || (atom_.in.stream.exists() && !is_asked())) return action(wanted);
        break;
      case AskedBy::entry:
        if (!is_of_customer() || !is_asked())
          return fmt::format("{}{} {}", wanted ? "" : say("no ", "无 "), say("enter", "进入"), journey());
        break;
      case AskedBy::journey:
      case AskedBy::contact:
        if (!is_of_customer() || !is_asked()) return {};
        break;
    }
    return fmt::format("{}({})", side_ ? "" : say("not ", "非 "), text_);
  }

  std::string action(bool wanted) const {
    const Rule& rule = view_.program.rules[atom_.in.owner];
    if (rule.actions.empty()) return {};
    const Action& first = rule.actions[0].next_of.empty() ? rule.actions[0] : rule.actions[0].next_of[0];
    const char* verb = verb_word(first);
    if (verb == nullptr) return {};
    return fmt::format("{}{} {}", wanted ? "" : say("no ", "无 "), verb, first.object);
  }

  // None: not a form of `expect` that is certain to parse.
  const char* verb_word(const Action& action) const {
    switch (action.verb) {
      case Verb::send: return say("send", "发送");
      case Verb::tag: return say("tag", "标签");
      case Verb::task: return say("task", "派任务");
      case Verb::grant: return say("grant", "发券");
      case Verb::enter: return say("enter", "进入");
      case Verb::untag:
      case Verb::notify:
      case Verb::invite:
      case Verb::stop:
      case Verb::declared: return nullptr;
    }
    return nullptr;
  }

  // One that asks it; for an event nobody has, any that stands for itself.
  std::size_t first_test() const {
    if (is_asked()) return atom_.nearest < view_.suite.tests.size() ? atom_.nearest : SIZE_MAX;
    if (!has_stream()) return SIZE_MAX;
    for (std::size_t i = 0; i < view_.suite.tests.size(); ++i)
      if (!view_.suite.tests[i].of_a_row && !clock_of(view_.suite.tests[i]).empty()) return i;
    return SIZE_MAX;
  }

  std::string clock_of(const TestCase& test) const {
    for (const TestStep& step : test.steps)
      if (!step.expectation) return written(view_, step.span);
    return {};
  }

  std::string test_like(const TestCase& near) const {
    std::string quoted = text_;
    std::ranges::replace(quoted, '"', '\'');
    std::string out = fmt::format("  {} \"{} {} {}\" {{\n", say("test", "测试"), quoted, say("is", "为"), word());
    out += fmt::format(fmt::runtime(say("    # change a value until it is {}\n", "    # 改动下面的值,直到它为{}\n")),
                       word());
    for (const TestRow& row : near.rows) out += "    " + written_row(view_, row) + "\n";
    const std::string clock = clock_of(near);
    if (!is_asked()) out += "    " + event_row(near, clock) + "\n";
    if (!clock.empty()) out += "    " + clock + "\n";
    return out + fmt::format("    {} {}\n  }}\n", say("expect", "期望"), expectation());
  }

  // `orders { paid_at: 2026-11-05  price: 100 }`: of the first customer, at the clock's own instant, with what the
  // condition compares.
  std::string event_row(const TestCase& near, const std::string& clock) const {
    const Input& input = view_.program.inputs[atom_.in.stream.index()];
    std::string fields;
    const auto add = [&](int column, const std::string& value) {
      const std::string& name = input.columns[static_cast<std::size_t>(column)].name;
      fields += fmt::format("{}{}: {}", fields.empty() ? "" : "  ", name, value);
    };
    if (input.time >= 0) {
      std::string at = clock.substr(std::min(clock.find_first_of("0123456789"), clock.size()));
      if (input.columns[static_cast<std::size_t>(input.time)].type.is(TypeKind::date)) at = at.substr(0, 10);
      add(input.time, at);
    }
    const Inst& inst = view_.program.at(atom_.inst);
    const auto args = view_.program.args_of(atom_.inst);
    if (inst.kind == InstKind::call && args.size() == 2)
      for (const auto& [column, value] : {std::pair(args[0], args[1]), std::pair(args[1], args[0])}) {
        const Inst& read = view_.program.at(column);
        if (read.kind == InstKind::column && InputId{read.a} == atom_.in.stream &&
            view_.program.at(value).kind == InstKind::constant)
          add(read.b, written(view_, view_.program.inst_spans[value.index()]));
      }
    std::string whose;
    for (const TestRow& row : near.rows)
      if (whose.empty() && row.input == view_.program.population) whose = row.customer;
    return fmt::format("{}{}{} {{ {} }}", stream(), whose.empty() ? "" : " ", whose, fields);
  }

  const TestView& view_;
  const WatchedAtom& atom_;
  const bool side_;
  const std::string text_;
};

}  // namespace

std::string coverage_text(const TestView& view) {
  std::size_t atoms = 0, sides = 0, seen = 0;
  std::string missing;
  for (WatchedAtom atom : view.report.coverage) {
    if (says_the_opposite(view, atom)) {
      std::swap(atom.seen_true, atom.seen_false);
      atom.negated = !atom.negated;
    }
    if (condition_text(view, atom.inst, atom.span).empty()) continue;
    atoms += 1;
    sides += 2;
    seen += atom.seen_true + atom.seen_false;
    if (!atom.seen_true) missing += MissingSide(view, atom, true).take();
    if (!atom.seen_false) missing += MissingSide(view, atom, false).take();
  }
  return fmt::format(fmt::runtime(zh(view) ? "条件覆盖:{} 个原子条件,真假两面共 {},已见 {}\n"
                                           : "coverage: {} atoms of conditions, {} sides, {} seen\n"),
                     atoms, sides, seen) +
         missing;
}

}  // namespace sop
