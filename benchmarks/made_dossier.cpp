// A made dossier: see the header. All names and numbers are invented.
#include "made_dossier.hpp"

#include <array>
#include <cstdio>
#include <string_view>

#include "zhun/date.hpp"

namespace zhun::benchmarks {
namespace {

constexpr std::string_view kName = "烟台测速商贸有限公司";
constexpr std::string_view kTaxNumber = "91370602MA3SPEED2Q";
constexpr int kFirstYear = 2024, kFirstMonth = 10, kMonths = 18;
constexpr std::array<std::string_view, 12> kFirst = {"甲", "乙", "丙", "丁", "戊", "己",
                                                     "庚", "辛", "壬", "癸", "子", "丑"};
constexpr std::array<std::string_view, 6> kTrade = {"机械有限公司", "钢材有限公司", "建材商行",
                                                    "五金经营部",   "电气有限公司", "物流有限公司"};

// splitmix64: small, seeded, the same on every machine.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t end) {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return (z ^ (z >> 31U)) % end;
  }

 private:
  std::uint64_t state_;
};

std::string fixed(std::int64_t fen) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%lld.%02d", static_cast<long long>(fen / 100),
                static_cast<int>(fen % 100));
  return text.data();
}

std::string party(std::uint64_t index) {
  std::string name = "山东";
  name += kFirst[index % kFirst.size()];
  name += kFirst[(index / kFirst.size()) % kFirst.size()];
  name += kTrade[index % kTrade.size()];
  return name;
}

struct Row {
  std::string_view summary;
  std::string name;
  bool inflow;
  std::int64_t fen;
};

Row make_row(Chance& chance, std::int64_t balance) {
  const std::uint64_t kind = chance.below(100);
  const auto amount = static_cast<std::int64_t>(100'000 + chance.below(3'000'000));
  if (kind < 45 || balance < 5'000'000) return {"货款", party(chance.below(60)), true, amount};
  if (kind < 88) return {"采购货款", party(60 + chance.below(60)), false, amount};
  if (kind < 92) return {"工资", "代发工资", false, amount};
  if (kind < 95) return {"税款", "国家金库烟台市支库", false, amount / 4};
  if (kind < 98) return {"电费", "国网山东省电力公司烟台供电公司", false, amount / 10};
  return {"手续费", "", false, 1'000};
}

std::string make_statement(const DossierSize& size) {
  Chance chance(size.seed);
  const Date first = Date::first_of({kFirstYear, kFirstMonth});
  const int days = Date::last_of(Month(kFirstYear, kFirstMonth).plus(kMonths - 1)).minus(first) + 1;
  std::int64_t balance = 50'000'000;
  std::string csv = "户名：," + std::string(kName) + "\r\n账号：,6225880100000000015\r\n";
  csv += "交易日期,交易时间,收入金额,支出金额,账户余额,对方户名,对方账号,摘要\r\n";
  for (std::size_t i = 0; i < size.rows; ++i) {
    const auto day = static_cast<int>(i * static_cast<std::size_t>(days) / size.rows);
    // Seconds ascend through the day, so that rows are in the order of time.
    const std::size_t of_day = size.rows / static_cast<std::size_t>(days) + 1;
    const std::size_t second = 28'800 + (i % of_day) * 36'000 / of_day;
    const Row row = make_row(chance, balance);
    balance += row.inflow ? row.fen : -row.fen;
    std::array<char, 16> time{};
    std::snprintf(time.data(), time.size(), "%02zu:%02zu:%02zu", second / 3600, second / 60 % 60,
                  second % 60);
    csv += to_string(first.plus_days(day)) + ',' + time.data() + ',';
    csv += row.inflow ? fixed(row.fen) + ",," : ',' + fixed(row.fen) + ',';
    csv += fixed(balance) + ',' + row.name + ",," + std::string(row.summary) + "\r\n";
  }
  return csv;
}

std::string make_invoices(const DossierSize& size) {
  Chance chance(size.seed + 1);
  const Date first = Date::first_of({kFirstYear, kFirstMonth});
  std::string json = "[";
  for (std::size_t i = 0; i < size.invoices; ++i) {
    const auto amount =
        static_cast<std::int64_t>(100'000 + chance.below(2'000'000)) * 100 / 113 * 100;
    const bool red = chance.below(50) == 0;
    const std::int64_t signed_amount = red ? -amount : amount;
    std::array<char, 24> number{};
    std::snprintf(number.data(), number.size(), "253720000000%08zu", i + 1);
    if (i > 0) json += ',';
    json += "{\"no\":\"" + std::string(number.data()) + "\",\"date\":\"";
    json += to_string(first.plus_days(static_cast<int>(i * 540 / size.invoices)));
    json += "\",\"kind\":\"SPECIAL\",\"sign\":\"" + std::string(red ? "RED" : "BLUE");
    json += "\",\"buyer\":\"" + party(chance.below(60)) + "\",\"amount_fen\":";
    json += std::to_string(signed_amount) + ",\"tax_fen\":";
    json += std::to_string(signed_amount * 13 / 100) + ",\"rate\":\"0.13\",\"status\":\"NORMAL\"}";
  }
  return json + "]";
}

std::string make_tax() {
  std::string json = "{\"credit_rating\":\"B\",\"rating_year\":2025,\"overdue_tax_fen\":0,";
  json += "\"vat_declared\":[";
  for (int i = 0; i < kMonths; ++i) {
    if (i > 0) json += ',';
    json += "{\"period\":\"" + to_string(Month(kFirstYear, kFirstMonth).plus(i)) +
            "\",\"sales_ex_fen\":" + std::to_string(2'500'000'000 / kMonths) + "}";
  }
  return json + "]}";
}

std::string make_government() {
  std::string social, power;
  for (int i = 0; i < kMonths; ++i) {
    const std::string month = to_string(Month(kFirstYear, kFirstMonth).plus(i));
    const std::string comma = i > 0 ? "," : "";
    social += comma + "{\"month\":\"" + month + "\",\"headcount\":12,\"paid_fen\":1824000}";
    power += comma + "{\"month\":\"" + month + "\",\"kwh\":\"8600.0\",\"fee_fen\":860000}";
  }
  const std::string name(kName), number(kTaxNumber);
  return R"({"schema":"gov-pull/1","pull_id":"P1","source":{"code":"QCL","name":"泉城链"},)"
         R"("subject":{"type":"ENTERPRISE","name":")" +
         name + R"(","id_type":"USCC","id":")" + number +
         R"("},"retrieved_at":"2026-04-01T09:00:00+08:00","data_as_of":"2026-03-31","status":"OK",)"
         R"("data":{"registry":{"uscc":")" +
         number + R"(","name":")" + name +
         R"(","status":"存续","established":"2016-05-06","registered_capital_fen":200000000,)"
         R"("paid_in_capital_fen":100000000,"legal_rep":{"name":"王测速"},"industry":"F5165",)"
         R"("shareholders":[{"name":"王测速","ratio":"1.00"}],"changes":[],"abnormal":[],)"
         R"("serious_illegal":[]},"social_security":{"months":[)" +
         social + R"(],"arrears_fen":0},"utility":{"electricity":[)" + power +
         R"(],"water":[],"gas":[]},"judicial":{"dishonest":[],"enforced":[],)"
         R"("restricted_consumption":[],"litigation":[]},"penalty":[]}})";
}

std::string make_description(const DossierSize& size) {
  const std::string name(kName), number(kTaxNumber);
  const std::string subject =
      R"({"type":"ENTERPRISE","name":")" + name + R"(","id":")" + number + R"("})";
  const std::string signing =
      R"("purposes":["PRE_LOAN"],"signed_at":"2026-03-30T10:00:00","valid_from":"2026-03-30",)"
      R"("valid_to":"2026-12-31","revoked_at":null})";
  return R"({"dossier":"benchmark","as_of":"2026-04-02","application":{"number":"B-1",)"
         R"("product":"WC_UNSECURED","requested_fen":100000000,"term_months":12,)"
         R"("repayment":"REVOLVING","purpose":"采购钢材"},"customer":{"type":"LEGAL","name":")" +
         name + R"(","uscc":")" + number + R"(","legal_rep":"王测速","owner_names":[")" + name +
         R"("]},"sources":[{"file":"bank.csv","kind":"STATEMENT","bank":"测速银行",)"
         R"("retrieved_at":"2026-04-01T09:00:00","data_as_of":"2026-03-31"},)"
         R"({"file":"government.json","kind":"GOVERNMENT"}],"invoices":)" +
         make_invoices(size) +
         R"(,"invoices_period":{"period_from":"2024-10-01","period_to":"2026-03-31"},"tax":)" +
         make_tax() + R"(,"pulls":{"invoices":{"retrieved_at":"2026-04-01T09:00:00"},)" +
         R"("tax":{"retrieved_at":"2026-04-01T09:00:00"}},"consents":[)" +
         R"({"consent_id":"C1","doc_type":"EN","scopes":["STATEMENT","INVOICE","TAX"],"subject":)" +
         subject + "," + signing +
         R"(,{"consent_id":"C2","doc_type":"QCL","scopes":["REGISTRY","SOCIAL","UTILITY",)" +
         R"("JUDICIAL","PENALTY"],"subject":)" + subject + "," + signing + "]}";
}

}  // namespace

std::vector<SourceFile> MadeDossier::sources() const {
  std::vector<SourceFile> out;
  for (const File& file : files) out.push_back({file.name, file.bytes});
  return out;
}

MadeDossier make_dossier(const DossierSize& size) {
  return {make_description(size),
          {{"bank.csv", make_statement(size)}, {"government.json", make_government()}}};
}

}  // namespace zhun::benchmarks
