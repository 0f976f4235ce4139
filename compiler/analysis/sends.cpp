#include "compiler/analysis/sends.h"

#include <algorithm>

#include "compiler/analysis/triggers.h"

namespace sop {

using N = NodeKind;

void Sends::look_at(Node action, Standing standing) {
  const Node phrase = action.child(std::size_t{0});
  if (!phrase.is(N::send)) return;
  const Hours::Sent sent = hours_.sent(action);
  if (sent.service && !standing.hers) subject_.diagnostics.report(Code::S3021, action.span(), {sent.message});
  if (const Node at = action.child(N::at_time)) {
    const auto minute = Hours::minute_of(subject_.parsed.text(at.child(N::time)));
    standing.minutes.clear();
    if (minute) standing.minutes.push_back(*minute % minutes_per_day);
    standing.hour_checked = true;
  }
  if (standing.minutes.empty())
    any_hour(action, sent);
  else
    hour(action, sent, standing);
}

void Sends::hour(Node action, const Hours::Sent& sent, const Standing& standing) {
  const Minutes open = hours_.open(sent), quiet = hours_.quiet(sent);
  const auto all = [&](auto bad) {
    return std::ranges::all_of(standing.minutes, [&](int minute) { return bad(static_cast<std::size_t>(minute)); });
  };
  if (all([&](std::size_t minute) { return !open.test(minute); })) {
    const auto closed = hours_.closed(sent, standing.minutes.front());
    if (!closed || standing.hour_checked || reported(Code::S3007, action.span())) return;
    subject_.diagnostics.report(Code::S3007, action.span(), {closed->name}).relate(closed->place, Phrase::open_hours);
  } else if (all([&](std::size_t minute) { return quiet.test(minute); })) {
    subject_.diagnostics.report(Code::S3022, action.span(), {sent.message})
        .relate(hours_.quiet_place(sent, standing.minutes.front()), Phrase::quiet_hours);
  }
}

// Of a message that no minute of the day is open for, the first send is told.
void Sends::any_hour(Node action, const Hours::Sent& sent) {
  const Minutes open = hours_.open(sent), quiet = hours_.quiet(sent);
  if ((open & ~quiet).any() || !never_open_.insert(sent.message).second) return;
  if (open.none()) {
    const auto closed = hours_.closed(sent, std::nullopt);
    if (closed && !reported(Code::S3007, action.span()))
      subject_.diagnostics.report(Code::S3007, action.span(), {closed->name}).relate(closed->place, Phrase::open_hours);
    return;
  }
  subject_.diagnostics.report(Code::S3022, action.span(), {sent.message})
      .relate(hours_.quiet_place(sent, std::nullopt), Phrase::quiet_hours);
}

bool Sends::reported(Code code, Span place) const {
  return std::ranges::any_of(subject_.diagnostics.all(),
                             [&](const Diagnostic& found) { return found.code == code && found.span == place; });
}

void check_rule_sends(const Subject& subject, Sends& sends) {
  const Triggers triggered(subject);
  for (Node rule : subject.parsed.declarations()) {
    if (!rule.is(N::rule)) continue;
    Sends::Standing standing;
    bool clocks_only = true;
    for (Node triggers : rule.children(N::triggers))
      for (Node trigger : triggers.children()) {
        standing.hers = standing.hers || triggered.heard_from_her(trigger);
        const auto minute = triggered.minute(trigger);
        clocks_only = clocks_only && minute;
        if (minute) standing.minutes.push_back(*minute);
      }
    if (!clocks_only) standing.minutes.clear();
    standing.hour_checked = standing.minutes.size() == 1;  // where the rule is read
    std::vector<Node> actions = rule.children(N::action);
    for (Node block : rule.children(N::actions))
      for (Node action : block.children(N::action)) actions.push_back(action);
    for (Node action : actions) sends.look_at(action, standing);
  }
}

}  // namespace sop
