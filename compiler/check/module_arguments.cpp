// What a `use` passes to a module: every parameter once, streams with all columns the module reads, values of the
// declared types. A parameter that never misses takes nothing that may be missing.
#include <algorithm>

#include "compiler/check/checker.h"
#include "compiler/check/nullable.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

// Binds the parameters when the first fact of an instance is read; read again while they are bound, it is a circle.
bool Checker::ready(ModuleInstance& instance, const Symbol* symbol) {
  if (instance.state == ModuleInstance::binding && symbol != nullptr) {
    for (const Symbol* open : open_facts_)
      if (open->scope == instance.scope) {
        report_circle(*open);
        break;
      }
    return false;
  }
  if (instance.state == ModuleInstance::fresh) {
    instance.state = ModuleInstance::binding;
    const Inside outside(*this, nullptr);
    instance.state = bind(instance) ? ModuleInstance::bound : ModuleInstance::broken;
  }
  return instance.state == ModuleInstance::bound;
}

bool Checker::bind(ModuleInstance& instance) {
  const std::vector<Node> parameters = instance.module.children(N::parameter);
  const std::vector<Node> arguments = instance.use.children(N::argument);
  const std::string module = module_name(parsed_, instance.module);
  bool good = true;
  std::vector<std::string> known;
  for (Node parameter : parameters) known.push_back(parsed_.name_of(parameter));
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  std::map<std::string, Node> given;
  for (Node argument : arguments) {
    const Node name = argument.child(N::name);
    if (std::find(known.begin(), known.end(), text(name)) == known.end()) {
      suggest(
          report(Code::S2001, name.span(), {"parameter of `" + module + "`", text(name), "`" + module + "` 的参数"}),
          text(name), candidates, name.span());
      good = false;
    } else if (!given.try_emplace(text(name), argument).second) {
      report(Code::S2018, name.span(), {text(name)});
      good = false;
    }
  }
  const bool unknown_given = !good;  // a misspelt parameter is not missing too
  for (Node parameter : parameters) {
    const std::string name = parsed_.name_of(parameter);
    const auto found = given.find(name);
    if (found != given.end()) {
      good = bind_argument(instance, parameter, found->second) && good;
    } else {
      if (!unknown_given) {
        const std::string shape = parameter.child(N::stream_type) ? "orders { … }" : "…";
        report(Code::S2017, instance.use.first_token(),
               {module, name, name, "pass it: `" + name + ": " + shape + "`", "请传入:`" + name + ": " + shape + "`"})
            .relate(parameter.child(N::name).span(), Phrase::declared_here);
      }
      good = false;
    }
  }
  return good;
}

bool Checker::bind_argument(ModuleInstance& instance, Node parameter, Node argument) {
  return parameter.child(N::stream_type) ? bind_stream(instance, parameter, argument)
                                         : bind_value(instance, parameter, argument);
}

bool Checker::bind_stream(ModuleInstance& instance, Node parameter, Node argument) {
  const Node given = argument.last_child();
  const Node path_node = given.is(N::stream_argument) ? given.child(N::path) : given;
  if (!path_node.is(N::path)) {
    const Value value = expression(path_node, {});
    if (!value.wrong())
      report(Code::S2012, path_node.span(),
             {"an event stream", described(value.type, false), "事件流", described(value.type, true)});
    return false;
  }
  const std::vector<Name> names = names_of(path_node);
  const auto input = names.size() == 1 ? input_called(names[0].text) : std::nullopt;
  if (!input || program_.inputs[input->index()].kind != InputKind::stream) {
    not_a_stream(path_node, names);
    return false;
  }
  StreamView& view = instance.streams[parsed_.name_of(parameter)];
  view.input = *input;
  Scope rows;
  rows.domain = Domain::rows_of(*input);
  rows.rows = *input;
  rows.only = *input;
  std::map<std::string, Node> written;
  bool good = true;
  const std::vector<Node> wanted = parameter.child(N::stream_type).children(N::column);
  if (given.is(N::stream_argument))
    for (Node one : given.children(N::column_argument)) {
      const Node name = one.child(N::name);
      const bool known =
          std::any_of(wanted.begin(), wanted.end(), [&](Node node) { return parsed_.name_of(node) == text(name); });
      std::vector<std::string> columns;
      for (Node node : wanted) columns.push_back(parsed_.name_of(node));
      const std::vector<std::string_view> candidates(columns.begin(), columns.end());
      if (!known)
        suggest(report(Code::S2030, name.span(), {parsed_.name_of(parameter), text(name)}), text(name), candidates,
                name.span());
      else if (!written.try_emplace(text(name), one).second)
        report(Code::S2018, name.span(), {text(name)});
      else
        continue;
      good = false;
    }
  const bool slip = !good;
  for (Node column : wanted) {
    const std::string name = parsed_.name_of(column);
    const auto found = written.find(name);
    if (found != written.end()) {
      good = bind_column(view, column, found->second, rows) && good;
      continue;
    }
    good = false;
    if (slip) continue;
    report(Code::S2017, given.span(),
           {names[0].text, name, name, "say which column it is: `" + names[0].text + " { " + name + ": … }`",
            "写明是哪一列:`" + names[0].text + " { " + name + ": … }`"})
        .relate(column.child(N::name).span(), Phrase::declared_here);
  }
  return good;
}

bool Checker::bind_column(StreamView& view, Node column, Node written, const Scope& rows) {
  const Value value = path(written.child(N::path), rows);
  if (value.wrong()) return false;
  const auto fits = fitting(value, column.child(N::type), parsed_.name_of(column));
  if (!fits) return false;
  view.columns[parsed_.name_of(column)] = *fits;
  return true;
}

bool Checker::bind_value(ModuleInstance& instance, Node parameter, Node argument) {
  const Node given = argument.last_child();
  const Node type = parameter.child(N::type);
  if (given.is(N::stream_argument)) {
    Column unused;
    const Type wanted = declared_type(type, unused);
    report(Code::S2012, given.span(), {described(wanted, false), "an event stream", described(wanted, true), "事件流"});
    return false;
  }
  const Value value = expression(given, {});
  if (value.wrong()) return false;
  const auto fits = fitting(value, type, parsed_.name_of(parameter));
  if (fits) instance.values[parsed_.name_of(parameter)] = *fits;
  return fits.has_value();
}

// As the parameter's type: int becomes number, a bare number money, a date its midnight; nothing else converts.
std::optional<Value> Checker::fitting(Value value, Node type_node, const std::string& parameter) {
  Column unused;
  const Type wanted = declared_type(type_node, unused);
  const Type found = value.type;
  bool fits = found.is(wanted.kind);
  if (fits && wanted.is(TypeKind::enumeration))
    fits = program_.enumerations[wanted.enumeration.index()].members ==
           program_.enumerations[found.enumeration.index()].members;
  const bool converts = (found.is(TypeKind::integer) && wanted.is(TypeKind::number)) ||
                        (value.number && wanted.is(TypeKind::money)) || (value.literal && wanted.is(TypeKind::id)) ||
                        (found.is(TypeKind::date) && wanted.is(TypeKind::datetime));
  if (!fits && converts) {
    value = convert(value, wanted.kind);
    fits = !value.wrong();
  }
  if (!fits) {
    report(Code::S2012, value.span,
           {described(wanted, false), described(found, false), described(wanted, true), described(found, true)})
        .relate(type_node.span(), Phrase::declared_here);
    return std::nullopt;
  }
  if (!wanted.nullable && may_be_missing(program_, value.inst)) {
    report(Code::S2059, value.span, {std::string(source(value.span).text(value.span)), parameter})
        .relate(type_node.span(), Phrase::declared_here);
    return std::nullopt;
  }
  return value;
}

}  // namespace sop
