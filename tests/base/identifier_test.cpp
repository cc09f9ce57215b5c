// Check digits: the worked examples of the standards, and every single change of a valid number.
#include <doctest/doctest.h>

#include "zhun/identifier.hpp"

using namespace zhun;

TEST_CASE("unified social credit codes: the worked example and test codes") {
  for (const auto code : {"91370100732620512E", "91370102PDY00001XB", "92370102PDY0000288",
                          "91370100PDY0000369", "91370103PDY000044F"}) {
    CAPTURE(code);
    CHECK(is_valid_uscc(code));
  }
  for (const auto code : {"", "91370100732620512", "91370100732620512EE", "91370100732620512e",
                          "9137010073262O512E", "91370100732620512 ", "9137010073262-512E"}) {
    CAPTURE(code);
    CHECK_FALSE(is_valid_uscc(code));
  }
}

TEST_CASE("every single substitution in a unified social credit code is found") {
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (const std::string valid : {"91370102PDY00001XB", "92370102PDY0000288"}) {
    for (std::size_t i = 0; i < valid.size(); ++i) {
      for (int c = 1; c < 256; ++c) {
        std::string changed = valid;
        changed[i] = static_cast<char>(c);
        if (changed == valid) continue;
        CAPTURE(changed);
        CHECK_FALSE(is_valid_uscc(changed));
      }
    }
  }
}

TEST_CASE("organisation codes") {
  CHECK(is_valid_organisation_code("73262051-2"));
  CHECK(is_valid_organisation_code("732620512"));
  CHECK(is_valid_organisation_code("PDY00001X"));
  CHECK_FALSE(is_valid_organisation_code("732620513"));
  CHECK_FALSE(is_valid_organisation_code("73262051"));
  CHECK_FALSE(is_valid_organisation_code("7326205a2"));
}

TEST_CASE("15-digit registration numbers") {
  CHECK(is_valid_registration_number("370102000000014"));
  for (char digit = '0'; digit <= '9'; ++digit) {
    const std::string code = std::string("37010200000001") + digit;
    CAPTURE(code);
    CHECK(is_valid_registration_number(code) == (digit == '4'));
  }
  CHECK_FALSE(is_valid_registration_number("37010200000001"));
}

TEST_CASE("resident identity numbers: the standard's examples") {
  for (const auto id : {"11010519491231002X", "11010519491231002x", "440524188001010014",
                        "370199199003072854", "370199198509140012", "370199198802030023"}) {
    CAPTURE(id);
    CHECK(is_valid_resident_id(id));
  }
  CHECK(birth_date_of("370199199003072854") == Date::from_ymd(1990, 3, 7));
}

TEST_CASE("a resident identity number needs a real birth date") {
  CHECK_FALSE(birth_date_of("370199199002300018").has_value());
  CHECK_FALSE(birth_date_of("37019919900307285X4").has_value());
  CHECK_FALSE(is_valid_resident_id("37019919900307285"));
}

TEST_CASE("every single substitution in a resident identity number is found") {
  for (const std::string valid : {"370199199003072854", "11010519491231002X"}) {
    for (std::size_t i = 0; i < valid.size(); ++i) {
      for (const char c : std::string("0123456789X")) {
        std::string changed = valid;
        changed[i] = c;
        if (changed == valid) continue;
        CAPTURE(changed);
        CHECK_FALSE(is_valid_resident_id(changed));
      }
    }
  }
}

TEST_CASE("15-digit resident numbers become 18-digit ones") {
  const auto full = resident_id_from_15("370199900307285");
  REQUIRE(full.has_value());
  CHECK(full->substr(0, 17) == "37019919900307285");
  CHECK(is_valid_resident_id(*full));
  CHECK_FALSE(resident_id_from_15("370199901307285").has_value());
  CHECK_FALSE(resident_id_from_15("37019990030728").has_value());
  CHECK_FALSE(resident_id_from_15("37019990030728X").has_value());
}

TEST_CASE("bank cards") {
  CHECK(is_valid_card_number("6205500000000000004"));
  CHECK(is_valid_card_number("6200000000000005"));
  for (std::size_t i = 0; i < 19; ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string changed = "6205500000000000004";
      if (changed[i] == c) continue;
      changed[i] = c;
      CHECK_FALSE(is_valid_card_number(changed));
    }
  }
  CHECK_FALSE(is_valid_card_number(""));
  CHECK_FALSE(is_valid_card_number("62055 00000000000004"));
}

TEST_CASE("mobile numbers") {
  for (const auto text : {"13800000101", "+86 138-0000-0101", "+8619912345678"}) {
    CAPTURE(text);
    CHECK(is_mobile_number(text));
  }
  for (const auto text : {"", "12800000101", "1380000010", "138000001011", "+8513800000101",
                          "1380000010a", "0531-88886666"}) {
    CAPTURE(text);
    CHECK_FALSE(is_mobile_number(text));
  }
}
