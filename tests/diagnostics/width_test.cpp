// Display columns of source text, and what hidden characters are shown as.
#include "compiler/diagnostics/width.h"

#include <catch2/catch.hpp>

using namespace sop;

TEST_CASE("display width counts columns, not bytes or code points") {
  CHECK(display_width("") == 0);
  CHECK(display_width("send") == 4);
  CHECK(display_width("发送") == 4);
  CHECK(display_width("（）") == 4);     // full-width punctuation
  CHECK(display_width("e\u0301") == 1);  // e and a combining accent
  CHECK(display_width("é") == 1);
  CHECK(display_width("한") == 2);
  CHECK(display_width("\u1112\u1161\u11ab") == 2);  // the same syllable in parts
  CHECK(display_width("\t") == 4);
  CHECK(display_width("🎁") == 2);
  CHECK(display_width("👩\u200d👩\u200d👧") == 2);  // a family, joined
  CHECK(display_width("👍🏽") == 2);         // with a skin tone
  CHECK(display_width("🇨🇳") == 2);               // a flag of two letters
  CHECK(display_width("❤\ufe0f") == 2);          // shown as an emoji
  CHECK(display_width("🎁🎁") == 4);
  CHECK(display_width("🇨🇳🇯🇵") == 4);
}

TEST_CASE("hidden characters are shown by their number") {
  CHECK(visible("a\u202Eb") == "a‹U+202E›b");
  CHECK(visible("\x1b[31m") == "‹U+001B›[31m");
  CHECK(visible(std::string_view("\0", 1)) == "‹U+0000›");
  CHECK(visible("\x7f") == "‹U+007F›");
  CHECK(visible("\u0085") == "‹U+0085›");
  CHECK(visible("a\u200bb") == "a‹U+200B›b");
  CHECK(visible("\ufeff") == "‹U+FEFF›");
  CHECK(visible("\u2028") == "‹U+2028›");
  CHECK(visible("a\tb\n") == "a‹U+0009›b‹U+000A›");
  CHECK(visible("\xff\xe4\xb8") == "‹0xFF›‹0xE4›‹0xB8›");  // not UTF-8
  CHECK(visible("\xed\xa0\x80") == "‹0xED›‹0xA0›‹0x80›");  // a lone surrogate
  CHECK(visible("新客「高消费」→ ¥89") == "新客「高消费」→ ¥89");
}

TEST_CASE("a joiner is part of an emoji and hidden elsewhere") {
  CHECK(visible("👩\u200d👧") == "👩\u200d👧");
  CHECK(visible("a\u200db") == "a‹U+200D›b");
  CHECK(visible("👩\u200d") == "👩‹U+200D›");
  CHECK(visible("👩\u200da") == "👩‹U+200D›a");
}

TEST_CASE("the width of a stand-in is that of what is printed") {
  CHECK(display_width("\u202E") == 8);
  CHECK(display_width("\xff") == 6);
}

TEST_CASE("bytes map to the columns of their glyphs") {
  const DisplayLine line = lay_out("a发\tb");  // columns 0, 1-2, 3-6, 7
  CHECK(line.width == 8);
  CHECK(line.column_of(0) == 0);
  CHECK(line.column_of(1) == 1);
  CHECK(line.column_of(2) == 1);  // inside the character
  CHECK(line.column_of(4) == 3);
  CHECK(line.column_of(5) == 7);
  CHECK(line.column_of(6) == 8);  // the end
  CHECK(line.column_of(99) == 8);
  CHECK(line.column_after(1) == 1);
  CHECK(line.column_after(4) == 3);
  CHECK(line.column_after(3) == 3);
  CHECK(line.column_after(6) == 8);
}
