#include "runtime/plan/plan_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/io/value_print.h"
#include "runtime/plan/code_span.h"

namespace sop {
namespace {

enum class Words : std::uint8_t {
#define SOP_PLAN_WORDS(id, en, zh) id,
#include "runtime/plan/plan_words.def"
};

constexpr const char* all_words[][2] = {
#define SOP_PLAN_WORDS(id, en, zh) {en, zh},
#include "runtime/plan/plan_words.def"
};

constexpr std::size_t shown_people = 3;

class Page {
 public:
  Page(const PlanView& view, PlanStyle style) : view_(view), plan_(view.plan), style_(style) {}

  PlanPage run() {
    head();
    segments();
    actions();
    if (!plan_.held_back.empty()) held_back();
    if (!plan_.left_out.empty()) left_out();
    tags();
    if (plan_.has_last_time() && !plan_.tiers.empty()) tiers();
    if (!plan_.edits.empty()) edits();
    return std::move(page_);
  }

 private:
  const char* raw(Words id) const { return all_words[static_cast<std::size_t>(id)][view_.language == Language::zh]; }

  template <class... Args>
  std::string say(Words id, const Args&... args) const {
    return fmt::format(fmt::runtime(raw(id)), args...);
  }

  std::string name(std::string_view text) const {
    return style_ == PlanStyle::markdown ? code_span(text) : visible(text);
  }
  std::string in_sentence(std::string_view text) const {
    return style_ == PlanStyle::markdown ? code_span(text) : "`" + visible(text) + "`";
  }
  std::string names(const std::vector<std::string>& all) const {
    std::string out;
    for (const std::string& each : all) out += (out.empty() ? "" : ", ") + in_sentence(each);
    return out;
  }
  std::string instant(Micros at) const {
    if (at == no_instant) return raw(Words::any_time);
    std::string out;
    print_instant(at, view_.zone, out);
    return out;
  }

  // "+ c1, c2, c3, 4 more"
  std::string people(const char* sign, const People& all) const {
    if (all.empty() || plan_.masked) return "";
    std::string out = sign;
    for (std::size_t i = 0; i < std::min(all.size(), shown_people); ++i)
      out += (i > 0 ? ", " : "") + name(view_.dataset.pool->text(view_.dataset.customer_ids[all[i]]));
    if (all.size() > shown_people) out += ", " + say(Words::more_people, all.size() - shown_people);
    return out;
  }
  static std::string both(const std::string& a, const std::string& b) {
    return a.empty() || b.empty() ? a + b : a + "; " + b;
  }

  // Columns of numbers are marked by a leading '#'.
  PlanTable& table(Words title, std::initializer_list<std::pair<Words, bool>> heads) {
    PlanTable& table = page_.tables.emplace_back();
    table.title = raw(title);
    table.none = raw(Words::none);
    for (const auto& [head, number] : heads) {
      table.heads.emplace_back(raw(head));
      table.numbers.push_back(number);
    }
    return table;
  }
  static std::string number(std::uint64_t n) { return std::to_string(n); }
  static std::string if_any(std::uint64_t n) { return n == 0 ? "" : std::to_string(n); }

  void head() {
    const std::string at = instant(plan_.as_of);
    page_.heading = plan_.has_last_time() ? say(Words::heading, at, plan_.customers, instant(plan_.last_as_of))
                                          : say(Words::heading_first, at, plan_.customers);
    if (!plan_.has_last_time()) page_.notes.push_back(raw(plan_.with_state ? Words::new_state : Words::no_state));
    if (!plan_.redefined.empty())
      (plan_.redefined_accepted ? page_.notes : page_.warnings)
          .push_back(say(plan_.redefined_accepted ? Words::accepted : Words::redefined, names(plan_.redefined)));
    const std::uint64_t actions = plan_.action_count();
    if (plan_.action_limit > 0 && actions > static_cast<std::uint64_t>(plan_.action_limit))
      page_.warnings.push_back(say(Words::blast, actions, plan_.action_limit, actions));
    if (plan_.issues > 0) page_.notes.push_back(say(Words::issues, plan_.issues));
    if (plan_.absent > 0) page_.notes.push_back(say(Words::absent, plan_.absent));
    if (!plan_.gone_segments.empty()) page_.notes.push_back(say(Words::gone, names(plan_.gone_segments)));
    if (plan_.last_program == LastProgram::unreadable) page_.notes.push_back(raw(Words::unreadable));
    if (plan_.last_program == LastProgram::edited && plan_.edits.empty())
      page_.notes.push_back(is_same() ? raw(Words::edited_same) : say(Words::edited_kept, names(kept_otherwise())));
  }

  // Nothing else happens today, and nothing else is remembered.
  bool is_same() const { return plan_.redefined.empty() && plan_.left_out.empty(); }

  std::vector<std::string> kept_otherwise() const {
    std::vector<std::string> out = plan_.redefined;
    for (const LeftOutPlan& row : plan_.left_out)
      if (std::ranges::find(out, row.rule) == out.end()) out.push_back(row.rule);
    return out;
  }

  void segments() {
    if (!plan_.has_last_time()) {
      PlanTable& out = table(Words::segments, {{Words::segment_head, false}, {Words::now_head, true}});
      for (const SegmentPlan& row : plan_.segments) out.rows.push_back({name(row.name), number(row.now)});
      return;
    }
    PlanTable& out = table(Words::segments, {{Words::segment_head, false},
                                             {Words::last_head, true},
                                             {Words::now_head, true},
                                             {Words::enter_head, true},
                                             {Words::leave_head, true},
                                             {Words::who_head, false}});
    for (const SegmentPlan& row : plan_.segments)
      out.rows.push_back({name(row.name), row.known ? number(row.before) : raw(Words::is_new), number(row.now),
                          if_any(row.enter.size()), if_any(row.leave.size()),
                          both(people("+ ", row.enter), people("- ", row.leave))});
  }

  void actions() {
    PlanTable& out = table(Words::actions, {{Words::verb_head, false},
                                            {Words::object_head, false},
                                            {Words::source_head, false},
                                            {Words::last_head, true},
                                            {Words::now_head, true},
                                            {Words::who_head, false}});
    for (const ActionPlan& row : plan_.actions)
      out.rows.push_back({name(row.verb), name(row.object), name(row.source),
                          plan_.has_last_time() ? number(row.before) : "", number(row.now), people("", row.who)});
    if (plan_.has_last_time()) return;
    out.heads.erase(out.heads.begin() + 3);
    out.numbers.erase(out.numbers.begin() + 3);
    for (auto& row : out.rows) row.erase(row.begin() + 3);
  }

  void held_back() {
    PlanTable& out = table(Words::held_back, {{Words::outcome_head, false},
                                              {Words::reason_head, false},
                                              {Words::source_head, false},
                                              {Words::step_head, false},
                                              {Words::count_head, true},
                                              {Words::who_head, false}});
    for (const HeldBackPlan& row : plan_.held_back)
      out.rows.push_back({row.outcome, row.reason.empty() ? "" : name(row.reason), name(row.source), name(row.step),
                          number(row.now), people("", row.who)});
  }

  void left_out() {
    PlanTable& out =
        table(Words::left_out, {{Words::rule_head, false}, {Words::customers_head, true}, {Words::who_head, false}});
    for (const LeftOutPlan& row : plan_.left_out)
      out.rows.push_back({name(row.rule), number(row.who.size()), people("", row.who)});
  }

  void tags() {
    PlanTable& out = table(Words::tags, {{Words::group_head, false},
                                         {Words::tag_head, false},
                                         {Words::add_head, true},
                                         {Words::remove_head, true},
                                         {Words::expire_head, true},
                                         {Words::refresh_head, true},
                                         {Words::who_head, false}});
    for (const TagPlan& row : plan_.tags) {
      const auto of = [&](TagChange change) -> const People& { return row.changes[static_cast<std::size_t>(change)]; };
      const std::string withdrawn = both(people("- ", of(TagChange::remove)), people("- ", of(TagChange::expire)));
      out.rows.push_back({row.group.empty() ? "" : name(row.group), name(row.tag), if_any(of(TagChange::add).size()),
                          if_any(of(TagChange::remove).size()), if_any(of(TagChange::expire).size()),
                          if_any(of(TagChange::refresh).size()), both(people("+ ", of(TagChange::add)), withdrawn)});
    }
  }

  void tiers() {
    PlanTable& out = table(Words::tiers, {{Words::tier_head, false},
                                          {Words::from_head, false},
                                          {Words::to_head, false},
                                          {Words::customers_head, true},
                                          {Words::who_head, false}});
    for (const TierPlan& row : plan_.tiers)
      out.rows.push_back({name(row.tier), row.from.empty() ? "–" : name(row.from), row.to.empty() ? "–" : name(row.to),
                          number(row.who.size()), people("", row.who)});
  }

  void edits() {
    PlanTable& out = table(Words::edits, {{Words::kind_head, false},
                                          {Words::name_head, false},
                                          {Words::last_program_head, true},
                                          {Words::this_program_head, true},
                                          {Words::more_head, true},
                                          {Words::fewer_head, true},
                                          {Words::who_head, false}});
    constexpr Words kinds[] = {Words::kind_segment, Words::kind_rule, Words::kind_tag, Words::kind_tier};
    for (const EditPlan& row : plan_.edits)
      out.rows.push_back({raw(kinds[static_cast<std::size_t>(row.kind)]), name(row.name),
                          row.in_last ? number(row.before) : raw(Words::is_new),
                          row.in_this ? number(row.now) : raw(Words::is_gone), if_any(row.more.size()),
                          if_any(row.fewer.size()), both(people("+ ", row.more), people("- ", row.fewer))});
  }

  const PlanView& view_;
  const RunPlan& plan_;
  const PlanStyle style_;
  PlanPage page_;
};

}  // namespace

PlanPage plan_page(const PlanView& view, PlanStyle style) { return Page(view, style).run(); }

}  // namespace sop
