// Matching and names through the C interface: the bytes of the command, and what is refused.
#include "handles_for_tests.hpp"

using namespace zhun::test;

namespace {

const std::string kInvoices =
    "id,buyer,amount,date\nI1,山东甲机械有限公司,1000.00,2026-01-05\n"
    "I2,潍坊乙建材厂,2345.67,2026-01-08\n";
const std::string kPayments =
    "id,counterparty,amount,date,memo\nP1,甲机械有限公司,1000.00,2026-01-20,货款\n"
    "P2,潍坊乙建材厂,2345.67,2026-02-01,货款\nP3,个体王某,88.00,2026-02-03,其他\n";

zhun_file file(const char* name, const std::string& bytes) {
  return {name, bytes.data(), bytes.size()};
}

std::string matched(const char* media_type, zhun_match_options* options = nullptr) {
  const zhun_file invoices = file("i.csv", kInvoices), payments = file("p.csv", kPayments);
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  const auto status = zhun_match(media_type, &invoices, &payments, options, &out.buffer, &error);
  REQUIRE_MESSAGE(status == ZHUN_OK, std::string(error.message));
  return out.text();
}

}  // namespace

TEST_CASE("payments are matched to invoices, as CSV and as JSON") {
  const std::string csv = matched("text/csv");
  CHECK(csv.starts_with("invoice,flow,amount_fen,kind,"));
  CHECK(csv.find("\nI1,P1,100000,single,") != std::string::npos);
  CHECK(csv.find("\nI2,P2,234567,single,") != std::string::npos);
  CHECK(matched("application/json").find("\"invoice\": \"I1\"") != std::string::npos);
}

TEST_CASE("options of the first version are taken, and unknown ones refused") {
  zhun_match_options options = ZHUN_MATCH_OPTIONS_INIT;
  CHECK(matched("text/csv", &options) == matched("text/csv"));
  const zhun_file invoices = file("i.csv", kInvoices), payments = file("p.csv", kPayments);
  OwnedBuffer out;
  const auto status_of = [&](const void* given) {
    return zhun_match("text/csv", &invoices, &payments,
                      static_cast<const zhun_match_options*>(given), &out.buffer, nullptr);
  };
  options.struct_size -= 1;
  CHECK(status_of(&options) == ZHUN_EINVAL);
  struct Later {
    zhun_match_options known;
    std::uint64_t next;
  } later = {ZHUN_MATCH_OPTIONS_INIT, 0};
  later.known.struct_size = sizeof later;
  CHECK(status_of(&later) == ZHUN_OK);
  later.next = 1;
  CHECK(status_of(&later) == ZHUN_EVERSION);
}

TEST_CASE("an error of matching names the file that it is about") {
  const std::string broken = "id,counterparty,amount,date\nP1,甲,很多,2026-01-20\n";
  const zhun_file invoices = file("i.csv", kInvoices), payments = file("p.csv", broken);
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  CHECK(zhun_match("text/csv", &invoices, &payments, nullptr, &out.buffer, &error) < 0);
  CHECK(std::string(error.source) == "p.csv");
  CHECK(out.buffer.data == nullptr);
  CHECK(zhun_match("text/html", &invoices, &payments, nullptr, &out.buffer, &error) == ZHUN_EINVAL);
  CHECK(zhun_match("text/csv", nullptr, &payments, nullptr, &out.buffer, &error) == ZHUN_EINVAL);
  CHECK(zhun_match("text/csv", &invoices, &payments, nullptr, nullptr, &error) == ZHUN_EINVAL);
}

TEST_CASE("damaged names are resolved") {
  const std::string known = "id,name\nK1,山东甲机械有限公司\nK2,潍坊乙建材厂\n";
  const std::string damaged = "id,name\nD1,甲机械公司\nD2,毫不相干\n";
  const zhun_file clean = file("known.csv", known), messy = file("damaged.csv", damaged);
  OwnedBuffer out;
  REQUIRE(zhun_resolve("text/csv", &clean, &messy, nullptr, &out.buffer, nullptr) == ZHUN_OK);
  CHECK(out.text().find("\nD1,甲机械公司,K1,山东甲机械有限公司,") != std::string::npos);
  CHECK(out.text().find("\nD2,毫不相干,,,") != std::string::npos);
}

TEST_CASE("matching is stopped by a token and by a callback") {
  zhun_cancel* cancel = nullptr;
  REQUIRE(zhun_cancel_create(&cancel, nullptr) == ZHUN_OK);
  const std::unique_ptr<zhun_cancel, Freer<zhun_cancel_free>> owner(cancel);
  zhun_cancel_request(cancel);
  const zhun_file invoices = file("i.csv", kInvoices), payments = file("p.csv", kPayments);
  zhun_match_options options = ZHUN_MATCH_OPTIONS_INIT;
  options.cancel = cancel;
  OwnedBuffer out;
  CHECK(zhun_match("text/csv", &invoices, &payments, &options, &out.buffer, nullptr) ==
        ZHUN_ECANCELLED);
  CHECK(zhun_resolve("text/csv", &invoices, &payments, &options, &out.buffer, nullptr) ==
        ZHUN_ECANCELLED);
  options.cancel = nullptr;
  options.progress = [](void*, const char*, std::uint64_t, std::uint64_t) -> std::int32_t {
    return 1;
  };
  CHECK(zhun_match("text/csv", &invoices, &payments, &options, &out.buffer, nullptr) ==
        ZHUN_ECANCELLED);
}
