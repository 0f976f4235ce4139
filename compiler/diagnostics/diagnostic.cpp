#include "compiler/diagnostics/diagnostic.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "compiler/source/limits.h"

namespace sop {
namespace {

using enum Severity;

constexpr DiagnosticRow all_rows[] = {
#define SOP_DIAGNOSTIC(code, severity, headline_en, headline_zh, label_en, label_zh, help_en, help_zh) \
  {Code::code, #code, severity, headline_en, headline_zh, label_en, label_zh, help_en, help_zh},
#include "compiler/diagnostics/diagnostics.def"
};

struct PhraseRow {
  std::string_view en, zh;
};

constexpr PhraseRow phrases[] = {
#define SOP_PHRASE(id, en, zh) {en, zh},
#include "compiler/diagnostics/diagnostics.def"
};

}  // namespace

Diagnostic& Diagnostic::relate(Span place, Phrase phrase, std::vector<std::string> args) {
  related.push_back({place, {phrase, std::move(args)}});
  return *this;
}

Diagnostic& Diagnostic::note(Phrase phrase, std::vector<std::string> args) {
  notes.push_back({phrase, std::move(args)});
  return *this;
}

Diagnostic& Diagnostic::help(Phrase phrase, std::vector<std::string> args) {
  helps.push_back({phrase, std::move(args)});
  return *this;
}

Diagnostic& Diagnostic::fix(Phrase phrase, std::vector<std::string> args, std::vector<Edit> edits) {
  fixes.push_back({{phrase, std::move(args)}, std::move(edits)});
  return *this;
}

void Counts::add(Severity severity, std::size_t times) {
  switch (severity) {
    case Severity::error: errors += times; return;
    case Severity::warning: warnings += times; return;
    case Severity::note: notes += times; return;
  }
}

Diagnostic& Diagnostics::report(Code code, Span span, std::vector<std::string> arguments) {
  Diagnostic found{code, row_of(code).severity, span, std::move(arguments), {}, {}, {}, {}};
  if (Diagnostic* kept = room_for(found)) return *kept;
  beyond_.add(found.severity);
  return not_kept_ = std::move(found);
}

// Where it is kept: at the end, or, an error when all places are taken, in the place of the last that is none.
Diagnostic* Diagnostics::room_for(Diagnostic& found) {
  const auto most = static_cast<std::size_t>(limits::kept_findings);
  if (all_.size() < most) {
    given_up_to_ = most;
    return &all_.emplace_back(std::move(found));
  }
  if (found.severity != error) return nullptr;
  while (given_up_to_ > 0 && all_[given_up_to_ - 1].severity == error) --given_up_to_;
  if (given_up_to_ == 0) return nullptr;
  Diagnostic& place = all_[given_up_to_ - 1];
  beyond_.add(place.severity);
  place = std::move(found);
  return &place;
}

std::size_t Diagnostics::errors() const {
  return beyond_.errors + static_cast<std::size_t>(std::count_if(all_.begin(), all_.end(), [](const Diagnostic& d) {
           return d.severity == Severity::error;
         }));
}

bool Diagnostics::can_run() const {
  return beyond_.errors == 0 && std::ranges::all_of(all_, [](const Diagnostic& d) {
           return d.severity != Severity::error || is_of_analysis(d.code);
         });
}

void Diagnostics::sort() {
  std::stable_sort(all_.begin(), all_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.span.file, a.span.begin) < std::pair(b.span.file, b.span.begin);
  });
  // What is read twice, a value of a test's row in two of its fields, is found twice and told once.
  std::set<std::tuple<Span, Code, std::vector<std::string>>> told;
  std::erase_if(all_, [&](const Diagnostic& d) { return !told.emplace(d.span, d.code, d.arguments).second; });
  given_up_to_ = all_.size();
}

void Diagnostics::append(Diagnostics&& other) {
  for (Diagnostic& found : other.all_)
    if (const Severity severity = found.severity; room_for(found) == nullptr) beyond_.add(severity);
  beyond_.errors += other.beyond_.errors;
  beyond_.warnings += other.beyond_.warnings;
  beyond_.notes += other.beyond_.notes;
  other = {};
}

std::span<const DiagnosticRow> diagnostic_rows() { return all_rows; }

const DiagnosticRow& row_of(Code code) { return all_rows[static_cast<std::size_t>(code)]; }

bool is_of_analysis(Code code) { return row_of(code).id.starts_with("S3"); }

const DiagnosticRow* find_code(std::string_view id) {
  auto found =
      std::find_if(std::begin(all_rows), std::end(all_rows), [&](const DiagnosticRow& row) { return row.id == id; });
  return found == std::end(all_rows) ? nullptr : found;
}

std::string fill(std::string_view text, const std::vector<std::string>& arguments) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool slot =
        text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' && text[i + 1] >= '0' && text[i + 1] <= '9';
    if (!slot) {
      out += text[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(text[i + 1] - '0');
    if (index < arguments.size()) out += arguments[index];
    i += 2;
  }
  return out;
}

std::string text_of(const PhraseText& phrase, Language language) {
  const PhraseRow& row = phrases[static_cast<std::size_t>(phrase.phrase)];
  return fill(language == Language::zh ? row.zh : row.en, phrase.arguments);
}

}  // namespace sop
