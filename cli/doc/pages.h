// The entries as static pages: an index and one page per section. No network, no script; for phones and for paper.
#pragma once

#include <string>
#include <vector>

#include "cli/doc/entries.h"
#include "compiler/diagnostics/diagnostic.h"

namespace sop::cli::doc {

struct HtmlPage {
  std::string file;  // its name in the folder
  std::string html;
};

std::vector<HtmlPage> pages_of(const Program& program, const std::vector<Entry>& entries, Language language);

}  // namespace sop::cli::doc
