# Install rules: headers, both libraries, the command, a CMake package, two pkg-config files, the licence.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/zhun)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/zhun DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.hpp")
install(FILES ${PROJECT_SOURCE_DIR}/include/zhun.h ${PROJECT_SOURCE_DIR}/include/zhun_client.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${PROJECT_SOURCE_DIR}/docs/dependencies.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/schemas DESTINATION ${CMAKE_INSTALL_DOCDIR}
        FILES_MATCHING PATTERN "*.schema.json")

# Two export sets, so that a user of the C library need not have what the static core links with.
install(TARGETS zhun EXPORT zhun-core-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS zhun_capi EXPORT zhun-capi-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET zhun_command)
  install(TARGETS zhun_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
foreach(part core capi)
  install(EXPORT zhun-${part}-targets NAMESPACE zhun:: DESTINATION ${package_directory})
endforeach()
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/zhunConfig.cmake.in
  ${PROJECT_BINARY_DIR}/zhunConfig.cmake INSTALL_DESTINATION ${package_directory})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/zhunConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/zhunConfig.cmake ${PROJECT_BINARY_DIR}/zhunConfigVersion.cmake
        DESTINATION ${package_directory})

# pkg-config files are relocatable: the prefix follows from the place of the file.
set(pkgconfig_directory ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH ZHUN_PC_PREFIX /${pkgconfig_directory} /)
string(REGEX REPLACE "/$" "" ZHUN_PC_PREFIX "${ZHUN_PC_PREFIX}")
foreach(file zhun.pc zhun-core.pc)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/${file}.in ${PROJECT_BINARY_DIR}/${file} @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${file} DESTINATION ${pkgconfig_directory})
endforeach()
