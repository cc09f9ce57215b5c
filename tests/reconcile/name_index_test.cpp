// Damaged names find what they stand for; what they do not stand for is not claimed.
#include "reconcile/name_index.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "zhun/matching.hpp"

using namespace zhun;
using namespace zhun::reconcile;

namespace {

const std::vector<std::string> kKnown = {"济南市泉润建材有限公司",   "青岛泉润建材有限公司",
                                         "济南海晟机械制造有限公司", "烟台宏图贸易有限责任公司",
                                         "泰安网络科技有限公司",     "大连锦程物流股份有限公司",
                                         "历下区小满餐饮经营部",     "王小明",
                                         "瑞丰（潍坊）食品有限公司", "瑞和（临沂）食品有限公司"};

NameMatch best(std::string_view name) {
  const NameIndex index(kKnown);
  NameScratch scratch;
  const auto matches = index.find(name, 1, scratch);
  return matches.empty() ? NameMatch{999, 0, 0} : matches.front();
}

std::string why(std::string_view name) {
  const NameIndex index(kKnown);
  return index.explain(name, best(name).index).words();
}

}  // namespace

TEST_CASE("the name itself is certain and not different") {
  for (std::size_t i = 0; i < kKnown.size(); ++i) {
    CAPTURE(i);
    CHECK(best(kKnown[i]).index == i);
    CHECK(best(kKnown[i]).score > 0.9);
  }
  CHECK(why(kKnown[2]).empty());
}

TEST_CASE("every damage is undone and named") {
  CHECK(best("海晟机械制造有限公司").index == 2);
  CHECK(why("海晟机械制造有限公司") == "place left out");
  CHECK(best("烟台宏图贸易有限公司").index == 3);
  CHECK(why("烟台宏图贸易有限公司") == "another legal form");
  CHECK(best("大连锦程物流股份有限公司济南分公司").index == 5);
  CHECK(why("大连锦程物流股份有限公司济南分公司") == "branch added");
  CHECK(best("济南海晟机械制").index == 2);
  CHECK(why("济南海晟机械制") == "legal form cut off, end cut off");
  CHECK(best("瑞丰潍坊食品有限公司").index == 8);  // the brackets are lost
  CHECK(best("济南海晟机诫制造有限公司").index == 2);
  CHECK(why("济南海晟机诫制造有限公司") == "1 replaced");
  CHECK(best("大连绵程物流股份有限公司").index == 5);
}

TEST_CASE("a name that fits two equally is not claimed for one") {
  CHECK(best("泉润建材有限公司").score < 0.6);
}

TEST_CASE("persons are matched exactly or not at all") {
  CHECK(best("王小明").index == 7);
  CHECK(best("王小朋").score == 0);
}

TEST_CASE("a name of other characters is not claimed") {
  CHECK(best("北京远山软件有限公司").score < 0.5);
  CHECK(best("").score == 0);
}

TEST_CASE("names of ten thousand characters and of rare ones are compared like others") {
  std::string endless;
  for (int i = 0; i < 10'000; ++i) endless += i % 2 == 0 ? "泉" : "润";
  const std::vector<std::string> known = {endless + "有限公司", "𠮷野食品有限公司"};
  const std::vector<std::string> damaged = {endless, "𠮷野食品有限", "\xF0\x9F\x98\x80", "\xFF\xFE",
                                            ""};
  const auto resolved = resolve_names(known, damaged);
  REQUIRE(resolved[0].match);
  CHECK(*resolved[0].match == 0);
  REQUIRE(resolved[1].match);
  CHECK(*resolved[1].match == 1);
  CHECK(resolved[2].score < 0.5);
  CHECK(resolved[3].score < 0.5);
  CHECK(resolved[4].score < 0.5);
}

TEST_CASE("the order of the known names decides nothing but which of equal ones is named") {
  const std::vector<std::string> turned(kKnown.rbegin(), kKnown.rend());
  const std::vector<std::string> damaged = {"海晟机械制造有限公", "济南泉润建材", "宏图贸易"};
  const auto a = resolve_names(kKnown, damaged), b = resolve_names(turned, damaged);
  for (std::size_t i = 0; i < damaged.size(); ++i) {
    CAPTURE(i);
    REQUIRE(a[i].match.has_value() == b[i].match.has_value());
    if (a[i].match) CHECK(kKnown[*a[i].match] == turned[*b[i].match]);
    CHECK(a[i].score == doctest::Approx(b[i].score).epsilon(1e-9));
  }
}

TEST_CASE("5,000 damaged names against 50,000: the reference set") {
  const char* shared = std::getenv("ZHUN_SHARED");
  if (shared == nullptr) {
    std::cout << "skipped: ZHUN_SHARED is not set\n";
    return;
  }
  const auto read_column = [](const std::string& path, std::size_t column) {
    std::ifstream file(path);
    std::vector<std::string> out;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      std::size_t begin = 0;
      for (std::size_t i = 0; i < column; ++i) begin = line.find(',', begin) + 1;
      out.push_back(line.substr(begin, line.find(',', begin) - begin));
    }
    return out;
  };
  const std::string folder = std::string(shared) + "/matching/";
  const auto clean = read_column(folder + "clean.csv", 1);
  const auto messy = read_column(folder + "messy.csv", 1);
  const auto truth = read_column(folder + "messy.csv", 2);
  const auto resolved = resolve_names(clean, messy);
  std::size_t with_truth = 0, first_right = 0;
  std::vector<std::pair<double, bool>> scored;
  for (std::size_t i = 0; i < messy.size(); ++i) {
    const int index = std::stoi(truth[i]);
    with_truth += index >= 0 ? 1 : 0;
    const bool right = index >= 0 && resolved[i].match &&
                       clean[*resolved[i].match] == clean[static_cast<std::size_t>(index)];
    first_right += right ? 1 : 0;
    scored.emplace_back(-resolved[i].score, right);
  }
  std::sort(scored.begin(), scored.end());
  double recall = 0;
  std::size_t right = 0;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    right += scored[i].second ? 1 : 0;
    if (static_cast<double>(right) >= 0.99 * static_cast<double>(i + 1))
      recall = static_cast<double>(right) / static_cast<double>(with_truth);
  }
  CHECK(static_cast<double>(first_right) / static_cast<double>(with_truth) >= 0.98);
  CHECK(recall >= 0.93);
}
