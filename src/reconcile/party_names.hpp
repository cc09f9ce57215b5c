// Spellings of one company: which differences are those of print and habit, and never of another
// company. Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace zhun {

// Whether two names are one organisation's: place, legal form and branch may be left out of one of
// them. For lists that people wrote by hand (lenders on an application form).
[[nodiscard]] bool same_organisation(std::string_view a, std::string_view b);

}  // namespace zhun
