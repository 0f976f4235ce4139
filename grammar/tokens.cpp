#include "grammar/tokens.h"

namespace sop {
namespace {

struct TokenRow {
  std::string_view en, zh;
};

constexpr TokenRow token_rows[] = {
#define SOP_TOKEN(id, en, zh) {en, zh},
    SOP_TOKENS
#undef SOP_TOKEN
};

}  // namespace

std::string_view token_words(TokenKind kind, bool zh) {
  const TokenRow& row = token_rows[static_cast<std::size_t>(kind)];
  return zh ? row.zh : row.en;
}

}  // namespace sop
