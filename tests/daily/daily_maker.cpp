#include "tests/daily/daily_maker.h"

#include <fmt/format.h>

#include <algorithm>

namespace sop::daily_tests {
namespace {

using random_tests::Dice;

// Minutes since the first of November, local.
constexpr int minutes_per_day = 24 * 60;

std::string written(int minutes) {
  const int day = 1 + minutes / minutes_per_day, minute = minutes % minutes_per_day;
  return fmt::format("2026-{:02}-{:02} {:02}:{:02}", day <= 30 ? 11 : 12, day <= 30 ? day : day - 30, minute / 60,
                     minute % 60);
}

// An event that the files hold from one run on, and up to another.
struct Row {
  int customer = 0, at = 0, n = 0, id = 0;
  int comes = 0, goes = 1'000;  // runs
};

class Maker {
 public:
  Maker(std::uint64_t seed, int customers, int runs) : dice_(seed), customers_(customers), runs_(runs) {}

  DailyCase make() {
    DailyCase out;
    out.program = program();
    std::vector<int> instants = run_minutes();
    for (const int at : instants) out.instants.push_back(written(at));
    const std::vector<Row> a = rows(instants), b = rows(instants);
    for (int c = 0; c < customers_; ++c) vip_from_.push_back(static_cast<int>(dice_.below(3 * runs_)));
    for (int run = 0; run < runs_; ++run)
      out.tables.push_back({{"customers", people(run)},
                            {"a", events(a, run, true)},
                            {"b", events(b, run, false)},
                            {"kinds", kinds(run)},
                            {"profile", profile(run)}});
    return out;
  }

 private:
  bool often() { return !dice_.one_in(3); }
  std::string number(std::int64_t low, std::int64_t high) { return std::to_string(dice_.between(low, high)); }
  std::string one_of(std::initializer_list<const char*> words) { return dice_.pick<const char*>(words); }
  std::string stream() { return one_of({"a", "b"}); }

  std::string window() {
    switch (dice_.below(9)) {
      case 0: return " within " + number(1, 8) + " days";
      case 1: return " within " + number(5, 60) + " hours";
      case 2: return " this week";
      case 3: return " this month";
      case 4: return " last 2 weeks";
      case 5: return " today";
      case 6: return " within 1 month";
      default: return "";
    }
  }
  std::string where() {
    switch (dice_.below(7)) {
      case 0: return " where n >= " + number(1, 3);
      case 1: return " where kind = \"x\"";
      case 2: return " where n <= limit";
      case 3: return " where days_since(at) >= " + number(1, 4);
      case 4: return " where kind.weight > 1";
      default: return "";
    }
  }
  std::string count() { return "count(" + stream() + where() + window() + ")"; }
  std::string whole() {
    switch (dice_.below(9)) {
      case 0: return "sum(" + stream() + ".n" + where() + window() + ")";
      case 1: return "days_since(last(" + stream() + where() + "))";
      case 2: return "(days_since(joined_on) + 0)";
      case 3: return "(days_until(due_on) + 0)";
      case 4: return "distinct(" + stream() + ".n" + window() + ")";
      case 5: return "days_active(" + stream() + window() + ")";
      case 6: return "(days_since(joined_on) + " + count() + ")";
      case 7: return "(if vip then days_since(joined_on) else " + count() + ")";
      default: return count();
    }
  }
  std::string compared() { return one_of({" >= ", " > ", " < ", " <= ", " = ", " != "}); }

  std::string atom() {
    switch (dice_.below(24)) {
      case 0: return "vip";
      case 1: return "any(" + stream() + where() + window() + ")";
      case 2: return "none(" + stream() + where() + window() + ")";
      case 3: return "hours_since(last(" + stream() + "))" + compared() + number(3, 60);
      case 4: return "due_on within next " + number(1, 5) + " days";
      case 5: return "last(" + stream() + ") within " + number(1, 6) + " days";
      case 6: return "days_since(last(" + stream() + ")) between " + number(1, 3) + " and " + number(4, 7);
      case 7: return "years_since(born)" + compared() + "30";
      case 8: return "today in " + one_of({"holiday", "hers", "pay_day"});
      case 9: return "days_until(hers)" + compared() + number(0, 5);
      case 10: return "weekday(today)" + compared() + number(1, 7);
      case 11: return "hours_since(last(" + stream() + where() + ")) between 5 and " + number(20, 50);
      case 12: return "tag = marked";
      case 13: return heat_ ? "heat" + compared() + number(5, 60) : "vip";
      case 14: return level_ ? "level = " + one_of({"gold", "silver", "bronze"}) : "not vip";
      case 15: return warm_ ? "tag = warm" : "limit" + compared() + "2";
      case 16: return "(days_since(last(" + stream() + ")) default 99)" + compared() + number(1, 9);
      case 17: return level_ ? "any(level.changes within " + number(1, 4) + " days)" : "due_on is missing";
      case 18: return "days_since(due_on) in (" + number(-2, 1) + ", " + number(2, 4) + ")";
      case 19: return "profile.size" + compared() + number(1, 4);
      case 20:
        return "count(" + stream() + " within " + number(1, 9) + " days)" + compared() + "count(" + stream() + ")";
      default: return whole() + compared() + number(0, 9);
    }
  }
  std::string condition(int depth = 0) {
    if (depth > 1 || dice_.one_in(2)) return atom();
    switch (dice_.below(3)) {
      case 0: return "(" + condition(depth + 1) + " and " + condition(depth + 1) + ")";
      case 1: return "(" + condition(depth + 1) + " or " + condition(depth + 1) + ")";
      default: return "not (" + condition(depth + 1) + ")";
    }
  }
  std::string program() {
    std::string out = "project p { timezone \"" + one_of({"Asia/Shanghai", "America/New_York"}) +
                      R"("  allow S3001 "random" }
table customers key customer_id)" +
                      std::string(dice_.one_in(2) ? " since joined_at" : "") + R"( {
  customer_id id  joined_at datetime  joined_on date  due_on date?  born date?  vip bool  limit int }
table profile key customer_id { customer_id id  size int? }
table kinds key kind { kind text  weight int }
events a key customer_id time at id a_id { customer_id id  a_id id  at datetime  n int  kind text -> kinds }
events b key customer_id time at { customer_id id  at datetime  n int  kind text -> kinds }
calendar holiday { every year on 11-11  every year on 11-20 }
calendar pay_day { every month on 15 }
calendar hers { every year on born feb29 as feb28 }
tag marked
taggroup mood one_of enterprise { glad  sad }
)";
    // What stands below may read what stands above.
    if (dice_.one_in(3)) {
      out += "score heat { 20 per a" + one_of({"", " within 4 days"}) + "  7 per b where n >= 2";
      out += one_of({"", "", "  decay half_life 3 days", "  decay linear to 0 in 5 days"});
      out += " }\n";
      heat_ = true;
    }
    if (dice_.one_in(3)) {
      out += "tier level { gold when " + condition() + "  silver when " + condition() + "  bronze otherwise or missing";
      out += (often() ? "  fall one level per " + number(1, 4) + " days" : "") + " }\n";
      level_ = true;
    }
    if (dice_.one_in(3)) {
      out += "tag warm when " + condition() + one_of({"", " once", " ttl 2 days", " ttl 30 hours"}) + "\n";
      warm_ = true;
    }
    for (std::size_t i = dice_.below(3); i > 0; --i)
      out += "segment s" + std::to_string(i) + " = " + condition() + "\n";
    for (std::size_t i = dice_.below(3); i > 0; --i) {
      out += "tag g" + std::to_string(i) + " when " + condition();
      out += dice_.one_in(4) ? " until " + condition(1) : one_of({"", "", " ttl 3 days"});
      out += "\n";
    }
    if (dice_.one_in(3))
      out += "taggroup kind_of one_of enterprise { early when " + condition(1) + "  late when " + condition(1) +
             "  other otherwise or missing }\n";
    const int rules = static_cast<int>(dice_.between(1, 3));
    for (int r = 0; r < rules; ++r) out += rule(r);
    return out;
  }

  std::string rule(int index) {
    std::string out = "rule r" + std::to_string(index) + " { ";
    switch (dice_.below(8)) {
      case 0: out += "on " + stream() + where_of_trigger() + " "; break;
      case 1: out += level_ ? "on level.changes where new = " + one_of({"gold", "silver"}) + " " : ""; break;
      case 2: out += heat_ ? "on heat crosses " + number(20, 50) + " " : ""; break;
      case 3: out += "every day at " + one_of({"00:00", "10:00", "18:30"}) + " "; break;
      case 4: out += "every monday at 09:00 "; break;
      default: break;
    }
    const bool on_state = out.back() == ' ' && out.ends_with("{ ");
    if (on_state || often()) out += "if " + condition() + " ";
    out += "then " + one_of({"send hello", "send bye", "tag marked", "untag marked", "tag glad", "tag sad"});
    out += one_of({"", "", " once", " once per 3 days", " once per 30 hours"});
    return out + " }\n";
  }
  std::string where_of_trigger() { return dice_.one_in(2) ? " where n >= " + number(1, 3) : ""; }

  // Mostly a day apart; sometimes at a midnight, twice a day, the same instant again, or after a pause.
  std::vector<int> run_minutes() {
    std::vector<int> out{10 * 60 + 7 * minutes_per_day};
    while (static_cast<int>(out.size()) < runs_) {
      int next = out.back();
      switch (dice_.below(9)) {
        case 0: next += static_cast<int>(dice_.between(1, 300)); break;
        case 1: next = (next / minutes_per_day + 1) * minutes_per_day; break;
        case 2: next += static_cast<int>(dice_.between(2, 5)) * minutes_per_day; break;
        case 3: break;
        default: next += minutes_per_day;
      }
      out.push_back(next);
    }
    return out;
  }

  std::vector<Row> rows(const std::vector<int>& instants) {
    std::vector<Row> out;
    for (int c = 0; c < customers_; ++c)
      for (std::size_t i = dice_.below(7); i > 0; --i) {
        Row row;
        row.customer = c;
        row.at = static_cast<int>(dice_.below(instants.back() + 4 * minutes_per_day) / 30 * 30);
        row.n = static_cast<int>(dice_.between(0, 4));
        row.id = ++ids_;
        // Known from the first run on, when its time has come, or late; some are taken back.
        if (often()) {
          while (row.comes < runs_ && instants[static_cast<std::size_t>(row.comes)] < row.at) ++row.comes;
          if (dice_.one_in(6)) row.comes += static_cast<int>(dice_.below(3));
        }
        if (dice_.one_in(8)) row.goes = row.comes + 1 + static_cast<int>(dice_.below(4));
        out.push_back(row);
      }
    return out;
  }

  std::string events(const std::vector<Row>& all, int run, bool with_id) const {
    std::string out = with_id ? "customer_id,a_id,at,n,kind\n" : "customer_id,at,n,kind\n";
    for (const Row& row : all) {
      if (run < row.comes || run >= row.goes) continue;
      out += fmt::format("c{},", row.customer);
      if (with_id) out += fmt::format("e{},", row.id);
      out += fmt::format("{},{},{}\n", written(row.at), row.n, row.id % 3 == 0 ? "x" : "y");
    }
    return out;
  }

  // Some come later, one leaves and comes back.
  std::string people(int run) const {
    std::string out = "customer_id,joined_at,joined_on,due_on,born,vip,limit\n";
    for (int c = 0; c < customers_; ++c) {
      if (c % 9 == 7 && run < 3) continue;
      if (c == 4 && run % 4 == 2) continue;
      const int joined = c * 977 % (24 * minutes_per_day);
      out += fmt::format("c{},{},{},{},{},{},{}\n", c, written(joined), written(joined).substr(0, 10),
                         c % 4 == 0 ? "" : written(c * 3301 % (30 * minutes_per_day)).substr(0, 10),
                         c % 5 == 0 ? "" : fmt::format("{}-{:02}-{:02}", 1996 + c % 2, 11, 1 + c % 28),
                         run >= vip_from_[static_cast<std::size_t>(c)], c % 4);
    }
    return out;
  }
  std::string profile(int run) const {
    std::string out = "customer_id,size\n";
    for (int c = 0; c < customers_; c += 2) out += fmt::format("c{},{}\n", c, (c + (c % 5 == 0 ? run / 3 : 0)) % 6);
    return out;
  }
  // It belongs to nobody: from its change on everybody is asked once.
  std::string kinds(int run) const { return fmt::format("kind,weight\nx,{}\ny,1\n", run > runs_ - 3 ? 1 : 2); }

  Dice dice_;
  const int customers_, runs_;
  int ids_ = 0;
  bool heat_ = false, level_ = false, warm_ = false;
  std::vector<int> vip_from_;
};

}  // namespace

DailyCase make_daily_case(std::uint64_t seed, int customers, int runs) { return Maker(seed, customers, runs).make(); }

}  // namespace sop::daily_tests
