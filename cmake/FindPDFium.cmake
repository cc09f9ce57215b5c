# FindPDFium: where the shared library of PDFium is. It is opened at run time and never linked, so there is
# no target: PDFium_LIBRARY is a path, PDFium_FOUND says whether there is one.
#
# Looked for in PDFIUM_ROOT (variable, then environment), in build/pdfium of the source tree, where
# cmake/packages.sh puts it, and in the Python package pypdfium2_raw.
set(_pdfium_folders)
foreach(_pdfium_root IN ITEMS "${PDFIUM_ROOT}" "$ENV{PDFIUM_ROOT}")
  if(_pdfium_root)
    list(APPEND _pdfium_folders "${_pdfium_root}" "${_pdfium_root}/lib" "${_pdfium_root}/pypdfium2_raw")
  endif()
endforeach()
list(APPEND _pdfium_folders "${CMAKE_CURRENT_LIST_DIR}/../build/pdfium/pypdfium2_raw")

if(PDFium_LIBRARY AND NOT EXISTS "${PDFium_LIBRARY}")
  unset(PDFium_LIBRARY CACHE)
endif()
find_library(PDFium_LIBRARY NAMES pdfium PATHS ${_pdfium_folders} NO_DEFAULT_PATH
  DOC "PDFium, opened at run time to read PDF")
if(NOT PDFium_LIBRARY)
  find_package(Python3 QUIET COMPONENTS Interpreter)
  if(Python3_Interpreter_FOUND)
    execute_process(
      COMMAND ${Python3_EXECUTABLE} -c
        "import importlib.util, os; print(os.path.dirname(importlib.util.find_spec('pypdfium2_raw').origin))"
      OUTPUT_VARIABLE _pdfium_package OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
      RESULT_VARIABLE _pdfium_missing)
    if(_pdfium_missing EQUAL 0)
      find_library(PDFium_LIBRARY NAMES pdfium PATHS "${_pdfium_package}" NO_DEFAULT_PATH)
    endif()
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(PDFium REQUIRED_VARS PDFium_LIBRARY)
mark_as_advanced(PDFium_LIBRARY)
