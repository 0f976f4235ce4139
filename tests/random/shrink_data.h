// Cases with fewer rows.
#pragma once

#include "case.h"

namespace sop::random_tests {

Case with_frame_rows(const Case& test, std::size_t begin, std::size_t end);
// Without the event rows begin .. end of a stream. Frame rows of a removed event go too.
Case without_events(const Case& test, InputId stream, std::size_t begin, std::size_t end);
// Only the customers that some frame row names.
Case with_customers_of_frame(const Case& test);
Case without_tags(const Case& test);

}  // namespace sop::random_tests
