#include "compiler/analysis/witness.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/subject.h"
#include "compiler/analysis/windows.h"
#include "stdlib/time/civil.h"

namespace sop {
namespace {

// A value as the program writes it, and as people say it.
struct Said {
  WitnessValue value;
  std::string en, zh;
};

std::string money(std::int64_t amount) {
  const std::string sign = amount < 0 ? "-" : "";
  const auto size = amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  std::string out = fmt::format("{}{}", sign, size / money_scale);
  if (size % money_scale == 0) return out;
  out += fmt::format(".{:04}", size % money_scale);
  while (out.back() == '0') out.pop_back();
  return out;
}

std::string iso(Days day) {
  const CivilDate date = civil_of(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

class Sentence {
 public:
  Sentence(const Subject& subject, const Translator& translator)
      : subject_(subject), t_(translator), program_(translator.program()) {}

  void add(const Known& known) {
    const Variable& variable = t_.variable(known.variable);
    if (variable.opaque && variable.line == Line::truth) return;  // nothing a reader could picture
    Said said;
    said.value.name = name_of(known.variable, variable);
    if (said.value.name.empty()) return;
    switch (variable.line) {
      case Line::missing:
        if (const std::string list = list_of(variable.value); !list.empty()) {
          on_list(said, list, known.pick.whole == 0);
          break;
        }
        if (known.pick.whole == 0) return;
        unknown(said, variable);
        break;
      case Line::truth: truth(said, known.pick.whole != 0); break;
      case Line::from_now: elapsed(said, known.pick.whole); break;
      default: valued(said, known, variable);
    }
    if (std::ranges::any_of(parts_, [&](const Said& other) { return other.value.name == said.value.name; })) return;
    parts_.push_back(std::move(said));
  }

  void put(Diagnostic& found) {
    if (parts_.empty()) return;
    std::string en, zh;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      en += i == 0 ? "" : i + 1 == parts_.size() ? " and " : ", ";
      en += parts_[i].en;
      zh += (i == 0 ? "" : "、") + parts_[i].zh;
      found.witness.push_back(parts_[i].value);
    }
    found.note(Phrase::for_example, {en, zh});
  }

 private:
  static void truth(Said& said, bool value) {
    said.value.kind = WitnessValue::truth;
    said.value.value = value ? "true" : "false";
    said.en = said.value.name + (value ? " true" : " false");
    said.zh = said.value.name + (value ? " 为真" : " 为假");
  }

  static void tell(Said& said, WitnessValue::Kind kind, const std::string& text) {
    said.value.kind = kind;
    said.value.value = text;
    said.en = said.value.name + " " + text;
    said.zh = said.value.name + " 为 " + text;
  }

  // The list whose column this is; two of one name, as of two versions, go by their files.
  std::string list_of(InstId value) const {
    const Inst& inst = program_.at(value);
    if (inst.kind != InstKind::column && inst.kind != InstKind::lookup) return "";
    const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
    if (input.list_file.empty()) return "";
    const auto named = std::ranges::count(program_.inputs, input.name, &Input::name);
    const std::string name = input.name.substr(input.name.starts_with("list ") ? 5 : 0);
    return named > 1 ? name + " \"" + input.list_file + "\"" : name;
  }

  static void on_list(Said& said, const std::string& list, bool there) {
    said.value.name = "list " + list;
    said.value.kind = WitnessValue::truth;
    said.value.value = there ? "true" : "false";
    said.en = (there ? "a place in list " : "no place in list ") + list;
    said.zh = (there ? "在名单 " : "不在名单 ") + list + " 中";
  }

  // Who has no orders has no last one.
  void unknown(Said& said, const Variable& variable) const {
    said.en = "unknown " + said.value.name;
    said.zh = said.value.name + " 未知";
    const Inst& inst = program_.at(variable.value);
    if (inst.kind != InstKind::event_aggregate) return;
    const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
    if (form.where.exists() || form.from.exists() || form.to.exists()) return;
    const std::string& stream = program_.inputs[form.input.index()].name;
    said.en = "no " + stream;
    said.zh = "没有 " + stream;
  }

  static void days_away(Said& said, std::int64_t days) {
    said.value.kind = WitnessValue::text;
    const std::int64_t size = std::abs(days);
    said.value.value = days == 0 ? "today" : fmt::format("today {} {} days", days < 0 ? '-' : '+', size);
    said.en =
        said.value.name +
        (days == 0 ? " today" : fmt::format(" {} {} {}", size, size == 1 ? "day" : "days", days < 0 ? "ago" : "ahead"));
    said.zh = said.value.name + (days == 0 ? " 是今天" : fmt::format(" 在 {} 天{}", size, days < 0 ? "前" : "后"));
  }

  static void elapsed(Said& said, std::int64_t micros) {
    constexpr std::int64_t hour = 3'600'000'000;
    const std::int64_t hours = std::abs(micros) / hour;
    said.value.kind = WitnessValue::text;
    said.value.value = fmt::format("{} hours {}", hours, micros <= 0 ? "ago" : "ahead");
    said.en = said.value.name + fmt::format(" {} hours {}", hours, micros <= 0 ? "ago" : "ahead");
    said.zh = said.value.name + fmt::format(" 在 {} 小时{}", hours, micros <= 0 ? "前" : "后");
  }

  void valued(Said& said, const Known& known, const Variable& variable) {
    const auto* naming = t_.naming(known.variable);
    std::int64_t whole = known.pick.whole;
    TypeKind kind = program_.at(variable.value).type.kind;
    const bool days_of_date = variable.line == Line::from_today;
    if (naming != nullptr) {
      kind = program_.facts[naming->fact.index()].type.kind;
      whole = naming->sign * whole + naming->offset;
    }
    if (variable.line == Line::real) return tell(said, WitnessValue::number, fmt::format("{}", known.pick.real));
    if (variable.line == Line::text) {
      tell(said, WitnessValue::text, "\"" + known.pick.text + "\"");
      said.value.value = known.pick.text;
      return;
    }
    if (days_of_date && !variable.minus.exists() && (kind == TypeKind::date || kind == TypeKind::datetime))
      return days_away(said, whole);
    if (variable.minus.exists() && kind != TypeKind::money)
      return tell(said, WitnessValue::number, std::to_string(whole));
    switch (kind) {
      case TypeKind::money: return tell(said, WitnessValue::number, money(whole));
      case TypeKind::date: return tell(said, WitnessValue::text, is_date(whole) ? iso(whole) : "?");
      case TypeKind::enumeration: {
        const Type type = program_.at(variable.value).type;
        const auto& members = program_.enumerations[type.enumeration.index()].members;
        const bool named = whole >= 0 && static_cast<std::size_t>(whole) < members.size();
        return tell(said, WitnessValue::text, named ? members[static_cast<std::size_t>(whole)] : "…");
      }
      case TypeKind::time: {
        constexpr std::int64_t minute = 60'000'000;
        return tell(said, WitnessValue::text, fmt::format("{:02}:{:02}", whole / minute / 60, whole / minute % 60));
      }
      case TypeKind::datetime:
      case TypeKind::duration: return tell(said, WitnessValue::text, "…");
      default: return tell(said, WitnessValue::number, std::to_string(whole));
    }
  }

  std::string name_of(VariableId id, const Variable& variable) const {
    if (const auto* naming = t_.naming(id)) return program_.facts[naming->fact.index()].name;
    const std::string first = written(variable.value);
    if (!variable.minus.exists()) return first;
    const std::string second = written(variable.minus);
    return first.empty() || second.empty() ? "" : first + " - " + second;
  }

  std::string written(InstId value) const {
    const Inst& inst = program_.at(value);
    switch (inst.kind) {
      case InstKind::column:
      case InstKind::lookup:
        return program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)].name;
      case InstKind::context: return inst.a == static_cast<std::int32_t>(ContextValue::today) ? "today" : "the instant";
      case InstKind::has_tag: return "tag " + program_.constants[static_cast<std::size_t>(inst.a)].text;
      case InstKind::history: return program_.histories[static_cast<std::size_t>(inst.a)].name;
      default: break;
    }
    for (const Fact& fact : program_.facts)
      if (fact.root == value) return fact.name;
    const Span place = program_.inst_spans[value.index()];
    return place.exists() ? quoted(subject_, place) : std::string();
  }

  const Subject& subject_;
  const Translator& t_;
  const Program& program_;
  std::vector<Said> parts_;
};

}  // namespace

namespace {

// Of a condition on events: which ones, and are there some? Nothing of other variables.
struct Events {
  const Aggregate* form = nullptr;
  bool some = false;
};

Events events_of(const Translator& translator, const Known& known) {
  const Variable& variable = translator.variable(known.variable);
  if (variable.line != Line::truth || !variable.value.exists()) return {};
  const Inst& inst = translator.program().at(variable.value);
  if (inst.kind != InstKind::event_aggregate) return {};
  const Aggregate& form = translator.program().aggregates[static_cast<std::size_t>(inst.a)];
  return {&form, (form.op == AggregateOp::none) == (known.pick.whole == 0)};
}

// Nothing of hers in the rest of a window, where a window inside it holds some: that is no word about the window.
bool says_nothing(const Translator& translator, const Answer& answer, const Known& known) {
  const Events wide = events_of(translator, known);
  return wide.form != nullptr && !wide.some && std::ranges::any_of(answer.customer, [&](const Known& other) {
           const Events narrow = events_of(translator, other);
           return narrow.form != nullptr && narrow.form != wide.form && narrow.some &&
                  lies_in(translator.program(), *narrow.form, *wide.form);
         });
}

}  // namespace

void show(Diagnostic& found, const Subject& subject, const Translator& translator, const Answer& answer) {
  Sentence sentence(subject, translator);
  for (const Known& known : answer.customer)
    if (!says_nothing(translator, answer, known)) sentence.add(known);
  sentence.put(found);
}

}  // namespace sop
