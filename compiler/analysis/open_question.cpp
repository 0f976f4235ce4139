#include "compiler/analysis/open_question.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "compiler/analysis/effort.h"
#include "compiler/analysis/subject.h"

namespace sop {
namespace {

using Told = std::tuple<Span, Phrase, std::vector<std::string>>;

// Where something is told in other words.
std::set<Span> told_places(const Subject& subject) {
  std::set<Span> out;
  for (const Diagnostic& found : subject.diagnostics.all())
    if (row_of(found.code).id.starts_with("S30")) out.insert(found.span);
  return out;
}

// Nobody can change a module of the standard library: its questions stand at the use.
OpenQuestion at_hand(const Subject& subject, OpenQuestion question, Span& within) {
  const auto file = static_cast<std::size_t>(std::max(question.place.file, 0));
  if (question.use.exists() && (*subject.parsed.sources)[file].standard)
    within = std::exchange(question.place, question.use);
  return question;
}

// Whether anybody meets it, and whether everybody does, is one question about one condition.
std::vector<OpenQuestion> joined(const std::vector<OpenQuestion>& open) {
  std::vector<OpenQuestion> out;
  std::map<std::pair<Span, Span>, std::size_t> anybody;
  for (const OpenQuestion& question : open) {
    const std::pair at{question.place, question.use};
    if (question.asks == Phrase::asks_anybody) anybody.emplace(at, out.size());
    if (const auto other = anybody.find(at); question.asks == Phrase::asks_everybody && other != anybody.end())
      out[other->second].asks = Phrase::asks_both;
    else
      out.push_back(question);
  }
  return out;
}

}  // namespace

void tell_open_questions(const Subject& subject, const std::vector<OpenQuestion>& open) {
  const std::set<Span> elsewhere = told_places(subject);
  std::set<Told> told;
  for (const OpenQuestion& one : joined(open)) {
    Span within;
    const OpenQuestion question = at_hand(subject, one, within);
    if (elsewhere.contains(question.place) || told.size() >= effort::open_questions) continue;
    if (!told.emplace(question.place, question.asks, question.names).second) continue;
    const PhraseText words{question.asks, question.names};
    Diagnostic& found = subject.diagnostics.report(Code::S3027, question.place,
                                                   {text_of(words, Language::en), text_of(words, Language::zh)});
    if (within.exists()) found.relate(within, Phrase::asked_in_module);
    if (!within.exists() && question.use.exists()) found.relate(question.use, Phrase::used_here);
  }
}

std::vector<Diagnostic> take_open_questions(Diagnostics& diagnostics) {
  std::vector<Diagnostic> out, kept;
  for (Diagnostic& found : diagnostics.all())
    (found.code == Code::S3027 && found.severity == Severity::note ? out : kept).push_back(std::move(found));
  diagnostics.all() = std::move(kept);
  return out;
}

bool is_open_question(const Diagnostic& found) { return found.code == Code::S3027 || found.code == Code::S3016; }

}  // namespace sop
