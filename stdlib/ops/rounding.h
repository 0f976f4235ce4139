// Rounding as a person does it who reads the number: 1.005 to two decimals is 1.01, although the nearest double lies a
// little below. A half is a half of the shortest decimal that names the double, as every output prints it.
#pragma once

namespace sop {

// |x| * power below 2^52, where power is 10^n, n in 0..15: halves away from zero.
double round_as_written(double x, int n, double power);

}  // namespace sop
