// UTF-8 validation at the speed of memory, through simdjson's run-time dispatch.
#include <simdjson.h>

#include "zhun/text.hpp"

namespace zhun {

bool is_valid_utf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

}  // namespace zhun
