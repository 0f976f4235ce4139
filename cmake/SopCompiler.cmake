# How every target of the project is compiled: warnings as errors, exact floating point, ccache, precompiled headers.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(SOP_CCACHE ccache)
if(SOP_CCACHE)
  # What ccache must be told to work with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${SOP_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# -Wrestrict, -Wstringop-overflow, -Warray-bounds: false alarms of g++ 12 inside std::string at -O3; the sanitizers watch these.
# Numbers are the same on every machine: no fused multiply-add, no fast-math (semantics A4).
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast -Wimplicit-fallthrough
  -Wno-missing-field-initializers -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Werror -ffp-contract=off -fvisibility=hidden)
if(SOP_SANITIZE)
  # Instrumented code makes g++ see uninitialised values inside its own library.
  add_compile_options(-fsanitize=${SOP_SANITIZE} -fno-omit-frame-pointer -Wno-maybe-uninitialized)
  # A sanitizer's dlopen stands in front of the system's and has no path of the program's; the older kind of path (DT_RPATH) is looked at all the same.
  add_link_options(-fsanitize=${SOP_SANITIZE} -Wl,--disable-new-dtags)
endif()

# libFuzzer is clang's. Its warnings are not ours: g++ judges the code.
if(SOP_FUZZ)
  add_compile_options(-w -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# fmt and the containers cost a second in every file: compiled once, in the first library, for all of them.
option(SOP_PCH "precompiled headers" ON)
set(SOP_PRECOMPILED <fmt/format.h> <algorithm> <expected> <functional> <map> <memory> <optional> <span> <string> <string_view>
  <unordered_map> <utility> <variant> <vector>)
add_compile_options(-pthread)  # precompiled headers ask for the same flags everywhere
# Everything may become part of libsop.so. No symbol of it is ever replaced by another one, so calls stay direct.
add_compile_options(-fPIC -fno-semantic-interposition)

# sop_library(name folder...): a static library of all .cpp files of these folders and below. A .cpp file may be named too.
function(sop_library name)
  set(sources "")
  foreach(item ${ARGN})
    if(item MATCHES "\\.cpp$")
      list(APPEND sources ${item})
    else()
      file(GLOB_RECURSE found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${item}/*.cpp)
      list(APPEND sources ${found})
    endif()
  endforeach()
  if(NOT sources)
    file(WRITE ${PROJECT_BINARY_DIR}/${name}.cpp "")
    set(sources ${PROJECT_BINARY_DIR}/${name}.cpp)
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  if(SOP_PCH AND TARGET sop_base AND NOT name STREQUAL sop_base)
    target_precompile_headers(${name} REUSE_FROM sop_base)
  elseif(SOP_PCH)
    target_precompile_headers(${name} PRIVATE ${SOP_PRECOMPILED})
  endif()
  sop_compile_together(${name})
endfunction()

# sop_loaded_library(name folder): a library that programs load when they need it. It shows one symbol, has what it needs of
# ours inside, and is found beside the program's other libraries.
set(CMAKE_BUILD_RPATH ${PROJECT_BINARY_DIR})
function(sop_loaded_library name folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  add_library(${name} MODULE ${sources})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR} INSTALL_RPATH "$ORIGIN")
  target_link_options(${name} PRIVATE -Wl,--exclude-libs,ALL -Wl,--gc-sections)
  if(NOT SOP_SANITIZE AND NOT SOP_FUZZ)
    target_link_options(${name} PRIVATE -Wl,--no-undefined)
  endif()
  if(SOP_PCH)
    target_precompile_headers(${name} REUSE_FROM sop_base)
  endif()
  sop_compile_together(${name})
endfunction()

# sop_reuse_precompiled(target): an executable compiled with the libraries' flags takes their precompiled headers.
function(sop_reuse_precompiled target)
  if(SOP_PCH)
    target_precompile_headers(${target} REUSE_FROM sop_base)
  endif()
endfunction()

# sop_never_hot(target): what people wait for once, or a test. Half the optimiser's time is spared.
function(sop_never_hot target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# Neighbours are compiled together, up to eight files of one folder in one go: what they include and instantiate is
# compiled once, which halves a clean build. So a file-local name is unique within its folder.
# SOP_TOGETHER=OFF compiles each file alone: nothing may lean on its neighbour's includes.
option(SOP_TOGETHER "compile neighbouring files together" ON)
# The longest ones; two whose classes hold file-local types; one that replaces operator new.
set(SOP_COMPILED_ALONE kernels.cpp parse.cpp text_pool.cpp timeline.cpp heap_count.cpp)
# sop_compile_together(target [most]): fewer at once where every file is heavy.
function(sop_compile_together target)
  set(most 12)
  if(ARGC GREATER 1)
    set(most ${ARGV1})
  endif()
  if(NOT SOP_TOGETHER)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  foreach(source ${sources})
    get_filename_component(path ${source} ABSOLUTE)
    get_filename_component(folder ${path} DIRECTORY)
    get_filename_component(file ${path} NAME)
    if(NOT path MATCHES "\\.cpp$" OR file IN_LIST SOP_COMPILED_ALONE OR source MATCHES "^\\$")
      continue()
    endif()
    string(MAKE_C_IDENTIFIER "${folder}" id)
    math(EXPR count_${id} "${count_${id}} + 0")
    math(EXPR batch "${count_${id}} / ${most}")
    math(EXPR count_${id} "${count_${id}} + 1")
    file(RELATIVE_PATH named ${PROJECT_SOURCE_DIR} ${folder})
    string(MAKE_C_IDENTIFIER "${named}_${batch}" group)
    set_source_files_properties(${path} TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP ${group})
  endforeach()
endfunction()

# sop_second_layer(target): with Z3's header compiler/solver/z3 is part of it, without it says that there is none.
function(sop_second_layer target)
  if(SOP_HAS_Z3)
    target_compile_definitions(${target} PRIVATE SOP_HAS_Z3 SOP_Z3_FILE="${SOP_Z3_FILE}")
    target_include_directories(${target} SYSTEM PRIVATE ${SOP_Z3_INCLUDE})
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources EXCLUDE REGEX "/compiler/solver/z3/")
  set_target_properties(${target} PROPERTIES SOURCES "${sources}")
endfunction()
