// sop_random: random programs and data, evaluated by the reference and by the engine; the first differences are shrunk
// and printed. Exit 1 when there is one. `--self-test` compares with an engine that is wrong on purpose instead and
// succeeds when the differences are found and end up small. `--pieces`: the engine has the customers in pieces; with
// `--self-test` it forgets one of them. `--coverage` shows what the cases exercise.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "compiler/ir/print.h"
#include "compiler/ir/read.h"
#include "compiler/ir/verify.h"
#include "coverage.h"
#include "describe_values.h"
#include "make_case.h"
#include "pieces.h"
#include "runtime/reference/reach.h"
#include "runtime/reference/reference.h"
#include "runtime/simd/level.h"
#include "shrink.h"
#include "wrong.h"

namespace {

using namespace sop;
using namespace sop::random_tests;

struct Options {
  std::size_t programs = 300;
  std::uint64_t seed = 1;
  std::size_t first = 0;  // the turn to begin with: `--seed 1 --first 17 --programs 1` is one case
  std::size_t rows = 60;  // customers at most
  std::size_t failures = 3;
  bool self_test = false;
  bool pieces = false;
  bool print_cases = false;
  bool coverage = false;
};

Engine reference_engine() { return {reference_evaluate, reference_evaluate_rows}; }

Engine tested_engine(const Options& options) {
#ifdef SOP_RANDOM_HAS_ENGINE
  if (options.pieces) return options.self_test ? forgetful_pieces_engine() : pieces_engine();
  if (!options.self_test) return {evaluate, evaluate_rows};
#endif
  return options.self_test ? wrong_engine() : reference_engine();
}

template <class T>
bool number_option(std::string_view name, int& i, int argc, char** argv, T& value) {
  if (argv[i] != name || i + 1 >= argc) return false;
  const std::string_view text = argv[++i];
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc{};
}

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--self-test") {
      options.self_test = true;
    } else if (std::string_view(argv[i]) == "--pieces") {
      options.pieces = true;
    } else if (std::string_view(argv[i]) == "--print") {
      options.print_cases = true;
    } else if (std::string_view(argv[i]) == "--coverage") {
      options.coverage = true;
    } else if (!number_option("--programs", i, argc, argv, options.programs) &&
               !number_option("--seed", i, argc, argv, options.seed) &&
               !number_option("--first", i, argc, argv, options.first) &&
               !number_option("--rows", i, argc, argv, options.rows) &&
               !number_option("--failures", i, argc, argv, options.failures)) {
      fmt::print(stderr, "unknown or incomplete option {}\n", argv[i]);
      return false;
    }
  }
  return true;
}

std::optional<Difference> difference(const Case& test, Engine engine) {
  return compare(test, run(test, reference_engine()), run(test, engine));
}

// What every generated program keeps: it is valid, and reads back from its print with the same values.
std::optional<std::string> broken_program(const Case& test) {
  if (const auto findings = verify(test.program); !findings.empty()) return "verify: " + findings.front();
  const std::string text = print(test.program);
  auto again = read(text);
  if (!again) return "read: " + again.error();
  if (print(*again) != text) return "print(read(print)) differs";
  Case reread = test;
  reread.program = std::move(*again);
  if (auto differs = compare(test, run(test, reference_engine()), run(reread, reference_engine())))
    return "printed and re-read: " + differs->text;
  return std::nullopt;
}

std::size_t reached_count(const Case& test) {
  const auto reach = reference::reach_of(test.program, test.roots);
  return static_cast<std::size_t>(std::count(reach.insts.begin(), reach.insts.end(), true));
}

// The size of the shrunk case, in instructions.
std::size_t report(const Case& test, const Difference& first, const Options& options, std::size_t turn, Engine engine) {
  fmt::print("---- --seed {} --first {} --programs 1: {}\n", options.seed, turn, first.text);
  const Case small = shrink(test, [&](const Case& candidate) { return difference(candidate, engine).has_value(); });
  fmt::print("{}{}", describe(small), describe_values(small, 4));
  if (const auto last = difference(small, engine)) fmt::print("expected and found: {}\n", last->text);
  return reached_count(small);
}

// What the cases exercise. Exit 1 when some builtin never gave a value.
int show_coverage(const Options& options) {
  Coverage coverage;
  for (std::size_t turn = options.first; turn < options.first + options.programs; ++turn)
    coverage.add(make_case(options.seed, turn, options.rows));
  fmt::print("{}{}{}", coverage.table(), coverage.never_failed(), coverage.never_known());
  return coverage.never_known().empty() ? 0 : 1;
}

int run_all(const Options& options) {
  const Engine engine = tested_engine(options);
  std::size_t differing = 0, largest = 0, compared = 0;
  for (std::size_t turn = options.first; turn < options.first + options.programs; ++turn) {
    const Case test = make_case(options.seed, turn, options.rows);
    if (options.print_cases) fmt::print("{}", print(test.program));
    if (const auto broken = broken_program(test)) {
      fmt::print("---- --seed {} --first {}: {}\n", options.seed, turn, *broken);
      return 1;
    }
    compared += test.roots.size();
    const auto found = difference(test, engine);
    if (!found) continue;
    ++differing;
    if (differing <= options.failures) largest = std::max(largest, report(test, *found, options, turn, engine));
  }
  fmt::print("{} programs, {} roots compared, {} programs differ\n", options.programs, compared, differing);
  if (!options.self_test) return differing == 0 ? 0 : 1;
  constexpr std::size_t small_enough = 12;
  return differing > 0 && largest <= small_enough ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) return 2;
  if (const auto wrong = hold_simd(std::getenv("SOP_SIMD")); wrong) return fmt::print(stderr, "{}\n", *wrong), 2;
  return options.coverage ? show_coverage(options) : run_all(options);
}
