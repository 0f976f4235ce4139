#include "compiler/solver/second_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "compiler/confirm/tried.h"
#include "compiler/solver/z3/question.h"

namespace sop {
namespace solver {
namespace {

enum class Found : std::uint8_t { no, yes, unknown };

// One question's solver. Everything it does is counted by the library itself, which stops at the limit.
class Solving {
 public:
  Solving(Terms& terms, std::int64_t limit) : terms_(terms), z3_(terms.z3()), context_(terms.context()) {
    solver_ = z3_.mk_simple_solver(context_);
    z3_.solver_inc_ref(context_, solver_);
    Z3_params params = z3_.mk_params(context_);
    z3_.params_inc_ref(context_, params);
    const auto limited = static_cast<unsigned>(std::clamp<std::int64_t>(limit, 1, 1'000'000'000));
    z3_.params_set_uint(context_, params, z3_.mk_string_symbol(context_, "rlimit"), limited);
    z3_.params_set_bool(context_, params, z3_.mk_string_symbol(context_, "ctrl_c"), false);
    // Its older simplex: the newer one does not count what its integer cuts cost, and may not come back from twenty
    // columns.
    z3_.params_set_uint(context_, params, z3_.mk_string_symbol(context_, "arith.solver"), 2);
    z3_.solver_set_params(context_, solver_, params);
    z3_.params_dec_ref(context_, params);
  }
  ~Solving() {
    if (model_ != nullptr) z3_.model_dec_ref(context_, model_);
    z3_.solver_dec_ref(context_, solver_);
  }
  Solving(const Solving&) = delete;
  Solving& operator=(const Solving&) = delete;

  void hold(Term term) { z3_.solver_assert(context_, solver_, term); }
  void hold(const std::vector<Term>& terms) {
    for (Term term : terms) hold(term);
  }
  // Where `assumed` is true, these hold.
  Term assumed(const std::vector<Term>& terms) {
    const Term out = terms_.some_truth();
    for (Term term : terms) hold(terms_.implies(out, term));
    return out;
  }

  Found check(const std::vector<Term>& assumptions) {
    const Z3_lbool answer = z3_.solver_check_assumptions(context_, solver_, static_cast<unsigned>(assumptions.size()),
                                                         assumptions.empty() ? nullptr : assumptions.data());
    if (z3_.get_error_code(context_) != Z3_OK) return Found::unknown;
    return answer == Z3_L_TRUE ? Found::yes : answer == Z3_L_FALSE ? Found::no : Found::unknown;
  }

  void take_model() {
    model_ = z3_.solver_get_model(context_, solver_);
    if (model_ != nullptr) z3_.model_inc_ref(context_, model_);
  }
  std::optional<std::string> number(Term term) {
    Z3_ast value = nullptr;
    if (model_ == nullptr || !z3_.model_eval(context_, model_, term, true, &value)) return std::nullopt;
    const char* text = z3_.get_numeral_string(context_, value);
    if (z3_.get_error_code(context_) != Z3_OK || text == nullptr) return std::nullopt;
    return text;
  }
  bool truth(Term term) {
    Z3_ast value = nullptr;
    return model_ != nullptr && z3_.model_eval(context_, model_, term, true, &value) &&
           z3_.get_bool_value(context_, value) == Z3_L_TRUE;
  }

  // All that was done in this context so far.
  std::int64_t counted() {
    Z3_stats stats = z3_.solver_get_statistics(context_, solver_);
    z3_.stats_inc_ref(context_, stats);
    std::int64_t out = 0;
    for (unsigned i = 0; i < z3_.stats_size(context_, stats); ++i)
      if (std::strcmp(z3_.stats_get_key(context_, stats, i), "rlimit count") == 0 &&
          z3_.stats_is_uint(context_, stats, i))
        out = z3_.stats_get_uint_value(context_, stats, i);
    z3_.stats_dec_ref(context_, stats);
    return out;
  }

 private:
  Terms& terms_;
  const Library& z3_;
  Z3_context context_;
  Z3_solver solver_;
  Z3_model model_ = nullptr;
};

std::optional<std::int64_t> whole_of(const std::string& text) {
  std::int64_t out = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, out);
  return read.ec == std::errc() && read.ptr == end ? std::optional(out) : std::nullopt;
}

// "22/7"
double real_of(const std::string& text) {
  const std::size_t slash = text.find('/');
  const double above = std::strtod(text.c_str(), nullptr);
  return slash == std::string::npos ? above : above / std::strtod(text.c_str() + slash + 1, nullptr);
}

// What the model says of her, as the boxes say it.
class Customer {
 public:
  Customer(Translator& translator, Values& values, Solving& solving, const std::vector<std::string>& texts)
      : t_(translator), values_(values), solving_(solving), texts_(texts) {}

  std::vector<Known> read() {
    std::vector<Known> out;
    for (const Leaf& leaf : values_.leaves())
      if (const auto known = read(leaf)) out.push_back(*known);
    return out;
  }

 private:
  std::optional<Known> read(const Leaf& leaf) {
    const Inst& inst = values_.program().at(leaf.inst);
    if (!solving_.truth(leaf.meant.known)) return Known{t_.leaf(leaf.inst, Line::missing), {1, 0, {}, false}};
    if (inst.type.is(TypeKind::boolean))
      return Known{t_.leaf(leaf.inst, Line::truth), {solving_.truth(leaf.meant.value) ? 1 : 0, 0, {}, false}};
    const auto number = solving_.number(leaf.meant.value);
    if (!number) return std::nullopt;
    switch (inst.type.kind) {
      case TypeKind::number: return Known{t_.leaf(leaf.inst, Line::real), {0, real_of(*number), {}, false}};
      case TypeKind::text:
      case TypeKind::id: return Known{t_.leaf(leaf.inst, Line::text), {0, 0, text_at(*number), false}};
      case TypeKind::date:
        if (inst.kind == InstKind::context) return whole(leaf, Line::date, *number, nullptr);
        return whole(leaf, Line::from_today, *number, values_.today());
      case TypeKind::datetime: return whole(leaf, Line::from_now, *number, values_.now());
      default: return whole(leaf, Line::whole, *number, nullptr);
    }
  }

  std::optional<Known> whole(const Leaf& leaf, Line line, const std::string& number, Term from) {
    const auto value = whole_of(number);
    const auto base = from == nullptr ? std::optional<std::string>("0") : solving_.number(from);
    const auto less = base ? whole_of(*base) : std::nullopt;
    std::int64_t at = 0;
    if (!value || !less || __builtin_sub_overflow(*value, *less, &at)) return std::nullopt;
    return Known{t_.leaf(leaf.inst, line), {at, 0, {}, false}};
  }

  // Between the places of the program's own texts all are others.
  std::string text_at(const std::string& number) {
    const double at = real_of(number);
    if (at >= 0 && at < static_cast<double>(texts_.size()) && at == std::floor(at))
      return texts_[static_cast<std::size_t>(at)];
    const auto seen = std::ranges::find(others_, number) - others_.begin();
    if (seen == static_cast<std::ptrdiff_t>(others_.size())) others_.push_back(number);
    return seen == 0 ? "another" : fmt::format("another {}", seen + 1);
  }

  Translator& t_;
  Values& values_;
  Solving& solving_;
  const std::vector<std::string>& texts_;
  std::vector<std::string> others_;  // as the model has them
};

}  // namespace
}  // namespace solver

struct SecondLayer::Session {
  Session(const solver::Library& library, const Program& program)
      : terms(library), texts(solver::texts_in(program)), of(&program) {}

  solver::Terms terms;
  std::vector<std::string> texts;
  const Program* of;
  std::int64_t spent = 0;
};

SecondLayer::SecondLayer(Translator& translator, effort::Solving limits) : translator_(translator), limits_(limits) {}
SecondLayer::~SecondLayer() = default;
std::int64_t SecondLayer::spent() const { return session_ ? session_->spent : 0; }

Answer SecondLayer::ask(FormulaId asked) {
  using solver::Found;
  const solver::Library* library = solver::library();
  if (library == nullptr) return {};
  if (!session_) session_ = std::make_unique<Session>(*library, translator_.program());
  solver::Terms& terms = session_->terms;
  if (session_->spent >= limits_.program || terms.made() > limits_.terms) return {};
  solver::Values values(translator_, terms, session_->texts);
  const auto meant = solver::Question(translator_, values).meant(asked);
  if (!meant) return {};
  solver::Solving solving(terms, std::min(limits_.question, limits_.program - session_->spent));
  solving.hold(values.laws());
  solving.hold(*meant);
  const solver::Term usual = solving.assumed(values.usual()), plain = solving.assumed(values.plain());
  // One who reads well; if there is none, is there anybody at all; and one who can be tried.
  Found found = solving.check({usual, plain});
  if (found != Found::yes) {
    found = solving.check({});
    if (found == Found::yes) found = solving.check({usual}) == Found::yes ? Found::yes : Found::unknown;
  }
  Answer out;
  if (found == Found::no) out.verdict = Verdict::no;
  if (found == Found::yes) {
    solving.take_model();
    out.verdict = Verdict::perhaps;
    out.customer = solver::Customer(translator_, values, solving, session_->texts).read();
  }
  // A library that does not say what it did is taken to have done a little.
  session_->spent = std::max(solving.counted(), session_->spent + limits_.question / 100);
  return out;
}

std::string solver_version() {
  const solver::Library* library = solver::library();
  if (library == nullptr) return {};
  unsigned major = 0, minor = 0, build = 0, revision = 0;
  library->get_version(&major, &minor, &build, &revision);
  return fmt::format("Z3 {}.{}.{}", major, minor, build);
}

}  // namespace sop
