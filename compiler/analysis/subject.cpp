#include "compiler/analysis/subject.h"

#include <algorithm>

namespace sop {

std::string quoted(const Subject& subject, Span place) {
  constexpr std::size_t most = 70;
  std::string out;
  for (char c : (*subject.parsed.sources)[static_cast<std::size_t>(std::max(place.file, 0))].text(place)) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (out.size() <= most) return out;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;  // not inside a character
  return out.substr(0, end) + "…";
}

std::vector<Node> declarations_of(const Subject& subject) {
  return subject.module ? subject.module.children() : subject.parsed.declarations();
}

Span header_of(Node declaration) {
  const Node name = declaration.child(NodeKind::name);
  return name ? join(declaration.first_token(), name.span()) : declaration.first_token();
}

Span header_at(const Subject& subject, Span first_token) {
  for (const Node node : subject.parsed.declarations())
    if (node.first_token() == first_token) return header_of(node);
  return first_token;
}

std::string object_of(const Subject& subject, Node path) {
  const std::vector<Node> names = path.children(NodeKind::name);
  return names.empty() ? std::string() : subject.parsed.text(names.back());
}

bool inside(Span inner, Span outer) {
  return inner.file == outer.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

}  // namespace sop
