#include "tests/journeys/journey_maker.h"

#include <fmt/format.h>

namespace sop::journey_tests {
namespace {

using random_tests::Dice;

class Maker {
 public:
  Maker(std::uint64_t seed, int histories) : dice_(seed), customers_(histories) {}

  JourneyCase run() {
    journeys_ = static_cast<int>(dice_.between(1, 3));
    const int rules = static_cast<int>(dice_.between(0, 3));
    std::string body;
    for (int j = 0; j < journeys_; ++j) body += journey(j);
    for (int r = 0; r < rules; ++r) body += rule(r);
    JourneyCase out;
    out.tables = tables(out.instants);
    out.program = head() + templates_ + body;
    return out;
  }

 private:
  bool often() { return !dice_.one_in(3); }
  std::string number(std::int64_t low, std::int64_t high) { return std::to_string(dice_.between(low, high)); }
  std::string stream() { return dice_.pick<const char*>({"a", "b", "c"}); }
  std::string hour() { return dice_.pick<const char*>({"00:00", "09:00", "10:00", "12:00", "21:00"}); }
  std::string open_hour() { return dice_.pick<const char*>({"10:00", "12:00", "16:30"}); }
  std::string length() {
    return dice_.pick<const char*>({"30 minutes", "6 hours", "12 hours", "1 day", "2 days", "24 hours", "5 days"});
  }

  std::string head() {
    std::string out = R"(project p { timezone "Asia/Shanghai"  allow S3001 "random" }
table customers key customer_id { customer_id id  vip bool  due_on date?  opted_out bool consent }
events a key customer_id time at id a_id { customer_id id  a_id id  at datetime  n int }
events b key customer_id time at id b_id { customer_id id  b_id id  at datetime  n int }
events c key customer_id time at { customer_id id  at datetime  n int }
tier level { gold when count(a) >= 3  silver when any(a)  bronze otherwise }
tag marked
taggroup mood one_of enterprise { glad  sad }
segment busy = count(b within 3 days) >= 2
score heat cap 100 { 30 per a within 5 days  10 per b within 24 hours }
coupon money { valid 3 days }
action note(n: int) silent
)";
    out += "channel sms direct { ";
    if (dice_.one_in(3)) out += "valid 09:00 to 21:00 ";
    if (dice_.one_in(3)) out += "quota 1 per day per customer ";
    out += "}\nchannel chat direct {}\npolicy consent { suppress opted_out ";
    for (std::size_t i = dice_.below(3); i > 0; --i) out += cap();
    if (dice_.one_in(3)) out += "quiet 21:00 to 09:00 defer ";
    if (dice_.one_in(4)) out += "priority j1 > r0 ";
    if (dice_.one_in(5)) out += "holdout 30% ";
    return out + "}\n";
  }

  std::string cap() {
    std::string out = "cap " + number(1, 2) + " send per ";
    out += dice_.pick<const char*>({"day", "2 days", "7 days", "24 hours", "6 hours"});
    if (often()) out += dice_.pick<const char*>({" on sms", " on chat", " class marketing"});
    if (dice_.one_in(4)) out += " where not vip";
    return out + " on_cap " + dice_.pick<const char*>({"skip", "exit", "defer up to 2 days", "defer up to 12 hours"}) +
           "\n  ";
  }

  // About the customer; inside a journey also about her way.
  std::string condition(bool inside) {
    switch (dice_.below(inside ? 14 : 11)) {
      case 0: return "vip";
      case 1: return "tag = marked";
      case 2: return "level = " + std::string(dice_.pick<const char*>({"gold", "silver", "bronze"}));
      case 3: return "count(" + stream() + ") >= " + number(1, 3);
      case 4: return "any(" + stream() + " within " + length() + ")";
      case 5: return "none(" + stream() + " within " + length() + ")";
      case 6: return "days_since(last(" + stream() + ")) >= " + number(1, 4);
      case 7: return "hours_since(last(" + stream() + ")) > " + number(1, 40);
      case 8: return "count(sends within " + length() + ") >= " + number(1, 3);
      case 9: return "mood = glad";
      case 10: return "busy";
      case 11: return "any(" + stream() + " since entry)";
      case 12: return "none(sends where source = j" + number(0, journeys_ - 1) + " since entry)";
      default: return "count(" + stream() + " before entry) <= 1";
    }
  }

  std::string event_trigger() {
    std::string out = "on " + stream();
    if (dice_.one_in(3)) out += " where n >= " + number(1, 3);
    return out;
  }

  std::string trigger() {
    switch (dice_.below(9)) {
      case 0: return "every day at " + hour();
      case 1: return "every monday at " + hour();
      case 2: return "on level.changes where new = " + std::string(dice_.pick<const char*>({"gold", "silver"}));
      case 3: return "on heat crosses 50";
      case 4: return "on mood.changes where new = sad";
      default: return event_trigger();
    }
  }

  std::string sent() {
    const std::string name = "t" + std::to_string(++templates_made_);
    templates_ += "template " + name + (often() ? " on sms" : " on chat") + " { ";
    if (dice_.one_in(3)) templates_ += "class service ";
    if (dice_.one_in(5)) templates_ += "valid 10:00 to 20:00 ";
    if (dice_.one_in(5)) templates_ += "only if " + condition(false) + " ";
    templates_ += "text \"x\" }\n";
    return name;
  }

  std::string label() { return "l" + std::to_string(++labels_) + ": "; }

  std::string send(bool inside) {
    std::string out = "send " + sent();
    if (dice_.one_in(5)) out += " at " + open_hour();
    if (inside && dice_.one_in(6)) out += " expires 12 hours";
    return out;
  }

  std::string action(bool inside) {
    switch (dice_.below(9)) {
      case 0: return label() + "tag marked";
      case 1: return label() + "untag marked";
      case 2: return label() + "tag " + (dice_.one_in(2) ? "glad" : "sad");
      case 3: return label() + "grant money";
      case 4: return label() + "note(count(" + stream() + "))";
      default: return send(inside);
    }
  }

  std::string block(int depth) { return "{ " + steps(depth + 1, static_cast<int>(dice_.between(1, 2))) + "}"; }

  std::string wait_for(int depth) {
    std::string out = label() + "wait for x: " + stream();
    if (dice_.one_in(3)) out += " where n >= " + number(1, 3);
    const bool two = dice_.one_in(2);
    if (two) out += ", y: " + stream() + (dice_.one_in(3) ? " where n <= 2" : "");
    out += " up to " + length();
    if (dice_.one_in(4)) out += " grace 6 hours";
    if (dice_.one_in(4)) out += " reuse";
    out += " { on x " + (often() ? block(depth) : "continue");
    if (two && often()) out += " on y " + block(depth);
    return out + " on timeout " + (often() ? block(depth) : "continue") + " }\n  ";
  }

  std::string step(int depth) {
    const std::string past = std::string(" past ") + dice_.pick<const char*>({"skip", "run", "exit"});
    const std::string missing = std::string(" missing ") + dice_.pick<const char*>({"skip", "exit"});
    switch (dice_.below(depth > 1 ? 9 : 14)) {
      case 0: return label() + "wait " + length() + "\n  ";
      case 1: return label() + "wait until " + hour() + "\n  ";
      case 2: return label() + "wait until due_on" + past + missing + "\n  ";
      case 3: return label() + "wait until due_on - 2 days at " + hour() + past + missing + "\n  ";
      case 4: return label() + "on day " + number(0, 3) + " at " + open_hour() + past + " send " + sent() + "\n  ";
      case 5: return dice_.one_in(3) ? "stop\n  " : action(true) + "\n  ";
      case 6:
      case 7:
      case 8: return action(true) + "\n  ";
      case 9: return "if " + condition(true) + " " + block(depth) + (often() ? " else " + block(depth) : "") + "\n  ";
      case 10:
        return label() + "split \"s\" { 40% one " + block(depth) + " 40% two " + block(depth) + " 20% holdout {} }\n  ";
      case 11:
        return label() + "repeat up to " + number(1, 3) + " every " + length() +
               (dice_.one_in(2) ? " while " + condition(true) : "") + " " + block(depth) + "\n  ";
      default: return wait_for(depth);
    }
  }

  std::string steps(int depth, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += step(depth);
    return out;
  }

  std::string entry(int index) {
    switch (dice_.below(8)) {
      case 0: return "enter when " + condition(false) + " existing exclude";
      case 1: return "enter by rule";
      case 2: return index > 0 ? "enter on sends where source = j0" : "enter on a";
      case 3: return index > 0 ? "enter on entries where journey = j0" : "enter on b";
      default: return "enter " + trigger() + (dice_.one_in(3) ? " if " + condition(false) : "");
    }
  }

  std::string journey(int index) {
    std::string out = "journey j" + std::to_string(index) + " {\n  " + entry(index) + "\n  ";
    if (dice_.one_in(3)) out += "enter " + event_trigger() + "\n  ";
    out += std::string("reenter ") +
           dice_.pick<const char*>({"never", "after exit", "after exit cooldown 1 day", "max 2 per 7 days"}) + "\n  ";
    if (dice_.one_in(2)) out += dice_.one_in(2) ? "while_live restart\n  " : "while_live queue\n  ";
    if (dice_.one_in(3)) out += "goal g: " + condition(true) + " within 4 days\n  ";
    if (dice_.one_in(3)) out += "exit when " + condition(true) + "\n  ";
    return out + steps(0, static_cast<int>(dice_.between(2, 5))) + "}\n";
  }

  std::string rule(int index) {
    std::string out = "rule r" + std::to_string(index) + " { " + trigger();
    if (dice_.one_in(2)) out += " if " + condition(false);
    out += " then { " + (dice_.one_in(3) ? "enter j" + number(0, journeys_ - 1) : action(false)) + " }";
    if (dice_.one_in(4)) out += " once per 2 days";
    std::string plain;  // labels are for journeys
    for (std::size_t at = 0; at < out.size();) {
      const std::size_t colon = out.find(": ", at);
      if (colon == std::string::npos || out[at] != 'l' || out[at + 1] < '0' || out[at + 1] > '9') {
        plain += out[at++];
        continue;
      }
      at = colon + 2;
    }
    return plain + " }\n";
  }

  // ---- Histories -------------------------------------------------------------------------------------------------

  std::string instant() {
    const auto day = static_cast<int>(dice_.between(2, 1 + days));
    return fmt::format("2026-11-{:02} {}", day,
                       dice_.pick<const char*>({"00:00", "09:00", "10:00", "10:30", "16:00", "21:00", "22:00"}));
  }

  std::map<std::string, std::string> tables(std::vector<std::string>& instants) {
    std::map<std::string, std::string> out;
    out["customers"] = "customer_id,vip,due_on,opted_out\n";
    for (int c = 1; c <= customers_; ++c) {
      const std::string due = dice_.one_in(3) ? "" : fmt::format("2026-11-{:02}", dice_.between(1, 2 + days));
      out["customers"] += fmt::format("c{},{},{},{}\n", c, dice_.one_in(2), due, dice_.one_in(8));
    }
    for (const std::string name : {"a", "b", "c"}) {
      std::string& rows = out[name];
      rows = name == "c" ? "customer_id,at,n\n" : "customer_id," + name + "_id,at,n\n";
      for (int c = 1; c <= customers_; ++c)
        for (std::size_t i = dice_.below(6); i > 0; --i) {
          const std::string at = instant();
          instants.push_back(at);
          rows += fmt::format("c{},", c);
          if (name != "c") rows += name + std::to_string(++events_) + ",";
          rows += at + "," + number(1, 4) + "\n";
        }
    }
    return out;
  }

  Dice dice_;
  int customers_ = 0;
  std::string templates_;
  int journeys_ = 0, templates_made_ = 0, labels_ = 0, events_ = 0;
};

}  // namespace

JourneyCase make_journey_case(std::uint64_t seed, int histories) { return Maker(seed, histories).run(); }

}  // namespace sop::journey_tests
