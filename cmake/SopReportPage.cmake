# What the page of `sopc simulate --html` consists of, as a C++ table (cli/report/page_assets.h): our own script and style, and a
# charting library that npm fetches into the build folder. Included, it fetches it once and adds the generated file to a target;
# run as a script (-P), it writes that file. Without npm the table has no library, and `--html` says so.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(SOP_REPORT_PAGE_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
  function(sop_report_page target)
    set(folder ${PROJECT_SOURCE_DIR}/cli/report)
    set(fetched ${PROJECT_BINARY_DIR}/report)
    file(SHA256 ${folder}/package-lock.json lock)
    set(known "")
    if(EXISTS ${fetched}/fetched)
      file(READ ${fetched}/fetched known)
    endif()
    find_program(SOP_NPM npm)
    if(SOP_NPM AND NOT known STREQUAL lock)
      execute_process(COMMAND ${PROJECT_SOURCE_DIR}/scripts/report_assets ${fetched} TIMEOUT 120
                      RESULT_VARIABLE answer OUTPUT_QUIET ERROR_VARIABLE said)
      if(answer EQUAL 0)
        file(WRITE ${fetched}/fetched ${lock})
      else()
        message(STATUS "charts of simulate --html: npm could not fetch them (${answer}); built without")
      endif()
    elseif(NOT SOP_NPM)
      message(STATUS "charts of simulate --html: no npm; built without")
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/package-lock.json)
    file(GLOB assets CONFIGURE_DEPENDS ${folder}/*.js ${folder}/*.css ${fetched}/fetched)
    set(table ${PROJECT_BINARY_DIR}/generated/page_assets.cpp)
    add_custom_command(OUTPUT ${table}
      COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DFETCHED=${fetched} -DTABLE=${table} -P ${SOP_REPORT_PAGE_SCRIPT}
      DEPENDS ${assets} ${SOP_REPORT_PAGE_SCRIPT}
      COMMENT "Embedding the page of simulate" VERBATIM)
    target_sources(${target} PRIVATE ${table})
  endfunction()
  return()
endif()

# A raw literal may hold so much only.
function(literal variable path)
  set(text "")
  if(EXISTS ${path})
    file(READ ${path} text)
  endif()
  set(out "")
  string(LENGTH "${text}" left)
  set(at 0)
  while(at LESS left)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(APPEND out "R\"sop_page(${piece})sop_page\"\n")
    math(EXPR at "${at} + 8000")
  endwhile()
  if(out STREQUAL "")
    set(out "\"\"")
  endif()
  set(${variable} "${out}" PARENT_SCOPE)
endfunction()

literal(words ${FOLDER}/words.js)
literal(graph ${FOLDER}/graph.js)
literal(charts ${FOLDER}/charts.js)
literal(page ${FOLDER}/page.js)
literal(style ${FOLDER}/page.css)
if(EXISTS ${FETCHED}/fetched)
  literal(library ${FETCHED}/node_modules/uplot/dist/uPlot.iife.min.js)
  literal(library_style ${FETCHED}/node_modules/uplot/dist/uPlot.min.css)
  literal(licence ${FETCHED}/node_modules/uplot/LICENSE)
else()
  set(library "\"\"")
  set(library_style "\"\"")
  set(licence "\"\"")
endif()
file(WRITE ${TABLE} "#include \"cli/report/page_assets.h\"

namespace sop::cli {

const PageAssets& page_assets() {
  static constexpr PageAssets assets = {
    .words = ${words},
    .graph = ${graph},
    .charts = ${charts},
    .page = ${page},
    .style = ${style},
    .library = ${library},
    .library_style = ${library_style},
    .licence = ${licence}};
  return assets;
}

}  // namespace sop::cli
")
