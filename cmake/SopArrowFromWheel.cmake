# Arrow and Parquet C++ as they come in the pyarrow wheel: headers and shared libraries inside the Python package.
set(SOP_PYTHON "${PROJECT_SOURCE_DIR}/.venv/bin/python" CACHE FILEPATH "the Python that has pyarrow")
execute_process(
  COMMAND ${SOP_PYTHON} -c "import pyarrow, glob, os; d = pyarrow.get_library_dirs()[0]; pick = lambda n: sorted(glob.glob(os.path.join(d, n + '.so*')))[0]; print(pyarrow.get_include()); print(d); print(pick('libarrow')); print(pick('libparquet'))"
  OUTPUT_VARIABLE wheel RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
if(failed)
  message(FATAL_ERROR "No Arrow found: neither a CMake package nor pyarrow in ${SOP_PYTHON}. Run scripts/setup.")
endif()
string(REPLACE "\n" ";" wheel "${wheel}")
list(GET wheel 0 arrow_include)
list(GET wheel 1 arrow_dir)
list(GET wheel 2 arrow_library)
list(GET wheel 3 parquet_library)

foreach(part arrow parquet)
  add_library(Arrow::${part} SHARED IMPORTED)
  set_target_properties(Arrow::${part} PROPERTIES
    IMPORTED_LOCATION ${${part}_library}
    INTERFACE_INCLUDE_DIRECTORIES ${arrow_include}
    INTERFACE_LINK_OPTIONS "-Wl,-rpath-link,${arrow_dir}")
endforeach()
set_target_properties(Arrow::parquet PROPERTIES INTERFACE_LINK_LIBRARIES Arrow::arrow)
set(SOP_BUNDLED_LIBRARIES ${arrow_library} ${parquet_library})  # installed with the program: the wheel may go away
