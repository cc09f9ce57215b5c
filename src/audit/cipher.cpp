// Ciphers through OpenSSL's EVP interface. Lengths are in pieces that fit its int.
#include "audit/cipher.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "zhun/text.hpp"

namespace zhun::audit {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

constexpr std::size_t kPiece = std::size_t{1} << 30;

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Context begin(const EVP_CIPHER* cipher, std::string_view key, std::string_view nonce, int encrypt) {
  Context context(EVP_CIPHER_CTX_new());
  if (context == nullptr || cipher == nullptr ||
      EVP_CipherInit_ex(context.get(), cipher, nullptr, nullptr, nullptr, encrypt) != 1)
    return nullptr;
  const auto size = static_cast<int>(nonce.size());
  const bool gcm = EVP_CIPHER_get_mode(cipher) == EVP_CIPH_GCM_MODE;
  if (gcm && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN, size, nullptr) != 1)
    return nullptr;
  if (static_cast<int>(key.size()) != EVP_CIPHER_get_key_length(cipher) ||
      (!gcm && size != EVP_CIPHER_get_iv_length(cipher)) ||
      EVP_CipherInit_ex(context.get(), nullptr, nullptr, raw(key), raw(nonce), encrypt) != 1)
    return nullptr;
  return context;
}

bool update(EVP_CIPHER_CTX* context, std::string_view text, std::string& out) {
  out.resize(text.size());
  for (std::size_t done = 0; done < text.size();) {
    const std::size_t piece = std::min(kPiece, text.size() - done);
    int written = 0;
    if (EVP_CipherUpdate(context, reinterpret_cast<unsigned char*>(out.data()) + done, &written,
                         raw(text) + done, static_cast<int>(piece)) != 1 ||
        static_cast<std::size_t>(written) != piece)
      return false;
    done += piece;
  }
  return true;
}

// Data that the tag covers and nobody encrypts.
bool add_head(EVP_CIPHER_CTX* context, std::string_view head) {
  int written = 0;
  return head.empty() || EVP_CipherUpdate(context, nullptr, &written, raw(head),
                                          static_cast<int>(head.size())) == 1;
}

bool finish(EVP_CIPHER_CTX* context) {
  unsigned char none[EVP_MAX_BLOCK_LENGTH];
  int written = 0;
  return EVP_CipherFinal_ex(context, none, &written) == 1 && written == 0;
}

}  // namespace

std::optional<std::string> sm4_ctr(std::string_view key, std::string_view counter,
                                   std::string_view text) {
  const Context context = begin(EVP_sm4_ctr(), key, counter, 1);
  std::string out;
  if (context == nullptr || !update(context.get(), text, out) || !finish(context.get()))
    return std::nullopt;
  return out;
}

std::optional<std::string> aes_256_gcm_encrypt(std::string_view key, std::string_view nonce,
                                               std::string_view head, std::string_view text) {
  const Context context = begin(EVP_aes_256_gcm(), key, nonce, 1);
  std::string out;
  char tag[kGcmTagBytes];
  if (context == nullptr || !add_head(context.get(), head) || !update(context.get(), text, out) ||
      !finish(context.get()) ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kGcmTagBytes, tag) != 1)
    return std::nullopt;
  return out.append(tag, kGcmTagBytes);
}

std::optional<std::string> aes_256_gcm_decrypt(std::string_view key, std::string_view nonce,
                                               std::string_view head,
                                               std::string_view text_and_tag) {
  if (text_and_tag.size() < kGcmTagBytes) return std::nullopt;
  std::string tag(text_and_tag.substr(text_and_tag.size() - kGcmTagBytes));
  const Context context = begin(EVP_aes_256_gcm(), key, nonce, 0);
  std::string out;
  if (context != nullptr && add_head(context.get(), head) &&
      update(context.get(), text_and_tag.substr(0, text_and_tag.size() - kGcmTagBytes), out) &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kGcmTagBytes, tag.data()) == 1 &&
      finish(context.get()))
    return out;
  wipe(out.data(), out.size());
  return std::nullopt;
}

}  // namespace zhun::audit
