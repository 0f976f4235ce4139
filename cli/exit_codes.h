// What sopc answers to the shell (cli.md).
#pragma once

namespace sop::cli {

constexpr int clean = 0;
constexpr int findings = 1;  // findings at the fail level, failed tests, or a run refused
constexpr int wrong_usage = 2;
constexpr int unreadable_input = 3;
constexpr int analysis_incomplete = 4;  // under `check --analysis require`
constexpr int internal_fault = 70;

}  // namespace sop::cli
