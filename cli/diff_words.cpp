#include "cli/diff_words.h"

#include <fmt/format.h>

#include "compiler/diagnostics/width.h"

namespace sop::cli {

std::string_view word_of(DiffKind kind) {
  switch (kind) {
    case DiffKind::segment: return "segment";
    case DiffKind::attribute: return "attribute";
    case DiffKind::tag: return "tag";
    case DiffKind::tier: return "tier";
    case DiffKind::bands: return "bands";
    case DiffKind::grid: return "grid";
    case DiffKind::score: return "score";
    case DiffKind::set: return "set";
    case DiffKind::rule: return "rule";
    case DiffKind::journey: return "journey";
    case DiffKind::suppress: return "suppress";
    case DiffKind::forbid: return "forbid";
    case DiffKind::only_if: return "only_if";
    case DiffKind::project: return "project";
    case DiffKind::declaration: return "declaration";
  }
  return "";
}

namespace {

std::string_view kind_zh(DiffKind kind) {
  switch (kind) {
    case DiffKind::segment: return "分群";
    case DiffKind::attribute: return "属性";
    case DiffKind::tag: return "标签";
    case DiffKind::tier: return "分层";
    case DiffKind::bands: return "分档";
    case DiffKind::grid: return "矩阵";
    case DiffKind::score: return "评分";
    case DiffKind::set: return "套组";
    case DiffKind::rule: return "规则";
    case DiffKind::journey: return "旅程";
    case DiffKind::suppress: return "屏蔽";
    case DiffKind::forbid: return "禁止";
    case DiffKind::only_if: return "仅当";
    case DiffKind::project: return "项目";
    case DiffKind::declaration: return "声明";
  }
  return "";
}

struct Said {
  std::string_view en, zh;
  std::string_view in(bool chinese) const { return chinese ? zh : en; }
};

Said relation_text(Relation relation) {
  switch (relation) {
    case Relation::equal: return {"equal", "相同"};
    case Relation::subset: return {"subset: fewer customers", "子集:人变少"};
    case Relation::superset: return {"superset: more customers", "超集:人变多"};
    case Relation::overlap: return {"overlap: some come, some go", "部分重叠:有进有出"};
    case Relation::disjoint: return {"disjoint: other customers altogether", "不相交:完全换了人"};
    case Relation::undecided: return {"not decided", "未能判定"};
  }
  return {};
}

}  // namespace

std::string_view relation_word(Relation relation) {
  switch (relation) {
    case Relation::equal: return "equal";
    case Relation::subset: return "subset";
    case Relation::superset: return "superset";
    case Relation::overlap: return "overlap";
    case Relation::disjoint: return "disjoint";
    case Relation::undecided: return "undecided";
  }
  return "";
}

std::string_view change_word(DiffChange change) {
  switch (change) {
    case DiffChange::same: return "same";
    case DiffChange::renamed: return "renamed";
    case DiffChange::changed: return "changed";
    case DiffChange::added: return "added";
    case DiffChange::removed: return "removed";
    case DiffChange::undecided: return "undecided";
  }
  return "";
}

std::string_view part_word(DiffPart part) {
  switch (part) {
    case DiffPart::member: return "member";
    case DiffPart::memory: return "memory";
    case DiffPart::trigger: return "trigger";
    case DiffPart::value: return "value";
    case DiffPart::clause: return "clause";
    case DiffPart::condition: return "condition";
    case DiffPart::action: return "action";
    case DiffPart::frequency: return "frequency";
    case DiffPart::entry: return "entry";
    case DiffPart::key: return "key";
    case DiffPart::reentry: return "reentry";
    case DiffPart::goal: return "goal";
    case DiffPart::exit: return "exit";
    case DiffPart::step: return "step";
  }
  return "";
}

std::string part_said(DiffPart part, bool zh) {
  switch (part) {
    case DiffPart::member: return zh ? "取值" : "member";
    case DiffPart::memory: return zh ? "保持方式" : "how it is held";
    case DiffPart::trigger: return zh ? "触发" : "trigger";
    case DiffPart::value: return zh ? "内容" : "value";
    case DiffPart::clause: return zh ? "写法" : "clause";
    case DiffPart::condition: return zh ? "条件" : "condition";
    case DiffPart::action: return zh ? "动作" : "action";
    case DiffPart::frequency: return zh ? "频次与存量" : "how often";
    case DiffPart::entry: return zh ? "进入" : "entry";
    case DiffPart::key: return zh ? "键" : "key";
    case DiffPart::reentry: return zh ? "再次进入" : "re-entry";
    case DiffPart::goal: return zh ? "目标" : "goal";
    case DiffPart::exit: return zh ? "退出" : "exit";
    case DiffPart::step: return zh ? "步骤" : "step";
  }
  return "";
}

std::string member_said(DiffKind kind, bool zh) {
  if (kind == DiffKind::tier) return zh ? "等级" : "level";
  if (kind == DiffKind::bands) return zh ? "档" : "band";
  return part_said(DiffPart::member, zh);
}

std::string none_said(bool zh) { return zh ? "(无)" : "(none)"; }

std::string moved_said(std::uint64_t people, bool zh) {
  if (people == 0) return zh ? "在这份数据上:没有人变动" : "on this data: nobody moves";
  return fmt::format(fmt::runtime(zh            ? "在这份数据上:{} 人变动"
                                  : people == 1 ? "on this data: {} person moves"
                                                : "on this data: {} people move"),
                     people);
}

std::string values_said(const FactMoves& moves, bool zh) {
  const std::uint64_t people = moves.others + moves.gained + moves.lost;
  if (people == 0) return zh ? "在这份数据上:没有人的值不同" : "on this data: nobody has another value";
  std::string out = fmt::format(fmt::runtime(zh            ? "在这份数据上:{} 人的值不同"
                                             : people == 1 ? "on this data: {} person has another value"
                                                           : "on this data: {} people have another value"),
                                people);
  std::string parts;
  const auto add = [&](std::uint64_t n, const char* en, const char* chinese) {
    if (n == 0) return;
    parts += parts.empty() ? "" : zh ? "," : ", ";
    parts += fmt::format(fmt::runtime(zh ? chinese : en), n);
  };
  add(moves.higher, "{} higher", "升高 {} 人");
  add(moves.lower, "{} lower", "降低 {} 人");
  add(moves.gained, "{} had none", "原先未知 {} 人");
  add(moves.lost, "{} no longer known", "现在未知 {} 人");
  if (!parts.empty()) out += zh ? "(" + parts + ")" : " (" + parts + ")";
  if (moves.mean_before && moves.mean_now)
    out += fmt::format(fmt::runtime(zh ? ";平均 {:.6g} → {:.6g}" : "; mean {:.6g} → {:.6g}"), *moves.mean_before,
                       *moves.mean_now);
  return out;
}

std::string kind_said(const DiffEntry& entry, bool zh) {
  if (entry.kind == DiffKind::declaration && !entry.word.empty()) return visible(entry.word);
  if (zh) return std::string(kind_zh(entry.kind));
  return entry.kind == DiffKind::only_if ? "only if" : std::string(word_of(entry.kind));
}

std::string relation_said(const ConditionDiff& diff, bool zh) {
  const std::string relation(relation_text(diff.relation).in(zh));
  if (diff.certain || diff.relation == Relation::undecided) return relation;
  return fmt::format(fmt::runtime(zh ? "未能判定,看来是{}" : "not decided; it looks like {}"), relation);
}

std::string change_said(DiffChange change, bool zh) {
  switch (change) {
    case DiffChange::same: return zh ? "相同" : "the same";
    case DiffChange::renamed: return zh ? "改名,含义相同" : "renamed, the same meaning";
    case DiffChange::changed: return zh ? "已改变" : "changed";
    case DiffChange::added: return zh ? "新增" : "new";
    case DiffChange::removed: return zh ? "已去掉" : "gone";
    case DiffChange::undecided:
      return zh ? "写法不同,含义是否相同未能判定" : "reads differently; whether it means the same is not decided";
  }
  return "";
}

std::string customer_said(const DifferingCustomer& customer, bool enters, bool zh) {
  std::string who = visible(zh ? customer.zh : customer.en);
  if (who.empty())
    who = zh ? "无法用程序里的值描述的客户" : "customers whom no value of the program describes";
  else
    who = fmt::format(fmt::runtime(zh ? "{} 的客户" : "a customer with {}"), who);
  const char* head =
      enters ? (customer.sure ? (zh ? "新进入:" : "now also: ") : (zh ? "可能新进入:" : "perhaps now also: "))
             : (customer.sure ? (zh ? "不再包含:" : "no longer: ") : (zh ? "可能不再包含:" : "perhaps no longer: "));
  return head + who;
}

std::string closing_line(const ProgramDiff& diff, bool zh) {
  const std::size_t same = diff.count(DiffChange::same), renamed = diff.count(DiffChange::renamed);
  if (diff.means_the_same()) {
    std::string out = zh ? "含义没有变化" : "no change in meaning";
    if (renamed > 0) out += fmt::format(fmt::runtime(zh ? "(改名 {} 处)" : " ({} renamed)"), renamed);
    return out;
  }
  std::string out;
  const auto add = [&](std::size_t n, const char* en, const char* chinese) {
    if (n > 0)
      out += fmt::format(fmt::runtime(zh ? "{0}{1} {2} 项" : "{0}{2} {1}"),
                         out.empty() ? ""
                         : zh        ? ","
                                     : ", ",
                         zh ? chinese : en, n);
  };
  add(diff.count(DiffChange::changed), "changed", "改变");
  add(diff.count(DiffChange::undecided), "not decided", "未判定");
  add(diff.count(DiffChange::added), "new", "新增");
  add(diff.count(DiffChange::removed), "gone", "去掉");
  add(renamed, "renamed", "改名");
  add(same, "the same", "相同");
  return out;
}

}  // namespace sop::cli
