// Twenty different mistakes in one file give twenty findings, each on its line, and nothing else.
#include <catch2/catch.hpp>

#include "tests/syntax/damage.h"

namespace sop::tests {
namespace {

// `<-` marks the lines with a mistake.
constexpr const char* program = R"(project kaixi {
  timezone "Asia/Shanghai"
  currancy CNY                                              # <- a misspelt clause
  week_start monday
}
table customers key customer_id {
  customer_id id
  city txt?                                                 # <- a misspelt type
  age int
}
atribute order_count = count(orders)                        # <- a misspelt declaration
attribute total = sum(orders.amount within 30)              # <- a duration without a unit
attribute rest = 1 +                                        # <- an operand missing
attribute twice = (1 + 2                                    # <- a parenthesis open
attribute half = 1 + 2)                                     # <- a parenthesis too many
segment both = a && b                                       # <- a word of another language
segment chain = 1 < total < 5                               # <- comparisons chained
segment = total > 5                                         # <- a name missing
segment if = total > 5                                      # <- a reserved name
tag lapsed when                                             # <- a condition missing
score intent { 5 moments_click }                            # <- `per` missing
if vip then                                                 # <- an action missing
if vip send coupon                                          # <- `then` missing
on orders then send a;                                      # <- a semicolon
template t { text "open }                                   # <- a text open
}
journey j {
  enter on orders
  wait for reply upto 3 days                                # <- words joined
  send                                                      # <- an object missing
}
policy p { cap one send per day }                           # <- a word for a number
)";

}  // namespace

TEST_CASE("twenty mistakes are twenty findings") {
  const SourceBuffer source("mistakes", program);
  std::vector<std::uint32_t> expected, found;
  for (std::uint32_t line = 1; line <= source.line_count(); ++line)
    if (source.line(line).find("# <-") != std::string_view::npos) expected.push_back(line);
  std::string said;
  for (const Diagnostic& finding : syntax_findings(source)) {
    found.push_back(source.line_of(finding.span.begin));
    said += std::to_string(found.back()) + " " + fill(row_of(finding.code).headline_en, finding.arguments) + "\n";
  }
  INFO(said);
  CHECK(expected.size() == 20);
  CHECK(found == expected);
}

}  // namespace sop::tests
