// Aggregates, sequences and population functions; windows as the days or instants they came to.
#include <fmt/format.h>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/binding_strength.h"
#include "runtime/explain/deed_words.h"
#include "runtime/explain/phrase.h"
#include "runtime/io/value_print.h"

namespace sop {
namespace {

bool is_fading(const Program& program, InstId id) {
  if (!id.exists() || program.at(id).kind != InstKind::call) return false;
  const Op op = program.at(id).op;
  return op == Op::fading_half_life || op == Op::fading_linear || op == Op::fading_steps;
}

std::string share_text(std::int64_t mantissa, std::int64_t decimals) {
  double share = static_cast<double>(mantissa) * 100;
  for (std::int64_t i = 0; i < decimals; ++i) share /= 10;
  return fmt::format("{:g}%", share);
}

}  // namespace

std::string Phrases::aggregate(const Inst& inst) {
  const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
  if (form.after.exists()) return sequence(form);
  const Input& input = program_.inputs[form.input.index()];
  const AggregateRow& row = row_of(form.op);
  const std::string stream = visible(stream_words(input.name, words_.language));
  std::string what = stream;
  if (form.value.exists()) {
    const Inst& value = program_.at(form.value);
    if (value.kind == InstKind::column || value.kind == InstKind::lookup || value.kind == InstKind::fact) {
      what = stream + "." + of(form.value, strength_atom);
    } else if (const auto args = program_.args_of(form.value);
               value.op == Op::multiply_number && is_fading(program_, args[1])) {
      what = fmt::format(fmt::runtime(word("{} per {}, fading", "{} 每次 {},逐渐衰减")), of(args[0], 0), stream);
    } else {
      what = fmt::format(fmt::runtime(word("{} of {}", "{} 之 {}")),
                         words_.language == Language::zh ? stream : of(form.value, strength_add),
                         words_.language == Language::zh ? of(form.value, strength_add) : stream);
    }
  }
  if (form.where.exists()) what += word(" where ", " 其中 ") + of(form.where, 0);
  return std::string(words_.language == Language::zh ? row.zh : row.en) + "(" + what + ")";
}

std::string Phrases::sequence(const Aggregate& last) {
  std::string chain;
  const Aggregate* link = &last;
  while (true) {
    std::string step = visible(stream_words(program_.inputs[link->input.index()].name, words_.language));
    if (link->where.exists()) step += word(" where ", " 其中 ") + of(link->where, 0);
    if (link->up_to.exists()) step += word(" up to ", " 最多 ") + of(link->up_to, 0);
    chain = step + (chain.empty() ? "" : word(" then ", " 再 ")) + chain;
    if (!link->after.exists()) break;
    link = &program_.aggregates[static_cast<std::size_t>(program_.at(link->after).a)];
  }
  return word("sequence(", "先后(") + chain + ")";
}

// A bound of a window: a local midnight is its day.
std::string Phrases::window(const Aggregate& form) {
  const auto instant = [&](InstId id) { return id.exists() && at_.has(id) ? at_.value(id) : std::nullopt; };
  const auto from = instant(form.from), to = instant(form.to);
  const auto is_midnight = [&](Micros at) { return words_.zone.local_time(at) == 0; };
  const auto day = [&](Micros at) {
    std::string out;
    print_date(words_.zone.local_date(at), out);
    return out;
  };
  // `within 24 hours` leaves its first instant out: one microsecond is no news.
  const auto moment = [&](Micros at) { return words_.instant(at % micros_per_second == 1 ? at - 1 : at); };
  if (from && to && is_midnight(from->whole) && is_midnight(to->whole))
    return fmt::format(fmt::runtime(word("from {} to {}", "从 {} 到 {}")), day(from->whole), day(to->whole - 1));
  std::string out;
  if (from) {
    const bool open = from->whole % micros_per_second == 1;
    out = fmt::format(fmt::runtime(open ? word("after {}", "{} 之后") : word("from {} on", "自 {} 起")),
                      is_midnight(from->whole) ? day(from->whole) : moment(from->whole));
  }
  if (to) {
    const std::string end = is_midnight(to->whole) ? day(to->whole) : moment(to->whole);
    out += (out.empty() ? "" : word(", ", ",")) + fmt::format(fmt::runtime(word("before {}", "早于 {}")), end);
  }
  if (from || to) return out;
  return fmt::format(fmt::runtime(word("up to {}", "截至 {}")), words_.instant(at_.as_of()));
}

std::string Phrases::population(InstId id) {
  const Population& form = program_.populations[static_cast<std::size_t>(program_.at(id).a)];
  const auto args = program_.args_of(id);
  const std::string x = of(args[0], 0);
  const bool zh = words_.language == Language::zh;
  const std::string_view name = zh ? row_of(form.op).zh : row_of(form.op).en;
  std::string out;
  switch (form.op) {
    case PopulationOp::top: out = fmt::format(fmt::runtime(zh ? "前 {} 按 {}" : "top {} by {}"), form.n, x); break;
    case PopulationOp::top_share:
      out = fmt::format(fmt::runtime(zh ? "前 {} 按 {}" : "top {} by {}"), share_text(form.mantissa, form.decimals), x);
      break;
    case PopulationOp::top_reaching:
      out = fmt::format(fmt::runtime(zh ? "前列 按 {} 累计达到 {}" : "top by {} reaching {}"), x,
                        share_text(form.mantissa, form.decimals));
      break;
    case PopulationOp::ntile: out = fmt::format("{}({}, {})", name, x, form.n); break;
    case PopulationOp::quantile:
      out = fmt::format("{}({}, {})", name, x, share_text(form.mantissa, form.decimals));
      break;
    case PopulationOp::rank:
    case PopulationOp::percentile:
    case PopulationOp::share_of_total: out = fmt::format("{}({})", name, x); break;
  }
  if (args.size() > 1) out += word(" among ", " 范围 ") + of(args[1], strength_atom);
  return out;
}

}  // namespace sop
