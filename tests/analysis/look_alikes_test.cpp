// What looks the same has one appearance; what can be told apart has two.
#include <catch2/catch.hpp>

#include "compiler/analysis/look_alikes.h"

using sop::appearance;

TEST_CASE("letters of other alphabets, widths and strokes look the same") {
  CHECK(appearance("city") == appearance("сity"));    // Cyrillic
  CHECK(appearance("score") == appearance("sсоrе"));  // three of them
  CHECK(appearance("alpha") == appearance("αlpha"));  // Greek
  CHECK(appearance("item_1") == appearance("item_l"));
  CHECK(appearance("vIp") == appearance("vlp"));
  CHECK(appearance("O2O") == appearance("020"));
  CHECK(appearance("ﬁrst") == appearance("first"));  // a ligature
  CHECK(appearance("未到店") == appearance("末到店"));
  CHECK(appearance("已购") == appearance("己购"));
}

TEST_CASE("names that can be told apart") {
  CHECK(appearance("city") != appearance("City"));
  CHECK(appearance("spend_30d") != appearance("spend_90d"));
  CHECK(appearance("已购") != appearance("未购"));
  CHECK(appearance("大") != appearance("太"));
}
