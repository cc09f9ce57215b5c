// Words for what readers notice.
#include <doctest/doctest.h>

#include "present/note_words.hpp"

using zhun::note_words;

TEST_CASE("a known code has words, another one has none") {
  CHECK(note_words("balance_break") == "余额与上下行不勾稽");
  CHECK(note_words("amount_derived") != "");
  CHECK(note_words("year_inferred") != "");
  CHECK(note_words("identifier_invalid") != "");
  CHECK(note_words("") == "");
  CHECK(note_words("balance_brea") == "");
  CHECK(note_words("zzz") == "");
}
