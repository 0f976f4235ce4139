#include "cli/baseline.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/option_file.h"
#include "compiler/diagnostics/fingerprint.h"

namespace sop::cli {
namespace {

using Json = nlohmann::ordered_json;

std::map<Fingerprint, std::size_t> known_of(const Json& file) {
  std::map<Fingerprint, std::size_t> out;
  for (const Json& entry : file.at("findings"))
    out[{entry.at("code"), entry.at("file"), entry.at("line")}] += entry.at("count").get<std::size_t>();
  return out;
}

// The file as seen from the baseline, however its path was typed.
std::string beside(const std::string& baseline, const std::string& file) {
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::weakly_canonical(baseline, failed).parent_path();
  const std::filesystem::path at = std::filesystem::weakly_canonical(file, failed);
  if (failed || file.empty()) return file;
  const std::filesystem::path seen = at.lexically_relative(folder);
  return seen.empty() ? file : seen.generic_string();
}

Fingerprint fingerprint_beside(const std::string& baseline, const Diagnostic& found, const Sources& sources) {
  Fingerprint out = fingerprint_of(found, sources);
  out.file = beside(baseline, out.file);
  return out;
}

BaselineFault unreadable(const std::string& path, const std::string& en, const std::string& zh) {
  return {path + ": " + en, path + ": " + zh};
}

}  // namespace

bool may_be_known(const Diagnostic& found) {
  return row_of(found.code).severity != Severity::error || is_of_analysis(found.code);
}

std::expected<BaselineUse, BaselineFault> leave_out_known(const std::string& path, const Sources& sources,
                                                          Diagnostics& diagnostics, bool all_asked) {
  const auto text = read_option_file(path);
  if (!text) return std::unexpected(unreadable(path, text.error().en, text.error().zh));
  const Json file = Json::parse(*text, nullptr, false);
  if (!file.is_object() || !file.contains("version") || file["version"] != 1 || !file.contains("findings"))
    return std::unexpected(unreadable(path, "is no baseline of this version", "不是此版本的基线文件"));
  std::map<Fingerprint, std::size_t> known;
  try {
    known = known_of(file);
  } catch (const Json::exception&) {
    return std::unexpected(unreadable(path, "is no baseline of this version", "不是此版本的基线文件"));
  }
  BaselineUse use;
  std::erase_if(diagnostics.all(), [&](const Diagnostic& found) {
    if (!may_be_known(found)) return false;
    const auto entry = known.find(fingerprint_beside(path, found, sources));
    if (entry == known.end() || entry->second == 0) return false;
    entry->second -= 1;
    use.known += 1;
    return true;
  });
  for (const auto& [fingerprint, left] : known)
    if (all_asked || fingerprint.code != row_of(Code::S3027).id) use.gone += left;
  return use;
}

BaselineText baseline_of(const std::string& path, const Sources& sources, const Diagnostics& diagnostics) {
  std::map<Fingerprint, std::size_t> counts;
  for (const Diagnostic& found : diagnostics.all())
    if (may_be_known(found)) counts[fingerprint_beside(path, found, sources)] += 1;
  BaselineText out;
  Json file{{"version", 1}, {"findings", Json::array()}};
  for (const auto& [known, count] : counts) {
    file["findings"].push_back({{"code", known.code}, {"file", known.file}, {"line", known.line}, {"count", count}});
    out.count += count;
  }
  out.text = file.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  return out;
}

std::string text_of(const BaselineUse& use, bool zh) {
  std::string out = fmt::format(fmt::runtime(zh ? "基线:略去已知问题 {} 条" : "baseline: {} left out"), use.known);
  if (use.gone > 0)
    out += zh ? fmt::format(";另有 {} 条已不存在,请重写基线", use.gone)
              : fmt::format("; {} of its findings {} gone, write it again", use.gone, use.gone == 1 ? "is" : "are");
  return out;
}

}  // namespace sop::cli
