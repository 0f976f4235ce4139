#include "bindings/c/pieces/known_bytes.h"

#include <algorithm>
#include <bit>

#include "bindings/c/memory/packed_bytes.h"
#include "stdlib/stable_hash.h"

namespace sop::embed {
namespace {

constexpr std::string_view edges_opening = "SOPE", piece_opening = "SOPP";
constexpr char layout_version = 1;
constexpr std::size_t header_bytes = 13;

std::string header_of(std::string_view opening, std::string_view body) {
  std::string out(opening);
  out += layout_version;
  std::uint64_t sum = stable_hash({body});
  for (int i = 0; i < 8; ++i, sum >>= 8) out += static_cast<char>(sum & 0xFF);
  return out;
}

std::string sealed(std::string_view opening, std::string body) { return header_of(opening, body) + body; }

std::expected<std::string_view, std::string> unsealed(std::string_view opening, std::string_view bytes) {
  if (bytes.size() < header_bytes || !bytes.starts_with(opening)) return std::unexpected("it does not begin as one");
  if (bytes[4] != layout_version) return std::unexpected("it is of another version of the library");
  const std::string_view body = bytes.substr(header_bytes);
  if (header_of(opening, body) != bytes.substr(0, header_bytes)) return std::unexpected("its checksum is another");
  return body;
}

// Which program it is, as far as what is asked of all can tell.
std::uint64_t program_number(const Program& program) {
  std::uint64_t number = customer_aggregates(program).size();
  const auto add = [&](std::uint64_t definition) {
    number = (number ^ definition) * 0x9E3779B97F4A7C15ull;
    number ^= number >> 29;
  };
  for (const Population& form : program.populations) add(form.definition);
  for (const Fact& fact : program.facts) add(fact.definition);
  for (const Rule& rule : program.rules) add(rule.definition);
  for (const History& history : program.histories) add(history.definition);
  return number;
}

class Out {
 public:
  void number(std::uint64_t value) { bytes_.word(value); }
  void one(std::int64_t value) { bytes_.whole(value); }
  void one(std::uint64_t value) { bytes_.word(value); }
  // Round numbers have their zeros at the end.
  void one(double value) { bytes_.word(std::byteswap(std::bit_cast<std::uint64_t>(value))); }
  void one(const std::string& value) { bytes_.text(value); }
  template <class T>
  void list(const std::vector<T>& values) {
    bytes_.word(values.size());
    for (const T& value : values) one(value);
  }
  void edges(const PopulationEdges& edges) {
    list(edges.whole);
    list(edges.real);
    list(edges.text);
    list(edges.below);
    list(edges.ids);
    number(edges.counted);
    one(edges.total_whole);
    one(edges.total_real);
    number(edges.failed ? 1 : 0);
  }
  void value(const PlainValue& value) {
    one(value.whole);
    one(value.real);
    one(value.text);
    number((value.known ? 1 : 0) + (value.failed ? 2 : 0));
  }
  void part(const PartOfAll& part) {
    list(part.whole);
    list(part.real);
    list(part.text);
    list(part.times);
    list(part.ids);
    list(part.ids_without);
    number(part.count);
    number(part.count_without);
    number(static_cast<std::uint64_t>(part.total));
    number(static_cast<std::uint64_t>(part.total >> 64));
  }
  void kind(const RunKind& kind) { number((kind.with_memory ? 1 : 0) + (kind.with_tags ? 2 : 0)); }
  void rows(const std::optional<RowsOfAll>& rows) {
    number(rows ? 1 : 0);
    if (!rows) return;
    one(rows->first_event);
    one(rows->first_time);
    one(rows->newest_tag);
    number(rows->tags_given ? 1 : 0);
  }
  std::string take() { return bytes_.take(); }

 private:
  BytesOut bytes_;
};

class In {
 public:
  explicit In(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t number() { return bytes_.word(); }
  void one(std::int64_t& value) { value = bytes_.whole(); }
  void one(std::uint64_t& value) { value = bytes_.word(); }
  void one(double& value) { value = std::bit_cast<double>(std::byteswap(bytes_.word())); }
  void one(std::string& value) { value = bytes_.text(); }
  template <class T>
  void list(std::vector<T>& values) {
    values.resize(bytes_.count(1));
    for (T& value : values) one(value);
  }
  PopulationEdges edges() {
    PopulationEdges edges;
    list(edges.whole);
    list(edges.real);
    list(edges.text);
    list(edges.below);
    list(edges.ids);
    edges.counted = number();
    one(edges.total_whole);
    one(edges.total_real);
    edges.failed = number() != 0;
    return edges;
  }
  PlainValue value() {
    PlainValue value;
    one(value.whole);
    one(value.real);
    one(value.text);
    const std::uint64_t bits = number();
    value.known = (bits & 1) != 0;
    value.failed = (bits & 2) != 0;
    return value;
  }
  PartOfAll part() {
    PartOfAll part;
    list(part.whole);
    list(part.real);
    list(part.text);
    list(part.times);
    list(part.ids);
    list(part.ids_without);
    part.count = number();
    part.count_without = number();
    const std::uint64_t low = number();
    part.total = static_cast<Int128>(static_cast<Uint128>(number()) << 64 | low);
    return part;
  }
  RunKind kind() {
    const std::uint64_t bits = number();
    return {(bits & 1) != 0, (bits & 2) != 0};
  }
  std::optional<RowsOfAll> rows() {
    if (number() == 0) return std::nullopt;
    RowsOfAll rows;
    one(rows.first_event);
    one(rows.first_time);
    one(rows.newest_tag);
    rows.tags_given = number() == 1;
    return rows;
  }
  bool ended_well() const { return bytes_.good() && bytes_.at_end(); }
  bool good() const { return bytes_.good(); }

 private:
  BytesIn bytes_;
};

std::size_t values_in(Type type, const PartOfAll& part) {
  switch (physical_of(type.kind)) {
    case Physical::whole:
    case Physical::bit: return part.whole.size();
    case Physical::real: return part.real.size();
    case Physical::code: return part.text.size();
  }
  return 0;
}

// Are the lists as long as what is asked needs them?
bool fits(const Program& program, std::size_t question, const PartOfAll& part) {
  const auto [type, shape] = kind_of_question(program, question);
  const std::size_t values = values_in(type, part);
  if (values != part.whole.size() + part.real.size() + part.text.size()) return false;
  switch (shape) {
    case PartShape::count:
    case PartShape::total: return values == 0 && part.times.empty() && part.ids.empty();
    case PartShape::values: return part.times.size() == values && part.ids.empty();
    case PartShape::customers: return part.ids.size() == values && part.times.empty();
  }
  return false;
}

bool fits(const Population& form, const PopulationEdges& edges) {
  const std::size_t values = edges.whole.size() + edges.real.size() + edges.text.size();
  switch (form.op) {
    case PopulationOp::rank:
    case PopulationOp::percentile:
    case PopulationOp::ntile:
      return edges.below.size() == values + 1 && std::ranges::is_sorted(edges.below) &&
             edges.below.back() <= edges.counted && (form.ties != Ties::id || edges.ids.size() == edges.counted);
    case PopulationOp::quantile:
    case PopulationOp::top:
    case PopulationOp::top_share:
    case PopulationOp::top_reaching:
    case PopulationOp::share_of_total: return values <= 1 && edges.ids.size() <= values;
  }
  return false;
}

}  // namespace

std::string bytes_of(const Program& program, const EdgesOfAll& edges) {
  Out out;
  out.number(program_number(program));
  out.number(edges.passes_done);
  out.kind(edges.kind);
  out.one(edges.all.as_of);
  out.rows(edges.all.rows);
  // By definition, for the next run, whose program may be an edited one.
  out.number(edges.all.populations.size());
  for (std::size_t i = 0; i < edges.all.populations.size(); ++i) {
    out.number(program.populations[i].definition);
    out.edges(edges.all.populations[i]);
  }
  out.number(edges.all.aggregates.size());
  for (const PlainValue& value : edges.all.aggregates) out.value(value);
  for (const bool known : edges.all.known) out.number(known ? 1 : 0);
  out.number(edges.last.size());
  for (const auto& [definition, last] : edges.last) {
    out.number(definition);
    out.edges(last);
  }
  return sealed(edges_opening, out.take());
}

std::string bytes_of(const Program& program, const PieceOfPass& piece) {
  Out out;
  out.number(program_number(program));
  out.number(piece.pass);
  out.kind(piece.kind);
  out.one(piece.parts.as_of);
  out.rows(piece.parts.rows);
  for (const PartOfAll& part : piece.parts.parts) out.part(part);
  return sealed(piece_opening, out.take());
}

std::expected<EdgesOfAll, std::string> edges_from(const Program& program, std::string_view bytes) {
  EdgesOfAll edges;
  edges.all = nothing_known(program, 0);
  if (bytes.empty()) return edges;
  const auto body = unsealed(edges_opening, bytes);
  if (!body) return std::unexpected(body.error());
  In in(*body);
  const bool same_program = in.number() == program_number(program);
  edges.passes_done = in.number();
  edges.kind = in.kind();
  in.one(edges.all.as_of);
  edges.all.rows = in.rows();
  std::map<std::uint64_t, PopulationEdges> found;
  std::vector<PopulationEdges> in_order;
  std::vector<std::uint64_t> definitions;
  for (std::uint64_t n = in.number(); n > 0 && in.good(); --n) {
    definitions.push_back(in.number());
    in_order.push_back(in.edges());
  }
  std::vector<PlainValue> aggregates;
  for (std::uint64_t n = in.number(); n > 0 && in.good(); --n) aggregates.push_back(in.value());
  std::vector<bool> known;
  for (std::size_t n = definitions.size() + aggregates.size(); n > 0 && in.good(); --n)
    known.push_back(in.number() == 1);
  for (std::uint64_t n = in.number(); n > 0 && in.good(); --n) {
    const std::uint64_t definition = in.number();
    edges.last.insert_or_assign(definition, in.edges());
  }
  if (!in.ended_well()) return std::unexpected("it is longer or shorter than it says");
  if (same_program && (in_order.size() != program.populations.size() || known.size() != edges.all.known.size()))
    return std::unexpected("it asks for other things");
  for (const Population& form : program.populations) {
    const auto last = edges.last.find(form.definition);
    if (last != edges.last.end() && !fits(form, last->second)) return std::unexpected("a part of it cannot be read");
    for (std::size_t i = 0; i < definitions.size(); ++i)
      if (definitions[i] == form.definition && known[i] && !fits(form, in_order[i]))
        return std::unexpected("a part of it cannot be read");
  }
  if (same_program) {
    edges.all.populations = std::move(in_order);
    edges.all.aggregates = std::move(aggregates);
    edges.all.known = std::move(known);
    return edges;
  }
  // Of the program before it was edited: what is asked as before is known of the run before.
  if (std::ranges::find(known, false) != known.end()) return std::unexpected("it is of another program");
  edges.passes_done = 0;
  edges.last.clear();
  for (std::size_t i = 0; i < definitions.size(); ++i)
    edges.last.insert_or_assign(definitions[i], std::move(in_order[i]));
  return edges;
}

std::expected<PieceOfPass, std::string> piece_from(const Program& program, std::string_view bytes) {
  const auto body = unsealed(piece_opening, bytes);
  if (!body) return std::unexpected(body.error());
  In in(*body);
  if (in.number() != program_number(program)) return std::unexpected("it is of another program");
  PieceOfPass piece;
  piece.pass = in.number();
  piece.kind = in.kind();
  const PassesOverAll passes = passes_over_all(program, piece.kind);
  if (piece.pass >= passes.passes.size()) return std::unexpected("it is of no pass of this program");
  in.one(piece.parts.as_of);
  piece.parts.rows = in.rows();
  if (piece.parts.rows.has_value() != passes.passes[piece.pass].rows)
    return std::unexpected("a part of it cannot be read");
  piece.parts.asked = passes.passes[piece.pass].asked;
  for (const std::size_t question : piece.parts.asked) {
    piece.parts.parts.push_back(in.part());
    if (!fits(program, question, piece.parts.parts.back())) return std::unexpected("a part of it cannot be read");
  }
  if (!in.ended_well()) return std::unexpected("it is longer or shorter than it says");
  return piece;
}

}  // namespace sop::embed
