# The pages of docs/diagnostics/ as a C++ table (compiler/diagnostics/pages.h). Included, it adds the generated file to a
# target; run as a script (-P), it writes that file.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(SOP_DIAGNOSTIC_PAGES_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
  function(sop_diagnostic_pages target)
    file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/diagnostics/S*.md)
    set(table ${PROJECT_BINARY_DIR}/generated/diagnostic_pages.cpp)
    add_custom_command(OUTPUT ${table}
      COMMAND ${CMAKE_COMMAND} -DFOLDER=${PROJECT_SOURCE_DIR}/docs/diagnostics -DTABLE=${table} -P ${SOP_DIAGNOSTIC_PAGES_SCRIPT}
      DEPENDS ${pages} ${SOP_DIAGNOSTIC_PAGES_SCRIPT}
      COMMENT "Embedding the pages of docs/diagnostics" VERBATIM)
    target_sources(${target} PRIVATE ${table})
  endfunction()
  return()
endif()

file(GLOB pages ${FOLDER}/S*.md)
list(SORT pages)
set(rows "")
foreach(page ${pages})
  get_filename_component(code ${page} NAME_WE)
  file(READ ${page} text)
  string(APPEND rows "    {\"${code}\", R\"sop_page(${text})sop_page\"},\n")
endforeach()
file(WRITE ${TABLE} "#include \"compiler/diagnostics/pages.h\"

namespace sop {
namespace {

constexpr DiagnosticPage pages[] = {
${rows}};

}  // namespace

std::span<const DiagnosticPage> diagnostic_pages() { return pages; }

}  // namespace sop
")
