#include "live_program.h"

#include <fstream>
#include <iterator>
#include <regex>

namespace {

// The rules of the zones that the text names, from the machine's database.
std::vector<sop_api::ZoneFile> zones_named_in(const std::string& text) {
  static const std::regex named("timezone\\s*\"([A-Za-z0-9_+/-]+)\"");
  std::vector<sop_api::ZoneFile> zones;
  for (auto i = std::sregex_iterator(text.begin(), text.end(), named); i != std::sregex_iterator(); ++i) {
    std::ifstream file("/usr/share/zoneinfo/" + (*i)[1].str(), std::ios::binary);
    if (file) zones.push_back({(*i)[1].str(), {std::istreambuf_iterator<char>(file), {}}, ""});
  }
  return zones;
}

}  // namespace

ProgramVersion::ProgramVersion(int number, sop_api::Program program, sop_api::Decider first)
    : number_(number), program_(std::move(program)), layout_(RowLayout::read(first.layout(), program_.schema())) {
  idle_.push_back(std::move(first));
}

sop_api::Decider ProgramVersion::borrow() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return sop_api::Decider(program_);
  sop_api::Decider one = std::move(idle_.back());
  idle_.pop_back();
  return one;
}

std::optional<std::vector<std::uint64_t>> ProgramVersion::decide(const CustomerRow& row, std::int64_t as_of_us) {
  std::vector<std::uint64_t> bits((layout_.answers.size() + 63) / 64);
  sop_api::Decider decider = borrow();
  const sop_status status = decider.decide(row.bytes, as_of_us, bits);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(decider));
  return status == SOP_OK ? std::optional(std::move(bits)) : std::nullopt;
}

std::shared_ptr<ProgramVersion> LiveProgram::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

Swapped LiveProgram::swap(const std::string& text) {
  const std::lock_guard turn(swapping_);
  const sop_api::SourceFile file{"rules.sop", text};
  const auto zones = zones_named_in(text);
  auto [program, outcome] = sop_api::Program::compile({&file, 1}, zones);
  if (!outcome) return {versions_, outcome.details};
  sop_api::Decider decider(program);
  if (!decider) return {versions_, nlohmann::json{{"message", decider.why_not()}}.dump()};
  auto next = std::make_shared<ProgramVersion>(versions_ + 1, std::move(program), std::move(decider));
  const std::lock_guard lock(mutex_);
  now_.swap(next);
  return {++versions_, ""};
}
