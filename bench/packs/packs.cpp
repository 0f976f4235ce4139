// The facts of one program over tables that are loaded once, evaluated as often as asked for on standard input: a line
// is a task and a number of threads ("counts 1", "members 2", "sums 1": how many meet each condition, who they are, what
// each number comes to over all), the answer one line of JSON with seconds, those of the processor, and what was found.
// So that a driver can interleave it with other engines in one run.
// After "preview 1" a line has a condition: compiled anew over the same tables, how many meet it.
//
// Usage: sop_packs PROGRAM.sop AS_OF NAME=FILE...
#include <malloc.h>

#include <bit>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "runtime/eval/evaluator.h"
#include "runtime/eval/totals.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/prepare.h"
#include "runtime/io/zone_files.h"
#include "runtime/simd/level.h"
#include "runtime/table/narrow.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// The sum of the members' numbers: who they are, not only how many.
[[gnu::always_inline]] inline std::uint64_t sum_of_places(const std::uint64_t* words, std::size_t count) {
  // Bit k of a row's number is set in the bits of mask k.
  constexpr std::uint64_t masks[] = {0xaaaaaaaaaaaaaaaa, 0xcccccccccccccccc, 0xf0f0f0f0f0f0f0f0,
                                     0xff00ff00ff00ff00, 0xffff0000ffff0000, 0xffffffff00000000};
  std::uint64_t sum = 0;
  for (std::size_t w = 0; w < count; ++w) {
    sum += 64 * w * static_cast<std::uint64_t>(std::popcount(words[w]));
    for (int k = 0; k < 6; ++k) sum += static_cast<std::uint64_t>(std::popcount(words[w] & masks[k])) << k;
  }
  return sum;
}

std::uint64_t sum_anywhere(const std::uint64_t* words, std::size_t count) { return sum_of_places(words, count); }

// For processors that count the bits of one word at once, and of eight.
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
[[gnu::target("popcnt")]] std::uint64_t sum_by_word(const std::uint64_t* words, std::size_t count) {
  return sum_of_places(words, count);
}
[[gnu::target("avx512f,avx512vpopcntdq"), gnu::optimize("O3")]] std::uint64_t sum_by_eight(const std::uint64_t* words,
                                                                                           std::size_t count) {
  return sum_of_places(words, count);
}
auto* const sum_of_rows = __builtin_cpu_supports("avx512vpopcntdq") ? sum_by_eight
                          : __builtin_cpu_supports("popcnt")        ? sum_by_word
                                                                    : sum_anywhere;
#else
auto* const sum_of_rows = sum_anywhere;
#endif

std::vector<std::uint64_t> checksums(const std::vector<sop::ColumnData>& members) {
  std::vector<std::uint64_t> out;
  for (const sop::ColumnData& column : members) out.push_back(sum_of_rows(column.bits.data(), column.bits.size()));
  return out;
}

sop::Compilation compiled(const std::string& name, const std::string& text) {
  sop::CheckOptions options;
  options.zone = [](const std::string& zone) { return sop::load_zone(zone); };
  const sop::Sources sources{{name, text}};
  sop::Compilation compilation = sop::compile(sources, options);
  if (compilation.diagnostics.errors() > 0) {
    std::cerr << sop::render_text(compilation.diagnostics.all(), sources, sop::Language::en, false);
    std::exit(1);
  }
  return compilation;
}

std::vector<sop::InstId> roots_of(const sop::Program& program) {
  std::vector<sop::InstId> roots;
  for (const sop::Fact& fact : program.facts) roots.push_back(fact.root);
  return roots;
}

// What a program declares before its first segment: the same tables in the same order.
std::string tables_of(const std::string& text) { return text.substr(0, text.find("\nsegment ") + 1); }

// "events=events.parquet"
std::vector<sop::Binding> bindings_of(const std::vector<std::string>& given) {
  std::vector<sop::Binding> out;
  for (const std::string& one : given) {
    const std::size_t equals = one.find('=');
    out.push_back({one.substr(0, equals), one.substr(equals + 1)});
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return std::cerr << "usage: sop_packs PROGRAM.sop AS_OF NAME=FILE...\n", 2;
  if (const auto wrong = sop::hold_simd(std::getenv("SOP_SIMD")); wrong) return std::cerr << *wrong << '\n', 2;
  std::ifstream file(argv[1]);
  std::ostringstream text;
  text << file.rdbuf();
  auto start = Clock::now();
  const sop::Compilation compilation = compiled(argv[1], text.str());
  const double compile_seconds = seconds_since(start);
  const sop::Program& program = compilation.program;

  sop::RunContext context;
  context.zone = *sop::load_zone("Asia/Shanghai");
  start = Clock::now();
  const std::vector<sop::Binding> bindings = bindings_of({argv + 3, argv + argc});
  sop::PreparedData data = sop::load_dataset(program, bindings, sop::evaluate_rows, context, {});
  if (data.exit_code != 0) return std::cerr << "the tables could not be read\n", 3;
  sop::narrow_columns(program, data.dataset, 1);
  const double load_seconds = seconds_since(start);
  const sop::Frame frame = sop::batch_frame(data.dataset, *sop::parse_instant(argv[2], &context.zone));
  const std::vector<sop::InstId> roots = roots_of(program);
  const auto preview = [&](const std::string& condition) {
    const sop::Compilation fresh =
        compiled("preview.sop", tables_of(text.str()) + "segment preview = " + condition + "\n");
    return sop::totals(fresh.program, data.dataset, frame, roots_of(fresh.program), context);
  };
  std::cout << nlohmann::json{{"rows", frame.rows()},
                              {"rules", roots.size()},
                              {"compile", compile_seconds},
                              {"load", load_seconds}}
            << std::endl;

  // What a round gives back is kept for the next, as the allocators of the other engines do.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  for (std::string task; std::cin >> task >> context.threads;) {
    std::string condition;
    if (task == "preview") std::getline(std::cin >> std::ws, condition);
    start = Clock::now();
    const std::clock_t processor = std::clock();
    const auto answer = task == "preview" ? preview(condition)
                        : task == "members"
                            ? checksums(sop::evaluate(program, data.dataset, frame, roots, context).values)
                            : sop::totals(program, data.dataset, frame, roots, context);
    const double took = seconds_since(start);
    const double cpu = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
    std::cout << nlohmann::json{{"seconds", took}, {"cpu", cpu}, {"answer", answer}} << std::endl;
  }
}
