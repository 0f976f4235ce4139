// The parts of the page that do not depend on what was simulated; made while building (cmake/SopReportPage.cmake).
#pragma once

#include <string_view>

namespace sop::cli {

struct PageAssets {
  std::string_view words, graph, charts, page, style;  // our own
  std::string_view library, library_style, licence;    // of the charts; empty: npm was not there
};

const PageAssets& page_assets();

}  // namespace sop::cli
