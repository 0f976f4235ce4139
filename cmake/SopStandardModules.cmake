# The modules of stdlib/*.sop as a C++ table (stdlib/modules.h). Included, it adds the generated file to a target; run as
# a script (-P), it writes that file.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(SOP_STANDARD_MODULES_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
  function(sop_standard_modules target)
    file(GLOB modules CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/stdlib/*.sop)
    set(table ${PROJECT_BINARY_DIR}/generated/standard_modules.cpp)
    add_custom_command(OUTPUT ${table}
      COMMAND ${CMAKE_COMMAND} -DFOLDER=${PROJECT_SOURCE_DIR}/stdlib -DTABLE=${table} -P ${SOP_STANDARD_MODULES_SCRIPT}
      DEPENDS ${modules} ${SOP_STANDARD_MODULES_SCRIPT}
      COMMENT "Embedding the modules of stdlib" VERBATIM)
    target_sources(${target} PRIVATE ${table})
    install(FILES ${modules} DESTINATION ${CMAKE_INSTALL_DATADIR}/sop/stdlib)
  endfunction()
  return()
endif()

file(GLOB modules ${FOLDER}/*.sop)
list(SORT modules)
set(rows "")
foreach(module ${modules})
  get_filename_component(name ${module} NAME_WE)
  file(READ ${module} text)
  string(APPEND rows "    {\"${name}\", R\"sop_module(${text})sop_module\"},\n")
endforeach()
file(WRITE ${TABLE} "#include \"stdlib/modules.h\"

namespace sop {
namespace {

constexpr StandardModule modules[] = {
${rows}};

}  // namespace

std::span<const StandardModule> standard_modules() { return modules; }

}  // namespace sop
")
