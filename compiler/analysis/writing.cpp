#include "compiler/analysis/writing.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace sop {
namespace {

using N = NodeKind;

constexpr std::size_t most_tags = 60;
constexpr std::size_t most_levels = 7;
constexpr std::size_t repeated = 3;  // places at which a number asks for a name

bool is_fact(Node node) {
  constexpr std::array kinds{N::attribute, N::segment, N::score, N::tier, N::bands, N::grid};
  return std::ranges::any_of(kinds, [&](N kind) { return node.is(kind); });
}

// What people meet outside of the program: on a customer's card, in a list of audiences, in a calendar of sends.
bool is_met_by_people(Node node) {
  constexpr std::array kinds{N::segment, N::tag, N::taggroup, N::tier, N::journey};
  return std::ranges::any_of(kinds, [&](N kind) { return node.is(kind); });
}

bool says_no(std::string_view name) {
  constexpr std::array<std::string_view, 9> beginnings{"not_", "no_", "non_", "never_", "without_",
                                                       "非",   "不",  "未",   "没"};
  return std::ranges::any_of(beginnings, [&](std::string_view word) { return name.starts_with(word); });
}

class Writing {
 public:
  Writing(const Subject& subject, const AskedLints& asked)
      : subject_(subject), parsed_(subject.parsed), program_(subject.program), asked_(asked) {}

  void run() {
    find_read();
    for (Node node : parsed_.declarations()) {
      if (asked_(Code::S4101) && is_met_by_people(node)) purpose(node);
      if (asked_(Code::S4102) && is_fact(node)) unused(node);
      if (node.is(N::template_decl) && !node.child(N::flag)) message(node);
      if (asked_(Code::S4105)) negative_name(node);
      if (asked_(Code::S4104)) count_tags(node);
      if (asked_(Code::S4108) && node.is(N::tier)) levels(node);
      if (asked_(Code::S4103) && !node.is(N::test)) numbers(node);
    }
    if (tags_ > most_tags) subject_.diagnostics.report(Code::S4104, one_too_many_, {std::to_string(tags_)});
    for (const auto& [asked, places] : numbers_)
      if (places.size() >= repeated)
        subject_.diagnostics.report(Code::S4103, places.front(),
                                    {asked.second, asked.first, std::to_string(places.size())});
  }

 private:
  void purpose(Node node) {
    const Node name = node.child(N::name);
    if (name && !node.child(N::label)) subject_.diagnostics.report(Code::S4101, name.span(), {parsed_.text(name)});
  }

  // The three questions before each message, and what it says.
  void message(Node node) {
    struct AskedOfText {
      NodeKind clause;
      std::string_view en, zh;
    };
    constexpr std::array<AskedOfText, 3> questions{{{N::purpose, "`purpose`", "`目的`"},
                                                 {N::thinks, "`thinks`", "`对方会想`"},
                                                 {N::expect_answer, "`expect`", "`期望`"}}};
    std::string en, zh;
    for (const AskedOfText& question : questions) {
      if (const Node clause = node.child(question.clause); clause && (clause.is(N::expect_answer) || says(clause)))
        continue;
      en += (en.empty() ? "" : ", ") + std::string(question.en);
      zh += (zh.empty() ? "" : "、") + std::string(question.zh);
    }
    const Node name = node.child(N::name);
    const std::string word = parsed_.text(name);
    if (asked_(Code::S4106) && !en.empty()) subject_.diagnostics.report(Code::S4106, name.span(), {word, en, zh});
    const Node text = node.child(N::text_lines);
    if (asked_(Code::S4107) && (!text || !says(text))) subject_.diagnostics.report(Code::S4107, name.span(), {word});
  }

  bool says(Node clause) const {
    return std::ranges::any_of(clause.children(N::text), [this](Node text) {
      return parsed_.text(text).find_first_not_of(" \t") != std::string::npos;
    });
  }

  // Read by another fact, a rule, a journey, a guard, a text; its own instruction exists only where it is.
  void find_read() {
    for (const Inst& inst : program_.insts)
      if (inst.kind == InstKind::fact) read_.insert(inst.a);
  }

  void unused(Node node) {
    const Node name = node.child(N::name);
    for (std::size_t i = 0; name && i < program_.facts.size(); ++i)
      if (program_.facts[i].span == name.span() && !read_.contains(static_cast<std::int32_t>(i)))
        subject_.diagnostics.report(Code::S4102, name.span(), {program_.facts[i].name});
  }

  void negative_name(Node node) {
    if (!node.is(N::segment) && !node.is(N::tag)) return;
    const Node name = node.child(N::name);
    if (name && says_no(parsed_.text(name)))
      subject_.diagnostics.report(Code::S4105, name.span(), {parsed_.text(name)});
  }

  void levels(Node tier) {
    const std::size_t count = tier.children(N::arm).size();
    const Node name = tier.child(N::name);
    if (count > most_levels && name)
      subject_.diagnostics.report(Code::S4108, name.span(), {parsed_.text(name), std::to_string(count)});
  }

  void count_tags(Node node) {
    if (node.is(N::tag)) count_tag(node.child(N::name));
    if (node.is(N::taggroup))
      for (Node arm : node.children(N::arm)) count_tag(arm.child(N::name));
  }

  void count_tag(Node name) {
    tags_ += 1;
    if (tags_ == most_tags + 1 && name) one_too_many_ = name.span();
  }

  // `spend >= 500`: what is compared, and the number. 0 and 1 mean themselves.
  void numbers(Node node) {
    if (node.is(N::compare)) {
      Node asked, number;
      for (Node child : node.children()) {
        if (child.is(N::path) || child.is(N::call)) asked = child;
        if (child.is(N::number) || child.is(N::money)) number = child;
      }
      if (asked && number && parsed_.text(number) != "0" && parsed_.text(number) != "1")
        numbers_[{quoted(subject_, asked.span()), quoted(subject_, number.span())}].push_back(number.span());
    }
    for (Node child : node.children()) numbers(child);
  }

  const Subject& subject_;
  const ParsedProgram& parsed_;
  const Program& program_;
  const AskedLints& asked_;
  std::set<std::int32_t> read_;
  std::size_t tags_ = 0;
  Span one_too_many_;
  std::map<std::pair<std::string, std::string>, std::vector<Span>> numbers_;
};

}  // namespace

void check_writing(const Subject& subject, const AskedLints& asked) {
  if (asked.any()) Writing(subject, asked).run();
}

}  // namespace sop
