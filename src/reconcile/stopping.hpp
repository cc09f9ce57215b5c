// Stopping: how the loops of this folder end when the watch of the call says so. Thrown inside a
// call, never out of it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "zhun/watch.hpp"

namespace zhun {

struct Stopped {};

// Once a row, or whatever takes about as long.
inline void keep_on(Watch* watch, std::size_t rows = 1) {
  if (watch != nullptr && watch->stops(static_cast<std::uint32_t>(rows))) throw Stopped();
}

}  // namespace zhun
