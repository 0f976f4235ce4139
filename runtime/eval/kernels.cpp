// The table from Op to kernel, expanded from builtins.def: an overload without an op does not compile.
#include <re2/re2.h>

#include "runtime/eval/lift.h"

namespace sop {
namespace lifting {

void matches_kernel(KernelCall& call) {
  using Matches = ops::Described<ops::matches_text, false, TypeKind::boolean, TypeKind::text, TypeKind::text>;
  if (!call.args[1].scalar) return row_kernel<Matches>(call);
  if (call.memo.compiled == nullptr)
    call.memo.compiled = ops::compile_pattern(call.pool.text(call.args[1].as<TextCode>()[0]));
  ask_texts(call, [&](std::string_view text) { return ops::pattern_found(*call.memo.compiled, text); });
}

void equal_bits_kernel(KernelCall& call) {
  auto* out = static_cast<Word*>(call.out);
  for (std::size_t w = 0; w < word_count(call.rows); ++w)
    out[w] = ~(call.args[0].bits()[w] ^ call.args[1].bits()[w]) & rows_in_word(call.rows, w);
}

// Equal texts have equal codes.
SOP_VECTORISED void equal_codes_kernel(KernelCall& call) {
  const AnyReader<TextCode> a(call.args[0]), b(call.args[1]);
  auto* out = static_cast<Word*>(call.out);
  if (b.stride == 0 && a.stride == 1)
    fill_flags(out, call.rows, [data = a.data, code = b.data[0]](std::size_t i) { return data[i] == code; });
  else
    fill_flags(out, call.rows, [&](std::size_t i) { return a(i) == b(i); });
}

}  // namespace lifting

namespace {

constexpr bool fails = true;
constexpr bool never = false;
using enum TypeKind;

constexpr Kernel kernels[] = {
    nullptr,
#define SOP_OVERLOAD(op, failure, ...) lift<ops::Described<ops::op, failure, __VA_ARGS__>>(),
#define SOP_BUILTIN(id, zh, form, summary_en, summary_zh, example, gives, overloads) overloads
#include "stdlib/builtins.def"
};

}  // namespace

Kernel kernel_of(Op op) { return kernels[static_cast<std::size_t>(op)]; }

}  // namespace sop
