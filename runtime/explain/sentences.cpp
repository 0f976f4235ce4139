#include "runtime/explain/sentences.h"

#include <iterator>

namespace sop {
namespace {

constexpr const char* sentences[][2] = {
#define SOP_SENTENCE(id, en, zh) {en, zh},
#include "runtime/explain/sentences.def"
};

}  // namespace

const char* sentence(Say id, Language language) {
  return sentences[static_cast<std::size_t>(id)][language == Language::zh ? 1 : 0];
}

std::size_t sentence_count() { return std::size(sentences); }

}  // namespace sop
