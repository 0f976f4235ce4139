#include "compiler/ir/type.h"

namespace sop {

std::string_view type_word(TypeKind kind) {
  switch (kind) {
    case TypeKind::error: return "?";
    case TypeKind::boolean: return "bool";
    case TypeKind::integer: return "int";
    case TypeKind::number: return "number";
    case TypeKind::money: return "money";
    case TypeKind::text: return "text";
    case TypeKind::date: return "date";
    case TypeKind::time: return "time";
    case TypeKind::datetime: return "datetime";
    case TypeKind::duration: return "duration";
    case TypeKind::id: return "id";
    case TypeKind::enumeration: return "one of";
  }
  return "?";
}

}  // namespace sop
