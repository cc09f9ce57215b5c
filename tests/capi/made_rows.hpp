// Made files of any size for the tests of the C interface; the same numbers give the same bytes.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "files.hpp"

namespace zhun::test {

// A small generator of our own, for the same rows everywhere.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state_ >> 33U) % bound;
  }

 private:
  std::uint64_t state_;
};

// A bank's rows of 2025-04-01 to 2026-03-31, as many a day as it takes, with a balance that holds.
inline std::string made_bank_csv(std::size_t rows) {
  constexpr int kDays[] = {30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31};
  std::string out =
      "户名：,青岛样例五金有限公司\n账号：,6225880100000000007\n"
      "交易日期,交易时间,收入金额,支出金额,账户余额,对方户名,对方账号,摘要\n";
  Chance chance(7);
  std::int64_t balance = 500'000'000;
  for (std::size_t i = 0; i < rows; ++i) {
    std::size_t day = i * 365 / rows;
    int month = 0;
    for (; day >= static_cast<std::size_t>(kDays[month]); ++month)
      day -= static_cast<std::size_t>(kDays[month]);
    const auto fen = static_cast<std::int64_t>(100 + chance.below(500'000));
    const bool inward = balance < fen || chance.below(2) == 0;
    balance += inward ? fen : -fen;
    char line[256];
    std::snprintf(line, sizeof line, "%d-%02d-%02d,%02d:%02d:%02d,%s%lld.%02lld%s,%lld.%02lld,",
                  month < 9 ? 2025 : 2026, (month + 3) % 12 + 1, static_cast<int>(day) + 1,
                  static_cast<int>(i % 10) + 8, static_cast<int>(i % 60),
                  static_cast<int>(i / 60 % 60), inward ? "" : ",",
                  static_cast<long long>(fen / 100), static_cast<long long>(fen % 100),
                  inward ? "," : "", static_cast<long long>(balance / 100),
                  static_cast<long long>(balance % 100));
    out += line;
    out += "济南样例" + std::to_string(chance.below(1500)) + "机械有限公司,,货款\n";
  }
  return out;
}

// The small dossier's description, of a year.
inline std::string made_dossier_json() {
  std::string json = fixture("cli/dossier/dossier.json");
  const auto replace = [&json](const std::string& from, const std::string& to) {
    const auto at = json.find(from);
    if (at != std::string::npos) json.replace(at, from.size(), to);
  };
  replace("\"period_from\": \"2025-12-01\"", "\"period_from\": \"2025-04-01\"");
  replace("\"opening_balance_fen\": 30000000,", "");
  return json;
}

}  // namespace zhun::test
