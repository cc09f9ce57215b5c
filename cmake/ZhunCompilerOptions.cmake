# Options of every target of this project: sanitizers, coverage, hardening, and no build paths in binaries.
add_compile_options(
  -ffile-prefix-map=${PROJECT_BINARY_DIR}=build -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)

if(ZHUN_SANITIZE)
  add_compile_options(-fsanitize=${ZHUN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  # g++ 12 warns of std::regex's own members when it instruments them (GCC bug 105562).
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_link_options(-fsanitize=${ZHUN_SANITIZE})
else()
  add_compile_options(-fstack-protector-strong)
  add_compile_options("$<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
endif()
if(ZHUN_COVERAGE)
  add_compile_options(--coverage -fprofile-abs-path)
  add_link_options(--coverage)
endif()
if(ZHUN_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "ZHUN_FUZZ needs clang: use the preset fuzz, or set CMAKE_CXX_COMPILER")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
