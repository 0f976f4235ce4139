// Quotas of channels (semantics D11): how many of a channel's contacts one customer, one member of staff, or the
// channel itself may have in a window. What staff and channels used up is counted across customers and kept here; her
// own contacts stand in her ContactLog. A broadcast is a post: one object by one person at one instant is used up once,
// however many customers it reaches.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "runtime/contacts/cap_ledger.h"

namespace sop {

// A contact that wants to go out over a channel.
struct QuotaAsk {
  std::int32_t channel = -1;  // index into Contacts::channels
  std::string staff;          // who does it; empty: nobody is named
  std::string object;         // template, or what is invited to
  Micros at = 0;
};

class QuotaBook {
 public:
  // The first quota of the channel without room: an index into its quotas; -1: there is room.
  std::int32_t full(const Contacts& contacts, const QuotaAsk& ask, const ContactLog& hers, const ZoneRules& zone) const;
  void take(const Contacts& contacts, const QuotaAsk& ask);
  // Forgets what no quota counts at `earliest` or later.
  void trim(const Contacts& contacts, Micros earliest, const ZoneRules& zone);

  std::string text() const;
  // Nothing when the text is damaged.
  static std::optional<QuotaBook> from_text(std::string_view text);

  bool operator==(const QuotaBook&) const = default;

 private:
  struct Use {
    Micros at = 0;
    std::string object;
    auto operator<=>(const Use&) const = default;
  };
  using Key = std::pair<std::string, std::string>;  // channel, staff

  bool joins_a_post(const Channel& channel, const QuotaAsk& ask) const;
  void add(const std::string& channel, const std::string& staff, Use use);

  std::map<std::string, std::vector<Micros>> by_channel_;  // ascending
  std::map<Key, std::vector<Micros>> by_staff_;            // ascending
  std::map<Key, std::set<Use>> posts_;                     // of broadcast channels
};

}  // namespace sop
