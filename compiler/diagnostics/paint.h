// Colours of the rendered text. A row is built from pieces with a role each; roles become ANSI colours, or nothing on a
// pipe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace sop {

enum class Role : std::uint8_t { plain, heading, error, warning, note, help, gutter, secondary };

Role role_of(Severity severity);

class Row {
 public:
  Row& add(std::string_view text, Role role = Role::plain);
  Row& add(const Row& other);
  Row& pad(std::size_t count);
  // The row and its line end, without blanks before it.
  std::string text(bool colour) const;

 private:
  struct Piece {
    std::string text;
    Role role;
  };
  std::vector<Piece> pieces_;
};

}  // namespace sop
