// The diff of `sopc fmt --diff`.
#include <catch2/catch.hpp>

#include "compiler/format/unified_diff.h"

namespace sop::tests {

TEST_CASE("equal texts have no diff") { CHECK(unified_diff("a.sop", "x\n", "x\n").empty()); }

TEST_CASE("a changed line stands between its neighbours") {
  CHECK(unified_diff("a.sop", "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nfive\n6\n7\n8\n") ==
        "--- a.sop\n+++ a.sop\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST_CASE("far changes stand in hunks of their own, near ones in one") {
  const std::string before = "a\n1\n2\n3\n4\n5\n6\n7\nb\n8\nc\n";
  CHECK(unified_diff("f", before, "A\n1\n2\n3\n4\n5\n6\n7\nB\n8\nC\n") ==
        "--- f\n+++ f\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,6 +6,6 @@\n 5\n 6\n 7\n-b\n+B\n 8\n-c\n+C\n");
}

TEST_CASE("a text from nothing, and one without a line end") {
  CHECK(unified_diff("f", "", "a\n") == "--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n");
  CHECK(unified_diff("f", "a", "a\n") == "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

}  // namespace sop::tests
