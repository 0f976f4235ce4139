// From an op to a kernel: one loop over the rows of a block per op, chosen by which arguments are constants. A row's op
// is inlined; nothing is dispatched, looked up or allocated per row (but texts that an op builds).
//
// A kernel computes every row, also those whose arguments are missing: ops are total and missing values are some value
// of their type. The caller masks.
#pragma once

#include <array>
#include <utility>

#include "runtime/eval/machine.h"
#include "runtime/eval/vectorised.h"
#include "stdlib/ops/all.h"

namespace sop {

struct KernelCall {
  const OpContext& context;
  TextPool& pool;
  std::size_t rows;
  std::array<Vector, 4> args;
  const Word* known;  // rows whose arguments are all there; null: all
  void* out;
  Word* failed;  // filled by ops that may fail
  TextMemo& memo;
};

using Kernel = void (*)(KernelCall&);

namespace lifting {

// How a loop reads argument A: a constant is loaded once.
template <class T, bool scalar>
struct Reader {
  const T* data;
  explicit Reader(const Vector& v) : data(v.as<T>()) {}
  T operator()(std::size_t row) const { return data[scalar ? 0 : row]; }
};

// Known only at run time whether it is a constant: for ops of many arguments.
template <class T>
struct AnyReader {
  const T* data;
  std::size_t stride;
  explicit AnyReader(const Vector& v) : data(v.as<T>()), stride(v.scalar ? 0 : 1) {}
  T operator()(std::size_t row) const { return data[row * stride]; }
};

// Texts of rows that are known; others are empty.
struct TextReader {
  const Vector& vector;
  const TextPool& pool;
  const Word* known;
  std::string_view operator()(std::size_t row) const {
    if (known != nullptr && !test(known, row)) return {};
    return pool.text(vector.as<TextCode>()[vector.at(row)]);
  }
};

template <class D, class... Read>
void run_loop(KernelCall& call, Read... read) {
  using Meaning = typename D::Struct;
  using Result = typename D::Result;
  if constexpr (D::may_fail) {
    auto* out = static_cast<Result*>(call.out);
    fill_flags(call.failed, call.rows, [&](std::size_t i) {
      Result value{};
      const bool failed = !Meaning::apply(call.context, read(i)..., value);
      out[i] = failed ? Result{} : value;
      return failed;
    });
  } else if constexpr (std::is_same_v<Result, bool>) {
    fill_flags(static_cast<Word*>(call.out), call.rows,
               [&](std::size_t i) { return Meaning::apply(call.context, read(i)...); });
  } else if constexpr (std::is_same_v<Result, std::string>) {
    auto* out = static_cast<TextCode*>(call.out);
    for (std::size_t i = 0; i < call.rows; ++i) out[i] = call.pool.intern(Meaning::apply(call.context, read(i)...));
  } else {
    auto* out = static_cast<Result*>(call.out);
    for (std::size_t i = 0; i < call.rows; ++i) out[i] = Meaning::apply(call.context, read(i)...);
  }
}

template <class T>
auto any_reader(const KernelCall& call, const Vector& v) {
  if constexpr (std::is_same_v<T, std::string_view>)
    return TextReader{v, call.pool, call.known};
  else
    return AnyReader<T>(v);
}

template <class D, std::size_t... i>
void any_kernel(KernelCall& call, std::index_sequence<i...>) {
  run_loop<D>(call, any_reader<std::tuple_element_t<i, typename D::Arguments>>(call, call.args[i])...);
}

template <class D>
void row_kernel(KernelCall& call) {
  any_kernel<D>(call, std::make_index_sequence<D::arity>());
}

template <class D>
SOP_VECTORISED void unary_kernel(KernelCall& call) {
  run_loop<D>(call, Reader<std::tuple_element_t<0, typename D::Arguments>, false>(call.args[0]));
}

template <class D>
SOP_VECTORISED void binary_kernel(KernelCall& call) {
  using A = std::tuple_element_t<0, typename D::Arguments>;
  using B = std::tuple_element_t<1, typename D::Arguments>;
  if (call.args[0].scalar && !call.args[1].scalar)
    run_loop<D>(call, Reader<A, true>(call.args[0]), Reader<B, false>(call.args[1]));
  else if (call.args[1].scalar && !call.args[0].scalar)
    run_loop<D>(call, Reader<A, false>(call.args[0]), Reader<B, true>(call.args[1]));
  else
    run_loop<D>(call, Reader<A, false>(call.args[0]), Reader<B, false>(call.args[1]));
}

// The memo's entry of a code, which the pool may have grown beyond.
template <class T>
T& entry_of(std::vector<T>& memo, TextCode code, const TextPool& pool) {
  if (code >= memo.size()) memo.resize(std::max<std::size_t>(pool.size(), code + std::size_t{1}), 0);
  return memo[code];
}

inline bool is_row_known(const KernelCall& call, std::size_t row) {
  return call.known == nullptr || test(call.known, row);
}

// A question about a text, asked once per distinct text.
template <class Ask>
void ask_texts(KernelCall& call, Ask ask) {
  const auto* codes = call.args[0].as<TextCode>();
  std::vector<std::uint8_t>& memo = call.memo.truth;
  fill_flags(static_cast<Word*>(call.out), call.rows, [&](std::size_t i) {
    if (!is_row_known(call, i)) return false;
    const TextCode code = codes[call.args[0].at(i)];
    std::uint8_t& entry = entry_of(memo, code, call.pool);
    if (entry == 0) entry = ask(call.pool.text(code)) ? 2 : 1;
    return entry == 2;
  });
}

template <class D>
void text_test_kernel(KernelCall& call) {
  if (!call.args[1].scalar) return row_kernel<D>(call);
  const std::string_view other = call.pool.text(call.args[1].as<TextCode>()[0]);
  ask_texts(call, [&](std::string_view text) { return D::Struct::apply(call.context, text, other); });
}

// length, lower, upper, trim: one value per distinct text.
template <class D>
void text_value_kernel(KernelCall& call) {
  using Out = std::conditional_t<std::is_same_v<typename D::Result, std::string>, TextCode, typename D::Result>;
  const auto* codes = call.args[0].as<TextCode>();
  auto* out = static_cast<Out*>(call.out);
  for (std::size_t i = 0; i < call.rows; ++i) {
    out[i] = 0;
    if (!is_row_known(call, i)) continue;
    const TextCode code = codes[call.args[0].at(i)];
    std::uint32_t& entry = entry_of(call.memo.value, code, call.pool);
    if (entry == 0) {
      const auto value = D::Struct::apply(call.context, call.pool.text(code));
      if constexpr (std::is_same_v<typename D::Result, std::string>)
        entry = call.pool.intern(value) + 1;
      else
        entry = static_cast<std::uint32_t>(value) + 1;
    }
    out[i] = static_cast<Out>(entry - 1);
  }
}

void matches_kernel(KernelCall& call);
void equal_bits_kernel(KernelCall& call);
void equal_codes_kernel(KernelCall& call);

}  // namespace lifting

// The kernel of an op described by its row.
template <class D>
constexpr Kernel lift() {
  using Meaning = typename D::Struct;
  if constexpr (std::is_same_v<Meaning, ops::matches_text>)
    return lifting::matches_kernel;
  else if constexpr (std::is_same_v<Meaning, ops::equal_text> || std::is_same_v<Meaning, ops::equal_id>)
    return lifting::equal_codes_kernel;
  else if constexpr (D::takes_bits)
    return lifting::equal_bits_kernel;
  else if constexpr (D::takes_text && D::arity == 1)
    return lifting::text_value_kernel<D>;
  else if constexpr (D::takes_text && D::arity == 2 && std::is_same_v<typename D::Result, bool>)
    return lifting::text_test_kernel<D>;
  else if constexpr (D::takes_text || D::arity > 2)
    return lifting::row_kernel<D>;
  else if constexpr (D::arity == 2)
    return lifting::binary_kernel<D>;
  else
    return lifting::unary_kernel<D>;
}

Kernel kernel_of(Op op);

}  // namespace sop
