// ZipCipher: the two ways in which zip entries are encrypted in practice, the traditional one of
// PKWARE and WinZip's AES (AE-1 and AE-2, 128 to 256 bits). Keys are wiped. Not thread-safe; the
// bytes must outlive it.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "read/zip_directory.hpp"

namespace zhun::read {

class ZipCipher {
 public:
  // Traditional encryption shows a wrong password in 255 of 256 cases, AES in 65,535 of 65,536 and
  // damage always: its check over all packed bytes comes before the first one is decrypted.
  enum class Fault : unsigned char { wrong_password, damaged, unsupported };

  [[nodiscard]] static tl::expected<std::unique_ptr<ZipCipher>, Fault> open(
      const ZipItem& item, std::string_view packed, std::string_view password);

  ZipCipher() = default;
  ZipCipher(const ZipCipher&) = delete;
  ZipCipher& operator=(const ZipCipher&) = delete;
  virtual ~ZipCipher() = default;

  // Decrypts the next bytes in order; 0 at the end.
  [[nodiscard]] std::size_t take(char* out, std::size_t size);
  [[nodiscard]] std::size_t left() const { return body_.size(); }

 protected:
  virtual void decrypt(const char* in, char* out, std::size_t size) = 0;
  std::string_view body_;  // what is still to be decrypted
};

}  // namespace zhun::read
