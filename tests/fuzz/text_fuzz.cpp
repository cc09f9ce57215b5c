// Texts: masking and normal forms are idempotent, and authentication data are gone after one pass.
#include "base/authentication.hpp"
#include "fuzz.hpp"
#include "zhun/present.hpp"
#include "zhun/text.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  const std::string masked = mask_text(bytes);
  fuzz::expect(mask_text(masked) == masked);
  const std::string clean = without_authentication_data(bytes);
  fuzz::expect(!has_authentication_data(clean));
  fuzz::expect(has_authentication_data(bytes) == (clean != bytes));
  if (is_valid_utf8(bytes)) {
    const std::string normal = normalise_name(bytes);
    fuzz::expect(normalise_name(normal) == normal);
  }
  (void)is_authentication_name(bytes);
  return 0;
}
