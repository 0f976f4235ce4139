#include "compiler/names/symbols.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "compiler/names/standard_files.h"

namespace sop {
namespace {

using N = NodeKind;

struct SpaceRow {
  std::string_view en, zh;
};

constexpr SpaceRow space_rows[] = {
    {"fact or column", "事实或列"},
    {"tag", "标签"},
    {"group", "群"},
    {"template", "模板"},
    {"channel", "渠道"},
    {"coupon", "券"},
    {"rule", "规则"},
    {"journey", "旅程"},
    {"role", "角色"},
    {"list", "名单"},
    {"calendar", "日历"},
    {"metric", "指标"},
    {"action", "动作"},
    {"steps", "阶梯"},
    {"module", "模块"},
    {"policy", "策略"},
    {"report", "报表"},
    {"identity", "身份"},
};

std::optional<Space> space_of(NodeKind kind) {
  switch (kind) {
    case N::attribute:
    case N::segment:
    case N::taggroup:
    case N::score:
    case N::tier:
    case N::bands:
    case N::grid:
    case N::set:
    case N::table:
    case N::events:
    case N::staff: return Space::values;
    case N::tag: return Space::tags;
    case N::group: return Space::groups;
    case N::template_decl: return Space::templates;
    case N::channel: return Space::channels;
    case N::coupon: return Space::coupons;
    case N::rule: return Space::rules;
    case N::journey: return Space::journeys;
    case N::role: return Space::roles;
    case N::list_decl: return Space::lists;
    case N::calendar: return Space::calendars;
    case N::metric:
    case N::funnel:
    case N::cohort: return Space::metrics;
    case N::action_decl: return Space::actions;
    case N::steps: return Space::functions;
    case N::module: return Space::modules;
    case N::policy: return Space::policies;
    case N::report:
    case N::alert:
    case N::compare_decl: return Space::reports;
    case N::identity: return Space::identities;
    default: return std::nullopt;
  }
}

// The name space a declaration keyword leads to, for declarations that could not be read.
std::optional<Space> space_of(Kw kw) {
  switch (kw) {
    case Kw::attribute:
    case Kw::segment:
    case Kw::taggroup:
    case Kw::score:
    case Kw::tier:
    case Kw::bands:
    case Kw::grid:
    case Kw::set:
    case Kw::table:
    case Kw::events:
    case Kw::staff_table: return Space::values;
    case Kw::tag: return Space::tags;
    case Kw::group: return Space::groups;
    case Kw::template_: return Space::templates;
    case Kw::channel: return Space::channels;
    case Kw::coupon: return Space::coupons;
    case Kw::rule: return Space::rules;
    case Kw::journey: return Space::journeys;
    case Kw::role: return Space::roles;
    case Kw::list: return Space::lists;
    case Kw::calendar: return Space::calendars;
    case Kw::metric:
    case Kw::funnel:
    case Kw::cohort: return Space::metrics;
    case Kw::action: return Space::actions;
    case Kw::steps: return Space::functions;
    case Kw::module: return Space::modules;
    default: return std::nullopt;
  }
}

class Collector {
 public:
  Collector(const ParsedProgram& program, Diagnostics& diagnostics) : program_(program), diagnostics_(diagnostics) {}

  Symbols run() {
    for (bool standard : {true, false})  // what repeats a name of the standard library is the later one
      for (Node declaration : program_.declarations())
        if (source_of(declaration).standard == standard) collect(declaration);
    for (Node declaration : program_.declarations())
      if (declaration.is(N::error)) collect_unreadable(declaration);
    return std::move(symbols_);
  }

 private:
  const SourceBuffer& source_of(Node node) const {
    return (*program_.sources)[static_cast<std::size_t>(node.tree().tokens.file)];
  }

  void collect(Node declaration) {
    if (declaration.is(N::error)) return collect_broken(declaration);
    const std::optional<Space> space = space_of(declaration.kind());
    const Node name = declaration.child(N::name);
    if (declaration.is(N::use)) return collect_alias(declaration);
    if (!space || name.empty()) return;
    if (declaration.is(N::module))
      return add({module_name(program_, declaration), *space, declaration, {}, name.span(), false, {}});
    add({program_.text(name), *space, declaration, {}, name.span(), false, {}});
    if (declaration.is(N::taggroup)) collect_arms(declaration);
  }

  // `use value(…) as v30`: v30 is a name among the facts, whose own facts are `v30.spend`.
  void collect_alias(Node use) {
    const Node path = use.child(N::path);
    if (path.empty() || joins_declarations(program_, use)) return;
    Node name = use.child(N::name);
    if (name.empty()) name = path.children(N::name).back();
    add({program_.text(name), Space::values, use, {}, name.span(), false, {}});
  }

  // The arms of a group are tags. One tag name may stand in several groups: it is then written `group.tag`.
  void collect_arms(Node group) {
    for (Node arm : group.children(N::arm)) {
      const Node name = arm.child(N::name);
      symbols_.add({program_.text(name), Space::tags, group, arm, name.span(), false, {}});
    }
  }

  void add(Symbol symbol) {
    if (const Symbol* first = symbols_.find(symbol.space, symbol.name); first != nullptr && first->arm.empty()) {
      if (!first->broken)
        diagnostics_.report(Code::S2002, symbol.span, {symbol.name}).relate(first->span, Phrase::first_declared_here);
      return;
    }
    symbols_.add(std::move(symbol));
  }

  // `attribute x whatever`: the keyword and the name are readable even when the rest is not.
  void collect_broken(Node error) {
    const Tree& tree = error.tree();
    const SourceBuffer& source = source_of(error);
    if (const Spelling use = tree.tokens.all[error.begin()].spelling;
        use != 0 && (use == words_of(Kw::use).en[0] || use == words_of(Kw::use).zh[0]))
      for (std::uint32_t i = error.begin(); i + 1 < error.end(); ++i) {
        const Spelling as = tree.tokens.all[i].spelling;
        if (as != 0 && (as == words_of(Kw::use_as).en[0] || as == words_of(Kw::use_as).zh[0]))
          symbols_.add({token_value(source, tree.tokens.all[i + 1]),
                        Space::values,
                        error,
                        {},
                        tree.tokens.span(i + 1),
                        true,
                        {}});
      }
    for (std::uint32_t i = error.begin(); i + 1 < error.end(); ++i) {
      if (!tree.tokens.all[i].line_first && i != error.begin()) continue;
      for (const Keyword& row : keywords()) {
        const std::optional<Space> space = space_of(row.kw);
        if (!space) continue;
        const KeywordWords& words = words_of(row.kw);
        const Spelling spelling = tree.tokens.all[i].spelling;
        if (spelling == 0 || (spelling != words.en[0] && spelling != words.zh[0])) continue;
        symbols_.add(
            {token_value(source, tree.tokens.all[i + 1]), *space, error, {}, tree.tokens.span(i + 1), true, {}});
      }
    }
  }

  // `atribute x = …`, `customers key …`: what is declared here is among the first words, whatever it is. Their users
  // stay silent.
  void collect_unreadable(Node error) {
    const Tree& tree = error.tree();
    const SourceBuffer& source = source_of(error);
    constexpr std::uint32_t first_words = 4;
    for (std::uint32_t i = error.begin(); i < std::min(error.end(), error.begin() + first_words); ++i) {
      const Token& token = tree.tokens.all[i];
      const bool name =
          token.kind == TokenKind::quoted_name || (token.kind == TokenKind::word && !is_reserved(token.spelling));
      if (!name) break;
      const std::string word = token_value(source, token);
      for (std::size_t number = 0; number < std::size(space_rows); ++number)
        if (const auto space = static_cast<Space>(number); symbols_.find(space, word) == nullptr)
          symbols_.add({word, space, error, {}, tree.tokens.span(i), true});
    }
  }

  const ParsedProgram& program_;
  Diagnostics& diagnostics_;
  Symbols symbols_;
};

}  // namespace

std::string_view space_word(Space space, bool zh) {
  const SpaceRow& row = space_rows[static_cast<std::size_t>(space)];
  return zh ? row.zh : row.en;
}

std::span<const Symbol> Symbols::find_all(Space space, std::string_view name) const {
  const bool scoped = !scope_.empty() && (space == Space::values || space == Space::metrics);
  const std::string inner = scoped ? scope_ + std::string(name) : std::string();
  if (scoped) name = inner;
  auto found = by_name_.find(std::pair(space, name));
  if (found == by_name_.end()) return {};
  return found->second;
}

const Symbol* Symbols::find(Space space, std::string_view name) const {
  const auto all = find_all(space, name);
  return all.empty() ? nullptr : &all.front();
}

std::vector<std::string_view> Symbols::names(Space space) const {
  std::vector<std::string_view> out;
  const bool scoped = !scope_.empty() && (space == Space::values || space == Space::metrics);
  for (auto at = by_name_.lower_bound(std::pair(space, std::string_view())); at != by_name_.end(); ++at) {
    const auto& [of, name] = at->first;
    if (of != space) break;
    if (!scoped)
      out.push_back(name);
    else if (name.starts_with(scope_))
      out.push_back(std::string_view(name).substr(scope_.size()));
  }
  return out;
}

std::string ParsedProgram::text(Node node) const {
  if (!node) return {};
  const SourceBuffer& source = (*sources)[static_cast<std::size_t>(node.tree().tokens.file)];
  return token_value(source, node.tree().tokens.all[node.begin()]);
}

std::string ParsedProgram::name_of(Node declaration) const {
  const Node name = declaration.child(NodeKind::name);
  return name ? text(name) : std::string();
}

std::string ParsedProgram::label_of(Node declaration) const {
  const Node label = declaration.child(NodeKind::label);
  return label ? text(label) : std::string();
}

std::string module_name(const ParsedProgram& program, Node module) {
  const SourceBuffer& source = (*program.sources)[static_cast<std::size_t>(module.tree().tokens.file)];
  return (source.standard ? "std." : "") + program.name_of(module);
}

std::vector<Node> ParsedProgram::declarations() const {
  std::vector<Node> out;
  for (const Tree& tree : trees)
    for (Node node : tree.root().children()) out.push_back(node);
  return out;
}

Symbols collect_symbols(const ParsedProgram& program, Diagnostics& diagnostics) {
  return Collector(program, diagnostics).run();
}

}  // namespace sop
