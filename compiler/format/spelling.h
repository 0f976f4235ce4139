// How one token, or one phrase of tokens, is spelt in English, in Chinese, and in its author's language.
#pragma once

#include "compiler/format/declared_names.h"
#include "compiler/format/format.h"

namespace sop {

struct Spelt {
  std::string en, zh;
  bool chinese = false;  // what the author wrote

  const std::string& in(FormatLanguage language) const {
    return language == FormatLanguage::zh || (language == FormatLanguage::keep && chinese) ? zh : en;
  }
};

bool is_unit(Kw kw);

// `day` for `days`, `day` and the day of `every day`: the English word of a unit for one.
std::string_view unit_for_one(Kw kw);

// A literal or symbol in its plain form; texts and quoted names as they were written.
std::string plain_literal(const SourceBuffer& source, const Token& token);

// The token at `token` with the words that continue it. `inside_name`: it is a noun of the language where a name may
// stand.
Spelt spelt(const SourceBuffer& source, const Tree& tree, std::uint32_t token, bool inside_name,
            const DeclaredNames& declared);

}  // namespace sop
