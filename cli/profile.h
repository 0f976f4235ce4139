// `--profile`: where the time of a command went, as a table on standard error or, with `--profile=FILE`, as JSON
// (docs/schemas/profile.v1.json). The only place that hands the engine a clock.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/profile.h"

namespace sop::cli {

struct ProfileFlag {
  std::string to;              // empty: not asked for; `true`: a table; else a file
  Profile* profile = nullptr;  // while the command works; null: not asked for
};

void add_profile_flag(CLI::App& command, ProfileFlag& flag);

std::string profile_text(const std::string& command, const Profile& profile, Language language);
std::string profile_json(const std::string& command, const Profile& profile);

// The table, or the file. The exit code where the file could not be written, `answer` else.
int tell_profile(const std::string& command, const ProfileFlag& flag, Language language, int answer);

std::uint64_t steady_nanos();

// Does the work, and tells where the time went if that was asked for.
template <class Work>
int profiled(const std::string& command, ProfileFlag& flag, Language language, Work work) {
  if (flag.to.empty()) return work();
  Profile profile(steady_nanos);
  flag.profile = &profile;
  const int answer = tell_profile(command, flag, language, work());
  flag.profile = nullptr;
  return answer;
}

}  // namespace sop::cli
