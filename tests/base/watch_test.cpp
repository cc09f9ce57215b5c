#include "zhun/watch.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace zhun;

TEST_CASE("a watch without token and callback never stops") {
  Watch watch(nullptr);
  watch.begin("read", 1);
  for (int i = 0; i < 5000; ++i) CHECK_FALSE(watch.stops());
  CHECK_FALSE(watch.stops_now());
}

TEST_CASE("a token is seen within 1,024 rows, at once where asked, and for good") {
  CancelToken token;
  Watch watch(&token);
  CHECK_FALSE(watch.stops_now());
  token.request();
  int rows = 1;
  while (!watch.stops() && rows < 10'000) ++rows;
  CHECK(rows == 1024);
  CHECK(watch.stopped());
  Watch other(&token);
  CHECK_FALSE(other.stopped());
  CHECK(other.stops(4096));
}

TEST_CASE(
    "the callback is told the stage and how much is done, and is not asked after it stopped") {
  std::vector<std::string> told;
  Watch watch(nullptr, [&](const Progress& at) {
    told.push_back(std::string(at.stage) + " " + std::to_string(at.done) + "/" +
                   std::to_string(at.total));
    return told.size() < 4;
  });
  watch.begin("read", 2);
  watch.advance();
  CHECK_FALSE(watch.stops());
  watch.advance();
  watch.advance();  // more than there was to do: stays at the total
  CHECK(watch.stopped());
  watch.begin("judge", 1);
  CHECK(watch.stops_now());
  CHECK(told == std::vector<std::string>{"read 0/2", "read 1/2", "read 2/2", "read 2/2"});
}

TEST_CASE("limits without a watch never stop") {
  Limits limits;
  CHECK_FALSE(is_stopped(limits));
  CancelToken token;
  token.request();
  Watch watch(&token);
  limits.watch = &watch;
  CHECK(is_stopped_now(limits));
  const Error error = cancelled_error("bank.csv");
  CHECK(error.code == ErrorCode::cancelled);
  CHECK(error.place.source == "bank.csv");
}
