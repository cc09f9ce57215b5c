// Which payments settle which invoices.
#include "zhun/matching.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

using namespace zhun;

namespace {

Date day(int number) { return Date::from_ymd(2026, 1, 1)->plus_days(number); }

struct Books {
  std::vector<PayableInvoice> invoices;
  std::vector<Payment> payments;

  void invoice(std::string customer, std::int64_t fen, int at, std::string number = "") {
    invoices.push_back({"I" + std::to_string(invoices.size()), std::move(number),
                        std::move(customer), Money::from_fen(fen), day(at)});
  }
  void payment(std::string payer, std::int64_t fen, int at, std::string memo = "") {
    payments.push_back({"F" + std::to_string(payments.size()), std::move(payer), std::move(memo),
                        Money::from_fen(fen), day(at)});
  }
  // "I0-F0 I1-F0"
  [[nodiscard]] std::string links() const {
    std::vector<std::string> all;
    for (const SettlementLink& link : match_payments(invoices, payments).links)
      all.push_back(invoices[link.invoice].id + "-" + payments[link.payment].id);
    std::sort(all.begin(), all.end());
    std::string out;
    for (const std::string& link : all) out += (out.empty() ? "" : " ") + link;
    return out;
  }
  [[nodiscard]] SettlementLink only() const {
    const Matching matching = match_payments(invoices, payments);
    REQUIRE(!matching.links.empty());
    return matching.links.front();
  }
};

constexpr const char* kQuanrun = "济南泉润建材有限公司";
constexpr const char* kHaisheng = "青岛海晟机械有限公司";

}  // namespace

TEST_CASE("one payment for one invoice, and what is unrelated stays alone") {
  Books books;
  books.invoice(kQuanrun, 1'234'567, 0);
  books.invoice(kHaisheng, 7'654'321, 3);
  books.payment(kQuanrun, 1'234'567, 20, "货款");
  books.payment(kQuanrun, 555'555, 25, "货款");
  books.payment("国家金库", 88'800, 26, "退税");
  CHECK(books.links() == "I0-F0");
  CHECK(books.only().kind == SettlementKind::single);
  CHECK(books.only().why ==
        "one payment for one invoice, to the cent; the payer is the customer; 20 days after the "
        "invoice");
}

TEST_CASE("a fee is deducted and named; a payment of a quarter less settles nothing") {
  Books books;
  books.invoice(kQuanrun, 1'234'567, 0);
  books.payment(kQuanrun, 1'234'067, 20);
  CHECK(books.links() == "I0-F0");
  CHECK(books.only().deducted == Money::from_fen(500));
  books.payments[0].amount = Money::from_fen(925'000);
  CHECK(books.links().empty());
}

TEST_CASE("several invoices in one payment") {
  Books books;
  books.invoice(kQuanrun, 1'234'567, 0);
  books.invoice(kQuanrun, 2'345'678, 5);
  books.invoice(kQuanrun, 345'679, 9);
  books.payment(kQuanrun, 1'234'567 + 2'345'678 + 345'679, 40, "1-3月货款");
  CHECK(books.links() == "I0-F0 I1-F0 I2-F0");
  CHECK(books.only().kind == SettlementKind::batch);
  CHECK(books.only().amount == Money::from_fen(1'234'567));
}

TEST_CASE("instalments of usual shares, the last with the remainder") {
  Books books;
  books.invoice(kQuanrun, 1'234'567, 0);
  books.payment(kQuanrun, 370'370, 10, "首付款");
  books.payment(kQuanrun, 370'370, 30, "进度款");
  books.payment(kQuanrun, 493'827, 60, "尾款");
  CHECK(books.links() == "I0-F0 I0-F1 I0-F2");
  CHECK(books.only().kind == SettlementKind::instalments);
}

TEST_CASE("a damaged name and a person who pays for the company") {
  Books books;
  books.invoice(kQuanrun, 1'234'567, 0);
  books.invoice(kHaisheng, 7'654'321, 3);
  books.payment("泉润建材有限公同", 1'234'567, 12);
  books.payment("王小明", 7'654'321, 30);
  CHECK(books.links() == "I0-F0 I1-F1");
  CHECK(match_payments(books.invoices, books.payments).links[1].why.find("paid by a person") !=
        std::string::npos);
}

TEST_CASE("a deposit of the same amount is not a settlement, the payment of a month later is") {
  Books books;
  books.invoice(kQuanrun, 5'000'000, 0);
  books.payment(kQuanrun, 5'000'000, 10, "保证金");
  books.payment(kQuanrun, 5'000'000, 35, "货款");
  CHECK(books.links() == "I0-F1");
}

TEST_CASE("the memo that quotes a number decides between equal invoices") {
  Books books;
  books.invoice(kQuanrun, 1'234'567, 0, "24370000000000010001");
  books.invoice(kQuanrun, 1'234'567, 1, "24370000000000010002");
  books.payment(kQuanrun, 1'234'567, 30, "发票10002货款");
  CHECK(books.links() == "I1-F0");
}

TEST_CASE("equal invoices of one customer are interchangeable, which is said") {
  Books books;
  books.invoice(kQuanrun, 1'234'567, 0);
  books.invoice(kQuanrun, 1'234'567, 1);
  books.payment(kQuanrun, 1'234'567, 30);
  CHECK(books.only().interchangeable);
  CHECK_FALSE(books.only().ambiguous);
}

TEST_CASE("what is certain is told from what is one of two") {
  // One payment of the sum of either pair of invoices: the one in the middle is settled for sure.
  Books books;
  books.invoice(kQuanrun, 1'000'001, 0);
  books.invoice(kQuanrun, 2'000'002, 0);
  books.invoice(kQuanrun, 1'000'001, 0);
  books.payment(kQuanrun, 3'000'003, 30);
  const Matching matching = match_payments(books.invoices, books.payments);
  REQUIRE(matching.links.size() == 2);
  for (const SettlementLink& link : matching.links) {
    CHECK(link.interchangeable == (link.invoice != 1));
    CHECK_FALSE(link.ambiguous);
    CHECK(link.probability > 0.9);
  }
}

TEST_CASE("what is as likely as not is not picked: its alternatives are listed") {
  // The payment is that of either invoice of another amount and fee.
  Books books;
  books.invoice(kQuanrun, 1'000'500, 0);
  books.invoice(kQuanrun, 1'001'000, 0);
  books.payment(kQuanrun, 1'000'000, 30);
  const Matching matching = match_payments(books.invoices, books.payments);
  std::set<std::uint32_t> invoices;
  for (const SettlementLink& link : matching.links) {
    CHECK(link.ambiguous);
    invoices.insert(link.invoice);
  }
  CHECK(matching.unresolved_payments.size() + matching.links.size() == 1);
  for (const SettlementAlternative& one : matching.alternatives) {
    CHECK(one.probability == doctest::Approx(0.5).epsilon(0.1));
    invoices.insert(one.invoice);
  }
  CHECK(invoices == std::set<std::uint32_t>{0, 1});
}

TEST_CASE("ten thousand payments of one amount by one customer end within the limits") {
  Books books;
  for (int i = 0; i < 400; ++i) books.invoice(kQuanrun, 100'000, i % 300);
  for (int i = 0; i < 10'000; ++i) books.payment(kQuanrun, 100'000, i % 330);
  const Matching few = match_payments(books.invoices, books.payments);
  CHECK(few.links.size() <= 400);
  for (const SettlementLink& link : few.links) CHECK(link.ambiguous);
  for (int i = 400; i < 10'000; ++i) books.invoice(kQuanrun, 100'000, i % 300);
  const Matching many = match_payments(books.invoices, books.payments);
  CHECK(many.links.size() > 9'000);
  for (const SettlementLink& link : many.links) CHECK(link.ambiguous);
  CHECK_FALSE(many.truncated);
}

TEST_CASE("a limit on hypotheses that is met is said") {
  Books books;
  for (int i = 0; i < 20; ++i) books.invoice(kQuanrun, 1'000'001 + i, i);
  for (int i = 0; i < 20; ++i) books.payment(kQuanrun, 1'000'001 + i, i + 30);
  CHECK_FALSE(match_payments(books.invoices, books.payments).truncated);
  MatchingLimits limits;
  limits.hypotheses_max = 5;
  const Matching matching = match_payments(books.invoices, books.payments, limits);
  CHECK(matching.truncated);
  CHECK_FALSE(matching.complete);
  CHECK(matching.links.size() <= 5);
}

TEST_CASE("nothing, no payments, no invoices") {
  CHECK(match_payments({}, {}).links.empty());
  Books books;
  books.invoice(kQuanrun, 1, 0);
  CHECK(books.links().empty());
  books.invoices.clear();
  books.payment(kQuanrun, 1, 0);
  CHECK(books.links().empty());
}

TEST_CASE(
    "no invoice and no payment is used twice, whatever the order, and the order changes nothing") {
  std::mt19937 random(3);
  Books books;
  for (int i = 0; i < 60; ++i) {
    books.invoice(i % 2 == 0 ? kQuanrun : kHaisheng, 1'000'000 + random() % 20 * 100'000,
                  static_cast<int>(random() % 200));
    books.payment(i % 2 == 0 ? kQuanrun : kHaisheng, 1'000'000 + random() % 20 * 100'000,
                  static_cast<int>(random() % 240));
  }
  const auto pairs = [](const Books& of) {
    std::multiset<std::tuple<std::string, std::string>> out;
    for (const SettlementLink& link : match_payments(of.invoices, of.payments).links)
      out.emplace(of.invoices[link.invoice].id, of.payments[link.payment].id);
    return out;
  };
  const auto expected = pairs(books);
  std::map<std::string, std::set<SettlementKind>> used;
  for (const SettlementLink& link : match_payments(books.invoices, books.payments).links) {
    used[books.invoices[link.invoice].id].insert(link.kind);
    used[books.payments[link.payment].id].insert(link.kind);
  }
  for (const auto& [id, kinds] : used) CHECK(kinds.size() == 1);
  for (int round = 0; round < 3; ++round) {
    Books shuffled = books;
    std::shuffle(shuffled.invoices.begin(), shuffled.invoices.end(), random);
    std::shuffle(shuffled.payments.begin(), shuffled.payments.end(), random);
    CHECK(pairs(shuffled) == expected);
  }
}

TEST_CASE("amounts times ten keep their links") {
  Books books;
  for (int i = 0; i < 12; ++i) {
    books.invoice(kQuanrun, 1'234'500 + i * 77'700, i * 9);
    if (i % 3 != 0) books.payment(kQuanrun, 1'234'500 + i * 77'700, i * 9 + 30);
  }
  const std::string expected = books.links();
  for (auto& one : books.invoices) one.amount = Money::from_fen(one.amount.fen() * 10);
  for (auto& one : books.payments) one.amount = Money::from_fen(one.amount.fen() * 10);
  CHECK(books.links() == expected);
}

TEST_CASE("the tables of the command are read; what is wrong is named with its place") {
  ReadOptions options;
  options.source_name = "i.csv";
  const auto invoices = read_payable_invoices(
      "id,seller,buyer,amount_fen,date,due\nI1,a,b,12345,2026-01-02,2026-02-02\n", options);
  REQUIRE(invoices);
  CHECK((*invoices)[0].customer == "b");
  CHECK((*invoices)[0].amount == Money::from_fen(12'345));
  const auto payments = read_payments(
      "id,owner,counterparty,amount,date,memo\nF1,a,b,123.45,2026-01-02,货款\n", options);
  REQUIRE(payments);
  CHECK((*payments)[0].amount == Money::from_fen(12'345));
  CHECK((*payments)[0].memo == "货款");
  const auto bad =
      read_payable_invoices("id,buyer,amount_fen,date\nI1,b,12x,2026-01-02\n", options);
  REQUIRE_FALSE(bad);
  CHECK(bad.error().place.row == 2);
  CHECK(bad.error().place.field == "amount");
  CHECK(bad.error().message.find("12x") == std::string::npos);
  CHECK_FALSE(read_names("a,b\n1,2\n", options));
}

namespace {

std::vector<std::vector<std::string>> read_table(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::stringstream text(line);
    for (std::string cell; std::getline(text, cell, ',');) cells.push_back(cell);
    rows.push_back(cells);
  }
  return rows;
}

struct Scored {
  double precision, recall, paid;
};

// As the reference counts: invoices of one buyer and amount are the same thing.
Scored score(const std::string& folder) {
  const auto read = [](const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const auto invoices = read_payable_invoices(read(folder + "/invoices.csv"), {});
  const auto payments = read_payments(read(folder + "/flows.csv"), {});
  REQUIRE(invoices);
  REQUIRE(payments);
  std::map<std::string, const PayableInvoice*> by_id;
  for (const auto& invoice : *invoices) by_id[invoice.id] = &invoice;
  std::map<std::tuple<std::string, std::int64_t, std::string>, int> truth, found;
  std::set<std::string> paid_truth, paid_found;
  int truth_count = 0, found_count = 0, right = 0, paid_right = 0;
  for (const auto& row : read_table(folder + "/truth.csv")) {
    const PayableInvoice& invoice = *by_id[row[0]];
    ++truth[{invoice.customer, invoice.amount.fen(), row[1]}];
    paid_truth.insert(row[0]);
    ++truth_count;
  }
  for (const SettlementLink& link : match_payments(*invoices, *payments).links) {
    const PayableInvoice& invoice = (*invoices)[link.invoice];
    ++found[{invoice.customer, invoice.amount.fen(), (*payments)[link.payment].id}];
    paid_found.insert(invoice.id);
    ++found_count;
  }
  for (const auto& [key, count] : truth) {
    const auto at = found.find(key);
    if (at != found.end()) right += std::min(count, at->second);
  }
  for (const auto& [id, invoice] : by_id)
    paid_right += paid_truth.contains(id) == paid_found.contains(id) ? 1 : 0;
  return {double(right) / found_count, double(right) / truth_count,
          double(paid_right) / static_cast<double>(by_id.size())};
}

}  // namespace

TEST_CASE("the reference sets: precision, recall, and whether an invoice is paid") {
  const char* shared = std::getenv("ZHUN_SHARED");
  if (shared == nullptr) {
    std::cout << "skipped: ZHUN_SHARED is not set\n";
    return;
  }
  const std::string folder = std::string(shared) + "/matching/";
  const Scored real = score(folder + "recon_real"), hard = score(folder + "recon_hard");
  CHECK(real.precision >= 0.97);
  CHECK(real.recall >= 0.95);
  CHECK(real.paid >= 0.95);
  CHECK(hard.precision >= 0.95);
  CHECK(hard.recall >= 0.90);
  CHECK(hard.paid >= 0.93);
}
