#include "bindings/c/pieces/passes.h"

#include <fmt/format.h>

namespace sop::embed {
namespace {

sop_status set_edges(sop_evaluator& of, std::string_view bytes) {
  auto edges = edges_from(of.program->program(), bytes);
  if (!edges)
    return of.fail(SOP_E_ARGUMENT, "these are no edges of this program, or they are damaged: " + edges.error(),
                   "这不是本程序的边界,或已损坏:" + edges.error());
  of.edges = std::move(*edges);
  return SOP_OK;
}

sop_status refuse_part(sop_evaluator& of, std::size_t number, std::string_view why_en, std::string_view why_zh) {
  return of.fail(SOP_E_ARGUMENT, fmt::format("part {} cannot be merged: {}", number, why_en),
                 fmt::format("第 {} 份无法合并:{}", number, why_zh));
}

sop_status merge_parts(sop_evaluator& of, const sop_bytes* given, std::size_t count) {
  const Program& program = of.program->program();
  EdgesOfAll edges = *of.edges;
  std::vector<PartsOfAll> parts;
  for (std::size_t i = 0; i < count; ++i) {
    const sop_bytes* one = element(given, i);
    auto piece = piece_from(program, {static_cast<const char*>(one->data), one->size});
    if (!piece) return refuse_part(of, i, piece.error(), piece.error());
    if (i == 0) begin_run(program, edges, piece->kind, piece->parts.as_of);
    if (piece->pass != edges.passes_done || piece->kind != edges.kind)
      return refuse_part(of, i, "it is of another pass", "它属于另一轮");
    if (piece->parts.as_of != edges.all.as_of) return refuse_part(of, i, "it is of another instant", "它属于另一时刻");
    parts.push_back(std::move(piece->parts));
  }
  learn(program, merged(program, std::move(parts)), edges.all);
  ++edges.passes_done;
  if (!passes_over_all(program, edges.kind).asks_early) edges.last.clear();
  of.answer = bytes_of(program, edges);
  of.edges = std::move(edges);
  return SOP_OK;
}

}  // namespace

sop_status passes_of(sop_evaluator& evaluator, RunKind kind, PassesOverAll& passes) {
  passes = passes_over_all(evaluator.program->program(), kind);
  if (!passes.all_in_pieces())
    return evaluator.fail(SOP_E_REFUSED, "this program asks of all customers what cannot be found out in pieces",
                          "这个程序对全体客户提出的问题中,有些无法分块求得");
  if (evaluator.joined == nullptr || passes_over_all(*evaluator.joined, kind) == passes) return SOP_OK;
  return evaluator.fail(SOP_E_REFUSED,
                        "people are inside an earlier version of a journey that asks something else of all customers",
                        "还有客户在旅程的旧版本中,而旧版本对全体客户提出的是另外的问题");
}

RunKind kind_of_run(const sop_evaluator& evaluator) {
  const Program& program = evaluator.running();
  RunKind kind{.with_memory = evaluator.memory.has_value()};
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const bool is_given = i < evaluator.inputs.size() && evaluator.inputs[i] != nullptr;
    if (program.inputs[i].kind == InputKind::tags && is_given) kind.with_tags = true;
    for (const Column& column : program.inputs[i].columns) kind.with_tags = kind.with_tags || column.tag_list;
  }
  return kind;
}

void begin_run(const Program& program, EdgesOfAll& edges, RunKind kind, Micros as_of) {
  const bool is_done = edges.passes_done > 0 && edges.passes_done == passes_over_all(program, edges.kind).passes.size();
  if (is_done) {
    edges.last.clear();
    for (std::size_t i = 0; i < program.populations.size(); ++i)
      edges.last.insert_or_assign(program.populations[i].definition, std::move(edges.all.populations[i]));
  }
  if (!is_done && edges.passes_done > 0) return;
  edges.passes_done = 0;
  edges.kind = kind;
  edges.all = nothing_known(program, as_of);
}

}  // namespace sop::embed

using namespace sop::embed;

sop_status sop_evaluator_set_edges(sop_evaluator* evaluator, const void* bytes, size_t size) {
  return on_evaluator(evaluator, [&](sop_evaluator& of) -> sop_status {
    if (of.decided != nullptr)
      return of.refuse_order("a run was made of these rows: sop_evaluator_clear before the next ones",
                             "这些行已用于一次运行:请先调用 sop_evaluator_clear");
    if (bytes == nullptr && size > 0) return of.fail(SOP_E_ARGUMENT, "no bytes", "没有字节");
    return set_edges(of, {static_cast<const char*>(bytes), size});
  });
}

sop_status sop_evaluator_merge_parts(sop_evaluator* evaluator, const sop_bytes* parts, size_t count, const void** edges,
                                     size_t* size) {
  if (edges == nullptr || size == nullptr) return SOP_E_ARGUMENT;
  *edges = nullptr;
  *size = 0;
  return on_evaluator(evaluator, [&](sop_evaluator& of) -> sop_status {
    if (!of.edges)
      return of.refuse_order("sop_evaluator_set_edges comes before this, with zero bytes at first",
                             "请先调用 sop_evaluator_set_edges,首次给零字节");
    if (parts == nullptr || count == 0 || parts->struct_size < sizeof(sop_bytes))
      return of.fail(SOP_E_ARGUMENT, "no parts", "没有要合并的部分");
    if (const sop_status status = merge_parts(of, parts, count); status != SOP_OK) return status;
    *edges = of.answer.data();
    *size = of.answer.size();
    return SOP_OK;
  });
}
