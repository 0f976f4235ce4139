#include "compiler/analysis/tag_uses.h"

#include <algorithm>
#include <set>

namespace sop {
namespace {

using N = NodeKind;

bool flagged(Node node, Kw kw) {
  for (Node flag : node.children(N::flag))
    if (flag.keyword() == kw) return true;
  return false;
}

bool derived(Node writer) { return writer.child(N::when_clause) || writer.child(N::otherwise); }

class TagUses {
 public:
  explicit TagUses(const Subject& subject) : subject_(subject), parsed_(subject.parsed) {}

  void run() {
    if (subject_.diagnostics.errors() > 0) return;  // a name that is wrong may be meant for any of them
    for (Node node : parsed_.declarations()) {
      if (node.is(N::error)) return;  // what cannot be read may set or read any of them
      collect(node);
      if (unreadable_) return;
    }
    for (Node node : parsed_.declarations()) {
      if (node.is(N::tag)) tag(node);
      if (node.is(N::taggroup)) group(node);
    }
  }

 private:
  void collect(Node node) {
    if (node.is(N::error)) unreadable_ = true;
    if (node.is(N::tag_action) || node.is(N::untag_action)) {
      for (Node name : node.child(N::path).children(N::name))
        if (node.is(N::tag_action)) set_.insert(parsed_.text(name));
      return;
    }
    if (node.is(N::expected_action)) return;
    if (node.is(N::path))
      for (Node name : node.children(N::name)) read_.insert(parsed_.text(name));
    if (node.is(N::text)) slots(parsed_.text(node));
    for (Node child : node.children()) collect(child);
  }

  // A text for people reads what stands in its braces.
  void slots(const std::string& text) {
    for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
      const std::size_t close = text.find('}', open);
      if (close == std::string::npos) return;
      in_slots_ += text.substr(open, close - open) + "\n";
    }
  }

  bool read(const std::string& name) const { return read_.contains(name) || in_slots_.find(name) != std::string::npos; }
  bool set(const std::string& name) const { return set_.contains(name); }

  void tag(Node node) {
    if (flagged(node, Kw::manual) || node.child(N::from_name)) return;
    judge(parsed_.name_of(node), header_of(node), derived(node));
  }

  void judge(const std::string& name, Span place, bool is_derived) {
    if (!is_derived && !set(name) && read(name)) tell(Code::S4001, place, name);
    if ((is_derived || set(name)) && !read(name)) tell(Code::S4002, place, name);
  }

  void tell(Code code, Span place, const std::string& name) { subject_.diagnostics.report(code, place, {name}); }

  void group(Node node) {
    const std::string name = parsed_.name_of(node);
    if (flagged(node, Kw::manual)) return;
    const std::vector<Node> arms = node.children(N::arm);
    std::vector<std::string> names = members_of(node);
    for (Node arm : arms) names.push_back(parsed_.text(arm.child(N::name)));
    const bool some_read = read(name) || std::ranges::any_of(names, [this](const std::string& n) { return read(n); });
    const bool some_derived = node.child(N::from_name) || std::ranges::any_of(arms, derived);
    const bool some_set = std::ranges::any_of(names, [this](const std::string& n) { return set(n); });
    if (!some_read && (some_derived || some_set)) return tell(Code::S4002, header_of(node), name);
    if (some_read && !some_derived && !some_set) return tell(Code::S4001, header_of(node), name);
    const bool one_of = !flagged(node, Kw::any_of);
    for (Node arm : arms) {
      const std::string own = parsed_.text(arm.child(N::name));
      const Span place = arm.child(N::name).span();
      if (!derived(arm) && !set(own) && read(own)) tell(Code::S4001, place, own);
      // Of a group of which one is kept, the others are what this one is told apart from.
      if (!one_of && !read(name) && !read(own) && (derived(arm) || set(own))) tell(Code::S4002, place, own);
    }
  }

  // `from skin_type`: one tag per value.
  std::vector<std::string> members_of(Node node) const {
    if (!node.child(N::from_name)) return {};
    for (const Fact& fact : subject_.program.facts)
      if (fact.span == node.child(N::name).span() && fact.type.is(TypeKind::enumeration))
        return subject_.program.enumerations[fact.type.enumeration.index()].members;
    return {};
  }

  const Subject& subject_;
  const ParsedProgram& parsed_;
  std::set<std::string> set_, read_;
  std::string in_slots_;
  bool unreadable_ = false;
};

}  // namespace

void check_tag_uses(const Subject& subject) { TagUses(subject).run(); }

}  // namespace sop
