#include "compiler/diagnostics/paint.h"

namespace sop {
namespace {

std::string_view colour_of(Role role) {
  switch (role) {
    case Role::plain: return "";
    case Role::heading: return "\x1b[1m";
    case Role::error: return "\x1b[1;31m";
    case Role::warning: return "\x1b[1;33m";
    case Role::note: return "\x1b[1;36m";
    case Role::help: return "\x1b[1;32m";
    case Role::gutter:
    case Role::secondary: return "\x1b[1;34m";
  }
  return "";
}

constexpr std::string_view reset = "\x1b[0m";

}  // namespace

Role role_of(Severity severity) {
  switch (severity) {
    case Severity::error: return Role::error;
    case Severity::warning: return Role::warning;
    case Severity::note: return Role::note;
  }
  return Role::plain;
}

Row& Row::add(std::string_view text, Role role) {
  if (text.empty()) return *this;
  if (!pieces_.empty() && pieces_.back().role == role) {
    pieces_.back().text += text;
  } else {
    pieces_.push_back({std::string(text), role});
  }
  return *this;
}

Row& Row::add(const Row& other) {
  for (const Piece& piece : other.pieces_) add(piece.text, piece.role);
  return *this;
}

Row& Row::pad(std::size_t count) { return add(std::string(count, ' ')); }

std::string Row::text(bool colour) const {
  std::vector<Piece> pieces = pieces_;
  while (!pieces.empty()) {
    std::string& last = pieces.back().text;
    last.erase(last.find_last_not_of(' ') + 1);
    if (!last.empty()) break;
    pieces.pop_back();
  }
  std::string out;
  for (const Piece& piece : pieces) {
    const std::string_view code = colour ? colour_of(piece.role) : "";
    out += code;
    out += piece.text;
    if (!code.empty()) out += reset;
  }
  out += '\n';
  return out;
}

}  // namespace sop
