#include "runtime/io/prepare.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "runtime/io/quarantine.h"
#include "runtime/io/time_text.h"
#include "runtime/io/zone_files.h"
#include "tests/io/sample_inputs.h"
#include "tests/io/temporary_folder.h"

using namespace sop;
using namespace sop::test;

namespace {

// Instructions of the tests: 0 is `quantity > 0`, 1 is `quantity * price`; both read columns 3 and 4 of the stream.
constexpr std::size_t quantity = 3, price = 4;

Evaluation evaluate_orders(const Program&, const Dataset&, InputId, const TableData& table,
                           std::span<const InstId> roots, const RunContext&) {
  Evaluation result;
  for (const InstId root : roots) {
    const bool filter = root == InstId(0);
    ColumnData out = make_column(type(filter ? TypeKind::boolean : TypeKind::money), table.rows);
    for (std::size_t row = 0; row < table.rows; ++row) {
      const std::int64_t n = table.columns[quantity].whole[row];
      if (filter && n > 0) set_bit(out.bits, row);
      if (!filter) out.whole[row] = n * table.columns[price].whole[row];
      if (!filter && n == 99) result.issues[7] = {result.issues[7].evaluations + 1, table.customer[row]};
    }
    result.values.push_back(std::move(out));
  }
  return result;
}

struct Preparing {
  TemporaryFolder folder;
  Program program;
  RunContext context{.zone = *load_zone("Asia/Shanghai")};
  PrepareOptions options;

  Preparing() {
    program.inputs.push_back(input("customers", InputKind::population,
                                   {column("customer_id", type(TypeKind::id)), column("city", maybe(TypeKind::text))}));
    Input orders = input("orders", InputKind::stream,
                         {column("customer_id", maybe(TypeKind::id)), column("order_id", maybe(TypeKind::id)),
                          column("paid_at", maybe(TypeKind::datetime)), column("quantity", type(TypeKind::integer)),
                          column("price", type(TypeKind::money)), column("amount", type(TypeKind::money)),
                          made_column("nth", type(TypeKind::integer)), made_column("gap", maybe(TypeKind::integer))});
    orders.time = 2;
    orders.id = 1;
    orders.filter = InstId(0);
    orders.columns[5].derived = InstId(1);
    program.inputs.push_back(orders);
    program.insts.resize(2);
    program.population = InputId(0);
  }

  Input& orders() { return program.inputs[1]; }

  PreparedData load(std::string_view customers, std::string_view orders_csv) {
    const std::vector<Binding> bindings{
        {"customers", folder.write("customers.csv", "customer_id,city\n" + std::string(customers))},
        {"orders",
         folder.write("orders.csv", "customer_id,order_id,paid_at,quantity,price\n" + std::string(orders_csv))}};
    return load_dataset(program, bindings, evaluate_orders, context, options);
  }
};

using Whole = std::vector<std::int64_t>;

constexpr std::string_view three_customers = "c1,上海\nc2,\nc3,北京\n";

bool adds_up(const InputReport& r) {
  return r.read == r.bad + r.filtered + r.without_key + r.without_time + r.repeated + r.orphans + r.kept;
}

}  // namespace

TEST_CASE("events are clustered by customer in time order, with nth, gap and derived columns", "[io]") {
  Preparing p;
  const PreparedData r = p.load(three_customers,
                                "c3,o4,2026-01-05 09:00,1,2.5\n"
                                "c1,o3,2026-01-10 00:10,2,1\n"
                                "c1,o1,2026-01-01 23:50,1,10\n"
                                "c1,o2,2026-01-01 23:55,3,10\n");
  REQUIRE(r.exit_code == 0);
  const TableData& orders = r.dataset.inputs[1];
  CHECK(orders.begin == std::vector<std::uint32_t>{0, 3, 3, 4});
  CHECK(orders.customer == std::vector<std::uint32_t>{0, 0, 0, 2});
  CHECK(text_of_row(r, 1, 1, 0) == "o1");
  CHECK(orders.columns[5].whole == Whole{100000, 300000, 20000, 25000});
  CHECK(orders.columns[6].whole == Whole{1, 2, 3, 1});
  CHECK(orders.columns[7].whole[1] == 0);
  CHECK(orders.columns[7].whole[2] == 9);
  CHECK_FALSE(orders.columns[7].is_known(0));
  CHECK_FALSE(orders.columns[7].is_known(3));
  CHECK(orders.time_us[3] == (*date_of("2026-01-05") * 24 + 1) * micros_per_hour);
  CHECK(adds_up(r.reports[1]));
}

TEST_CASE("the time of a stream may be derived: events stand in its order", "[io]") {
  Preparing p;
  p.orders().columns[2].type = type(TypeKind::datetime);
  p.orders().columns[5].type = type(TypeKind::datetime);
  p.orders().time = 5;
  const PreparedData r = p.load(three_customers, "c1,o1,2026-01-01,9,1\nc1,o2,2026-01-02,2,1\nc1,o3,2026-01-03,3,1\n");
  REQUIRE(r.exit_code == 0);
  CHECK(r.dataset.inputs[1].time_us == Whole{20000, 30000, 90000});
  CHECK(text_of_row(r, 1, 1, 0) == "o2");
}

TEST_CASE("A8: repeated rows, orphans, missing keys and times are counted", "[io]") {
  Preparing p;
  const PreparedData r =
      p.load(three_customers,
             "c1,o1,2026-01-01,1,1\nc1,o1,2026-01-01 00:00:00,1,1.00\nc9,o2,2026-01-01,1,1\n"
             ",o3,2026-01-01,1,1\nc1,o4,,1,1\nc1,o5,2026-01-01,0,1\nc2,,2026-01-01,1,1\nc2,,2026-01-01,1,1\n");
  REQUIRE(r.exit_code == 0);
  const InputReport& report = r.reports[1];
  CHECK(report.read == 8);
  CHECK(report.repeated == 1);
  CHECK(report.orphans == 1);
  CHECK(report.without_key == 1);
  CHECK(report.without_time == 1);
  CHECK(report.filtered == 1);
  CHECK(report.kept == 3);
  CHECK(adds_up(report));
}

TEST_CASE("A8: one id with two contents is bad, both lines named", "[io]") {
  Preparing p;
  const std::string_view csv = "c1,o1,2026-01-01,1,1\nc1,o2,2026-01-02,1,1\nc1,o1,2026-01-01,2,1\n";
  const PreparedData r = p.load(three_customers, csv);
  CHECK(r.exit_code == 3);
  REQUIRE(r.findings[1].total == 2);
  const BadInput& second = r.findings[1].kept[1];
  CHECK(second.fault == InputFault::conflicting_id);
  CHECK(second.value == "o1");
  CHECK(second.line == 4);
  CHECK(second.other_line == 2);
  p.options.quarantine = true;
  const PreparedData left = p.load(three_customers, csv);
  CHECK(left.exit_code == 0);
  CHECK(left.reports[1].kept == 1);
  CHECK(left.reports[1].bad == 2);
}

TEST_CASE("A8: duplicate keys of a table are bad input, both lines named", "[io]") {
  Preparing p;
  const PreparedData r = p.load("c1,\nc2,\nc1,\n", "");
  CHECK(r.exit_code == 3);
  REQUIRE(r.findings[0].total == 2);
  CHECK(r.findings[0].kept[0].line == 2);
  CHECK(r.findings[0].kept[0].other_line == 4);
  CHECK(r.findings[0].kept[1].line == 4);
  p.options.quarantine = true;
  const PreparedData left = p.load("c1,\nc2,\nc1,\n", "c1,o1,2026-01-01,1,1\n");
  CHECK(left.dataset.customers == 1);
  CHECK(left.reports[1].orphans == 1);
}

TEST_CASE("A9: types of every row, then where, then ranges on kept rows", "[io]") {
  Preparing p;
  p.orders().columns[price].range = ColumnRange{0, 50000 * money_scale, 0, 0};
  CHECK(p.load(three_customers, "c1,o1,2026-01-01,0,x\n").findings[1].kept[0].fault == InputFault::bad_value);
  CHECK(p.load(three_customers, "c1,o1,2026-01-01,0,50001\n").exit_code == 0);
  const PreparedData r = p.load(three_customers, "c1,o1,2026-01-01,1,50000\nc1,o2,2026-01-01,1,50000.0001\n");
  CHECK(r.exit_code == 3);
  REQUIRE(r.findings[1].total == 1);
  CHECK(text_of(r.findings[1].kept[0], Language::en) == "`50000.0001` in `price` is outside 0..50000");
}

TEST_CASE("A7: rows of one instant are ordered by id, then by columns, missing first; files in any order", "[io]") {
  Preparing p;
  p.orders().id = -1;
  std::vector<std::string> lines{"c1,b,2026-01-01,1,1\n", "c1,,2026-01-01,2,1\n", "c1,b,2026-01-01,1,0.5\n",
                                 "c1,a,2026-01-01,3,1\n", "c1,é,2025-01-01,1,1\n"};
  std::sort(lines.begin(), lines.end());
  do {
    std::string csv;
    for (const std::string& line : lines) csv += line;
    const PreparedData r = p.load(three_customers, csv);
    REQUIRE(r.dataset.inputs[1].columns[quantity].whole == Whole{1, 2, 3, 1, 1});
    REQUIRE(r.dataset.inputs[1].columns[price].whole == Whole{10000, 10000, 10000, 5000, 10000});
  } while (std::next_permutation(lines.begin(), lines.end()));
}

TEST_CASE("B1: a population from a stream knows the keys of kept events", "[io]") {
  Preparing p;
  p.program.inputs[0].keys_from = InputId(1);
  p.program.inputs[0].columns.resize(1);
  const std::vector<Binding> bindings{{"orders", p.folder.write("orders.csv",
                                                                "customer_id,order_id,paid_at,quantity,price\n"
                                                                "c0,o0,2026-01-01,0,1\n"
                                                                "c2,o1,2026-01-03,1,1\n"
                                                                "c1,o2,2026-01-02,1,1\n"
                                                                "c2,o3,2026-01-01,1,1\n")}};
  const PreparedData r = load_dataset(p.program, bindings, evaluate_orders, p.context, {});
  REQUIRE(r.exit_code == 0);
  REQUIRE(r.dataset.customers == 2);
  CHECK(r.dataset.pool->text(r.dataset.customer_ids[0]) == "c2");
  CHECK(r.dataset.exists_since[0] == (*date_of("2026-01-01") * 24 - 8) * micros_per_hour);
  CHECK(r.dataset.inputs[0].columns[0].codes == r.dataset.customer_ids);
  CHECK(r.dataset.inputs[1].begin == std::vector<std::uint32_t>{0, 2, 3});
  CHECK(r.reports[1].orphans == 0);
}

TEST_CASE("B1, B6: since hides customers before it; a date is its local midnight", "[io]") {
  Preparing p;
  p.program.inputs.resize(1);
  p.program.inputs[0].columns.push_back(column("joined", maybe(TypeKind::date)));
  p.program.inputs[0].since = 2;
  const Binding binding{"customers", p.folder.write("c.csv", "customer_id,city,joined\na,,2026-01-01\nb,,\n")};
  const PreparedData r = load_dataset(p.program, std::span(&binding, 1), evaluate_nothing, p.context, {});
  CHECK(r.dataset.exists_since[0] == (*date_of("2026-01-01") * 24 - 8) * micros_per_hour);
  CHECK(r.dataset.exists_since[1] == INT64_MIN);
}

TEST_CASE("side tables and lookups are found by key", "[io]") {
  Preparing p;
  p.program.inputs[1] = input("crm", InputKind::side,
                              {column("customer_id", type(TypeKind::id)), column("level", type(TypeKind::integer))});
  p.program.inputs.push_back(input("stores", InputKind::lookup,
                                   {column("no", type(TypeKind::integer)), column("name", type(TypeKind::text))}));
  const std::vector<Binding> bindings{{"customers", p.folder.write("c.csv", "customer_id,city\na,\nb,\n")},
                                      {"crm", p.folder.write("crm.csv", "customer_id,level\nx,1\nb,2\n")},
                                      {"stores", p.folder.write("s.csv", "no,name\n70,east\n5,west\n")}};
  const PreparedData r = load_dataset(p.program, bindings, evaluate_nothing, p.context, {});
  REQUIRE(r.exit_code == 0);
  CHECK(r.dataset.inputs[1].row_of_customer == std::vector<std::int32_t>{-1, 1});
  CHECK(r.dataset.inputs[2].row_of_key.at(5) == 1);
}

TEST_CASE("C7: the input tags; a row with locked_until is no holding", "[io]") {
  Preparing p;
  p.program.inputs.resize(1);
  p.program.inputs.push_back(
      input("tags", InputKind::tags,
            {column("customer_id", type(TypeKind::id)), column("tag", type(TypeKind::text)),
             column("group", maybe(TypeKind::text)), column("since", maybe(TypeKind::datetime)),
             column("until", maybe(TypeKind::datetime)), column("locked_until", maybe(TypeKind::datetime))}));
  const std::vector<Binding> bindings{{"customers", p.folder.write("c.csv", "customer_id,city\na,\nb,\n")},
                                      {"tags", p.folder.write("t.csv",
                                                              "customer_id,tag,group,locked_until\nb,vip,level,\n"
                                                              "a,new,,\nz,vip,,\na,vip,,2026-01-01\n")}};
  const PreparedData r = load_dataset(p.program, bindings, evaluate_nothing, p.context, {});
  REQUIRE(r.exit_code == 0);
  REQUIRE(r.dataset.tags.size() == 2);
  CHECK(r.dataset.tags[0].customer == 1);
  CHECK(r.dataset.pool->text(r.dataset.tags[0].group) == "level");
  CHECK(r.dataset.tags[0].since == INT64_MIN);
  CHECK_FALSE(r.dataset.tags[1].has_group);
  CHECK(r.reports[1].orphans == 1);
  CHECK(adds_up(r.reports[1]));
}

TEST_CASE("2.0: a column of tags holds tags", "[io]") {
  Preparing p;
  p.program.inputs.resize(1);
  p.program.inputs[0].columns[1] = column("tag", maybe(TypeKind::text));
  p.program.inputs[0].columns[1].tag_list = true;
  const Binding binding{"customers", p.folder.write("c.csv", "customer_id,tag\na,vip; new ;\nb,\nc,新客\n")};
  const PreparedData r = load_dataset(p.program, std::span(&binding, 1), evaluate_nothing, p.context, {});
  std::string held;
  for (const TagHolding& tag : r.dataset.tags)
    held += std::to_string(tag.customer) + ":" + std::string(r.dataset.pool->text(tag.tag)) + " ";
  CHECK(held == "0:vip 0:new 2:新客 ");
}

TEST_CASE("A3: issues of derived columns are those of kept rows", "[io]") {
  Preparing p;
  const PreparedData r = p.load(three_customers, "c9,o1,2026-01-01,99,1\nc2,o2,2026-01-01,99,1\n");
  REQUIRE(r.issues.contains(7));
  CHECK(r.issues.at(7).evaluations == 1);
  CHECK(r.issues.at(7).first_customer == 1);
}

TEST_CASE("A9: quarantine writes the raw rows, their reasons and counts", "[io]") {
  Preparing p;
  p.options.quarantine = true;
  const PreparedData r =
      p.load(three_customers, "c1,o1,2026-01-01,1,1\nc1,\"o\n2\",yesterday,x,1\nc1,o3\n=c1,o4,2026-01-01,1,?\n");
  REQUIRE(r.exit_code == 0);
  CHECK(r.reports[1].read == 4);
  CHECK(r.reports[1].bad == 3);
  CHECK(adds_up(r.reports[1]));
  const auto count = write_quarantine(p.folder.path("q"), "orders", r.findings[1].kept, Language::en);
  REQUIRE(count.has_value());
  CHECK(count->rows == 3);
  const std::string file = p.folder.path("orders.csv");
  CHECK(p.folder.read("q/orders.csv") ==
        "file,line,column,reason,row\n" + file +
            ",3,paid_at;quantity,`yesterday` in `paid_at` is not an instant such as 2026-11-11 20:00; "
            "`x` in `quantity` is not a whole number,\"c1,\"\"o\n2\"\",yesterday,x,1\"\n" +
            file + ",5,,\"this row has 2 fields, the header has 5\",\"c1,o3\"\n" + file +
            ",6,price,`?` in `price` is not an amount of money with at most 4 decimals,\"'=c1,o4,2026-01-01,1,?\"\n");
}

TEST_CASE("quarantine cannot help a file of the wrong shape", "[io]") {
  Preparing p;
  p.options.quarantine = true;
  p.program.inputs[0].columns[1].file_name = "town";
  CHECK(p.load(three_customers, "").exit_code == 3);
}

TEST_CASE("threads do not change what is prepared", "[io]") {
  Preparing p;
  std::string customers, orders;
  for (int c = 0; c < 40000; ++c) customers += fmt::format("c{},\n", c);
  for (int o = 0; o < 60000; ++o)
    orders += fmt::format("c{},o{},2026-01-0{},{},1\n", o * 7919 % 40000, o, 1 + o % 9, o % 4);
  const PreparedData one = p.load(customers, orders);
  p.context.threads = 3;
  const PreparedData three = p.load(customers, orders);
  REQUIRE(one.dataset.inputs[1].rows == 45000);
  CHECK(one.dataset.inputs[1].begin == three.dataset.inputs[1].begin);
  CHECK(one.dataset.inputs[1].time_us == three.dataset.inputs[1].time_us);
  CHECK(one.dataset.inputs[1].columns[quantity].whole == three.dataset.inputs[1].columns[quantity].whole);
  CHECK(text_of_row(one, 1, 1, 44999) == text_of_row(three, 1, 1, 44999));
}
