// `sopc check --data NAME=FILE`: the declarations against real tables, one sentence per kind of misfit and column; and
// where all fits, what becomes of the program's tags and coupons on them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/compile.h"
#include "runtime/io/data_files.h"
#include "runtime/io/survey.h"
#include "runtime/survey/coupon_gaps.h"
#include "runtime/survey/tag_use.h"

namespace sop::cli {

// Reads the arguments; a program that declares no inputs gets those of the data.
std::expected<std::vector<Binding>, BadInput> bind_data(const std::vector<std::string>& arguments,
                                                        const Sources& sources, CheckOptions& options);

struct DataCheck {
  Survey survey;
  std::string not_given;  // a declared input without a file: tags were not asked
  std::optional<TagUse> tags;
  std::vector<CouponGaps> coupons;
  ZoneRules zone;
  std::map<std::string, Span> declared;  // inputs, tags, coupons
};

// `today`: the day on which tags are asked where no stream has an event; else it is the day after the newest.
DataCheck check_data(const Program& program, const std::vector<Binding>& bindings, Days today, int threads,
                     Profile* profile);

std::string text_of(const DataCheck& data, Language language);
std::string github_of(const DataCheck& data, const Sources& sources, Language language);
// The findings' JSON text with `data`, one object per sentence; each is a finding (S0105) too, up to `limit` in all.
std::string with_survey(const std::string& json, const DataCheck& data, const Sources& sources, Language language,
                        std::size_t limit);

// A SARIF log with a result per sentence, at its line of the file or its declaration; a JUnit file with one more suite.
std::string with_survey_sarif(const std::string& log, const DataCheck& data, const Sources& sources, Language language);
std::string with_survey_junit(const std::string& suites, const DataCheck& data, Language language);

}  // namespace sop::cli
