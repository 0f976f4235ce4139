// Policies (language.md 2.5): how often, at which hours and whom not to reach. All policies hold at once.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::check_policies() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::policy)) continue;
    written_once(node, {N::holdout});
    for (Node item : node.children()) policy_item(item, parsed_.name_of(node));
  }
}

void Checker::policy_item(Node item, const std::string& policy) {
  switch (item.kind()) {
    case N::policy_cap: return policy_cap(item, policy);
    case N::quiet: return quiet_hours(item, policy);
    case N::holdout: return holdout(item, policy);
    case N::suppress: return suppress(item);
    case N::forbid: return forbid(item);
    case N::priority: priorities_.push_back(item); return;
    default: return;
  }
}

// `cap 3 send per 7 days on sms class marketing where chatty on_cap skip`.
void Checker::policy_cap(Node item, const std::string& policy) {
  written_once(item, {N::on_channel, N::message_class, N::where_clause, N::on_cap});
  Cap cap{.policy = policy, .filter = contact_filter(item), .span = item.span()};
  bool good = true;
  const auto count = whole_count(item);
  const std::vector<Node> children = item.children();
  const auto window = children.size() > 1 ? fixed_duration(children[1]) : std::nullopt;
  if (const Node where = item.child(N::where_clause)) {
    cap.where = condition(where.last_child(), {});
    good = cap.where.exists();
  }
  good = cap_full(item, cap) && good && count && window;
  if (!good) return;
  cap.count = *count;
  cap.window = *window;
  program_.reads_time = true;
  program_.contacts.caps.push_back(std::move(cap));
}

// `on_cap`: mandatory, and a deferral says how long it may take.
bool Checker::cap_full(Node item, Cap& cap) {
  const Node on_cap = item.child(N::on_cap);
  if (!on_cap) {
    report(Code::S2017, item.first_token(),
           {"cap", "on_cap", "超限", "say what happens when it is full: `on_cap skip`",
            "写明达到上限后怎么办:`超限 跳过`", "上限"});
    return false;
  }
  const Node defer = on_cap.child(N::defer);
  if (!defer) {
    const Node what = on_cap.child(N::flag);
    if (!what) return false;
    cap.on_full = what.has_keyword(Kw::exit_action) ? OnFull::exit : OnFull::skip;
    return true;
  }
  cap.on_full = OnFull::defer;
  if (defer.children().empty()) {
    report(Code::S2017, on_cap.first_token(),
           {"on_cap defer", "up to", "最多", "say how long it may wait: `on_cap defer up to 2 days`",
            "写明最多等多久:`超限 顺延 最多 2天`", "超限 顺延"});
    return false;
  }
  const auto limit = fixed_duration(defer.last_child());
  if (limit) cap.defer = *limit;
  return limit.has_value();
}

// `quiet 21:00 to 09:00 defer`.
void Checker::quiet_hours(Node item, const std::string& policy) {
  written_once(item, {N::on_channel, N::message_class, N::defer, N::flag});
  const auto hours = day_hours(item);
  QuietHours quiet{.policy = policy, .filter = contact_filter(item), .span = item.span()};
  const Node skip = item.child(N::flag);
  quiet.skip = !skip.empty();
  if (const Node also = item.child(N::defer); also && skip) {
    const Span later_word = std::max(skip.first_token(), also.first_token());
    report(Code::S2032, later_word,
           {std::string(source(later_word).text(later_word)), "`defer` and `skip` exclude each other",
            "`顺延` 与 `跳过` 只能二选一"});
  }
  if (const Node defer = item.child(N::defer); defer && !defer.children().empty()) {
    const auto limit = fixed_duration(defer.last_child());
    if (!limit) return;
    quiet.has_limit = true;
    quiet.limit = *limit;
  }
  if (!hours) return;
  quiet.hours = *hours;
  program_.contacts.quiet.push_back(std::move(quiet));
}

// A consent column beats everything (semantics E7).
void Checker::suppress(Node item) {
  written_once(item, {N::on_channel, N::message_class});
  const Node body = item.child(std::size_t{0});
  const InstId blocked = condition(body, {});
  const ContactFilter filter = contact_filter(item);
  if (!filter.channel.empty() && symbols_.find(Space::channels, filter.channel) == nullptr) unread_suppression_ = true;
  if (!blocked.exists()) return;
  suppressions_.push_back(
      {blocked, filter.channel, filter.of_class == ContactClass::marketing, filter.of_class == ContactClass::service});
  program_.guards.push_back({GuardKind::suppress,
                             blocked,
                             {},
                             filter.channel,
                             std::string(source(body.span()).text(body.span())),
                             item.span(),
                             filter.of_class});
}

void Checker::forbid(Node item) {
  const Node name = item.child(N::name);
  expect_declared(Space::templates, text(name), name.span(), true);
  std::string reason;
  if (const Node because = item.child(N::because))
    for (Node line : because.children(N::text)) reason += text(line);
  InstId blocked;
  if (const Node when = item.child(N::when_clause)) blocked = condition(when.last_child(), {});
  if (const Node unless = item.child(N::unless)) {
    const InstId allowed = condition(unless.last_child(), {});
    if (allowed.exists()) blocked = build_.negation(allowed, unless.span());
  }
  if (blocked.exists()) program_.guards.push_back({GuardKind::forbid, blocked, text(name), {}, reason, item.span()});
}

// `holdout 5%`: exact to a hundred-thousandth of a percent.
void Checker::holdout(Node item, const std::string& policy) {
  const Node percent = item.child(N::percent);
  if (!percent) return;
  std::string written = text(percent);
  written.pop_back();
  const auto value = decimal_of(written, percent.span());
  if (!value) return;
  std::int64_t share = value->mantissa;
  bool fits = value->decimals <= 5;
  for (int i = value->decimals; fits && i < 5; ++i) fits = !__builtin_mul_overflow(share, 10, &share);
  if (!fits || share > whole_share) {
    report(Code::S2019, percent.span(),
           {"share of the customers", text(percent), "客户占比",
            "write a share from 0% to 100%, with at most 5 decimals", "请写 0% 到 100% 之间的比例,最多五位小数"});
    return;
  }
  program_.contacts.holdouts.push_back({policy, share, item.span()});
}

}  // namespace sop
