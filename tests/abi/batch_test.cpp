// Tables in, tables out; and that whatever is given is released once.
#include "shop.h"

using namespace abi;

TEST_CASE("a batch is decided and its tables come out") {
  const auto program = compiled(shop_text);
  Releases releases;
  {
    sop_api::Evaluator evaluator(program);
    give_shop(evaluator, releases);
    REQUIRE(evaluator.run(as_of));
    std::vector<std::string> who;
    for (const auto& row : table_of(evaluator, SOP_TABLE_ACTIONS)) who.push_back(row[1] + " " + row[3]);
    CHECK(who == std::vector<std::string>{"a thanks", "b coupon_reminder", "d coupon_reminder"});
    CHECK(table_of(evaluator, SOP_TABLE_SEGMENTS) ==
          std::vector<std::vector<std::string>>{{"adults", "2"}, {"buyers", "1"}});
    const auto tags = table_of(evaluator, SOP_TABLE_TAGS);
    REQUIRE(tags.size() == 2);
    CHECK(tags[0][0] == "b");
    CHECK(tags[1][0] == "d");
    CHECK(table_of(evaluator, SOP_TABLE_FACTS).size() == 4);
  }
  CHECK(releases.streams == 2);
  CHECK(releases.schemas == 2);
  CHECK(releases.arrays == 2);
}

TEST_CASE("a result outlives evaluator and program") {
  Releases releases;
  ArrowArrayStream kept{};
  {
    const auto program = compiled(shop_text);
    sop_api::Evaluator evaluator(program);
    give_shop(evaluator, releases);
    REQUIRE(evaluator.run(as_of));
    REQUIRE(sop_evaluator_table(evaluator.get(), SOP_TABLE_SEGMENTS, &kept) == SOP_OK);
  }
  CHECK(cells_of(kept) == std::vector<std::vector<std::string>>{{"adults", "2"}, {"buyers", "1"}});
}

TEST_CASE("a child that was taken from its table lives on, and is released once") {
  const auto program = compiled(shop_text);
  Releases releases;
  sop_api::Evaluator evaluator(program);
  give_shop(evaluator, releases);
  REQUIRE(evaluator.run(as_of));
  ArrowArrayStream stream{};
  REQUIRE(sop_evaluator_table(evaluator.get(), SOP_TABLE_FACTS, &stream) == SOP_OK);
  ArrowArray batch{};
  REQUIRE(stream.get_next(&stream, &batch) == 0);
  ArrowArray child = *batch.children[0];
  batch.children[0]->release = nullptr;
  batch.release(&batch);
  CHECK(batch.release == nullptr);
  ArrowArray none{};
  REQUIRE(stream.get_next(&stream, &none) == 0);
  CHECK(none.release == nullptr);
  stream.release(&stream);
  CHECK(child.length == 4);
  CHECK(static_cast<const std::int64_t*>(child.buffers[1])[0] == 0);
  child.release(&child);
  CHECK(child.release == nullptr);
}

TEST_CASE("batches of one input add up, schema and array too") {
  const auto program = compiled(shop_text);
  Releases releases;
  sop_api::Evaluator evaluator(program);
  give(evaluator, "customers", customers(), releases);
  give(evaluator, "orders", orders(), releases, 2);
  ArrowSchema schema{};
  ArrowArray array{};
  make_schema(orders(), releases, schema);
  make_array(orders(), releases, array);
  REQUIRE(evaluator.add("orders", &schema, &array));
  CHECK(schema.release == nullptr);
  CHECK(array.release == nullptr);
  REQUIRE(evaluator.run(as_of));
  const auto facts = table_of(evaluator, SOP_TABLE_FACTS);
  CHECK(facts[0][1] == "6");
  CHECK(releases.arrays == 4);
  CHECK(releases.schemas == 3);
}

TEST_CASE("one evaluator serves batch after batch") {
  const auto program = compiled(shop_text);
  Releases releases;
  sop_api::Evaluator evaluator(program);
  for (int round = 0; round < 3; ++round) {
    give_shop(evaluator, releases);
    REQUIRE(evaluator.run(as_of));
    CHECK(table_of(evaluator, SOP_TABLE_ACTIONS).size() == 3);
    REQUIRE(evaluator.clear());
  }
  CHECK(releases.streams == 6);
}
