// What a file seems to hold (language 2.0): names, types, key, tags. A full scan of every value, no samples, nothing
// about other files but in `arrange_inputs`. The caller turns the description into a schema or into source text.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "compiler/ir/schema.h"
#include "runtime/io/bad_input.h"
#include "runtime/io/data_files.h"

namespace sop {

struct InferredColumn {
  std::string name;                // a name of the language
  std::string file_name;           // the header, as it stands
  TypeKind kind = TypeKind::text;  // boolean integer number date datetime text id
  std::uint64_t known = 0;         // values that are there
  bool compact_date = false;       // every value is a day written 20261111
  // Of the first column, and of those called like an id: its distinct values.
  std::shared_ptr<const std::unordered_set<std::string>> values;
  bool unique() const { return values != nullptr && values->size() == known; }
};

struct InferredInput {
  std::string name;
  std::vector<InferredColumn> columns;
  std::uint64_t rows = 0;
  int key = -1;                        // `customer_id`, else the first column
  bool key_is_named = false;           // the key is `customer_id`
  int tags = -1;                       // the column `tag` or `tags`
  bool unique_keys = true;             // no key occurs twice
  InputKind kind = InputKind::lookup;  // see arrange_inputs
  int time = -1;                       // of a stream: its one date column
};

std::expected<InferredInput, BadInput> infer_input(const Binding& binding);

// Which one is the population, which are streams (they have its key and exactly one date column), which are side tables
// (its key, one row each); the rest are lookups. The population is `customers`, else the first with a row per key.
void arrange_inputs(std::vector<InferredInput>& inputs);

// Is the column called as identifiers are: `order_id`, `CustomerID`, `InvoiceNo`, 订单号?
bool is_called_like_an_id(std::string_view header);

// A header as a name: itself, which may have to be quoted; what cannot be quoted becomes `_`.
std::string name_of_header(std::string_view header);

// The name as a program writes it: `消费 金额` in quotes.
std::string as_written(const std::string& name);

}  // namespace sop
