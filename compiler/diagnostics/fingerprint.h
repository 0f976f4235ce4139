// What a finding is known by from one version of a file to the next: its code, its file and the text of its line, not
// the line's number. Two of one line are told apart by counting.
#pragma once

#include <compare>
#include <string>

#include "compiler/diagnostics/diagnostic.h"

namespace sop {

struct Fingerprint {
  std::string code, file, line;  // the line without blanks around it; empty without a place
  auto operator<=>(const Fingerprint&) const = default;
};

Fingerprint fingerprint_of(const Diagnostic& diagnostic, const Sources& sources);

// The same as 16 hexadecimal digits.
std::string digest_of(const Fingerprint& fingerprint);

}  // namespace sop
