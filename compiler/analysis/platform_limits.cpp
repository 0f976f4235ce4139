#include "compiler/analysis/platform_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace sop {
namespace {

using N = NodeKind;

struct PlatformRow {
  std::string_view name;
  int year, month;
  std::size_t groups, tags, personal;
  std::string_view source, source_zh;
};

constexpr PlatformRow platform_rows[] = {
#define SOP_PLATFORM(name, ...) {#name, __VA_ARGS__},
#include "stdlib/platforms.def"
};

bool flagged(Node node, Kw kw) {
  for (Node flag : node.children(N::flag))
    if (flag.keyword() == kw) return true;
  return false;
}

struct Kind {
  const char *en, *zh;
};

class Limits {
 public:
  explicit Limits(const Subject& subject) : subject_(subject), parsed_(subject.parsed) {}

  void run() {
    for (Node node : parsed_.declarations())
      if (node.is(N::project))
        if (const Node platform = node.child(N::platform)) choose(platform);
    if (row_ == nullptr) return;
    std::vector<Span> groups, personal;
    for (Node node : parsed_.declarations()) {
      const bool own = flagged(node, Kw::personal);
      if (node.is(N::tag) && own) personal.push_back(header_of(node));
      if (!node.is(N::taggroup) || flagged(node, Kw::chat_group)) continue;
      const std::vector<Span> tags = tags_of(node);
      if (own) {
        personal.insert(personal.end(), tags.begin(), tags.end());
        continue;
      }
      groups.push_back(header_of(node));
      of_a_group(node, tags.size());
    }
    judge(groups, row_->groups, {"tag groups", "标签组"});
    judge(personal, row_->personal, {"personal tags", "个人标签"});
  }

 private:
  // The profile that holds on that date: the latest not after it.
  void choose(Node platform) {
    const std::string name = parsed_.text(platform.child(N::name));
    const Node date = platform.child(N::year_month);
    const std::string written(date ? (*parsed_.sources)[static_cast<std::size_t>(date.span().file)].text(date.span())
                                   : "");
    const auto month = number_of_month(written);
    std::string known;
    for (const PlatformRow& row : platform_rows) {
      known += fmt::format("{}`{} {}-{:02}`", known.empty() ? "" : ", ", row.name, row.year, row.month);
      if (row.name == name && month && row.year * 12 + row.month <= *month) row_ = &row;
    }
    if (row_ == nullptr)
      subject_.diagnostics.report(Code::S4006, platform.span(), {name, written, known});
    else
      called_ = fmt::format("{} {}-{:02}", row_->name, row_->year, row_->month);
  }

  static std::optional<int> number_of_month(const std::string& written) {
    int parts[2] = {0, 0};
    std::size_t part = 0;
    for (char c : written) {
      if (c == '-')
        part = 1;
      else if (c >= '0' && c <= '9' && parts[part] < 100'000)
        parts[part] = parts[part] * 10 + (c - '0');
      else
        return std::nullopt;
    }
    return part == 1 ? std::optional(parts[0] * 12 + parts[1]) : std::nullopt;
  }

  std::vector<Span> tags_of(Node group) const {
    std::vector<Span> out;
    for (Node arm : group.children(N::arm)) out.push_back(arm.child(N::name).span());
    if (group.child(N::from_name))
      for (const Fact& fact : subject_.program.facts)
        if (fact.span == group.child(N::name).span() && fact.type.is(TypeKind::enumeration))
          out.resize(subject_.program.enumerations[fact.type.enumeration.index()].members.size(), header_of(group));
    return out;
  }

  void of_a_group(Node group, std::size_t count) {
    tell({header_of(group), fmt::format("has {} tags", count), fmt::format("有 {} 个标签", count)}, count, row_->tags,
         {"tags of one group", "组内标签"});
  }

  // At the first that is too many, else at the one that comes near.
  void judge(const std::vector<Span>& all, std::size_t limit, Kind kind) {
    const std::size_t near = (9 * limit + 9) / 10;
    if (all.size() > limit)
      tell(numbered(all, limit), all.size(), limit, kind);
    else if (all.size() >= near)
      tell(numbered(all, near - 1), all.size(), limit, kind);
  }

  // What is shown, and what is said beside it.
  struct Shown {
    Span place;
    std::string en, zh;
  };

  static Shown numbered(const std::vector<Span>& all, std::size_t index) {
    return {all[index], fmt::format("number {}", index + 1), fmt::format("第 {} 个", index + 1)};
  }

  void tell(const Shown& at, std::size_t count, std::size_t limit, Kind kind) {
    if (10 * count < 9 * limit) return;
    subject_.diagnostics
        .report(count > limit ? Code::S4005 : Code::S4004, at.place,
                {kind.en, std::to_string(count), called_, std::to_string(limit), kind.zh, at.en, at.zh})
        .note(Phrase::limit_source, {std::string(row_->source), std::string(row_->source_zh)});
  }

  const Subject& subject_;
  const ParsedProgram& parsed_;
  const PlatformRow* row_ = nullptr;
  std::string called_;
};

}  // namespace

void check_platform_limits(const Subject& subject) { Limits(subject).run(); }

}  // namespace sop
