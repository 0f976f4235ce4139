// One instruction of the IR as an expression of SQL. Where it stands decides what its columns are called: in a row of
// an input before its rows are made (`given`, alias t), in those rows (`rows`, alias r), at the customer (`frame`,
// alias s). Leaves that need a CTE of their own - facts, aggregates, lookups, standings - are asked of the query.
#pragma once

#include <optional>
#include <string>

#include "compiler/ir/program.h"
#include "compiler/sql/sources.h"

namespace sop::sql {

enum class Stage : std::uint8_t { given, rows, frame };

struct Place {
  Stage stage = Stage::frame;
  std::int32_t input = -1;  // of `given` and `rows`
  int level = 0;            // of the highest step whose columns were read
};

// How strongly an expression binds.
enum class Strength : std::uint8_t { either, both, negation, compare, sum, product, whole };

struct Piece {
  std::string text;
  Strength strength = Strength::whole;
  bool may_miss = true;  // may it be NULL?
};

// A column of the step below, and the step it is of.
struct Leaf {
  std::string column;
  int level = 0;
  bool may_miss = true;
};

struct Reason {
  std::string en, zh;
};

// Who makes CTEs for leaves.
class Leaves {
 public:
  virtual ~Leaves() = default;
  virtual std::optional<Leaf> leaf(InstId id) = 0;
  virtual Source& source(std::size_t input) = 0;
};

class Expressions {
 public:
  Expressions(const Program& program, const Dialect& dialect, Leaves& leaves)
      : program_(program), dialect_(dialect), leaves_(leaves) {}

  // A condition may be NULL for false; a value is what it says. Nothing: it cannot be said, `why()` says why.
  std::optional<Piece> condition(InstId id, Place& place);
  std::optional<Piece> value(InstId id, Place& place);
  const Reason& why() const { return why_; }
  void cannot(std::string en, std::string zh) { why_ = {std::move(en), std::move(zh)}; }

 private:
  std::nullopt_t no(const char* en, const char* zh) { return cannot(en, zh), std::nullopt; }
  std::optional<Piece> any(InstId id, Place& place);
  std::optional<Piece> constant(const Constant& constant) const;
  std::optional<Piece> column(InstId id, Place& place);
  std::optional<Piece> lookup(InstId id, Place& place);
  std::optional<Piece> from_leaf(InstId id, Place& place);
  std::optional<Piece> call(InstId id, Place& place);
  std::optional<Piece> formed(InstId id, std::string_view form, const std::vector<Piece>& args);
  std::optional<Piece> shifted(InstId id, const std::vector<Piece>& args);
  std::optional<Piece> period(InstId id, const std::vector<Piece>& args);
  std::optional<Piece> half_even(InstId id, const std::vector<Piece>& args);
  std::optional<Piece> junction(InstId id, Place& place, bool both);
  std::optional<Piece> choose(InstId id, Place& place);
  std::optional<Piece> in_set(InstId id, Place& place);
  std::string ordered(InstId id, const std::string& text) const;
  const Constant* constant_at(InstId id) const;

  const Program& program_;
  const Dialect& dialect_;
  Leaves& leaves_;
  Reason why_;
};

std::string bracketed(const Piece& piece, Strength at_least);

}  // namespace sop::sql
