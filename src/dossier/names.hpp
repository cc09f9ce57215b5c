// Names of parties: enterprise or person. Persons are masked everywhere; when in doubt, a name is a
// person.
#pragma once

#include <string>
#include <string_view>

namespace zhun {

// Whether a name (in normal form) contains a word that only organisations carry: 公司, 店, 银行,
// 中心, ...
[[nodiscard]] bool is_enterprise_name(std::string_view name);

// Whether a name looks like a natural person's: two to four ideographs or a name with a middle dot,
// and no organisation's word.
[[nodiscard]] bool is_person_name(std::string_view name);

// A name inside a text that is built before masking is decided: between marks that present/
// replaces by the masked or the whole name.
inline constexpr char kNameBegin = '\x02';
inline constexpr char kNameEnd = '\x03';
[[nodiscard]] std::string marked_name(std::string_view name);
// The text as it reads without masking.
[[nodiscard]] std::string without_marks(std::string_view text);

}  // namespace zhun
