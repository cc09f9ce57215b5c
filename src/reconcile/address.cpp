// The parts of an address by the characters that end them.
#include "reconcile/address.hpp"

#include <utility>

#include "zhun/text.hpp"

namespace zhun {

namespace {

bool ends_division(std::string_view point) {
  for (const std::string_view end : {"省", "市", "区", "县", "旗", "镇", "乡"})
    if (point == end) return true;
  return false;
}

bool is_number(std::string_view point) {
  return point.size() == 1 && ((point[0] >= '0' && point[0] <= '9') || point[0] == '-');
}

// What stands behind province, city and district.
std::string place_within(std::string_view address, const Division& division) {
  const std::string text = normalise_name(address);
  std::size_t from = 0;
  for (const std::string& part : {division.city, division.district}) {
    const auto at = part.empty() ? std::string::npos : text.find(part, from);
    if (at != std::string::npos) from = at + part.size();
  }
  return text.substr(from);
}

}  // namespace

Division division_of(std::string_view address) {
  const std::string text = normalise_name(address);
  Division division;
  std::string part;
  for (const std::string_view point : code_points(text)) {
    part += point;
    if (point == "省") {
      part.clear();
    } else if (point == "市" && division.city.empty()) {
      division.city = std::exchange(part, {});
    } else if (point == "区" || point == "县" || point == "旗" || point == "市") {
      division.district = part;
      break;
    }
  }
  return division;
}

bool agree(const Division& a, const Division& b) {
  const auto same = [](const std::string& x, const std::string& y) {
    return x.empty() || y.empty() || x == y;
  };
  return same(a.city, b.city) && same(a.district, b.district);
}

House house_of(std::string_view address) {
  const std::string text = normalise_name(address);
  House house;
  std::string road, number;
  for (const std::string_view point : code_points(text)) {
    if (point == "号" && !number.empty() && !road.empty()) return {road, number};
    if (is_number(point)) {
      number += point;
      continue;
    }
    if (!number.empty()) road.clear();  // a number that ends nothing: 1街区样例路2号
    number.clear();
    road += point;
    if (ends_division(point)) road.clear();
  }
  return {};
}

bool similar_addresses(std::string_view a, std::string_view b) {
  const Division first = division_of(a), second = division_of(b);
  return agree(first, second) && place_within(a, first) == place_within(b, second);
}

}  // namespace zhun
