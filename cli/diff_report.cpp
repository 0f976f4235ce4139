#include "cli/diff_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/diff_words.h"
#include "compiler/diagnostics/width.h"
#include "compiler/diagnostics/witness_json.h"
#include "runtime/plan/code_span.h"

namespace sop::cli {
namespace {

using Json = nlohmann::ordered_json;

bool is_listed(const DiffEntry& entry) { return entry.change != DiffChange::same; }

// Lines of an entry, the first its heading; deeper lines by level. Words of the program as `code` gives them.
class Lines {
 public:
  Lines(const DiffReport& report, std::string (*code)(std::string_view))
      : report_(report), zh_(report.language == Language::zh), code_(code) {}

  struct Line {
    int level = 0;
    std::string text;
  };

  std::vector<Line> of(const DiffEntry& entry) {
    out_.clear();
    out_.push_back({0, heading(entry)});
    if (entry.condition) customers(*entry.condition, 1);
    count(entry.kind, entry.name, 1);
    for (const PartDiff& part : entry.parts) add(entry, part);
    moves(entry);
    return std::move(out_);
  }

 private:
  std::string heading(const DiffEntry& entry) const {
    std::string name = entry.name.empty() ? "" : " " + code_(entry.name);
    if (!entry.old_name.empty()) name = fmt::format(" {} → {}", code_(entry.old_name), code_(entry.name));
    const bool by_condition = entry.condition && entry.parts.empty();
    const bool unread = entry.kind == DiffKind::declaration && entry.change == DiffChange::changed;
    return kind_said(entry, zh_) + name + (zh_ ? ":" : ": ") +
           (by_condition ? relation_said(*entry.condition, zh_)
            : unread     ? (zh_ ? "写法不同(不按含义比较)" : "reads differently (not compared by meaning)")
                         : change_said(entry.change, zh_)) +
           (entry.condition && !by_condition ? (zh_ ? ";条件" : "; condition ") + relation_said(*entry.condition, zh_)
                                             : "");
  }

  void add(const DiffEntry& entry, const PartDiff& part) {
    if (part.part == DiffPart::clause) return clause(part);
    std::string text = part.part == DiffPart::member ? member_said(entry.kind, zh_) : part_said(part.part, zh_);
    if (!part.was.empty() && !part.now.empty() && part.was != part.now)
      text += fmt::format(" {} → {}", code_(part.was), code_(part.now));
    else if (const std::string& one = part.now.empty() ? part.was : part.now; !one.empty())
      text += " " + code_(one);
    const bool by_condition = part.condition &&
                              (part.change == DiffChange::changed || part.change == DiffChange::undecided) &&
                              !is_equal(*part.condition);
    const bool one_side = part.was.empty() != part.now.empty();
    if (part.part != DiffPart::value)
      text += (zh_ ? ":" : ": ") + (by_condition ? relation_said(*part.condition, zh_) : change_said(part.change, zh_));
    else if (one_side)  // what is not decided is said above
      text += (zh_ ? ":" : ": ") + change_said(part.now.empty() ? DiffChange::removed : DiffChange::added, zh_);
    else if (part.was.empty() || part.was == part.now)
      return;
    if (part.part == DiffPart::step) text += people_at(entry.name, part);
    out_.push_back({1, text});
    if (by_condition) customers(*part.condition, 2);
    if (part.part == DiffPart::member) {
      const std::string& member = part.now.empty() ? part.was : part.now;
      count(entry.kind, entry.name + (entry.kind == DiffKind::tier ? ": " : ".") + member, 2);
    }
  }

  // What is compared as written, as it was and is written.
  void clause(const PartDiff& part) {
    if (!part.was.empty() && !part.now.empty())
      out_.push_back({1, fmt::format("{} → {}", code_(part.was), code_(part.now))});
    else if (!part.was.empty() || !part.now.empty())
      out_.push_back({1, fmt::format("{}{}{}", code_(part.now.empty() ? part.was : part.now), zh_ ? ":" : ": ",
                                     change_said(part.now.empty() ? DiffChange::removed : DiffChange::added, zh_))});
  }

  // Who goes from which member to which; of numbers, how many are higher and lower.
  void moves(const DiffEntry& entry) {
    const auto found = report_.moves.find({std::string(word_of(entry.kind)), entry.name});
    if (found == report_.moves.end() || entry.parts.empty()) return;
    const FactMoves& moves = found->second;
    if (moves.moves.empty()) return out_.push_back({1, values_said(moves, zh_)});
    std::uint64_t people = 0;
    std::size_t ways = 0;
    for (const MemberMove& move : moves.moves)
      if (move.from != move.to) people += move.people, ++ways;
    out_.push_back({1, moved_said(people, zh_)});
    constexpr std::size_t most_ways = 12;
    std::size_t shown = 0;
    for (const MemberMove& move : moves.moves) {
      if (move.from == move.to || ++shown > most_ways) continue;
      const auto member = [&](const std::string& name) { return name.empty() ? none_said(zh_) : code_(name); };
      out_.push_back(
          {2, fmt::format("{} → {}{}{}", member(move.from), member(move.to), zh_ ? ":" : ": ", move.people)});
    }
    if (ways > most_ways) out_.push_back({2, fmt::format("… {}", ways - most_ways)});
  }

  static bool is_equal(const ConditionDiff& diff) { return diff.relation == Relation::equal && diff.certain; }

  void customers(const ConditionDiff& diff, int level) {
    if (diff.enters) out_.push_back({level, customer_said(*diff.enters, true, zh_)});
    if (diff.leaves) out_.push_back({level, customer_said(*diff.leaves, false, zh_)});
  }

  void count(DiffKind kind, const std::string& name, int level) {
    const auto found = report_.counts.find({std::string(word_of(kind)), name});
    if (found == report_.counts.end()) return;
    const HeadCount& heads = found->second;
    out_.push_back({level, fmt::format(fmt::runtime(zh_ ? "在这份数据上:{} → {} 人(+{} −{})"
                                                        : "on this data: {} → {} people (+{} −{})"),
                                       heads.before, heads.now, heads.more, heads.fewer)});
  }

  std::string people_at(const std::string& journey, const PartDiff& part) const {
    for (const StepPeople& people : report_.in_flight)
      if (people.journey == journey && people.step == part.identity && !part.identity.empty())
        return fmt::format(fmt::runtime(zh_                  ? ",此处有 {} 人"
                                        : people.people == 1 ? ", {} person is here"
                                                             : ", {} people are here"),
                           people.people);
    return "";
  }

  const DiffReport& report_;
  const bool zh_;
  std::string (*code_)(std::string_view);
  std::vector<Line> out_;
};

std::string plain(std::string_view text) { return visible(text); }

std::string in_flight_line(const StepPeople& people, bool zh, std::string (*code)(std::string_view)) {
  const char* words = people.people == 1 ? "{} at {}: {} person" : "{} at {}: {} people";
  std::string out =
      fmt::format(fmt::runtime(zh ? "{} 的 {}:{} 人" : words), code(people.journey), code(people.step), people.people);
  if (!people.has_journey)
    out += zh ? ",新版本没有这个旅程:在他们走完之前,`run` 会拒绝新版本;请保留旅程,或用 `migrate` 转移他们"
              : ", a journey the new version does not have: `run` refuses it until they have left or `migrate` has "
                "moved them";
  else if (!people.has_step)
    out += zh ? ",新版本没有这一步;他们按进入时的版本走完"
              : ", a step the new version does not have; they finish on the one they entered";
  return out;
}

Json condition_json(const ConditionDiff& diff, bool zh) {
  Json out{
      {"relation", diff.certain || diff.relation == Relation::undecided ? relation_word(diff.relation) : "undecided"}};
  if (!diff.certain && diff.relation != Relation::undecided) out["perhaps"] = relation_word(diff.relation);
  const auto put = [&](const char* name, const std::optional<DifferingCustomer>& who) {
    if (who)
      out[name] = {
          {"sentence", visible(zh ? who->zh : who->en)}, {"customer", customer_json(who->values)}, {"sure", who->sure}};
  };
  put("enters", diff.enters);
  put("leaves", diff.leaves);
  return out;
}

Json name_or_null(const std::string& name) { return name.empty() ? Json() : Json(visible(name)); }

void put_moves(const FactMoves& moves, Json& item) {
  for (const MemberMove& move : moves.moves)
    item["moves"].push_back(
        {{"from", name_or_null(move.from)}, {"to", name_or_null(move.to)}, {"people", move.people}});
  if (!moves.moves.empty()) return;
  Json& values = item["values"];
  values = {{"others", moves.others}, {"gained", moves.gained}, {"lost", moves.lost}};
  if (!moves.mean_before && !moves.mean_now) return;
  values["higher"] = moves.higher;
  values["lower"] = moves.lower;
  values["mean_before"] = moves.mean_before ? Json(*moves.mean_before) : Json();
  values["mean_now"] = moves.mean_now ? Json(*moves.mean_now) : Json();
}

}  // namespace

std::string diff_text(const DiffReport& report) {
  const bool zh = report.language == Language::zh;
  std::string out;
  Lines lines(report, plain);
  for (const DiffEntry& entry : report.diff.entries)
    if (is_listed(entry))
      for (const Lines::Line& line : lines.of(entry))
        out += std::string(static_cast<std::size_t>(line.level) * 2, ' ') + line.text + "\n";
  if (report.with_state) {
    out += zh ? "旅程中的人\n" : "people in flight\n";
    if (report.in_flight.empty()) out += zh ? "  没有\n" : "  nobody\n";
    for (const StepPeople& people : report.in_flight) out += "  " + in_flight_line(people, zh, plain) + "\n";
  }
  return out + (out.empty() ? "" : "\n") + closing_line(report.diff, zh) + "\n";
}

std::string diff_markdown(const DiffReport& report) {
  const bool zh = report.language == Language::zh;
  std::string out = "## " + closing_line(report.diff, zh) + "\n";
  Lines lines(report, code_span);
  std::string body;
  for (const DiffEntry& entry : report.diff.entries)
    if (is_listed(entry))
      for (const Lines::Line& line : lines.of(entry))
        body += std::string(static_cast<std::size_t>(line.level) * 2, ' ') + "- " + line.text + "\n";
  if (!body.empty()) out += "\n" + body;
  if (!report.with_state) return out;
  out += zh ? "\n### 旅程中的人\n\n" : "\n### People in flight\n\n";
  if (report.in_flight.empty()) out += zh ? "没有\n" : "nobody\n";
  for (const StepPeople& people : report.in_flight) out += "- " + in_flight_line(people, zh, code_span) + "\n";
  return out;
}

std::string diff_json(const DiffReport& report) {
  const bool zh = report.language == Language::zh;
  Json out{{"version", 1}, {"same_meaning", report.diff.means_the_same()}, {"entries", Json::array()}};
  for (const DiffEntry& entry : report.diff.entries) {
    Json item{{"kind", word_of(entry.kind)}, {"name", visible(entry.name)}, {"change", change_word(entry.change)}};
    if (!entry.old_name.empty()) item["old_name"] = visible(entry.old_name);
    if (!entry.word.empty()) item["word"] = visible(entry.word);
    if (entry.condition) item["condition"] = condition_json(*entry.condition, zh);
    if (const auto heads = report.counts.find({std::string(word_of(entry.kind)), entry.name});
        heads != report.counts.end())
      item["people"] = {{"before", heads->second.before},
                        {"now", heads->second.now},
                        {"more", heads->second.more},
                        {"fewer", heads->second.fewer}};
    if (const auto moves = report.moves.find({std::string(word_of(entry.kind)), entry.name});
        moves != report.moves.end() && is_listed(entry))
      put_moves(moves->second, item);
    for (const PartDiff& part : entry.parts) {
      Json one{{"part", part_word(part.part)}, {"change", change_word(part.change)}};
      if (!part.was.empty()) one["was"] = visible(part.was);
      if (!part.now.empty()) one["now"] = visible(part.now);
      if (!part.identity.empty()) one["step"] = visible(part.identity);
      if (part.condition) one["condition"] = condition_json(*part.condition, zh);
      item["parts"].push_back(std::move(one));
    }
    out["entries"].push_back(std::move(item));
  }
  if (report.with_state) {
    out["in_flight"] = Json::array();
    for (const StepPeople& people : report.in_flight)
      out["in_flight"].push_back({{"journey", visible(people.journey)},
                                  {"step", visible(people.step)},
                                  {"people", people.people},
                                  {"has_step", people.has_step}});
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sop::cli
