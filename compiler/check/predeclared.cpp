// Inputs that are there without a declaration, and which table holds the customers.
#include <array>

#include "compiler/check/checker.h"
#include "compiler/check/columns.h"
#include "compiler/diagnostics/suggest.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::declare_predeclared() {
  struct Field {
    const char* name;
    TypeKind kind;
    bool nullable;
  };
  auto declare = [this](const char* name, InputKind kind, std::initializer_list<Field> fields, int time) {
    if (input_called(name) || symbols_.find(Space::values, name) != nullptr) return;
    Input input;
    input.name = name;
    input.kind = kind;
    input.predeclared = true;
    for (const Field& field : fields) input.columns.push_back(plain_column(field.name, field.kind, field.nullable));
    input.key = 0;
    input.time = time;
    if (kind == InputKind::stream) add_stream_columns(input);
    program_.inputs.push_back(std::move(input));
  };
  using enum TypeKind;
  declare("tags", InputKind::tags,
          {{"customer_id", id, false},
           {"tag", TypeKind::text, false},
           {"group", TypeKind::text, true},
           {"source", TypeKind::text, true},
           {"staff_id", id, true},
           {"since", datetime, true},
           {"until", datetime, true},
           {"locked_until", datetime, true}},
          -1);
  declare("group_members", InputKind::stream,
          {{"customer_id", id, false},
           {"group", TypeKind::text, false},
           {"joined_at", datetime, false},
           {"left_at", datetime, true}},
          2);
  declare("coupons_used", InputKind::stream,
          {{"customer_id", id, false},
           {"coupon", TypeKind::text, false},
           {"used_at", datetime, false},
           {"order_id", id, true}},
          2);
  declare("send_results", InputKind::predeclared,
          {{"effect_id", id, false}, {"outcome", TypeKind::text, false}, {"at", datetime, false}}, -1);
  declare("task_results", InputKind::predeclared,
          {{"effect_id", id, false}, {"outcome", TypeKind::text, false}, {"at", datetime, false}}, -1);
}

void Checker::choose_population() {
  std::string name = "customers";
  Span place, named;
  for (Node node : parsed_.declarations())
    if (node.is(N::project))
      if (const Node item = node.child(N::population_name)) {
        name = text(item.child(N::name));
        place = item.span();
        named = item.child(N::name).span();
      }
  // Nobody said which: the data did.
  if (!place.exists() && !declares_inputs_)
    for (const Input& input : program_.inputs)
      if (input.inferred && input.kind == InputKind::population) name = input.name;
  auto found = input_called(name);
  if (!found && !declares_inputs_) {
    Input input;
    input.name = name;
    input.columns.push_back(plain_column("customer_id", TypeKind::id, false));
    input.key = 0;
    input.inferred = true;
    program_.inputs.push_back(std::move(input));
    found = InputId(program_.inputs.size() - 1);
  }
  if (found && program_.inputs[found->index()].kind != InputKind::stream) {
    program_.population = *found;
    Input& population = program_.inputs[found->index()];
    population.kind = InputKind::population;
    if (population.key >= 0) population.columns[static_cast<std::size_t>(population.key)].used = true;
    return;
  }
  const Symbol* broken = symbols_.find(Space::values, name);
  if ((broken != nullptr && broken->broken) || broken_table_) return;
  if (named.exists() && !found) return unknown_table(name, named);
  if (!place.exists()) place = table_meant(name);
  if (place.exists()) report(Code::S2039, place);
}

// Tags are of customers.
void Checker::check_tag_lists() {
  for (const auto& [index, node] : input_nodes_) {
    if (InputId(index) == program_.population) continue;
    for (Node column : node.children(N::column))
      if (column.child(N::type).keyword() == Kw::tags_type)
        report(Code::S2032, column.child(N::type).span(),
               {one_line(column.child(N::type).span()), "only the table of the customers has a column of tags",
                "只有客户表才有标签列"});
  }
}

// Where a table of this name would be: the one that is called nearly so, or the first.
Span Checker::table_meant(const std::string& name) const {
  Span first, nearest;
  for (Node node : parsed_.declarations())
    if (node.is(N::table) || node.is(N::events)) {
      const Span place = node.child(N::name).span();
      if (!first.exists()) first = place;
      const std::string called = parsed_.name_of(node);
      if (!nearest.exists() && did_you_mean(name, std::array{std::string_view(called)})) nearest = place;
    }
  return nearest.exists() ? nearest : first;
}

}  // namespace sop
