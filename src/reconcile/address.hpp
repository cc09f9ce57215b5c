// Addresses as printed: 山东省济南市历下区样例路1号2单元.
#pragma once

#include <string>
#include <string_view>

namespace zhun {

// 济南市 and 历下区. Empty: not printed.
struct Division {
  std::string city, district;
};
[[nodiscard]] Division division_of(std::string_view address);
// Whether they may be the same place: what one of them leaves out contradicts nothing.
[[nodiscard]] bool agree(const Division& a, const Division& b);

// 样例路 and 1 of 样例路1号. An empty number: no number of a house is printed.
struct House {
  std::string road, number;
};
[[nodiscard]] House house_of(std::string_view address);

// Equal but for province, city and district that one of the two leaves out.
[[nodiscard]] bool similar_addresses(std::string_view a, std::string_view b);

}  // namespace zhun
