#include "runtime/plan/moves.h"

#include <algorithm>
#include <map>

namespace sop {
namespace {

// The value of one customer, as far as it can be compared across two programs.
struct Value {
  bool known = false;
  std::int64_t whole = 0;
  double real = 0;
  std::string_view text;
};

bool is_number(Type type) {
  return type.is(TypeKind::integer) || type.is(TypeKind::number) || type.is(TypeKind::money);
}

class Side {
 public:
  Side(const Decided& decided, std::size_t fact)
      : program_(*decided.program),
        dataset_(*decided.dataset),
        values_(decided.result->facts[fact]),
        type_(decided.program->facts[fact].type) {}

  Value at(std::size_t row) const {
    Value out;
    if (values_.rows == 0 || !values_.is_known(row)) return out;
    out.known = true;
    if (type_.is(TypeKind::number)) {
      out.real = values_.real[row];
    } else if (type_.is(TypeKind::text) || type_.is(TypeKind::id)) {
      out.text = dataset_.pool->text(values_.codes[row]);
    } else if (type_.is(TypeKind::enumeration)) {
      out.text = program_.enumerations[type_.enumeration.index()].members[static_cast<std::size_t>(values_.whole[row])];
    } else {
      out.whole = values_.whole[row];
      out.real = static_cast<double>(out.whole) / (type_.is(TypeKind::money) ? money_scale : 1);
    }
    return out;
  }

 private:
  const Program& program_;
  const Dataset& dataset_;
  const ColumnData& values_;
  Type type_;
};

// The rows of the two frames that are one customer.
std::vector<std::pair<std::size_t, std::size_t>> rows_of_both(const Decided& last, const Decided& now) {
  std::map<std::string_view, std::size_t> there;
  const auto id = [](const Decided& side, std::size_t row) {
    return side.dataset->pool->text(side.dataset->customer_ids[side.result->frame.customer[row]]);
  };
  for (std::size_t row = 0; row < last.result->frame.rows(); ++row) there.try_emplace(id(last, row), row);
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (std::size_t row = 0; row < now.result->frame.rows(); ++row)
    if (const auto found = there.find(id(now, row)); found != there.end()) out.emplace_back(found->second, row);
  return out;
}

void members(const std::vector<std::pair<Value, Value>>& values, FactMoves& out) {
  std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> moves;
  for (const auto& [was, is] : values) ++moves[{was.text, is.text}];
  for (const auto& [way, people] : moves)
    out.moves.push_back({std::string(way.first), std::string(way.second), people});
  std::ranges::stable_sort(out.moves, std::greater<>(), &MemberMove::people);
}

void numbers(const std::vector<std::pair<Value, Value>>& values, bool ordered, FactMoves& out) {
  double before = 0, now = 0;
  std::uint64_t known_before = 0, known_now = 0;
  for (const auto& [was, is] : values) {
    if (was.known) before += was.real, ++known_before;
    if (is.known) now += is.real, ++known_now;
    if (was.known != is.known) {
      ++(is.known ? out.gained : out.lost);
    } else if (was.whole != is.whole || was.real != is.real || was.text != is.text) {
      ++out.others;
      if (ordered) ++(is.real > was.real ? out.higher : out.lower);
    }
  }
  if (!ordered) return;
  if (known_before > 0) out.mean_before = before / static_cast<double>(known_before);
  if (known_now > 0) out.mean_now = now / static_cast<double>(known_now);
}

}  // namespace

std::vector<FactMoves> moves_between(const Decided& last, const Decided& now,
                                     const std::map<std::string, std::string>& renames) {
  std::map<std::string, std::size_t> before;
  for (std::size_t f = 0; f < last.program->facts.size(); ++f) {
    const std::string& name = last.program->facts[f].name;
    const auto renamed = renames.find(name);
    before.try_emplace(renamed == renames.end() ? name : renamed->second, f);
  }
  const auto rows = rows_of_both(last, now);
  std::vector<FactMoves> out;
  for (std::size_t f = 0; f < now.program->facts.size(); ++f) {
    const Fact& fact = now.program->facts[f];
    const auto found = before.find(fact.name);
    if (found == before.end() || fact.stored || fact.type.is(TypeKind::boolean)) continue;
    const Fact& old = last.program->facts[found->second];
    if (old.type.kind != fact.type.kind || old.stored) continue;
    const Side was(last, found->second), is(now, f);
    std::vector<std::pair<Value, Value>> values;
    for (const auto& [there, here] : rows) values.emplace_back(was.at(there), is.at(here));
    FactMoves& moves = out.emplace_back();
    moves.kind = fact.kind;
    moves.name = fact.name;
    if (fact.type.is(TypeKind::enumeration))
      members(values, moves);
    else
      numbers(values, is_number(fact.type), moves);
  }
  return out;
}

}  // namespace sop
