// Masking (脱敏): one policy for every output. The public functions stand in zhun/present.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dossier/names.hpp"
#include "zhun/present.hpp"

namespace zhun {

// A name of a party at a level: persons are masked at every level but none, enterprises outward.
[[nodiscard]] std::string mask_name(std::string_view name, Masking masking);

// Free text: the given names wherever they stand, and identity, card and phone numbers.
[[nodiscard]] std::string mask_free_text(std::string_view text,
                                         const std::vector<std::string>& names, Masking masking);

}  // namespace zhun
