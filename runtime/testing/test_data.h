// The rows of one test as a Dataset, through the same preparation that files go through: filters, ranges, keys, order.
#pragma once

#include "compiler/ir/test_suite.h"
#include "runtime/io/prepare.h"

namespace sop {

struct TestData {
  PreparedData prepared;
  std::map<std::string, std::uint32_t> customer_of;  // by label and by id: the customer's row
  std::vector<std::string> notes;                    // "opted_out false": columns not given that may not be missing
  std::string fault_en, fault_zh;                    // why these rows are no data; empty: they are
};

// `values`: of Program::asked, one row each.
TestData data_of(const Program& program, const TestCase& test, const std::vector<ColumnData>& values,
                 const TextPool& value_texts, const RunContext& context);

}  // namespace sop
