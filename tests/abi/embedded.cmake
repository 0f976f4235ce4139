# ctest entry `abi/embedded`: the examples of embedding, built against the installed package by find_package and by
# pkg-config, and what they print. Arguments: BUILD, PREFIX, EXAMPLES.
file(REMOVE_RECURSE ${PREFIX})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

function(expect_output program expected)
  execute_process(COMMAND ${program} OUTPUT_VARIABLE printed RESULT_VARIABLE code ERROR_VARIABLE said)
  if(NOT code EQUAL 0 OR NOT printed STREQUAL expected)
    message(FATAL_ERROR "${program} ended with ${code} and printed\n${printed}${said}instead of\n${expected}")
  endif()
endfunction()

set(c_prints "Lin: adults coast welcome\nWu: coast big\nZhao: adults\n")
set(cpp_prints "2026-11-23 10:00 thanks:  C001\n2026-11-24 10:00 thanks:  C002\n")
foreach(example embed_c embed_cpp)
  set(built ${PREFIX}/examples/${example})
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${EXAMPLES}/${example} -B ${built} -DCMAKE_PREFIX_PATH=${PREFIX} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${built} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endforeach()
expect_output(${PREFIX}/examples/embed_c/embed_c "${c_prints}")
expect_output(${PREFIX}/examples/embed_cpp/embed_cpp "${cpp_prints}")

# pkg-config, wherever the prefix was moved to.
file(GLOB_RECURSE description ${PREFIX}/lib*/sop.pc)
cmake_path(GET description PARENT_PATH pkgconfig)
execute_process(COMMAND ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${pkgconfig} pkg-config --cflags --libs sop
  OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags)
cmake_path(GET pkgconfig PARENT_PATH libraries)
execute_process(COMMAND cc -Wall -Wextra -Wpedantic -Werror ${EXAMPLES}/embed_c/main.c ${flags} -Wl,-rpath,${libraries} -o ${PREFIX}/by_pkg_config COMMAND_ERROR_IS_FATAL ANY)
expect_output(${PREFIX}/by_pkg_config "${c_prints}")
