// Findings as values. A finding is a row of diagnostics.def (its texts in both languages) plus what was found here: the
// place, the arguments of the texts, related places and fixes. Phases collect them; nothing prints but render.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source.h"

namespace sop {

enum class Severity : std::uint8_t { error, warning, note };
enum class Language : std::uint8_t { en, zh };

enum class Code : std::uint16_t {
#define SOP_DIAGNOSTIC(code, ...) code,
#include "compiler/diagnostics/diagnostics.def"
};

// Short texts for secondary labels, notes and helps that several findings share.
enum class Phrase : std::uint16_t {
#define SOP_PHRASE(id, ...) id,
#include "compiler/diagnostics/diagnostics.def"
};

struct DiagnosticRow {
  Code code;
  std::string_view id;  // "S2010"
  Severity severity;
  std::string_view headline_en, headline_zh;  // "{0}" are the arguments
  std::string_view label_en, label_zh;        // beside the caret; may be empty
  std::string_view help_en, help_zh;          // what to do; may be empty
};

struct PhraseText {
  Phrase phrase;
  std::vector<std::string> arguments;
};

struct Related {
  Span span;
  PhraseText text;
};

struct Edit {
  Span span;  // replaced; empty to insert
  std::string text;
};

struct Fix {
  PhraseText message;
  std::vector<Edit> edits;
};

// One value of a customer who suffers what was found: how the program names it, and the value as the program writes
// it.
struct WitnessValue {
  std::string name;
  enum Kind : std::uint8_t { missing, truth, number, text } kind = missing;
  std::string value;
};

struct Diagnostic {
  Code code;
  Severity severity;
  Span span;
  std::vector<std::string> arguments;
  std::vector<Related> related;
  std::vector<PhraseText> notes;  // facts
  std::vector<PhraseText> helps;  // what to do, besides the row's help
  std::vector<Fix> fixes;
  std::vector<WitnessValue> witness;  // a customer; empty: none is known, or anybody
  std::string test;                   // a `test` block with her rows, in which it happens; empty: none could be made

  Diagnostic& relate(Span place, Phrase phrase, std::vector<std::string> args = {});
  Diagnostic& note(Phrase phrase, std::vector<std::string> args = {});
  Diagnostic& help(Phrase phrase, std::vector<std::string> args = {});
  Diagnostic& fix(Phrase phrase, std::vector<std::string> args, std::vector<Edit> edits);
};

struct Counts {
  std::size_t errors = 0, warnings = 0, notes = 0;

  std::size_t total() const { return errors + warnings + notes; }
  void add(Severity severity, std::size_t times = 1);
};

// Memory is bounded: the first 10,000 findings are kept, the rest is counted; an error takes a warning's place.
class Diagnostics {
 public:
  Diagnostic& report(Code code, Span span, std::vector<std::string> arguments = {});
  const std::vector<Diagnostic>& all() const { return all_; }
  std::vector<Diagnostic>& all() { return all_; }
  const Counts& beyond() const { return beyond_; }  // found and not kept
  std::size_t errors() const;
  // No error but of the analysis: what is meant wrongly can still be run, to show that it is.
  bool can_run() const;
  void sort();  // by file, line, column over all phases; stable
  void append(Diagnostics&& other);

 private:
  Diagnostic* room_for(Diagnostic& found);

  std::vector<Diagnostic> all_;
  std::size_t given_up_to_ = 0;  // behind it all that is kept are errors, once there is no room
  Counts beyond_;
  Diagnostic not_kept_{};
};

std::span<const DiagnosticRow> diagnostic_rows();
const DiagnosticRow& row_of(Code code);
const DiagnosticRow* find_code(std::string_view id);
bool is_of_analysis(Code code);  // S3...: of a program that can be read

// "{0}" and "{1}" of a row's text replaced by the arguments.
std::string fill(std::string_view text, const std::vector<std::string>& arguments);
std::string text_of(const PhraseText& phrase, Language language);

}  // namespace sop
