// What is said of two versions is what trying everybody says: random conditions against each other, and random
// rewrites that mean the same.
#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>

#include "compiler/diagnostics/render.h"
#include "compiler/diff/program_diff.h"
#include "runtime/io/zone_files.h"
#include "tests/analysis/random_conditions.h"

using namespace sop;
using namespace sop::random_conditions;

namespace {

ProgramDiff difference(const std::string& old, const std::string& now) {
  const Sources before{SourceBuffer("old.sop", old)}, after{SourceBuffer("new.sop", now)};
  CheckOptions options;
  options.zone = [](const std::string& name) { return load_zone(name); };
  const Compilation was = compile(before, options), is = compile(after, options);
  INFO(render_text(was.diagnostics.all(), before, Language::en, false));
  REQUIRE(was.diagnostics.errors() == 0);
  REQUIRE(is.diagnostics.errors() == 0);
  return compare_programs({was, before}, {is, after});
}

const DiffEntry& entry_of(const ProgramDiff& diff, const std::string& name) {
  const auto found = std::ranges::find(diff.entries, name, &DiffEntry::name);
  REQUIRE(found != diff.entries.end());
  return *found;
}

Relation by_trying(const Test& old, const Test& now) {
  bool more = false, fewer = false, both = false;
  for (const Customer& one : everybody()) {
    more = more || (now(one) && !old(one));
    fewer = fewer || (old(one) && !now(one));
    both = both || (old(one) && now(one));
  }
  if (more && fewer) return both ? Relation::overlap : Relation::disjoint;
  return more ? Relation::superset : fewer ? Relation::subset : Relation::equal;
}

// A condition as a tree over leaves, to be rewritten.
struct Shape {
  enum Kind { leaf, negation, all, any } kind = leaf;
  std::string text;
  std::vector<Shape> kids;
};

Shape grown(Dice& dice, unsigned& seed, int depth) {
  const int choice = depth == 0 ? 0 : dice.below(4);
  if (choice == 0) return {Shape::leaf, Conditions(++seed).condition(0).text, {}};
  if (choice == 1) return {Shape::negation, "", {grown(dice, seed, depth - 1)}};
  Shape out{choice == 2 ? Shape::all : Shape::any, "", {}};
  for (int i = 2 + dice.below(2); i > 0; --i) out.kids.push_back(grown(dice, seed, depth - 1));
  return out;
}

Shape no(const Shape& tree) { return {Shape::negation, "", {tree}}; }

// One step that keeps the meaning, somewhere.
Shape rewritten(const Shape& tree, Dice& dice) {
  if (!tree.kids.empty() && dice.below(3) > 0) {
    Shape out = tree;
    Shape& kid = out.kids[static_cast<std::size_t>(dice.below(static_cast<int>(out.kids.size())))];
    kid = rewritten(kid, dice);
    return out;
  }
  const bool junction = tree.kind == Shape::all || tree.kind == Shape::any;
  switch (dice.below(5)) {
    case 0: return no(no(tree));
    case 1:  // De Morgan
      if (junction) {
        Shape out{tree.kind == Shape::all ? Shape::any : Shape::all, "", {}};
        for (const Shape& kid : tree.kids) out.kids.push_back(no(kid));
        return no(out);
      }
      return tree;
    case 2:
      if (junction) {
        Shape out = tree;
        std::reverse(out.kids.begin(), out.kids.end());
        return out;
      }
      return tree;
    case 3: return {dice.below(2) == 0 ? Shape::all : Shape::any, "", {tree, tree}};
    default: return {Shape::any, "", {tree, {Shape::all, "", {tree, {Shape::leaf, "c", {}}}}}};  // absorbed
  }
}

std::string text_of(const Shape& tree) {
  if (tree.kind == Shape::leaf) return tree.text;
  if (tree.kind == Shape::negation) return "not (" + text_of(tree.kids[0]) + ")";
  std::string out;
  for (const Shape& kid : tree.kids)
    out += (out.empty() ? "" : tree.kind == Shape::all ? " and " : " or ") + ("(" + text_of(kid) + ")");
  return out;
}

// Sums, products and whole numbers either way round, and what only reads the condition.
std::string arithmetic(bool swapped, const std::string& name) {
  const std::string all = "count(orders)", few = "count(orders where n > 3)";
  const std::string reads = "attribute points = if " + name + " then 3 else 0\n" + "segment rich = points + a >= 2\n" +
                            "tier stage { late when points > 2 early otherwise or missing }\n";
  if (!swapped)
    return reads + "attribute total = " + all + " + " + few + "\nattribute area = a * " + few +
           "\nsegment many = " + all + " + " + few + " >= 5\nsegment some = " + all +
           " >= 3\nsegment few = a < 2 and not " + all + " <= 3\n" + "attribute marks = if " + all +
           " >= 3 then 1 else 2\n";
  return reads + "attribute total = " + few + " + " + all + "\nattribute area = " + few +
         " * a\nsegment many = 5 <= " + few + " + " + all + "\nsegment some = " + all + " > 2\nsegment few = not " +
         all + " < 4 and a <= 1\n" + "attribute marks = if 2 < " + all + " then 1 else 2\n";
}

// The condition wherever one can stand; names, order, blanks and comments as told.
std::string program_with(const std::string& condition, bool other_writing) {
  const std::string name = other_writing ? "renamed" : "chosen";
  const std::string segment = "segment " + name + " = " + condition + "\n";
  const std::string events = "events orders key k time t { k id  t datetime  n int }\n";
  const std::string tag = "tag held when " + name + " and a < 3\n";
  const std::string tier = "tier level { high when " + condition + "  low when a > 1  base otherwise or missing }\n";
  const std::string count = "segment often = count(orders where n > 3) >= 2 and (" + condition + ")\n";
  const std::string rule = "rule r { if " + name + " or a = 2 then send hello }\n";
  const std::string journey = "journey j { enter when " + condition + " existing exclude reenter never wait 1 day if " +
                              name + " { send hello } }\n";
  const std::string rest =
      "channel wechat direct\ntemplate hello on wechat { text \"hello\" }\npolicy p { suppress c and a = 1 }\n";
  const std::string head = "project p { timezone \"Asia/Shanghai\" }\n" + table + events;
  const std::string numbers = arithmetic(other_writing, name);
  if (!other_writing) return head + segment + tag + tier + count + rule + journey + rest + numbers;
  return head + "\n# in another order\n" + numbers + rest + journey + "\n\n" + count + rule + tier + tag + segment;
}

}  // namespace

TEST_CASE("relations of random conditions are those that trying everybody gives") {
  int certain = 0, equal = 0;
  for (unsigned seed = 1; seed <= 1'500; ++seed) {
    const Written old = Conditions(seed).condition(3), now = Conditions(seed + 50'000).condition(3);
    CAPTURE(seed, old.text, now.text);
    const ProgramDiff diff =
        difference(table + "segment s = " + old.text + "\n", table + "segment s = " + now.text + "\n");
    const DiffEntry& entry = entry_of(diff, "s");
    const Relation truth = by_trying(old.holds, now.holds);
    if (entry.change == DiffChange::same) {
      CHECK(truth == Relation::equal);
      ++equal;
      continue;
    }
    REQUIRE(entry.condition);
    if (!entry.condition->certain) continue;
    CHECK(entry.condition->relation == truth);
    ++certain;
  }
  CHECK(certain > 1'000);
  CHECK(equal > 20);
}

TEST_CASE("what is only written otherwise is no change in meaning") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    Dice dice(seed);
    unsigned leaves = seed * 100;
    const Shape tree = grown(dice, leaves, 3);
    Shape other = tree;
    for (int i = 0; i < 4; ++i) other = rewritten(other, dice);
    const std::string old = program_with(text_of(tree), false), now = program_with(text_of(other), true);
    CAPTURE(seed, old, now);
    const ProgramDiff diff = difference(old, now);
    for (const DiffEntry& entry : diff.entries) {
      CAPTURE(entry.name, entry.word, static_cast<int>(entry.change));
      CHECK((entry.change == DiffChange::same || entry.change == DiffChange::renamed));
    }
    CHECK(entry_of(diff, "renamed").change == DiffChange::renamed);
  }
}

TEST_CASE("the opposite is never the same") {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    Dice dice(seed);
    unsigned leaves = seed * 100;
    const std::string condition = text_of(grown(dice, leaves, 3));
    CAPTURE(seed, condition);
    const ProgramDiff diff = difference(program_with(condition, false), program_with("not (" + condition + ")", false));
    for (const char* name : {"chosen", "level", "j"}) CHECK(entry_of(diff, name).change == DiffChange::changed);
  }
}

TEST_CASE("inside an aggregate De Morgan and order are seen through") {
  const std::string events = "events orders key k time t { k id  t datetime  n int  m int?  f bool }\n";
  const auto with = [&](const std::string& where) {
    return "project p { timezone \"Asia/Shanghai\" }\n" + table + events + "segment s = count(orders where " + where +
           ") >= 2\n";
  };
  CHECK(difference(with("not (n > 3 or f)"), with("not f and not n > 3")).means_the_same());
  CHECK(difference(with("n > 3 and f"), with("f and n > 3")).means_the_same());
  CHECK(entry_of(difference(with("n > 3"), with("n > 4")), "s").change == DiffChange::changed);
  CHECK(entry_of(difference(with("n > 3"), with("n > 3 and n * n > 0")), "s").change == DiffChange::undecided);
}
