// SM4 in counter mode and AES-256-GCM through OpenSSL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace zhun::audit {

// Empty when the cipher is not there. Encryption and decryption are the same.
[[nodiscard]] std::optional<std::string> sm4_ctr(std::string_view key16, std::string_view counter16,
                                                 std::string_view text);

inline constexpr std::size_t kGcmTagBytes = 16;
// The ciphertext and the tag behind it.
[[nodiscard]] std::optional<std::string> aes_256_gcm_encrypt(std::string_view key32,
                                                             std::string_view nonce,
                                                             std::string_view head,
                                                             std::string_view text);
// nullopt when the tag does not fit; nothing of the text is given out then.
[[nodiscard]] std::optional<std::string> aes_256_gcm_decrypt(std::string_view key32,
                                                             std::string_view nonce,
                                                             std::string_view head,
                                                             std::string_view text_and_tag);

}  // namespace zhun::audit
