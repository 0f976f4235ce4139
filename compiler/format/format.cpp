#include "compiler/format/format.h"

#include <algorithm>

#include "compiler/diagnostics/over_limit.h"
#include "compiler/format/gather.h"
#include "compiler/format/layout.h"
#include "compiler/format/same_tree.h"
#include "compiler/syntax/parse.h"

namespace sop {
namespace {

std::string line_at(const std::string& text, std::size_t offset) {
  const std::size_t begin = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;
  return text.substr(begin, std::min(text.find('\n', offset), text.size()) - begin);
}

// Where the two readings part.
std::string difference(const std::string& before, const std::string& after) {
  const auto apart = std::ranges::mismatch(before, after).in1;
  const auto at = static_cast<std::size_t>(apart - before.begin());
  return "formatting would change `" + line_at(before, at) + "` into `" + line_at(after, std::min(at, after.size())) +
         "`";
}

FormatProblem internal(std::string message) { return {FormatProblem::Kind::internal, {}, std::move(message)}; }

}  // namespace

std::string format(const SourceBuffer& source, const Tree& tree, FormatLanguage language,
                   const DeclaredNames& elsewhere) {
  DeclaredNames names = declared_names(source, tree);
  names.insert(elsewhere.begin(), elsewhere.end());
  return lay_out(gather(source, tree, language, names));
}

DeclaredNames names_declared_in(const Sources& sources) {
  DeclaredNames names;
  Diagnostics unheard;
  for (const SourceBuffer& source : sources) names.merge(declared_names(source, parse(source, 0, unheard)));
  return names;
}

std::expected<std::string, FormatProblem> format_source(const SourceBuffer& source, FormatLanguage language,
                                                        const DeclaredNames& elsewhere) {
  FormatProblem problem;
  const Tree tree = parse(source, 0, problem.findings);
  if (problem.findings.errors() > 0) return std::unexpected(std::move(problem));

  const SourceBuffer formatted(source.name(), format(source, tree, language, elsewhere));
  // Indentation may carry a file over the limit.
  if (limits::exceeded(formatted.text().size(), limits::source_bytes)) {
    over_limit(problem.findings, limits::Id::source_bytes, {0, 0, 0});
    return std::unexpected(std::move(problem));
  }
  Diagnostics findings;
  const Tree after = parse(formatted, 0, findings);
  if (findings.errors() > 0) return std::unexpected(internal("the formatted text does not parse"));
  const std::string was = meaning_of(source, tree, elsewhere), is = meaning_of(formatted, after, elsewhere);
  if (was != is) return std::unexpected(internal(difference(was, is)));
  return std::string(formatted.text());
}

}  // namespace sop
