// One golden case: a Markdown file with a title and sections. Input sections say what to run, expected sections what
// must come out; only the expected sections that are there are compared. Reading a case runs nothing.
//
//   # Title
//   ## SOURCE name.sop      a ```sop block; the name is `case.sop` when left out
//   ## BEFORE name.sop      a ```sop block: the program of the runs before the last, where it was another one
//   ## DATA customers       a ```csv block; `## DATA customers 2`: the table from the second run on
//   ## FILE lists/a.csv     a block: a file of the project, beside the sources
//   ## AS_OF                an instant, in a block or as a plain line
//   ## ARGS                 arguments of the command, in a block or as a plain line
//   ## DIAGNOSTICS zh       expected: a block; the word behind the name is handed to whatever produces the text
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace sop::golden {

struct Section {
  std::string name;      // DIAGNOSTICS
  std::string argument;  // zh
  std::string content;   // of its first fenced block, else its plain text; ends with a line end unless empty
  bool fenced = false;
  // Bytes of the file: the block's lines with their fences, or an empty place behind the heading.
  std::size_t block_begin = 0;
  std::size_t block_end = 0;
  std::string info;  // "sop" of ```sop
  std::size_t line = 0;
};

struct Case {
  std::string path;
  std::string text;  // of the whole file
  std::string title;
  std::vector<Section> sections;

  struct NamedText {
    std::string name, text;
  };
  std::vector<NamedText> sources() const { return programs_in("SOURCE"); }
  std::vector<NamedText> earlier_sources() const { return programs_in("BEFORE"); }
  std::vector<NamedText> tables() const;
  std::vector<NamedText> files() const;
  std::string as_of() const;              // empty when there is none
  std::vector<std::string> args() const;  // split at blanks and line ends

 private:
  std::vector<NamedText> programs_in(std::string_view section) const;
};

bool is_input(std::string_view section_name);

// The error says file, line and what is wrong.
std::expected<Case, std::string> read_case(std::string path, std::string text);

}  // namespace sop::golden
