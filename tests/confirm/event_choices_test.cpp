// Event choices may be used again only where all that they follow from is the same; texts of values are shared.
#include "compiler/confirm/event_choices.h"

namespace sop::trial {
namespace {

struct Case {
  StreamAsked asked{{InstId(4)}, {}, {}};
  Leaves leaves;
  Tried base;
  EventsBefore before;

  Case() {
    leaves.row_columns = {{1, 2}};
    leaves.marks.money = {500};
    base.columns[{0, 1}] = whole_held(3);
  }
  std::shared_ptr<const EventChoices> keep(bool of_her) {
    auto choices = std::make_shared<EventChoices>();
    choices->of_her = of_her;
    before.keep(1, asked, leaves, base, choices);
    return choices;
  }
  std::shared_ptr<const EventChoices> found(std::int32_t stream = 1) const {
    return before.find(stream, asked, leaves, base);
  }
};

TEST_CASE("event choices are found again where nothing they follow from has changed", "[confirm]") {
  Case one;
  const auto kept = one.keep(true);
  CHECK(one.found() == kept);
  CHECK(one.found(2) == nullptr);
  SECTION("the aggregates") { one.asked.forms.push_back(InstId(5)); }
  SECTION("what is looked up") { one.asked.looked_up.insert(InstId(5)); }
  SECTION("the columns of a row") { one.leaves.row_columns.insert({1, 3}); }
  SECTION("the marks") { one.leaves.marks.texts.insert("c1"); }
  SECTION("the day") { one.base.today += 1; }
  SECTION("a column of hers that was read") { one.base.columns[{0, 1}] = whole_held(4); }
  CHECK(one.found() == nullptr);
}

TEST_CASE("event choices for which nothing of hers was read do not ask who she is", "[confirm]") {
  Case one;
  const auto kept = one.keep(false);
  one.base.columns[{0, 1}] = whole_held(4);
  CHECK(one.found() == kept);
  one.leaves.marks.money = {600};
  CHECK(one.found() == nullptr);
}

TEST_CASE("the latest few event choices are remembered", "[confirm]") {
  Case one;
  one.keep(false);
  for (const std::int64_t mark : {600, 700, 800, 900}) {
    one.leaves.marks.money = {mark};
    one.keep(false);
  }
  CHECK(one.found() != nullptr);
  one.leaves.marks.money = {600};
  CHECK(one.found() != nullptr);
  one.leaves.marks.money = {500};
  CHECK(one.found() == nullptr);
}

TEST_CASE("the text of a value outlives whom it was copied from", "[confirm]") {
  const std::string lasting = "a text that is too long to stand in its string itself";
  Held copy, moved;
  {
    const Held first = text_held(lasting + "!");
    copy = first;
    moved = Held(first);
  }
  CHECK(copy.text.get() == lasting + "!");
  CHECK(copy == moved);
  copy = copy;
  CHECK(copy.text.get() == lasting + "!");
  const HeldText borrowed = HeldText::borrowed(lasting);
  CHECK(&borrowed.get() == &lasting);
  CHECK(borrowed == text_held(lasting).text);
  CHECK(HeldText(std::string()) == HeldText::borrowed(std::string()));
}

}  // namespace
}  // namespace sop::trial
