// Addresses as printed.
#include "reconcile/address.hpp"

#include <doctest/doctest.h>

using namespace zhun;

TEST_CASE("city, district and house of an address") {
  const Division division = division_of("山东省济南市历下区样例路1号");
  CHECK(division.city == "济南市");
  CHECK(division.district == "历下区");
  CHECK(division_of("样例路1号").district.empty());
  const auto house = [](const char* text) {
    const House found = house_of(text);
    return found.road + " " + found.number;
  };
  CHECK(house("山东省济南市历下区样例路1号2单元") == "样例路 1");
  CHECK(house("历下区样例路１２-３号院4号楼") == "样例路 12-3");
  CHECK(house("山东济南市某镇样例大道88号") == "样例大道 88");
  CHECK(house("历下区样例市场") == " ");
  CHECK(house("号") == " ");
  CHECK(house("") == " ");
}

TEST_CASE("addresses are similar where one leaves the place out") {
  CHECK(similar_addresses("山东省济南市历下区样例路9号", "济南市历下区样例路9号"));
  CHECK(similar_addresses("历下区样例路9号", "样例路９号"));
  CHECK_FALSE(similar_addresses("济南市历下区样例路9号", "济南市市中区样例路9号"));
  CHECK_FALSE(similar_addresses("济南市历下区样例路9号", "济南市历下区样例路8号"));
}
