// Which of the readers of bank messages the bytes are for.
#include "read/message_files.hpp"

#include "read/camt.hpp"
#include "read/mt940.hpp"
#include "read/ofx.hpp"

namespace zhun::read {

std::optional<Result<std::vector<Statement>>> read_bank_message(std::string_view bytes,
                                                                const ReadOptions& options) {
  if (is_camt(bytes)) return read_camt(bytes, options);
  if (is_ofx(bytes)) return read_ofx(bytes, options);
  if (is_mt940(bytes)) return read_mt940(bytes, options);
  return std::nullopt;
}

}  // namespace zhun::read
