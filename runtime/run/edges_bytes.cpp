#include "runtime/run/edges_bytes.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace sop {
namespace {

// Little-endian 64-bit words; lists and texts with their length before them.
class ByteWriter {
 public:
  void word(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) out_ += static_cast<char>(value >> shift & 0xFF);
  }
  void text(std::string_view text) {
    word(text.size());
    out_ += text;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

// Reads as much as is there: beyond the end everything is zero and empty.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t word() {
    std::uint64_t value = 0;
    if (bytes_.size() < 8) return bytes_ = {}, 0;
    for (std::size_t i = 0; i < 8; ++i) value |= std::uint64_t{static_cast<unsigned char>(bytes_[i])} << (8 * i);
    bytes_.remove_prefix(8);
    return value;
  }
  std::string text() {
    const std::size_t size = count(1);
    std::string out(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return out;
  }
  // A length, never more than what is left could hold.
  std::size_t count(std::size_t bytes_each) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(word(), bytes_.size() / bytes_each));
  }

 private:
  std::string_view bytes_;
};

}  // namespace

std::string bytes_of(const PopulationEdges& edges) {
  ByteWriter out;
  out.word(edges.whole.size());
  for (const std::int64_t value : edges.whole) out.word(static_cast<std::uint64_t>(value));
  out.word(edges.real.size());
  for (const double value : edges.real) out.word(std::bit_cast<std::uint64_t>(value));
  out.word(edges.text.size());
  for (const std::string& value : edges.text) out.text(value);
  out.word(edges.below.size());
  for (const std::uint64_t value : edges.below) out.word(value);
  out.word(edges.ids.size());
  for (const std::string& value : edges.ids) out.text(value);
  out.word(edges.counted);
  out.word(static_cast<std::uint64_t>(edges.total_whole));
  out.word(std::bit_cast<std::uint64_t>(edges.total_real));
  out.word(edges.failed ? 1 : 0);
  return out.take();
}

PopulationEdges edges_from_bytes(std::string_view bytes) {
  ByteReader in(bytes);
  PopulationEdges edges;
  for (std::size_t n = in.count(8); n > 0; --n) edges.whole.push_back(static_cast<std::int64_t>(in.word()));
  for (std::size_t n = in.count(8); n > 0; --n) edges.real.push_back(std::bit_cast<double>(in.word()));
  for (std::size_t n = in.count(8); n > 0; --n) edges.text.push_back(in.text());
  for (std::size_t n = in.count(8); n > 0; --n) edges.below.push_back(in.word());
  for (std::size_t n = in.count(8); n > 0; --n) edges.ids.push_back(in.text());
  edges.counted = in.word();
  edges.total_whole = static_cast<std::int64_t>(in.word());
  edges.total_real = std::bit_cast<double>(in.word());
  edges.failed = in.word() != 0;
  return edges;
}

std::string population_name(const Population& form) { return fmt::format("{:016x}", form.definition); }

}  // namespace sop
