# How every target of the project is compiled: warnings as errors, exact floating point, ccache, precompiled headers.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(SOP_CCACHE ccache)
if(SOP_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SOP_CCACHE})
endif()

# Numbers are the same on every machine: no fused multiply-add, no fast-math (semantics A4).
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast -Wimplicit-fallthrough
  -Wno-missing-field-initializers -Werror -ffp-contract=off -fvisibility=hidden)
if(SOP_SANITIZE)
  # Instrumented code makes g++ see uninitialised values inside its own library.
  add_compile_options(-fsanitize=${SOP_SANITIZE} -fno-omit-frame-pointer -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${SOP_SANITIZE})
endif()

# sop_library(name folder...): a static library of all .cpp files of these folders and below.
function(sop_library name)
  set(sources "")
  foreach(folder ${ARGN})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
    list(APPEND sources ${found})
  endforeach()
  if(NOT sources)
    file(WRITE ${PROJECT_BINARY_DIR}/${name}.cpp "")
    set(sources ${PROJECT_BINARY_DIR}/${name}.cpp)
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
endfunction()
