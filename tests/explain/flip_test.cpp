// What `sopc why` says would flip a fact, tried on the data: random programs over a table and its orders; for some
// customers every change that is told is written into the tables, read again and run. Then every near value of every
// column is tried: none is nearer than the one that is told, and where none is told none flips.
#include <catch2/catch.hpp>

#include <fmt/format.h>
#include <array>
#include <map>
#include <random>

#include "runtime/explain/why.h"
#include "runtime/io/value_print.h"
#include "tests/golden_runner/prepared_case.h"

namespace sop {
namespace {

constexpr std::array columns = {"n", "m", "bal", "d", "j", "city", "lv", "vip"};
using Row = std::map<std::string, std::string>;

struct Shop {
  std::string program;
  std::vector<Row> customers, orders;  // orders: customer_id, paid_at, amount, sku
};

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : dice_(seed) {}

  Shop shop() {
    Shop out;
    for (int c = 1; c <= 5; ++c) out.customers.push_back(customer(c));
    for (int i = 0; i < 8; ++i) out.orders.push_back(order());
    out.program =
        "project p { timezone \"Asia/Shanghai\" currency CNY }\n"
        "table customers key customer_id { customer_id id  n int?  m number?  bal money?  d date?  j datetime?  city "
        "text?  "
        "lv one of (gold, silver, basic)?  vip bool? }\n"
        "events orders key customer_id time paid_at { customer_id id  paid_at datetime  amount money  sku text? }\n"
        "attribute age = years_since(d)\nattribute away = days_since(last(orders))\n"
        "attribute spend = sum(orders.amount within 30 days)\nattribute rounded = round(m, 0)\n"
        "segment rich = bal > ¥30\n";
    for (int i = 0; i < 10; ++i) out.program += fmt::format("segment s{} = {}\n", i, condition(2));
    out.program +=
        fmt::format("tier ti {{ A when {}  B when {}  C otherwise or missing }}\n", measure("n", 12), measure("n", 5));
    out.program += "bands bn of n { low below 2  mid below 7  high  missing none_known }\n";
    out.program += fmt::format("taggroup tg one_of enterprise {{ t1 when {}  t2 when {}  t3 otherwise or missing }}\n",
                               atom(), atom());
    return out;
  }

  int upto(int most) { return static_cast<int>(dice_() % static_cast<std::uint64_t>(most + 1)); }
  template <std::size_t count>
  std::string one_of(const std::array<const char*, count>& all) {
    return all[static_cast<std::size_t>(upto(static_cast<int>(count) - 1))];
  }

 private:
  Row customer(int number) {
    Row row{{"customer_id", fmt::format("c{}", number)}};
    const auto put = [&](const char* name, const std::string& value) { row[name] = upto(6) == 0 ? "" : value; };
    put("n", fmt::format("{}", upto(12) - 2));
    put("m", fmt::format("{}", (upto(100) - 10) * 0.25));
    put("bal", fmt::format("{}.{:02}", upto(60), upto(99)));
    put("d", fmt::format("{}-{:02}-{:02}", 1985 + upto(41), 1 + upto(11), 1 + upto(27)));
    put("j", fmt::format("2026-{:02}-{:02} {:02}:30", 1 + upto(10), 1 + upto(27), upto(23)));
    put("city", one_of(std::array{"上海", "北京", "Rome", "Oslo"}));
    put("lv", one_of(std::array{"gold", "silver", "basic"}));
    put("vip", one_of(std::array{"true", "false"}));
    return row;
  }

  Row order() {
    return {{"customer_id", fmt::format("c{}", 1 + upto(3))},
            {"paid_at", fmt::format("2026-{:02}-{:02} {:02}:00", 9 + upto(2), 1 + upto(20), upto(8))},
            {"amount", fmt::format("{}.{:02}", upto(40), upto(99))},
            {"sku", one_of(std::array{"a", "b", ""})}};
  }

  std::string sign() { return one_of(std::array{"<", "<=", "=", ">=", ">", "!="}); }
  std::string measure(const char* what, int most) { return fmt::format("{} >= {}", what, upto(most)); }

  std::string condition(int depth) {
    switch (depth == 0 ? 0 : upto(4)) {
      case 1: return fmt::format("({} and {})", condition(depth - 1), condition(depth - 1));
      case 2: return fmt::format("({} or {})", condition(depth - 1), condition(depth - 1));
      case 3: return fmt::format("not ({})", condition(depth - 1));
      default: return atom();
    }
  }

  std::string atom() {
    switch (upto(33)) {
      case 0: return fmt::format("n {} {}", sign(), upto(12) - 2);
      case 1: return fmt::format("n * 2 - 3 {} {}", sign(), upto(20) - 4);
      case 2: return fmt::format("mod(n, 3) {} {}", sign(), upto(2));
      case 3: return fmt::format("n / 2 {} {}", sign(), upto(10) * 0.5);
      case 4: return fmt::format("abs(n - 4) {} {}", sign(), upto(6));
      case 5: return fmt::format("n in ({}, {})", upto(6), 3 + upto(6));
      case 6: return fmt::format("n between {} and {}", upto(4), 4 + upto(4));
      case 7: return fmt::format("rounded {} {}", sign(), upto(20));
      case 8: return fmt::format("m {} {}", sign(), upto(40) * 0.5);
      case 9: return fmt::format("floor(m) {} {}", sign(), upto(20));
      case 10: return fmt::format("bal {} ¥{}.{:02}", sign(), upto(60), upto(99));
      case 11: return fmt::format("bal / 3 {} ¥{}.{:02}", sign(), upto(20), upto(99));
      case 12: return fmt::format("round(bal, 0) {} ¥{}", sign(), upto(60));
      case 13: return fmt::format("age between {} and {}", upto(20), 20 + upto(20));
      case 14: return fmt::format("days_since(d) between 0 and {}", upto(9000));
      case 15: return fmt::format("day(d) {} {}", sign(), 1 + upto(27));
      case 16: return fmt::format("month(d) {} {}", sign(), 1 + upto(11));
      case 17: return fmt::format("weekday(d) {} {}", sign(), 1 + upto(6));
      case 18: return fmt::format("hour(j) {} {}", sign(), upto(23));
      case 19: return fmt::format("days_since(j) between {} and {}", upto(30), 30 + upto(270));
      case 20: return fmt::format("j within {} days", 1 + upto(200));
      case 21: return fmt::format("city {} \"{}\"", upto(1) == 0 ? "=" : "!=", one_of(std::array{"上海", "Rome"}));
      case 22: return fmt::format("lv {} {}", upto(1) == 0 ? "=" : "!=", one_of(std::array{"gold", "basic"}));
      case 23: return upto(1) == 0 ? "vip" : "not vip";
      case 24:
        return fmt::format("{} is {}", one_of(std::array{"n", "m", "d", "city"}), upto(1) == 0 ? "known" : "missing");
      case 25: return fmt::format("n {} {}(customers.n)", sign(), one_of(std::array{"avg", "max", "min", "median"}));
      case 26: return fmt::format("bal {} avg(customers.bal)", sign());
      case 27: return fmt::format("n {} count(customers where n > {})", sign(), upto(6));
      case 28: return fmt::format("rank(n) {} {}", sign(), 1 + upto(4));
      case 29: return fmt::format("percentile(bal) {} {}", sign(), upto(4) * 20);
      case 30: return fmt::format("spend {} ¥{}", sign(), upto(60));
      case 31: return fmt::format("away {} {}", sign(), upto(80));
      case 32: return fmt::format("count(orders within {} days) {} {}", 10 + upto(60), sign(), upto(3));
      default:
        return fmt::format("any(orders where sku = \"{}\" within {} days)", one_of(std::array{"a", "b"}),
                           10 + upto(60));
    }
  }

  std::mt19937_64 dice_;
};

constexpr const char* as_of_text = "2026-11-22 10:00";

std::string table(const std::vector<Row>& rows, std::initializer_list<const char*> names) {
  std::string out;
  for (const char* name : names) out += (out.empty() ? "" : ",") + std::string(name);
  out += "\n";
  for (const Row& row : rows) {
    std::string line;
    for (const char* name : names) line += (name == *names.begin() ? "" : ",") + row.at(name);
    out += line + "\n";
  }
  return out;
}

std::string case_text(const Shop& shop) {
  return "# A shop\n\n## SOURCE\n```sop\n" + shop.program + "```\n\n## AS_OF\n" + as_of_text +
         "\n\n## DATA customers\n```csv\n" +
         table(shop.customers, {"customer_id", "n", "m", "bal", "d", "j", "city", "lv", "vip"}) +
         "```\n\n## DATA orders\n```csv\n" + table(shop.orders, {"customer_id", "paid_at", "amount", "sku"}) +
         "```\n\n## WHY c1\n```\n```\n";
}

// A shop that was read and run.
struct Lived {
  std::unique_ptr<golden::Folder> folder;
  std::optional<golden::PreparedCase> prepared;
  RunOptions options;
  RunResult result;

  std::optional<KnownValue> value(std::size_t fact, std::uint32_t customer) const {
    return value_at(result.facts[fact], customer, *prepared->prepared.dataset.pool);
  }
};

std::unique_ptr<Lived> live(const Shop& shop) {
  auto out = std::make_unique<Lived>();
  const auto golden = golden::read_case("shop.md", case_text(shop));
  INFO((golden ? std::string() : golden.error()));
  REQUIRE(golden);
  out->folder = std::make_unique<golden::Folder>(*golden);
  auto prepared = golden::prepare_case(golden->sources(), *out->folder);
  if (!prepared) return nullptr;  // two conditions that contradict each other are no program
  out->prepared.emplace(std::move(*prepared));
  out->options = golden::options_at(golden::instants_of(*golden, out->prepared->context.zone)[0]);
  out->result = run(out->prepared->program, out->prepared->prepared.dataset, out->options, out->prepared->context);
  return out;
}

std::string cell(const Program& program, const std::optional<KnownValue>& value, const ZoneRules& zone) {
  std::string out;
  if (!value) return out;
  switch (value->type.kind) {
    case TypeKind::boolean: return value->whole != 0 ? "true" : "false";
    case TypeKind::integer: print_integer(value->whole, out); break;
    case TypeKind::number: print_number(value->real, out); break;
    case TypeKind::money: print_money(value->whole, out); break;
    case TypeKind::date: print_date(value->whole, out); break;
    case TypeKind::datetime: print_instant(value->whole, zone, out); break;
    case TypeKind::enumeration:
      return program.enumerations[value->type.enumeration.index()].members[static_cast<std::size_t>(value->whole)];
    default: return value->text == "\x1f" ? "elsewhere" : value->text;
  }
  return out;
}

// Orders of hers that make the aggregate what is told; false: of a form that is not made here.
bool reorder(Shop& shop, const std::string& id, const Program& program, const Aggregate& form, const Change& change,
             const ZoneRules& zone) {
  const bool selects = form.where.exists();
  const std::string recent = "2026-11-22 09:00";
  const auto hers = [&](const Row& row) { return row.at("customer_id") == id; };
  switch (form.op) {
    case AggregateOp::any:
      if (change.to->whole == 0) {
        std::erase_if(shop.orders, hers);
      } else {
        const Inst& test = program.at(form.where);
        const InstId sku =
            program.args_of(form.where)[program.at(program.args_of(form.where)[0]).kind == InstKind::constant ? 0 : 1];
        if (test.kind != InstKind::call || program.at(sku).kind != InstKind::constant) return false;
        const std::string& wanted = program.constants[static_cast<std::size_t>(program.at(sku).a)].text;
        shop.orders.push_back({{"customer_id", id}, {"paid_at", recent}, {"amount", "0"}, {"sku", wanted}});
      }
      return true;
    case AggregateOp::count:
      if (selects) return false;
      std::erase_if(shop.orders, hers);
      for (std::int64_t i = 0; i < change.to->whole; ++i)
        shop.orders.push_back(
            {{"customer_id", id}, {"paid_at", recent}, {"amount", fmt::format("{}", i)}, {"sku", ""}});
      return true;
    case AggregateOp::sum:
      if (selects) return false;
      std::erase_if(shop.orders, hers);
      shop.orders.push_back(
          {{"customer_id", id}, {"paid_at", recent}, {"amount", cell(program, change.to, zone)}, {"sku", ""}});
      return true;
    case AggregateOp::last:
      if (selects || form.value.exists()) return false;
      std::erase_if(shop.orders, hers);
      if (change.to)
        shop.orders.push_back(
            {{"customer_id", id}, {"paid_at", cell(program, change.to, zone)}, {"amount", "0"}, {"sku", ""}});
      return true;
    default: return false;
  }
}

// How many kinds of order aggregates a fact reads: changing one changes the other.
std::size_t order_aggregates(const Program& program, InstId root) {
  std::set<std::int32_t> seen;
  std::vector<InstId> open{root};
  std::set<std::int32_t> visited;
  while (!open.empty()) {
    const InstId id = open.back();
    open.pop_back();
    if (!visited.insert(id.value).second) continue;
    const Inst& inst = program.at(id);
    if (inst.kind == InstKind::event_aggregate) seen.insert(inst.a);
    for (const InstId arg : program.args_of(id)) open.push_back(arg);
    if (inst.kind == InstKind::fact) open.push_back(program.facts[static_cast<std::size_t>(inst.a)].root);
  }
  return seen.size();
}

struct FlipTally {
  std::size_t programs = 0, told = 0, applied = 0, silent = 0, compared = 0;
};

double gap(const KnownValue& a, const KnownValue& b) {
  return a.type.is(TypeKind::number) ? std::fabs(a.real - b.real)
                                     : std::fabs(static_cast<double>(a.whole) - static_cast<double>(b.whole));
}

bool differ(const std::optional<KnownValue>& a, const std::optional<KnownValue>& b) { return !same_value(a, b); }

// What is near: every value that a small change of a column comes to.
std::vector<std::string> near(const std::string& column) {
  std::vector<std::string> out{""};
  if (column == "n")
    for (int i = -4; i <= 14; ++i) out.push_back(fmt::format("{}", i));
  if (column == "m")
    for (int i = -6; i <= 44; ++i) out.push_back(fmt::format("{}", i * 0.5 + 0.25));
  if (column == "bal")
    for (int i = 0; i <= 61; i += 4) out.push_back(fmt::format("{}.37", i));
  if (column == "d")
    for (int i = 0; i < 40; ++i) out.push_back(fmt::format("{}-{:02}-{:02}", 1986 + i, 1 + i % 12, 1 + i * 7 % 28));
  if (column == "j")
    for (int i = 0; i < 30; ++i)
      out.push_back(fmt::format("2026-{:02}-{:02} {:02}:00", 1 + i % 11, 1 + i * 11 % 28, i * 5 % 24));
  if (column == "city") out.insert(out.end(), {"上海", "Rome", "elsewhere"});
  if (column == "lv") out.insert(out.end(), {"gold", "silver", "basic"});
  if (column == "vip") out.insert(out.end(), {"true", "false"});
  return out;
}

class ShopHeld {
 public:
  ShopHeld(const Shop& shop, FlipTally& tally) : shop_(shop), tally_(tally), now_(live(shop)) {
    if (!now_) return;
    ++tally_.programs;
    why_ = std::make_unique<Why>(DecidedRun{now_->prepared->program, now_->prepared->prepared.dataset, now_->options,
                                            now_->prepared->context, now_->result},
                                 Language::en);
  }

  bool is_program() const { return now_ != nullptr; }

  void check(std::uint32_t customer) {
    const Program& program = now_->prepared->program;
    std::map<std::size_t, Flip> told;
    std::map<std::size_t, std::string> columns_of;
    for (std::size_t f = 0; f < program.facts.size(); ++f) {
      const Fact& fact = program.facts[f];
      if (!fact.type.is(TypeKind::boolean) && !fact.type.is(TypeKind::enumeration)) continue;
      const auto flip = why_->flip_of(f, customer);
      if (!flip) continue;
      ++tally_.told;
      if (const auto column = apply(*flip, f, customer)) columns_of[f] = *column;
      told.emplace(f, *flip);
    }
    nothing_nearer(customer, told, columns_of);
  }

 private:
  // The column that is changed, or nothing.
  std::optional<std::string> apply(const Flip& flip, std::size_t f, std::uint32_t customer) {
    const Program& asked = why_->asked_in();
    const Program& program = now_->prepared->program;
    const ZoneRules& zone = now_->prepared->context.zone;
    InstId what = flip.change.what;
    while (asked.at(what).kind == InstKind::fact) what = asked.facts[static_cast<std::size_t>(asked.at(what).a)].root;
    const Inst inst = asked.at(what);
    Shop changed = shop_;
    std::optional<std::string> column;
    if (inst.kind == InstKind::column) {
      column = program.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)].name;
      changed.customers[customer][*column] = cell(asked, flip.change.to, zone);
    } else if (inst.kind == InstKind::event_aggregate) {
      if (order_aggregates(program, program.facts[f].root) > 1) return std::nullopt;
      const Aggregate& form = asked.aggregates[static_cast<std::size_t>(inst.a)];
      if (!reorder(changed, shop_.customers[customer].at("customer_id"), asked, form, flip.change, zone))
        return std::nullopt;
    } else {
      return std::nullopt;
    }
    const auto after = live(changed);
    INFO(shop_.program << "\ncustomer " << customer << ", fact " << program.facts[f].name << ": told "
                       << why_text(why_->explain({WhyKind::fact, f, {}, {}}, customer)) << case_text(changed));
    REQUIRE(after);
    CHECK(differ(after->value(f, customer), now_->value(f, customer)));
    CHECK(same_value(after->value(f, customer), flip.becomes));
    ++tally_.applied;
    return column;
  }

  void nothing_nearer(std::uint32_t customer, const std::map<std::size_t, Flip>& told,
                      const std::map<std::size_t, std::string>& columns_of) {
    const Program& program = now_->prepared->program;
    for (const char* column : columns) {
      const Input& people = program.inputs[program.population.index()];
      const std::size_t c = static_cast<std::size_t>(people.find(column) - people.columns.data());
      for (const std::string& value : near(column)) {
        Shop changed = shop_;
        changed.customers[customer][column] = value;
        const auto after = live(changed);
        REQUIRE(after);
        for (std::size_t f = 0; f < program.facts.size(); ++f) {
          const Fact& fact = program.facts[f];
          if (!fact.type.is(TypeKind::boolean) && !fact.type.is(TypeKind::enumeration)) continue;
          if (!differ(after->value(f, customer), now_->value(f, customer))) continue;
          INFO(shop_.program << "\ncustomer " << customer << ", fact " << fact.name << ": told "
                             << why_text(why_->explain({WhyKind::fact, f, {}, {}}, customer)) << "but " << column
                             << " = " << value << " does" << case_text(shop_));
          CHECK(told.contains(f));
          ++tally_.compared;
          const auto same = columns_of.find(f);
          if (same == columns_of.end() || same->second != column || !told.contains(f)) continue;
          const TableData& before = now_->prepared->prepared.dataset.inputs[program.population.index()];
          const TableData& then = after->prepared->prepared.dataset.inputs[program.population.index()];
          const TextPool& pool = *now_->prepared->prepared.dataset.pool;
          if (before.columns[c].rows == 0 || !is_measured(people.columns[c].type.kind)) continue;
          const auto was = value_at(before.columns[c], customer, pool);
          const auto is = value_at(then.columns[c], customer, *after->prepared->prepared.dataset.pool);
          const auto& to = told.at(f).change.to;
          if (!was || !is || !to) continue;
          // A number below nothing is no near one; an instant is told at its hour of the day.
          const double slack = people.columns[c].type.is(TypeKind::datetime) ? static_cast<double>(micros_per_day) : 0;
          const bool below = (is->whole < 0 && was->whole >= 0) || (is->real < 0 && was->real >= 0);
          if (!below) CHECK(gap(*to, *was) <= gap(*is, *was) + slack);
        }
      }
    }
  }

  const Shop& shop_;
  FlipTally& tally_;
  std::unique_ptr<Lived> now_;
  std::unique_ptr<Why> why_;
};

}  // namespace

TEST_CASE("what is told to flip a fact flips it when it is done, and nothing nearer does") {
  FlipTally tally;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Maker maker(seed);
    const Shop shop = maker.shop();
    ShopHeld holding(shop, tally);
    if (!holding.is_program()) continue;
    holding.check(static_cast<std::uint32_t>(seed % 5));
  }
  WARN(tally.programs << " programs, " << tally.told << " changes told, " << tally.applied << " done, "
                      << tally.compared << " flips of near values");
  CHECK(tally.programs > 20);
  CHECK(tally.applied > 200);
  CHECK(tally.compared > 1'000);
}

}  // namespace sop
