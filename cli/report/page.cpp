#include "cli/report/page.h"

#include "cli/report/page_assets.h"
#include "cli/report/page_data.h"

namespace sop::cli {
namespace {

// Nothing in it can end the element it stands in, whatever names and texts hold.
std::string inside_script(const std::string& json) {
  std::string out;
  for (const char c : json) {
    if (c == '<')
      out += "\\u003c";
    else if (c == '>')
      out += "\\u003e";
    else if (c == '&')
      out += "\\u0026";
    else
      out += c;
  }
  return out;
}

void script(std::string& out, std::string_view text) {
  out += "<script>";
  out += text;
  out += "</script>\n";
}

}  // namespace

std::string simulate_page(const SimulateView& view, Language language) {
  const PageAssets& assets = page_assets();
  if (assets.library.empty()) return "";
  std::string out =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; "
      "style-src 'unsafe-inline'; img-src data:\">\n<title>sopc simulate</title>\n<style>";
  out += assets.library_style;
  out += assets.style;
  out += "</style>\n</head>\n<body>\n<div id=\"page\"></div>\n<script type=\"application/json\" id=\"data\">";
  out += inside_script(page_data(view, language).dump(-1, ' ', true));
  out += "</script>\n<script type=\"text/plain\" id=\"licence\">";
  out += inside_script(std::string(assets.licence));
  out += "</script>\n";
  for (const std::string_view text : {assets.library, assets.words, assets.graph, assets.charts, assets.page})
    script(out, text);
  return out + "</body>\n</html>\n";
}

}  // namespace sop::cli
