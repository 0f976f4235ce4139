// `sopc check --data NAME=FILE`: the declarations against real tables, one sentence per kind of misfit and column.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/compile.h"
#include "runtime/io/data_files.h"
#include "runtime/io/survey.h"

namespace sop::cli {

// Reads the arguments; a program that declares no inputs gets those of the data.
std::expected<std::vector<Binding>, BadInput> bind_data(const std::vector<std::string>& arguments,
                                                        const Sources& sources, CheckOptions& options);

Survey survey_data(const Program& program, const std::vector<Binding>& bindings, int threads, Profile* profile);

std::string text_of(const Survey& survey, Language language);
std::string github_of(const Survey& survey, Language language);
// The findings' JSON text with `data`: one object per sentence.
std::string with_survey(const std::string& json, const Survey& survey, Language language);

// A SARIF log with a result of the rule `data` per misfit; a JUnit file with a suite per table.
std::string with_survey_sarif(const std::string& log, const Survey& survey, Language language);
std::string with_survey_junit(const std::string& suites, const Survey& survey, Language language);

}  // namespace sop::cli
