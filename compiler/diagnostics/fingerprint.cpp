#include "compiler/diagnostics/fingerprint.h"

#include <fmt/format.h>

#include <cstdint>

#include "compiler/diagnostics/width.h"

namespace sop {
namespace {

constexpr std::size_t longest_line = 200;  // bytes; more would only make files large

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

Fingerprint fingerprint_of(const Diagnostic& diagnostic, const Sources& sources) {
  Fingerprint out{std::string(row_of(diagnostic.code).id), {}, {}};
  if (!diagnostic.span.exists()) return out;
  const SourceBuffer& source = sources[static_cast<std::size_t>(diagnostic.span.file)];
  out.file = source.name();
  out.line = visible(trimmed(source.line(source.line_of(diagnostic.span.begin))).substr(0, longest_line));
  return out;
}

std::string digest_of(const Fingerprint& fingerprint) {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
  for (const std::string* part : {&fingerprint.code, &fingerprint.file, &fingerprint.line}) {
    for (const char c : *part) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash = (hash ^ 0xFFU) * 1099511628211ULL;
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace sop
