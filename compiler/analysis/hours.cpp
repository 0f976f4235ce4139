#include "compiler/analysis/hours.h"

namespace sop {
namespace {

using N = NodeKind;

bool digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

// `15:00`, `15:00:30`; `24:00` as an end.
std::optional<int> Hours::minute_of(std::string_view time) {
  if (time.size() < 4 || time.size() > 8 || time.find(':') == std::string_view::npos) return std::nullopt;
  int parts[2] = {0, 0};
  std::size_t part = 0;
  for (char c : time) {
    if (c == ':' && ++part > 1) break;
    if (c != ':' && !digit(c)) return std::nullopt;
    if (c != ':') parts[part] = parts[part] * 10 + (c - '0');
  }
  const int minute = parts[0] * 60 + parts[1];
  return parts[1] < 60 && minute <= minutes_per_day ? std::optional(minute) : std::nullopt;
}

Hours::Hours(const Subject& subject) : subject_(subject) {
  for (Node node : subject.parsed.declarations()) {
    const std::string name = subject.parsed.name_of(node);
    if (node.is(N::template_decl)) {
      Template& made = declared_[name];
      if (const Node on = node.child(N::on_channel)) made.channel = subject.parsed.text(on.child(N::name));
      if (const Node of_class = node.child(N::message_class)) made.service = of_class.has_keyword(Kw::service);
      if (const auto window = window_of(node.child(N::valid_hours))) templates_[name] = *window;
    }
    if (node.is(N::channel))
      if (const auto window = window_of(node.child(N::valid_hours))) channels_[name] = *window;
    if (!node.is(N::policy)) continue;
    for (Node item : node.children(N::quiet)) {
      const auto window = window_of(item);
      if (!window) continue;
      Quiet& quiet = quiet_.emplace_back();
      quiet.window = *window;
      if (const Node on = item.child(N::on_channel)) quiet.channel = subject.parsed.text(on.child(N::name));
      if (const Node of_class = item.child(N::message_class)) quiet.service = of_class.has_keyword(Kw::service);
    }
  }
}

// Half open; may cross midnight; `00:00 to 24:00` is the whole day.
std::optional<Hours::Window> Hours::window_of(Node item) const {
  if (item.empty()) return std::nullopt;
  const std::vector<Node> times = item.children(N::time);
  if (times.size() != 2) return std::nullopt;
  const auto from = minute_of(subject_.parsed.text(times[0])), to = minute_of(subject_.parsed.text(times[1]));
  if (!from || !to) return std::nullopt;
  Window out;
  out.place = item.span();
  if (*from == *to) return std::nullopt;  // refused where it is read
  if (*from % minutes_per_day == *to % minutes_per_day) out.minutes.set();
  for (int minute = *from; minute % minutes_per_day != *to % minutes_per_day; ++minute)
    out.minutes.set(static_cast<std::size_t>(minute % minutes_per_day));
  return out;
}

Hours::Sent Hours::sent(Node action) const {
  Sent out;
  const Node phrase = action.child(std::size_t{0});
  out.message = object_of(subject_, phrase.child(N::path));
  if (const auto found = declared_.find(out.message); found != declared_.end()) {
    out.channel = found->second.channel;
    out.service = found->second.service;
  }
  if (const Node via = action.child(N::via)) out.channel = subject_.parsed.text(via.child(N::name));
  return out;
}

Minutes Hours::open(const Sent& sent) const {
  Minutes out;
  out.set();
  if (const auto found = templates_.find(sent.message); found != templates_.end()) out &= found->second.minutes;
  if (const auto found = channels_.find(sent.channel); found != channels_.end()) out &= found->second.minutes;
  return out;
}

bool Hours::applies(const Quiet& quiet, const Sent& sent) const {
  return (quiet.channel.empty() || quiet.channel == sent.channel) && (!quiet.service || *quiet.service == sent.service);
}

Minutes Hours::quiet(const Sent& sent) const {
  Minutes out;
  for (const Quiet& quiet : quiet_)
    if (applies(quiet, sent)) out |= quiet.window.minutes;
  return out;
}

std::optional<Hours::Closed> Hours::closed(const Sent& sent, std::optional<int> minute) const {
  const auto of_template = templates_.find(sent.message);
  const auto of_channel = channels_.find(sent.channel);
  const auto shut = [&](const auto& found, const auto& all) {
    return found != all.end() && (!minute || !found->second.minutes.test(static_cast<std::size_t>(*minute)));
  };
  if (shut(of_template, templates_)) return Closed{sent.message, of_template->second.place};
  if (shut(of_channel, channels_)) return Closed{sent.channel, of_channel->second.place};
  return std::nullopt;
}

Span Hours::quiet_place(const Sent& sent, std::optional<int> minute) const {
  for (const Quiet& quiet : quiet_)
    if (applies(quiet, sent) && (!minute || quiet.window.minutes.test(static_cast<std::size_t>(*minute))))
      return quiet.window.place;
  return {};
}

}  // namespace sop
