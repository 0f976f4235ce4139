#include "compiler/driver/consequences.h"

#include <algorithm>
#include <set>

namespace sop {
namespace {

bool about_reading(const Diagnostic& found) {
  return found.severity == Severity::error && row_of(found.code).id.starts_with("S1");
}

// Where the declarations of all files begin, in order.
std::vector<Span> beginnings(const ParsedProgram& program) {
  std::vector<Span> out;
  for (Node node : program.declarations()) out.push_back(node.first_token());
  return out;
}

class Consequences {
 public:
  Consequences(const ParsedProgram& program, const Diagnostics& diagnostics)
      : sources_(*program.sources), declarations_(beginnings(program)) {
    for (const SourceBuffer& source : sources_) lacks_files_ = lacks_files_ || !source.absent_uses.empty();
    for (const Diagnostic& found : diagnostics.all())
      if (about_reading(found)) {
        unread_.insert({found.span.file, found.span.begin});
        if (found.code == Code::S1010) phrases_.push_back(found.span);
        damaged_.insert(declaration_of(found.span));
      }
  }

  bool operator()(const Diagnostic& found) const {
    if (about_reading(found)) return false;
    if (found.code == Code::S2001 && lacks_files_) return true;  // a file that could not join may declare it
    if (unread_.contains({found.span.file, found.span.begin})) return true;  // the very token
    if (std::ranges::any_of(phrases_, [&](Span phrase) {                     // a word of what was written otherwise
          return phrase.file == found.span.file && phrase.begin <= found.span.begin && found.span.end <= phrase.end;
        }))
      return true;
    if ((found.code == Code::S2011 || found.code == Code::S2014) && cut_short(found.span)) return true;
    return found.code == Code::S2017 && damaged_.contains(declaration_of(found.span));  // the clause may be in there
  }

 private:
  // `spend 大于 3`: what stands before the word that was refused is half a condition.
  bool cut_short(Span span) const {
    const auto next = unread_.lower_bound({span.file, span.end});
    if (next == unread_.end() || next->first != span.file) return false;
    const std::string_view gap =
        sources_[static_cast<std::size_t>(span.file)].text({span.file, span.end, next->second});
    return std::ranges::all_of(gap, [](char c) { return c == ' '; });
  }

  std::size_t declaration_of(Span span) const {
    const auto after = std::ranges::upper_bound(declarations_, std::pair(span.file, span.begin), {},
                                                [](Span s) { return std::pair(s.file, s.begin); });
    return static_cast<std::size_t>(after - declarations_.begin());
  }

  const Sources& sources_;
  std::vector<Span> declarations_;
  std::set<std::pair<std::int32_t, std::uint32_t>> unread_;
  std::set<std::size_t> damaged_;
  std::vector<Span> phrases_;
  bool lacks_files_ = false;
};

}  // namespace

void drop_consequences(const ParsedProgram& program, Diagnostics& diagnostics) {
  const Consequences consequence(program, diagnostics);
  std::erase_if(diagnostics.all(), consequence);
}

}  // namespace sop
