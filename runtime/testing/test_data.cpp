#include "runtime/testing/test_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "runtime/io/value_print.h"

namespace sop {
namespace {

class DataMaker {
 public:
  DataMaker(const Program& program, const TestCase& test, const std::vector<ColumnData>& values, const TextPool& texts,
            const RunContext& context)
      : program_(program), test_(test), values_(values), texts_(texts), context_(context) {}

  TestData make() {
    name_customers();
    tables_.tables.resize(program_.inputs.size());
    for (std::size_t i = 0; i < program_.inputs.size(); ++i) fill(i);
    add_tags();
    if (!out_.fault_en.empty()) return std::move(out_);
    out_.prepared = prepare(program_, std::move(tables_), pool_, evaluate_rows, context_, {});
    const Dataset& dataset = out_.prepared.dataset;
    std::map<std::string, std::uint32_t> rows;
    for (std::uint32_t c = 0; c < dataset.customer_ids.size(); ++c)
      rows.emplace(std::string(dataset.pool->text(dataset.customer_ids[c])), c);
    out_.customer_of = rows;
    for (const auto& [label, id] : id_of_label_)
      if (const auto row = rows.find(id); row != rows.end()) out_.customer_of[label] = row->second;
    for (const InputReport& report : out_.prepared.reports)
      if (report.orphans > 0 && !is_list(report.name))
        fail(fmt::format("{} of the rows of `{}` belong to a customer that the test does not name", report.orphans,
                         report.name),
             fmt::format("“{1}”有 {0} 行属于测试里没有写出的客户", report.orphans, report.name));
    return std::move(out_);
  }

 private:
  void fail(std::string en, std::string zh) {
    if (!out_.fault_en.empty()) return;
    out_.fault_en = std::move(en);
    out_.fault_zh = std::move(zh);
  }

  // Somebody on a list need not be anybody's customer.
  bool is_list(const std::string& name) const {
    const auto found = std::ranges::find(program_.inputs, name, &Input::name);
    return found != program_.inputs.end() && !found->list_file.empty();
  }

  bool is_population(const TestRow& row) const { return row.input == program_.population; }

  // Her id: the key's value, else her label, else `customer`.
  void name_customers() {
    if (!program_.population.exists()) return;
    const int key = program_.inputs[program_.population.index()].key;
    for (const TestRow& row : test_.rows) {
      if (!is_population(row)) continue;
      std::string id = row.customer.empty() ? "customer" : row.customer;
      for (const TestField& field : row.fields)
        if (field.column == key && field.value >= 0) id = text_of(field);
      ids_.push_back(id);
      if (!row.customer.empty()) id_of_label_[row.customer] = id;
    }
  }

  std::string text_of(const TestField& field) const {
    const ColumnData& value = values_[static_cast<std::size_t>(field.value)];
    std::string out;
    print_value(value, 0, {&texts_, &context_.zone, nullptr}, out);
    return out;
  }

  std::string customer_of(const TestRow& row) {
    if (is_population(row)) return ids_[next_customer_++];
    if (row.customer.empty() && ids_.size() == 1) return ids_[0];
    const Input& input = program_.inputs[row.input.index()];
    for (const TestField& field : row.fields)  // the row names her by its key column
      if (row.customer.empty() && field.column == input.key && field.value >= 0) return text_of(field);
    if (const auto found = id_of_label_.find(row.customer); found != id_of_label_.end()) return found->second;
    const std::string& stream = program_.inputs[row.input.index()].name;
    if (row.customer.empty())
      fail(fmt::format("whose `{0}` is this? The test has {1} customers: write `{0} c1 {{ … }}`", stream, ids_.size()),
           fmt::format("这条“{0}”是谁的?测试里有 {1} 位客户:请写成 `{0} c1 {{ … }}`", stream, ids_.size()));
    return row.customer;
  }

  bool keyed_by_customer(const Input& input) const {
    return input.kind == InputKind::population || input.kind == InputKind::side || input.kind == InputKind::stream ||
           (input.kind == InputKind::predeclared && input.key >= 0);
  }

  void fill(std::size_t i) {
    const Input& input = program_.inputs[i];
    std::vector<const TestRow*> rows;
    for (const TestRow& row : test_.rows)
      if (row.input.index() == i) rows.push_back(&row);
    if (input.keys_from.exists() || input.kind == InputKind::tags) return;
    if (input.predeclared && rows.empty()) return;
    ReadTable& table = begin(i, rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      table.line.push_back(line_of(rows[r]->span));
      fill_row(input, *rows[r], r, table);
    }
  }

  ReadTable& begin(std::size_t i, std::size_t rows) {
    ReadTable& table = tables_.tables[i];
    table.given = true;
    table.rows = rows;
    table.bad_rows.assign(words_for(rows), 0);
    table.files = {{program_.file_names[static_cast<std::size_t>(test_.span.file)], 0}};
    table.columns.resize(program_.inputs[i].columns.size());
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = program_.inputs[i].columns[c];
      if (!column.derived.exists() && !column.file_name.empty()) table.columns[c] = make_column(column.type, rows);
    }
    return table;
  }

  void fill_row(const Input& input, const TestRow& row, std::size_t r, ReadTable& table) {
    std::set<int> given;
    for (const TestField& field : row.fields) {
      given.insert(field.column);
      set(input, table.columns[static_cast<std::size_t>(field.column)], r, field);
    }
    const std::string customer = keyed_by_customer(input) ? customer_of(row) : std::string();
    for (int c = 0; c < static_cast<int>(input.columns.size()); ++c) {
      const Column& column = input.columns[static_cast<std::size_t>(c)];
      ColumnData& data = table.columns[static_cast<std::size_t>(c)];
      if (given.contains(c) || data.rows != table.rows || table.rows == 0) continue;
      if (c == input.key && keyed_by_customer(input))
        put_text(data, r, customer);
      else if (c == input.id)
        put_text(data, r, fmt::format("{} {}", input.name, r + 1));
      else if (!column.type.nullable)
        note_zero(column, data, r);
    }
  }

  void set(const Input& input, ColumnData& data, std::size_t row, const TestField& field) {
    if (data.rows == 0) return;
    const ColumnData* value = field.value < 0 ? nullptr : &values_[static_cast<std::size_t>(field.value)];
    if (value == nullptr || !value->is_known(0)) {
      if (!data.type.nullable)
        fail(fmt::format("`{}` is always there (no `?`), and is given as missing", column_name(input, field)),
             fmt::format("“{}”总有值(没有 `?`),却写成了缺失", column_name(input, field)));
      return;
    }
    if (data.type.nullable) set_bit(data.known, row);
    switch (physical_of(data.type.kind)) {
      case Physical::whole: data.whole[row] = value->whole[0]; break;
      case Physical::real: data.real[row] = value->real[0]; break;
      case Physical::code: data.codes[row] = pool_->intern(texts_.text(value->codes[0])); break;
      case Physical::bit:
        if (bit_at(value->bits, 0)) set_bit(data.bits, row);
        break;
    }
  }

  static const std::string& column_name(const Input& input, const TestField& field) {
    return input.columns[static_cast<std::size_t>(field.column)].name;
  }

  void put_text(ColumnData& data, std::size_t row, const std::string& text) {
    if (physical_of(data.type.kind) == Physical::code) data.codes[row] = pool_->intern(text);
    if (physical_of(data.type.kind) == Physical::whole) data.whole[row] = static_cast<std::int64_t>(row) + 1;
    if (data.type.nullable) set_bit(data.known, row);
  }

  void note_zero(const Column& column, ColumnData& data, std::size_t row) {
    if (physical_of(column.type.kind) == Physical::code) data.codes[row] = pool_->intern("");
    std::string zero;
    const std::vector<std::string>* members =
        column.type.enumeration.exists() ? &program_.enumerations[column.type.enumeration.index()].members : nullptr;
    print_value(data, row, {pool_.get(), &context_.zone, members}, zero);
    const std::string note = column.name + " " + (zero.empty() ? "\"\"" : zero);
    if (std::ranges::find(out_.notes, note) == out_.notes.end()) out_.notes.push_back(note);
  }

  // `customer { tag: vip }` and `tags { tag: vip }`: holdings from outside.
  void add_tags() {
    const auto input = std::ranges::find(program_.inputs, InputKind::tags, &Input::kind);
    if (input == program_.inputs.end()) return;
    std::vector<std::pair<const TestRow*, std::string>> held;
    for (const TestRow& row : test_.rows)
      for (const std::string& tag : row.tags) held.emplace_back(&row, tag);
    if (held.empty()) return;
    const auto index = static_cast<std::size_t>(input - program_.inputs.begin());
    ReadTable& table = begin(index, held.size());
    next_customer_ = 0;
    const TestRow* before = nullptr;
    std::string customer;
    for (std::size_t r = 0; r < held.size(); ++r) {
      const TestRow& row = *held[r].first;
      if (&row != before) customer = is_population(row) ? id_of(row) : customer_of(row);
      before = &row;
      table.line.push_back(line_of(row.span));
      for (std::size_t c = 0; c < input->columns.size(); ++c) {
        if (input->columns[c].name == "tag") table.columns[c].codes[r] = pool_->intern(held[r].second);
        if (static_cast<int>(c) == input->key) table.columns[c].codes[r] = pool_->intern(customer);
      }
      if (row.input.index() != index) continue;
      for (const TestField& field : row.fields)
        set(*input, table.columns[static_cast<std::size_t>(field.column)], r, field);
    }
  }

  std::string id_of(const TestRow& wanted) const {
    std::size_t number = 0;
    for (const TestRow& row : test_.rows) {
      if (&row == &wanted) return ids_[number];
      number += is_population(row);
    }
    return {};
  }

  std::uint32_t line_of(Span span) const {
    const auto file = static_cast<std::size_t>(span.file);
    const auto begin = program_.line_starts.begin() + program_.line_starts_begin[file];
    const auto end = file + 1 < program_.line_starts_begin.size()
                         ? program_.line_starts.begin() + program_.line_starts_begin[file + 1]
                         : program_.line_starts.end();
    return static_cast<std::uint32_t>(std::upper_bound(begin, end, span.begin) - begin);
  }

  const Program& program_;
  const TestCase& test_;
  const std::vector<ColumnData>& values_;
  const TextPool& texts_;
  const RunContext& context_;
  std::shared_ptr<TextPool> pool_ = std::make_shared<TextPool>();
  InputTables tables_;
  std::vector<std::string> ids_;  // of the customers, in order
  std::size_t next_customer_ = 0;
  std::map<std::string, std::string> id_of_label_;
  TestData out_;
};

}  // namespace

TestData data_of(const Program& program, const TestCase& test, const std::vector<ColumnData>& values,
                 const TextPool& value_texts, const RunContext& context) {
  return DataMaker(program, test, values, value_texts, context).make();
}

}  // namespace sop
