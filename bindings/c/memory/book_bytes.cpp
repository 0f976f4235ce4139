// "SOPM", the version of this layout, a checksum of the rest, then the book. A later version that can be read by an
// earlier library keeps the number; one that cannot has another.
#include "bindings/c/memory/book.h"
#include "bindings/c/memory/packed_bytes.h"
#include "stdlib/stable_hash.h"

namespace sop::embed {
namespace {

constexpr std::string_view opening = "SOPM";
constexpr char layout_version = 1;
constexpr std::size_t header_bytes = 13;

std::string header_of(std::string_view body) {
  std::string out(opening);
  out += layout_version;
  std::uint64_t sum = stable_hash({body});
  for (int i = 0; i < 8; ++i, sum >>= 8) out += static_cast<char>(sum & 0xFF);
  return out;
}

void write_shelf(const MemoryShelf& shelf, BytesOut& out) {
  out.word(static_cast<std::uint64_t>(shelf.kind));
  out.text(shelf.name);
  out.word(shelf.definition);
  out.whole(shelf.since);
  std::string bits;
  for (const std::uint64_t word : shelf.bits)
    for (int shift = 0; shift < 64; shift += 8) bits += static_cast<char>(word >> shift & 0xFF);
  out.text(bits);
  out.word(shelf.items.size());
  for (const MemoryItem& item : shelf.items) {
    out.word(item.customer + 1u);  // nobody is 0
    out.text(item.bytes);
  }
}

bool read_shelf(BytesIn& in, std::size_t customers, MemoryShelf& shelf) {
  const std::uint64_t kind = in.word();
  if (kind >= shelf_kinds) return false;
  shelf.kind = static_cast<ShelfKind>(kind);
  shelf.name = in.text();
  shelf.definition = in.word();
  shelf.since = in.whole();
  const std::string_view bits = in.text();
  if (bits.size() % 8 != 0 || bits.size() / 8 > words_for(customers)) return false;
  shelf.bits.resize(bits.size() / 8);
  for (std::size_t i = 0; i < bits.size(); ++i)
    shelf.bits[i / 8] |= std::uint64_t{static_cast<unsigned char>(bits[i])} << (8 * (i % 8));
  const std::size_t items = in.count(2);
  shelf.items.resize(items);
  for (MemoryItem& item : shelf.items) {
    const std::uint64_t customer = in.word();
    if (customer > customers) return false;
    item.customer = customer == 0 ? nobody : static_cast<std::uint32_t>(customer - 1);
    item.bytes = in.text();
  }
  return in.good();
}

}  // namespace

std::string write_book(const MemoryBook& book) {
  BytesOut out;
  out.word(book.exists ? 1 : 0);
  out.whole(book.as_of);
  out.word(book.customers.size());
  for (const std::string& customer : book.customers) out.text(customer);
  out.word(book.shelves.size());
  for (const MemoryShelf& shelf : book.shelves) write_shelf(shelf, out);
  const std::string body = out.take();
  return header_of(body) + body;
}

std::expected<MemoryBook, std::string> read_book(std::string_view bytes) {
  MemoryBook book;
  if (bytes.empty()) return book;
  if (bytes.size() < header_bytes || !bytes.starts_with(opening)) return std::unexpected("it does not begin as one");
  if (bytes[4] != layout_version) return std::unexpected("it is of another version of the library");
  const std::string_view body = bytes.substr(header_bytes);
  if (header_of(body) != bytes.substr(0, header_bytes)) return std::unexpected("its checksum is another");
  BytesIn in(body);
  book.exists = in.word() == 1;
  book.as_of = in.whole();
  book.customers.resize(in.count(1));
  for (std::string& customer : book.customers) customer = in.text();
  book.shelves.resize(in.count(5));
  for (MemoryShelf& shelf : book.shelves)
    if (!read_shelf(in, book.customers.size(), shelf)) return std::unexpected("a part of it cannot be read");
  if (!in.good() || !in.at_end()) return std::unexpected("it is longer or shorter than it says");
  return book;
}

}  // namespace sop::embed
