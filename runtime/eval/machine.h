// Where a thread evaluates blocks: scratch buffers of one PlanCode, reused block after block, and what the steps read.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/eval/evaluator.h"
#include "runtime/eval/plan.h"
#include "runtime/eval/prepared.h"
#include "runtime/eval/vector.h"
#include "runtime/simd/kernels.h"
#include "runtime/simd/spans.h"
#include "stdlib/ops/text.h"

namespace sop {

// Results of an op on text by text code, filled where asked for: a text that repeats is looked at once.
struct TextMemo {
  std::vector<std::uint8_t> truth;   // 0 not asked yet, 1 false, 2 true
  std::vector<std::uint32_t> value;  // 0 not asked yet, else the value + 1
  std::string pattern;
  std::shared_ptr<const re2::RE2> compiled;
};

// What a step looks for among the values of a narrow column.
struct SoughtPlaces {
  const PreparedSet* set = nullptr;
  TextCode asked = 0;
  const NarrowColumn* column = nullptr;  // null: not looked for yet
  std::vector<std::uint32_t> all;
  ByteSet bytes;                   // the same, of a column of one byte
  std::vector<std::uint16_t> two;  // the same, of one of two
};

// Row numbers of a table, one per row of the block: a list, or consecutive.
struct RowMap {
  const std::uint32_t* index = nullptr;  // null: first, first + 1, ...
  std::size_t first = 0;
  std::size_t at(std::size_t row) const { return index == nullptr ? first + row : index[row]; }
};

// The rows a PlanCode is evaluated for.
struct Block {
  std::size_t rows = 0;
  std::size_t first = 0;  // frames: the first row of the frame
  bool has_customers = false;
  RowMap customers;
  InputId input;                     // whose rows these are: a stream, the trigger's stream, or none
  const TableData* table = nullptr;  // of that input
  RowMap input_rows;
  // Inside an event pass:
  const class Machine* frame = nullptr;
  const std::uint32_t* owner = nullptr;  // the row of the frame's block that each row belongs to
};

// What all threads share and none writes, but the outputs, each at rows of its own.
struct Run {
  const Program& program;
  const Dataset& dataset;
  const RunContext& context;
  const Frame* frame = nullptr;  // null: the rows of an input
  const Plan& plan;
  const Prepared& prepared;
  OpContext ops;
  std::vector<ColumnData>& outputs;
  std::span<const InstId> roots;  // parallel to the outputs
  bool only_totals = false;       // outputs are added up, and not written
  const SimdKernels& simd = simd_kernels(simd_level());
  const SpanKernels& spans = span_kernels(simd_level());
};

class Machine {
 public:
  Machine(const PlanCode& code, std::size_t capacity);

  const PlanCode& code() const { return *code_; }
  std::size_t capacity() const { return capacity_; }
  Vector& at(Slot slot) { return values_[static_cast<std::size_t>(slot)]; }
  const Vector& at(Slot slot) const { return values_[static_cast<std::size_t>(slot)]; }
  TextMemo& memo(Slot slot) { return memos_[static_cast<std::size_t>(slot)]; }
  SoughtPlaces& places(Slot slot) {
    std::unique_ptr<SoughtPlaces>& places = places_[static_cast<std::size_t>(slot)];
    if (places == nullptr) places = std::make_unique<SoughtPlaces>();
    return *places;
  }
  std::vector<const Word*>& bitmaps() { return bitmaps_; }

  template <class T>
  T* value_buffer(Slot slot) {
    const SlotBuffers& buffers = code_->slots[static_cast<std::size_t>(slot)];
    auto& pool = buffers.type.is(TypeKind::boolean) ? bits_ : wide_;
    return reinterpret_cast<T*>(pool[static_cast<std::size_t>(buffers.value)].get());
  }
  Word* known_buffer(Slot slot) { return bits_of(code_->slots[static_cast<std::size_t>(slot)].known); }
  Word* failed_buffer(Slot slot) { return bits_of(code_->slots[static_cast<std::size_t>(slot)].failed); }
  std::uint32_t* row_buffer() { return rows_.get(); }

 private:
  Word* bits_of(std::int32_t buffer) { return bits_[static_cast<std::size_t>(buffer)].get(); }

  const PlanCode* code_;
  std::size_t capacity_;
  std::vector<Vector> values_;
  std::vector<TextMemo> memos_;
  std::vector<std::unique_ptr<SoughtPlaces>> places_;
  std::vector<std::unique_ptr<Word[]>> wide_, bits_;
  std::unique_ptr<std::uint32_t[]> rows_;  // for the steps' own use, within one step
  std::vector<const Word*> bitmaps_;       // likewise
};

// Evaluates one step of kind `evaluate` or `outer` into its slot.
void evaluate_step(const Run& run, Machine& machine, const Block& block, const Step& step);

}  // namespace sop
