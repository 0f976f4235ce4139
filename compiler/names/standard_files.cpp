#include "compiler/names/standard_files.h"

namespace sop {

bool joins_declarations(const ParsedProgram& program, Node use) {
  const Node path = use.child(NodeKind::path);
  if (path.empty()) return false;
  const std::vector<Node> names = path.children(NodeKind::name);
  if (names.size() != 2 || program.text(names[0]) != "std") return false;
  const std::string file = "std/" + program.text(names[1]) + ".sop";
  for (const Tree& tree : program.trees) {
    const SourceBuffer& source = (*program.sources)[static_cast<std::size_t>(tree.tokens.file)];
    if (source.standard && source.name() == file) return tree.root().child(NodeKind::module).empty();
  }
  return false;
}

}  // namespace sop
