// What is wrong with the words behind `sopc`: a command or an option that does not exist and which was meant, a word
// that is missing. One line or two, in the language of the caller.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace sop::cli {

std::string wrong_words(const CLI::App& app, const CLI::ParseError& fault, int argc, char** argv);

}  // namespace sop::cli
