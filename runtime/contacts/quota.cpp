#include "runtime/contacts/quota.h"

#include <algorithm>

#include "runtime/contacts/counted_window.h"
#include "runtime/contacts/packed_text.h"

namespace sop {
namespace {

template <class Key>
std::span<const Micros> used_by(const std::map<Key, std::vector<Micros>>& uses, const Key& key) {
  const auto found = uses.find(key);
  return found == uses.end() ? std::span<const Micros>() : found->second;
}

void insert(std::vector<Micros>& used, Micros at) { used.insert(std::ranges::upper_bound(used, at), at); }

void forget(std::vector<Micros>& used, Micros before) {
  used.erase(used.begin(), std::ranges::lower_bound(used, before));
}

}  // namespace

bool QuotaBook::joins_a_post(const Channel& channel, const QuotaAsk& ask) const {
  if (channel.kind != ChannelKind::broadcast) return false;
  const auto found = posts_.find({channel.name, ask.staff});
  return found != posts_.end() && found->second.contains({ask.at, ask.object});
}

std::int32_t QuotaBook::full(const Contacts& contacts, const QuotaAsk& ask, const ContactLog& hers,
                             const ZoneRules& zone) const {
  if (ask.channel < 0) return -1;
  const Channel& channel = contacts.channels[static_cast<std::size_t>(ask.channel)];
  const bool joins = joins_a_post(channel, ask);
  for (std::size_t i = 0; i < channel.quotas.size(); ++i) {
    const Quota& quota = channel.quotas[i];
    bool room = true;
    switch (quota.per) {
      case QuotaPer::customer: {
        std::vector<Micros> used;
        for (const ContactMade& made : hers)
          if (made.kind.channel == ask.channel) used.push_back(made.due_at);
        room = has_room(quota.window, quota.count, used, ask.at, zone);
        break;
      }
      case QuotaPer::staff:
        room = joins ||
               has_room(quota.window, quota.count, used_by(by_staff_, Key{channel.name, ask.staff}), ask.at, zone);
        break;
      case QuotaPer::channel:
        room = joins || has_room(quota.window, quota.count, used_by(by_channel_, channel.name), ask.at, zone);
        break;
    }
    if (!room) return static_cast<std::int32_t>(i);
  }
  return -1;
}

void QuotaBook::take(const Contacts& contacts, const QuotaAsk& ask) {
  if (ask.channel < 0) return;
  const Channel& channel = contacts.channels[static_cast<std::size_t>(ask.channel)];
  if (channel.quotas.empty() || joins_a_post(channel, ask)) return;
  add(channel.name, ask.staff, {ask.at, channel.kind == ChannelKind::broadcast ? ask.object : std::string()});
}

void QuotaBook::add(const std::string& channel, const std::string& staff, Use use) {
  insert(by_channel_[channel], use.at);
  insert(by_staff_[{channel, staff}], use.at);
  if (!use.object.empty()) posts_[{channel, staff}].insert(std::move(use));
}

void QuotaBook::trim(const Contacts& contacts, Micros earliest, const ZoneRules& zone) {
  const auto oldest = [&](const std::string& name) {
    Micros at = earliest;
    if (const Channel* channel = contacts.channel(name))
      for (const Quota& quota : channel->quotas) at = std::min(at, window_begin(quota.window, earliest, zone));
    return at;
  };
  for (auto& [channel, used] : by_channel_) forget(used, oldest(channel));
  for (auto& [key, used] : by_staff_) forget(used, oldest(key.first));
  for (auto& [key, posts] : posts_) posts.erase(posts.begin(), posts.lower_bound({oldest(key.first), {}}));
  std::erase_if(by_channel_, [](const auto& one) { return one.second.empty(); });
  std::erase_if(by_staff_, [](const auto& one) { return one.second.empty(); });
  std::erase_if(posts_, [](const auto& one) { return one.second.empty(); });
}

// Per person: channel, who, then every use; a post names its object.
std::string QuotaBook::text() const {
  std::string out;
  for (const auto& [key, used] : by_staff_) {
    pack_text(out, key.first);
    pack_text(out, key.second);
    if (const auto posts = posts_.find(key); posts != posts_.end()) {
      for (const Use& post : posts->second) {
        pack_number(out, post.at, 'p');
        pack_text(out, post.object);
      }
    } else {
      for (const Micros at : used) pack_number(out, at, 'u');
    }
    pack_number(out, 0, '.');
  }
  return out;
}

std::optional<QuotaBook> QuotaBook::from_text(std::string_view text) {
  QuotaBook book;
  Taker taker(text);
  while (!taker.at_end()) {
    const std::string channel(taker.text()), staff(taker.text());
    for (char end = '\0'; !taker.failed();) {
      const Micros at = taker.number(end);
      if (end == '.') break;
      if (end == 'p')
        book.add(channel, staff, {at, std::string(taker.text())});
      else if (end == 'u')
        book.add(channel, staff, {at, {}});
      else
        taker.fail();
    }
  }
  return taker.failed() ? std::nullopt : std::optional(std::move(book));
}

}  // namespace sop
