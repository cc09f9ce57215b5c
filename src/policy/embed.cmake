# Embeds the files of the default policy pack into the library as raw strings.
set(policy_files policy.json checks-statement.dmn checks-invoice-tax.dmn checks-government.dmn checks-cross.dmn
  grade.dmn limit.dmn decision.dmn score-legal.pmml score-personal.pmml wording.json keywords.json tables.json
  materials.json materials.dmn answers.dmn)
set(ZHUN_POLICY_TEXTS "")
foreach(name IN LISTS policy_files)
  set(path ${CMAKE_CURRENT_LIST_DIR}/${name})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(READ ${path} text)
  string(APPEND ZHUN_POLICY_TEXTS "    {\"${name}\", R\"__zhun__(${text})__zhun__\"},\n")
endforeach()
# The sources of the document templates; the library makes Word files of them.
file(GLOB document_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/documents/*.txt)
list(SORT document_files)
set(ZHUN_DOCUMENT_TEXTS "")
foreach(path IN LISTS document_files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  cmake_path(GET path STEM id)
  file(READ ${path} text)
  string(APPEND ZHUN_DOCUMENT_TEXTS "    {\"${id}\", R\"__zhun__(${text})__zhun__\"},\n")
endforeach()
set(ZHUN_POLICY_SOURCES ${CMAKE_CURRENT_BINARY_DIR}/generated/default_policy_files.cpp)
file(CONFIGURE OUTPUT ${ZHUN_POLICY_SOURCES} @ONLY NEWLINE_STYLE UNIX CONTENT
"// Generated from src/policy by embed.cmake.
#include \"policy/policy_sources.hpp\"

namespace zhun {

std::span<const SourceFile> policy_texts() {
  static const SourceFile files[] = {
@ZHUN_POLICY_TEXTS@  };
  return files;
}

std::span<const SourceFile> document_texts() {
  static const SourceFile files[] = {
@ZHUN_DOCUMENT_TEXTS@  };
  return files;
}

}  // namespace zhun
")
