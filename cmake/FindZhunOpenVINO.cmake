# OpenVINO for the engine ppocr, and the model of PP-OCRv6.
#
# OpenVINO_DIR: the folder of OpenVINOConfig.cmake; without it the wheel that cmake/packages.sh unpacked.
# ZHUN_PPOCR_MODEL: PP-OCRv6_rec_small.onnx; without it that of the wheel rapidocr in the same place.
# Sets ZhunOpenVINO_FOUND, ZhunOpenVINO_RUNTIME (what must lie beside the engine), ZhunOpenVINO_LICENCES,
# ZHUN_PPOCR_MODEL, and makes openvino::runtime.
set(wheels ${PROJECT_SOURCE_DIR}/build/wheels)
# No version: its version file refuses other majors.
find_package(OpenVINO CONFIG QUIET COMPONENTS Runtime HINTS ${wheels}/openvino/cmake)
find_file(ZHUN_PPOCR_MODEL PP-OCRv6_rec_small.onnx HINTS ${wheels}/rapidocr/models NO_DEFAULT_PATH
  DOC "The model of the engine ppocr")

set(ZhunOpenVINO_RUNTIME)
set(ZhunOpenVINO_LICENCES)
if(OpenVINO_FOUND)
  get_target_property(library openvino::runtime IMPORTED_LOCATION_RELEASE)
  if(library)
    cmake_path(GET library PARENT_PATH libraries)
    cmake_path(GET library FILENAME file)
    string(REGEX REPLACE "^libopenvino\\.so" "" suffix ${file})
    foreach(part libopenvino.so${suffix} libopenvino_onnx_frontend.so${suffix}
                 libopenvino_intel_cpu_plugin.so libtbb.so.12 libtbbmalloc.so.2 libhwloc.so.15)
      if(EXISTS ${libraries}/${part})
        list(APPEND ZhunOpenVINO_RUNTIME ${libraries}/${part})
      endif()
    endforeach()
    cmake_path(SET root NORMALIZE ${libraries}/../..)
    file(GLOB_RECURSE ZhunOpenVINO_LICENCES ${root}/openvino-*.dist-info/licenses/*
         ${root}/rapidocr-*.dist-info/licenses/*)
  endif()
endif()
include(FindPackageHandleStandardArgs)
set(FIND_PACKAGE_MESSAGE_DETAILS_ZhunOpenVINO "" CACHE INTERNAL "")
find_package_handle_standard_args(ZhunOpenVINO REQUIRED_VARS OpenVINO_DIR ZhunOpenVINO_RUNTIME)
