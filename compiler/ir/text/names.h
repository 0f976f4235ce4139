// Names in printed programs: a bare word where it reads as one, quoted otherwise, `#3` where it is not unique. And the
// words of the enums that the printer and the reader share.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/ir/program.h"

namespace sop::ir_text {

std::string quoted(std::string_view text);
// The text as a bare word, or quoted.
std::string name_token(std::string_view name);

// Index to token and back, for one list of names.
class NameTable {
 public:
  void add(std::string_view name);
  std::string token(std::int32_t index) const;
  // `bare`: the token was a word; a word `#3` is an index. -1: no such name.
  std::int32_t index(std::string_view token, bool bare) const;

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::int32_t> first_;
  std::unordered_map<std::string, int> uses_;
};

struct Names {
  NameTable inputs, enumerations, facts;
  std::vector<NameTable> columns;  // by input
  std::vector<NameTable> members;  // by enumeration
};

Names names_of(const Program& program);

using Words = std::span<const std::string_view>;
Words inst_kind_words();
Words context_words();
Words population_words();
Words ties_words();
Words calendar_ask_words();
Words recurrence_words();
Words leap_day_words();
Words fact_kind_words();
Words input_kind_words();
Words verb_words();
Words memory_words();
Words clock_words();
Words step_kind_words();
Words past_words();
Words reenter_words();
Words while_live_words();
Words guard_kind_words();
Words contact_class_words();
Words once_words();
Words weekday_words();   // from monday, which is 1: index + 1
Words type_words();      // by TypeKind
Words builtin_words();   // their ids: `add`, not `+`
Words overload_words();  // by Op, from `none`
Words aggregate_words();

}  // namespace sop::ir_text
