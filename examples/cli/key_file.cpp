// Keys from files, and the random bytes that go with them.
#include "key_file.hpp"

#include <sys/random.h>

#include "files.hpp"
#include "zhun/text.hpp"
#include "zhun/transport.hpp"

namespace zhun::cli {

Secret::~Secret() { wipe(bytes.data(), bytes.size()); }

Result<void> read_key_file(const std::string& path, Secret& key) {
  constexpr std::size_t kKeyBytesMax = 4096;
  auto bytes = read_whole_file(path, "key file", kKeyBytesMax);
  if (!bytes) return tl::unexpected(bytes.error());
  key.bytes = std::move(*bytes);
  return {};
}

Result<std::string> random_nonce() {
  std::string nonce(kTransportNonceBytes, '\0');
  if (getrandom(nonce.data(), nonce.size(), 0) != static_cast<ssize_t>(nonce.size()))
    return fail(ErrorCode::state, {}, "the system gives no random bytes");
  return nonce;
}

}  // namespace zhun::cli
