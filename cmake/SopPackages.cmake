# Third-party packages. Debian's where it has them; Arrow from an installed CMake package, else from the pinned pyarrow
# wheel that scripts/setup puts into a virtual environment (SOP_PYTHON).
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)

pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
add_library(re2::re2 ALIAS PkgConfig::RE2)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
add_library(utf8proc::utf8proc ALIAS PkgConfig::UTF8PROC)

pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3)
add_library(sqlite::sqlite ALIAS PkgConfig::SQLITE3)

find_package(Arrow QUIET CONFIG)
find_package(Parquet QUIET CONFIG)
if(Arrow_FOUND AND Parquet_FOUND)
  add_library(Arrow::arrow ALIAS Arrow::arrow_shared)
  add_library(Arrow::parquet ALIAS Parquet::parquet_shared)
else()
  include(SopArrowFromWheel)
endif()

# Z3, the second layer of the checker (compiler/solver): its header here, its library when a program runs, and neither has to be there.
# AUTO takes the header where it is found, ON wants it, OFF does without.
set(SOP_Z3 AUTO CACHE STRING "the second layer of the checker: AUTO, ON or OFF")
set_property(CACHE SOP_Z3 PROPERTY STRINGS AUTO ON OFF)
set(SOP_HAS_Z3 OFF)
if(NOT SOP_Z3 STREQUAL "OFF")
  find_path(SOP_Z3_INCLUDE z3.h PATH_SUFFIXES z3)
  find_library(SOP_Z3_LIBRARY z3)
  if(SOP_Z3_INCLUDE AND SOP_Z3_LIBRARY)
    set(SOP_HAS_Z3 ON)
    file(REAL_PATH ${SOP_Z3_LIBRARY} library)
    cmake_path(GET library FILENAME SOP_Z3_FILE)
  elseif(SOP_Z3 STREQUAL "ON")
    message(FATAL_ERROR "SOP_Z3=ON, and no Z3 found: install libz3-dev (scripts/setup does), or leave it at AUTO.")
  endif()
endif()
