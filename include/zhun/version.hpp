// The version of the library, the same as of the CMake project.
#pragma once
#include <string_view>
namespace zhun {
[[nodiscard]] std::string_view version();  // "0.1.0"
}
