// The caller-owned error: filled within the size that the caller states, cut at whole characters.
#include <algorithm>
#include <cstring>

#include "handles.hpp"

namespace zhun::capi {
namespace {

constexpr std::size_t kErrorSizeMin = sizeof(zhun_error);  // version 1

template <std::size_t N>
void copy_text(char (&out)[N], std::string_view text) noexcept {
  std::size_t size = std::min(text.size(), N - 1);
  // Not inside a UTF-8 sequence: step back over continuation bytes.
  while (size < text.size() && size > 0 &&
         (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
    --size;
  std::memcpy(out, text.data(), size);
  std::memset(out + size, 0, N - size);
}

zhun_status write(zhun_error* out, zhun_status status, const Place& place,
                  std::string_view message) noexcept {
  if (out == nullptr || out->struct_size < kErrorSizeMin) return status;
  out->status = status;
  out->page = place.page;
  out->row = place.row;
  out->column = place.column;
  copy_text(out->source, place.source);
  copy_text(out->field, place.field);
  copy_text(out->message, message);
  return status;
}

}  // namespace

zhun_status report(zhun_error* out, const Error& error) noexcept {
  return write(out, static_cast<zhun_status>(error.code), error.place, error.message);
}

zhun_status report(zhun_error* out, zhun_status status, std::string_view message) noexcept {
  return write(out, status, Place{}, message);
}

zhun_status succeed(zhun_error* out) noexcept { return write(out, ZHUN_OK, Place{}, ""); }

}  // namespace zhun::capi
