// For machines: everybody by id, everything missing null.
#include <nlohmann/json.hpp>

#include "runtime/io/value_print.h"
#include "runtime/plan/plan_page.h"

namespace sop {
namespace {

using Json = nlohmann::ordered_json;

class PlanJson {
 public:
  explicit PlanJson(const PlanView& view) : view_(view), plan_(view.plan) {}

  Json run() const {
    return {{"version", 1},
            {"as_of", instant(plan_.as_of)},
            {"last_as_of", instant(plan_.last_as_of)},
            {"customers", plan_.customers},
            {"absent", plan_.absent},
            {"masked", plan_.masked},
            {"issues", plan_.issues},
            {"segments", segments()},
            {"gone_segments", plan_.gone_segments},
            {"actions", actions()},
            {"held_back", held_back()},
            {"left_out", left_out()},
            {"tags", tags()},
            {"tiers", tiers()},
            {"last_program", last_program()},
            {"edits", edits()},
            {"redefined", plan_.redefined},
            {"redefined_accepted", plan_.redefined_accepted},
            {"action_limit", plan_.action_limit > 0 ? Json(plan_.action_limit) : Json()}};
  }

 private:
  Json instant(Micros at) const {
    if (at == no_instant) return nullptr;
    std::string out;
    print_instant(at, view_.zone, out);
    return out;
  }
  // Where customers are personal data, how many.
  Json people(const People& all) const {
    if (plan_.masked) return all.size();
    Json out = Json::array();
    for (const std::uint32_t customer : all)
      out.push_back(view_.dataset.pool->text(view_.dataset.customer_ids[customer]));
    return out;
  }
  static Json text(const std::string& value) { return value.empty() ? Json() : Json(value); }
  static Json if_known(bool known, std::uint64_t count) { return known ? Json(count) : Json(); }

  Json segments() const {
    Json out = Json::array();
    for (const SegmentPlan& row : plan_.segments)
      out.push_back({{"name", row.name},
                     {"last", if_known(row.known, row.before)},
                     {"now", row.now},
                     {"enter", people(row.enter)},
                     {"leave", people(row.leave)}});
    return out;
  }
  Json actions() const {
    Json out = Json::array();
    for (const ActionPlan& row : plan_.actions)
      out.push_back({{"verb", row.verb},
                     {"object", text(row.object)},
                     {"source", row.source},
                     {"last", if_known(plan_.has_last_time(), row.before)},
                     {"now", row.now},
                     {"customers", people(row.who)}});
    return out;
  }
  Json held_back() const {
    Json out = Json::array();
    for (const HeldBackPlan& row : plan_.held_back)
      out.push_back({{"outcome", row.outcome},
                     {"reason", text(row.reason)},
                     {"source", row.source},
                     {"step", row.step},
                     {"now", row.now},
                     {"customers", people(row.who)}});
    return out;
  }
  Json left_out() const {
    Json out = Json::array();
    for (const LeftOutPlan& row : plan_.left_out)
      out.push_back({{"rule", row.rule}, {"now", row.who.size()}, {"customers", people(row.who)}});
    return out;
  }
  Json tags() const {
    Json out = Json::array();
    for (const TagPlan& row : plan_.tags) {
      Json& to = out.emplace_back(Json{{"group", text(row.group)}, {"tag", row.tag}});
      for (const auto& [word, change] :
           {std::pair("add", TagChange::add), std::pair("remove", TagChange::remove),
            std::pair("expire", TagChange::expire), std::pair("refresh", TagChange::refresh)})
        to[word] = people(row.changes[static_cast<std::size_t>(change)]);
    }
    return out;
  }
  Json tiers() const {
    Json out = Json::array();
    for (const TierPlan& row : plan_.tiers)
      out.push_back(
          {{"tier", row.tier}, {"from", text(row.from)}, {"to", text(row.to)}, {"customers", people(row.who)}});
    return out;
  }
  Json edits() const {
    constexpr const char* kinds[] = {"segment", "rule", "tag", "tier"};
    Json out = Json::array();
    for (const EditPlan& row : plan_.edits)
      out.push_back({{"kind", kinds[static_cast<std::size_t>(row.kind)]},
                     {"name", row.name},
                     {"last_program", if_known(row.in_last, row.before)},
                     {"this_program", if_known(row.in_this, row.now)},
                     {"more", people(row.more)},
                     {"fewer", people(row.fewer)}});
    return out;
  }
  Json last_program() const {
    switch (plan_.last_program) {
      case LastProgram::none: return nullptr;
      case LastProgram::same: return "same";
      case LastProgram::edited: return "edited";
      case LastProgram::unreadable: return "unreadable";
    }
    return nullptr;
  }

  const PlanView& view_;
  const RunPlan& plan_;
};

}  // namespace

std::string plan_json(const PlanView& view) {
  return PlanJson(view).run().dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sop
