// Who is called what: every declared name of all files, by name space (language.md 2.1). Reports duplicates; resolves
// nothing. A declaration that could not be read still owns its name, so that its users stay silent.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/tree.h"

namespace sop {

enum class Space : std::uint8_t {
  values,  // columns of the population, facts, tables and streams
  tags,
  groups,
  templates,
  channels,
  coupons,
  rules,
  journeys,
  roles,
  lists,
  calendars,
  metrics,  // with funnels and cohorts
  actions,
  functions,  // steps
  modules,
  policies,
  reports,
  identities,
};

std::string_view space_word(Space space, bool zh);

struct Symbol {
  std::string name;
  Space space = Space::values;
  Node declaration;     // the declaring node; a tag of a group: the group
  Node arm;             // a tag of a group: its arm
  Span span;            // of the name
  bool broken = false;  // the declaration could not be read
  std::string scope;    // a name of a module's instance: "v30.", which begins `name` too
};

class Symbols {
 public:
  void add(Symbol symbol) {
    if (!symbol.broken) readable_.insert(symbol.space);
    by_name_[{symbol.space, symbol.name}].push_back(std::move(symbol));
  }
  // All that are called so; usually none or one. Tags may be owned by several groups.
  std::span<const Symbol> find_all(Space space, std::string_view name) const;
  const Symbol* find(Space space, std::string_view name) const;
  std::vector<std::string_view> names(Space space) const;               // for did-you-mean
  bool empty(Space space) const { return !readable_.contains(space); }  // but for what could not be read

  // Inside a module's instance: its own facts and metrics are found by their short names, and no others.
  const std::string& scope() const { return scope_; }
  void enter(std::string scope) { scope_ = std::move(scope); }

 private:
  struct Less {
    using is_transparent = void;
    using Key = std::pair<Space, std::string>;
    using View = std::pair<Space, std::string_view>;
    static View view(const Key& key) { return {key.first, key.second}; }
    static View view(const View& key) { return key; }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return view(a) < view(b);
    }
  };
  std::map<std::pair<Space, std::string>, std::vector<Symbol>, Less> by_name_;
  std::set<Space> readable_;
  std::string scope_;
};

// A program's files after parsing.
struct ParsedProgram {
  const Sources* sources = nullptr;
  std::vector<Tree> trees;  // parallel to sources

  std::string text(Node node) const;             // a leaf's value: name, literal without quotes, plain width
  std::string name_of(Node declaration) const;   // text of its first `name` child, or empty
  std::string label_of(Node declaration) const;  // or empty
  std::vector<Node> declarations() const;        // of all files, in order; modules' bodies not among them
};

// The name a module is used by: `value`, or `std.rfm`.
std::string module_name(const ParsedProgram& program, Node module);

Symbols collect_symbols(const ParsedProgram& program, Diagnostics& diagnostics);

}  // namespace sop
