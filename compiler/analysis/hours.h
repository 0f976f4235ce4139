// When a message may go out: the hours of its template and channel, and the quiet hours of the policies, minute by
// minute of a day. Read from the declarations.
#pragma once

#include <bitset>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/analysis/subject.h"

namespace sop {

constexpr int minutes_per_day = 1440;
using Minutes = std::bitset<minutes_per_day>;

class Hours {
 public:
  explicit Hours(const Subject& subject);

  // A message, as it is sent here: over which channel.
  struct Sent {
    std::string message, channel;
    bool service = false;
  };
  Sent sent(Node action) const;

  // Its minutes by its own hours and its channel's; those that no policy keeps quiet.
  Minutes open(const Sent& sent) const;
  Minutes quiet(const Sent& sent) const;
  // Whose hours exclude this minute (or all of them): a name and where they are declared.
  struct Closed {
    std::string name;
    Span place;
  };
  std::optional<Closed> closed(const Sent& sent, std::optional<int> minute) const;
  Span quiet_place(const Sent& sent, std::optional<int> minute) const;

  static std::optional<int> minute_of(std::string_view time);  // "15:00"

 private:
  struct Window {
    Minutes minutes;
    Span place;
  };
  struct Quiet {
    Window window;
    std::string channel;
    std::optional<bool> service;  // a class it is limited to
  };
  struct Template {
    std::string channel;
    bool service = false;
  };
  std::optional<Window> window_of(Node item) const;
  bool applies(const Quiet& quiet, const Sent& sent) const;

  const Subject& subject_;
  std::map<std::string, Window> templates_, channels_;
  std::map<std::string, Template> declared_;
  std::vector<Quiet> quiet_;
};

}  // namespace sop
