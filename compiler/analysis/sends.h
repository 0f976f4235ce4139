// What may be wrong with one send, wherever it stands: an hour at which its template is never valid (S3007) or that is
// always quiet (S3022), a service message nobody asked for (S3021). Only what is bad at every instant it can run.
#pragma once

#include <set>

#include "compiler/analysis/hours.h"

namespace sop {

class Sends {
 public:
  explicit Sends(const Subject& subject) : subject_(subject), hours_(subject) {}

  // Where a send stands: the minutes of the day it can run at (none: any), whether an event of hers started it, and
  // whether its hour has been looked at where it is written.
  struct Standing {
    std::vector<int> minutes;
    bool hers = false;
    bool hour_checked = false;
  };
  void look_at(Node action, Standing standing);

 private:
  void hour(Node action, const Hours::Sent& sent, const Standing& standing);
  void any_hour(Node action, const Hours::Sent& sent);
  bool reported(Code code, Span place) const;

  const Subject& subject_;
  Hours hours_;
  std::set<std::string> never_open_;  // told
};

// The sends of rules; those of journeys are looked at step by step.
void check_rule_sends(const Subject& subject, Sends& sends);

}  // namespace sop
