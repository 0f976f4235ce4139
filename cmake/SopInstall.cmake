# Installing sopc: `cmake --install BUILD --prefix PREFIX` gives bin/sopc, which needs nothing of the build folder any more.
# Arrow's libraries, where they came in the pyarrow wheel, go beside it into lib/sop.
include(GNUInstallDirs)

function(sop_install program)
  set_target_properties(${program} PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/sop")
  install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS sop_files LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/sop)
  if(SOP_BUNDLED_LIBRARIES)
    install(FILES ${SOP_BUNDLED_LIBRARIES} DESTINATION ${CMAKE_INSTALL_LIBDIR}/sop)
  endif()
endfunction()
