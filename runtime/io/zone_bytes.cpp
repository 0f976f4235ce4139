// A zone file has its data twice: with 32-bit instants for old readers, then with 64-bit ones, then the rule that holds
// after the last change. Only the second part is read, of a file of version 2 or later; a fixed zone has no changes.
#include "runtime/io/zone_bytes.h"

#include <algorithm>

#include "runtime/io/zone_rule.h"
#include "stdlib/time/civil.h"

namespace sop {
namespace {

constexpr std::size_t header_bytes = 44;
constexpr Micros first_instant = -25'567 * micros_per_day;  // 1900-01-01
constexpr Micros last_instant = 47'482 * micros_per_day;    // 2100-01-01
constexpr int last_year = 2099;

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// How much of each kind of data a block has, in the order of its header.
struct Block {
  std::size_t universal = 0, standard = 0, leaps = 0, changes = 0, types = 0, letters = 0;

  std::size_t bytes(std::size_t instant_bytes) const {
    return changes * (instant_bytes + 1) + types * 6 + letters + leaps * (instant_bytes + 4) + standard + universal;
  }
};

std::optional<Block> block_at(std::string_view bytes, std::size_t at) {
  if (bytes.size() < at + header_bytes || bytes.substr(at, 4) != "TZif") return std::nullopt;
  const auto count = [&](std::size_t index) {
    return static_cast<std::size_t>(big_endian(bytes, at + 20 + 4 * index, 4));
  };
  const Block block{count(0), count(1), count(2), count(3), count(4), count(5)};
  for (const std::size_t n : {block.universal, block.standard, block.leaps, block.changes, block.types, block.letters})
    if (n > bytes.size()) return std::nullopt;
  return block;
}

// A new abbreviation alone is no change.
void add(ZoneRules& rules, Micros at, Micros offset_us) {
  if (!rules.offset_us.empty() && rules.offset_us.back() == offset_us) return;
  rules.since.push_back(at);
  rules.offset_us.push_back(offset_us);
}

class ZoneReader {
 public:
  ZoneReader(std::string_view bytes, std::size_t data, Block block) : bytes_(bytes), data_(data), block_(block) {}

  // False: it points outside of itself.
  bool read(ZoneRules& rules) const {
    if (block_.types == 0) return false;
    Micros before = offset_of(0);
    std::size_t change = 0;
    for (; change < block_.changes && at(change) <= first_instant; ++change) {
      if (!has_type(change)) return false;
      before = offset_of(type_of(change));
    }
    add(rules, first_instant, before);
    for (; change < block_.changes && at(change) < last_instant; ++change) {
      if (!has_type(change) || (change > 0 && at(change) <= at(change - 1))) return false;
      add(rules, at(change), offset_of(type_of(change)));
    }
    return true;
  }

 private:
  Micros at(std::size_t change) const {
    const auto seconds = static_cast<std::int64_t>(big_endian(bytes_, data_ + 8 * change, 8));
    constexpr std::int64_t far = INT64_MAX / micros_per_second;
    return std::clamp(seconds, -far, far) * micros_per_second;
  }
  std::size_t type_of(std::size_t change) const {
    return static_cast<std::size_t>(big_endian(bytes_, data_ + 8 * block_.changes + change, 1));
  }
  bool has_type(std::size_t change) const { return type_of(change) < block_.types; }
  Micros offset_of(std::size_t type) const {
    const auto seconds = static_cast<std::int32_t>(big_endian(bytes_, data_ + 9 * block_.changes + 6 * type, 4));
    return std::int64_t{seconds} * micros_per_second;
  }

  std::string_view bytes_;
  std::size_t data_;
  Block block_;
};

int year_of(Micros instant) { return static_cast<int>(civil_of(floor_div(instant, micros_per_day)).year); }

// "\nCST-8\n": between the two last line ends.
std::optional<std::string_view> last_line(std::string_view rest) {
  if (rest.size() < 2 || rest.front() != '\n' || rest.back() != '\n') return std::nullopt;
  return rest.substr(1, rest.size() - 2);
}

}  // namespace

std::optional<ZoneRules> zone_from_bytes(std::string_view bytes, std::string_view name, std::string_view version) {
  const auto old = block_at(bytes, 0);
  if (!old || bytes[4] < '2') return std::nullopt;
  const std::size_t second = header_bytes + old->bytes(4);
  const auto block = block_at(bytes, second);
  if (!block) return std::nullopt;
  const std::size_t data = second + header_bytes, end = data + block->bytes(8);
  if (end > bytes.size()) return std::nullopt;
  const auto rule = last_line(bytes.substr(end));
  ZoneRules rules{.name = std::string(name), .version = std::string(version)};
  if (!rule || !ZoneReader(bytes, data, *block).read(rules)) return std::nullopt;
  const Micros last = rules.since.back();
  const auto changes = changes_by_rule(*rule, year_of(last), last_year);
  for (const OffsetChange& change : changes.value_or(std::vector<OffsetChange>()))
    if (change.at > last) add(rules, change.at, change.offset_us);
  return rules;
}

}  // namespace sop
