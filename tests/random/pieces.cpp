#include "pieces.h"

#include <algorithm>

#include "dice.h"
#include "runtime/daily/part.h"
#include "runtime/eval/edge_parts.h"

namespace sop::random_tests {
namespace {

struct Piece {
  std::vector<std::uint32_t> customers;  // of the whole, ascending
  std::vector<std::size_t> rows;         // of the frame
  Dataset dataset;
  Frame frame;
};

// Where each customer goes: into one of some pieces, of which some may stay empty.
std::vector<std::size_t> dealt(const Program& program, const Dataset& dataset, std::size_t& pieces) {
  Dice dice(program.insts.size() * 31 + dataset.customers * 7 + dataset.pool->size());
  pieces = static_cast<std::size_t>(dice.between(1, 5));
  std::vector<std::size_t> piece_of;
  const bool lopsided = dice.one_in(3);
  for (std::size_t c = 0; c < dataset.customers; ++c)
    piece_of.push_back(lopsided && !dice.one_in(8) ? 0 : dice.below(pieces));
  return piece_of;
}

template <class Row>
std::vector<Row> rows_of(const std::vector<Row>& all, const std::vector<std::uint32_t>& customers) {
  std::vector<Row> out;
  for (Row row : all) {
    const auto at = std::ranges::lower_bound(customers, row.customer);
    if (at == customers.end() || *at != row.customer) continue;
    row.customer = static_cast<std::uint32_t>(at - customers.begin());
    out.push_back(row);
  }
  return out;
}

HistoryData history_of(const HistoryData& all, const std::vector<std::uint32_t>& customers) {
  HistoryData out;
  if (all.begin.empty()) return out;
  for (const std::uint32_t customer : customers) {
    out.begin.push_back(static_cast<std::uint32_t>(out.at.size()));
    for (std::uint32_t i = all.begin[customer]; i < all.begin[customer + 1]; ++i) {
      out.at.push_back(all.at[i]);
      out.value.push_back(all.value[i]);
    }
  }
  out.begin.push_back(static_cast<std::uint32_t>(out.at.size()));
  return out;
}

// Tables that belong to nobody stand in every piece.
Dataset dataset_of(const Program& program, const Dataset& whole, const std::vector<std::uint32_t>& customers) {
  Dataset all = whole;
  Dataset out = part_of(program, all, customers);
  out.tags = rows_of(whole.tags, customers);
  out.tag_locks = rows_of(whole.tag_locks, customers);
  for (const HistoryData& history : whole.histories) out.histories.push_back(history_of(history, customers));
  return out;
}

ColumnData kept_of(const ColumnData& all, const std::vector<std::size_t>& rows) {
  if (all.rows == 0) return all;
  ColumnData out = make_column(all.type.with_nullable(true), rows.size());
  out.type = all.type;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!all.is_known(rows[i])) continue;
    set_bit(out.known, i);
    if (!all.whole.empty()) out.whole[i] = all.whole[rows[i]];
    if (!all.real.empty()) out.real[i] = all.real[rows[i]];
    if (!all.codes.empty()) out.codes[i] = all.codes[rows[i]];
    if (!all.bits.empty() && bit_at(all.bits, rows[i])) set_bit(out.bits, i);
  }
  return out;
}

// Events of a piece stand in the order of the whole: the n-th of a customer is her n-th there too.
Frame frame_of(const Dataset& whole, const Frame& all, const Piece& piece) {
  Frame out{.batch_as_of = all.batch_as_of, .stream = all.stream};
  out.edges = all.edges;
  for (const std::size_t row : piece.rows) {
    const std::uint32_t before = all.customer[row];
    const auto customer =
        static_cast<std::uint32_t>(std::ranges::lower_bound(piece.customers, before) - piece.customers.begin());
    out.customer.push_back(customer);
    if (!all.as_of.empty()) out.as_of.push_back(all.as_of[row]);
    if (all.event.empty()) continue;
    const std::uint32_t nth = all.event[row] - whole.inputs[all.stream.index()].begin[before];
    out.event.push_back(piece.dataset.inputs[all.stream.index()].begin[customer] + nth);
  }
  for (const ColumnData& kept : all.kept) out.kept.push_back(kept_of(kept, piece.rows));
  return out;
}

std::vector<Piece> pieces_of(const Program& program, const Dataset& whole, const Frame& frame) {
  std::size_t count = 0;
  const std::vector<std::size_t> piece_of = dealt(program, whole, count);
  std::vector<Piece> pieces(count);
  for (std::uint32_t c = 0; c < whole.customers; ++c) pieces[piece_of[c]].customers.push_back(c);
  for (std::size_t row = 0; row < frame.rows(); ++row) pieces[piece_of[frame.customer[row]]].rows.push_back(row);
  for (Piece& piece : pieces) {
    piece.dataset = dataset_of(program, whole, piece.customers);
    piece.frame = frame_of(whole, frame, piece);
  }
  return pieces;
}

void put_rows(const ColumnData& from, const std::vector<std::size_t>& rows, ColumnData& into) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!from.is_known(i)) continue;
    if (into.known.empty()) into.known.assign(words_for(into.rows), 0);
    set_bit(into.known, rows[i]);
    if (!from.whole.empty()) into.whole[rows[i]] = from.whole[i];
    if (!from.real.empty()) into.real[rows[i]] = from.real[i];
    if (!from.codes.empty()) into.codes[rows[i]] = from.codes[i];
    if (!from.bits.empty() && bit_at(from.bits, i)) set_bit(into.bits, rows[i]);
  }
}

void put_issues(const Piece& piece, const Evaluation& found, Evaluation& out) {
  for (const auto& [probe, count] : found.issues) {
    IssueCount& total = out.issues[probe];
    total.evaluations += count.evaluations;
    if (count.first_customer < piece.customers.size())
      total.first_customer = std::min(total.first_customer, piece.customers[count.first_customer]);
  }
}

KnownOfAll known_of(const Program& program, std::vector<Piece>& pieces, Micros as_of, const RunContext& context,
                    bool forgetful) {
  KnownOfAll all = nothing_known(program, as_of);
  RunContext informed = context;
  informed.among_all = &all;
  for (const std::vector<std::size_t>& asked : levels_of_all(program)) {
    std::vector<PartsOfAll> parts;
    for (const Piece& piece : pieces) parts.push_back(parts_of_all(program, piece.dataset, asked, evaluate, informed));
    if (forgetful && parts.size() > 1) parts.pop_back();
    learn(program, merged(program, std::move(parts)), all);
  }
  return all;
}

Evaluation in_pieces(const Program& program, const Dataset& dataset, const Frame& frame, std::span<const InstId> roots,
                     const RunContext& context, bool forgetful) {
  // Aggregates over the population are known at one instant.
  if (!frame.as_of.empty() && !customer_aggregates(program).empty())
    return evaluate(program, dataset, frame, roots, context);
  std::vector<Piece> pieces = pieces_of(program, dataset, frame);
  const KnownOfAll all = known_of(program, pieces, frame.batch_as_of, context, forgetful);
  RunContext informed = context;
  informed.among_all = &all;
  Evaluation out;
  for (const InstId root : roots) {
    out.values.push_back(make_column(program.at(root).type.with_nullable(true), frame.rows()));
    out.values.back().type = program.at(root).type;
  }
  for (const Piece& piece : pieces) {
    const Evaluation found = evaluate(program, piece.dataset, piece.frame, roots, informed);
    for (std::size_t r = 0; r < roots.size(); ++r) put_rows(found.values[r], piece.rows, out.values[r]);
    put_issues(piece, found, out);
  }
  return out;
}

Evaluation evaluate_in_pieces(const Program& program, const Dataset& dataset, const Frame& frame,
                              std::span<const InstId> roots, const RunContext& context) {
  return in_pieces(program, dataset, frame, roots, context, false);
}

Evaluation evaluate_forgetfully(const Program& program, const Dataset& dataset, const Frame& frame,
                                std::span<const InstId> roots, const RunContext& context) {
  return in_pieces(program, dataset, frame, roots, context, true);
}

}  // namespace

Engine pieces_engine() { return {evaluate_in_pieces, evaluate_rows}; }

Engine forgetful_pieces_engine() { return {evaluate_forgetfully, evaluate_rows}; }

}  // namespace sop::random_tests
