#include "compiler/check/arms/arm_order.h"

#include <algorithm>

namespace sop {
namespace {

using N = NodeKind;

bool is_any_of(Node group) {
  return std::ranges::any_of(group.children(N::flag), [](Node flag) { return flag.has_keyword(Kw::any_of); });
}

// `a otherwise`, `otherwise none`; empty for an arm with a condition.
Node rest_of(Node arm) { return arm.is(N::otherwise) ? arm : arm.child(N::otherwise); }

std::vector<Node> arms_of(Node choice) {
  std::vector<Node> arms;
  for (Node child : choice.children())
    if (child.is(N::arm) || child.is(N::branch_arm) || child.is(N::otherwise)) arms.push_back(child);
  return arms;
}

// What is absent, and what to write: in English and Chinese.
struct Absent {
  NodeKind declaration;
  std::initializer_list<NodeKind> parts;
  std::string_view word, word_zh, help, help_zh;
};

const Absent absents[] = {
    {N::tier,
     {N::arm},
     "when",
     "当",
     "write its levels, the highest first: `gold when …`",
     "从高到低写出各级:`金卡 当 …`"},
    {N::taggroup,
     {N::arm, N::from_name},
     "when",
     "当",
     "write its tags: `{ tea when …  coffee when … }`, or only their names where actions set them",
     "写出组内标签:`{ 茶 当 …  咖啡 当 … }`;由动作打上的只写名称"},
    {N::score,
     {N::score_line},
     "per",
     "每次",
     "write what gives points: `10 per orders`, `5 if vip`",
     "写明什么得分:`10 每次 订单`、`5 若 会员`"},
    {N::bands,
     {N::band},
     "below",
     "低于",
     "write its bands, low to high: `low below 100  high`",
     "从低到高写出各档:`低 低于 100  高`"},
    {N::steps,
     {N::step_row},
     "->",
     "->",
     "write its steps, low to high: `¥89 -> ¥100`",
     "从低到高写出各级:`¥89 -> ¥100`"},
    {N::set,
     {N::member},
     "{ … }",
     "{ … }",
     "write what belongs to it: `{ health  car }`",
     "写出其中各项:`{ 健康险  车险 }`"},
};

}  // namespace

void check_arm_order(Node choice, const ParsedProgram& parsed, Diagnostics& diagnostics) {
  const std::vector<Node> arms = arms_of(choice);
  const bool none_left = choice.is(N::taggroup) && is_any_of(choice);
  Node first;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    const Node rest = rest_of(arms[i]);
    if (!rest) continue;
    const Span word = rest.first_token();
    const std::string written((*parsed.sources)[static_cast<std::size_t>(word.file)].text(word));
    if (none_left)
      diagnostics.report(
          Code::S2032, rest.span(),
          {written, "each tag of an `any_of` group stands for itself: write its condition, `when not (…)`",
           "多选标签组中各标签互不影响:请写明条件,如 `当 非 (…)`"});
    else if (first)
      diagnostics.report(Code::S2018, word, {written}).relate(first.first_token(), Phrase::first_declared_here);
    else if (i + 1 < arms.size() && !rest_of(arms[i + 1]))
      diagnostics.report(Code::S2032, rest.span(),
                         {written, "it takes whoever no other arm takes: write it behind all others",
                          "它接收其余各支都没有接收的人:请写在最后"});
    first = rest;
  }
}

void check_not_empty(Node declaration, const ParsedProgram& parsed, Diagnostics& diagnostics) {
  if (!declaration.children(N::error).empty()) return;
  for (const Absent& absent : absents) {
    if (!declaration.is(absent.declaration)) continue;
    if (std::ranges::any_of(absent.parts, [&](NodeKind part) { return bool(declaration.child(part)); })) return;
    const std::string name = parsed.name_of(declaration);
    diagnostics.report(Code::S2017, declaration.child(N::name).span(),
                       {name, std::string(absent.word), std::string(absent.word_zh), std::string(absent.help),
                        std::string(absent.help_zh), name});
  }
}

}  // namespace sop
