// Statements: every layout in its usual and its nasty forms, against truth.tsv, which
// make_fixtures.py writes.
#include <doctest/doctest.h>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::vector<Statement> read_text(const std::string& text) {
  const auto statements = read_statements(text, options_for("given.csv"));
  REQUIRE_MESSAGE(statements.has_value(), (statements ? "" : to_string(statements.error())));
  return *statements;
}

Error error_of(const std::string& text) {
  const auto statements = read_statements(text, options_for("given.csv"));
  REQUIRE_FALSE(statements.has_value());
  return statements.error();
}

const Transaction& row_numbered(const Statement& statement, std::uint32_t number) {
  const auto found = std::find_if(statement.rows.begin(), statement.rows.end(),
                                  [&](const Transaction& row) { return row.row == number; });
  REQUIRE(found != statement.rows.end());
  return *found;
}

}  // namespace

TEST_CASE("every fixture gives the rows, sums, dates and findings that its maker wrote into it") {
  const auto truth = parse_tsv(fixture("read/fixtures/truth.tsv"));
  REQUIRE(truth.size() > 40);
  for (const auto& expected : truth) {
    const std::string name = expected.at("file");
    CAPTURE(name);
    const auto result = read_statements(fixture("read/fixtures/" + name), options_for(name));
    REQUIRE_MESSAGE(result.has_value(), (result ? "" : to_string(result.error())));
    REQUIRE(result->size() == 1);
    const Statement& statement = result->front();
    CHECK(statement.layout == expected.at("layout"));
    CHECK(statement.currency == expected.at("currency"));
    CHECK(statement.holder == expected.at("holder"));
    CHECK(statement.account == expected.at("account"));
    CHECK(statement.newest_first == (expected.at("order") == "newest"));
    const Figures figures = figures_of(*result);
    const auto check = [&](const char* direction, const char* count, const char* sum) {
      const auto found = figures.by_direction.find(direction);
      const bool any = found != figures.by_direction.end();
      const auto sums = any ? found->second.second : std::map<std::string, Money>{};
      const auto own = sums.find(statement.currency);
      std::size_t others = 0;  // rows of another currency are not in truth.tsv
      for (const Transaction& row : statement.rows) {
        others += !row.currency.empty() && to_string(row.direction) == direction ? 1u : 0u;
      }
      CHECK(std::to_string(any ? found->second.first - others : 0) == expected.at(count));
      CHECK(std::to_string(own == sums.end() ? 0 : own->second.fen()) == expected.at(sum));
    };
    check("in", "n_in", "in_fen");
    check("out", "n_out", "out_fen");
    check("neutral", "n_neutral", "neutral_fen");
    CHECK(figures.first == expected.at("first"));
    CHECK(figures.last == expected.at("last"));
    CHECK(std::is_sorted(statement.rows.begin(), statement.rows.end(),
                         [](const Transaction& a, const Transaction& b) {
                           return a.time.date < b.time.date;
                         }) != has_note(statement.notes, "order_mixed"));
    const bool hold = std::all_of(statement.totals.begin(), statement.totals.end(),
                                  [](const ControlTotal& total) { return total.holds(); });
    const std::string totals = statement.totals.empty() ? "-" : hold ? "hold" : "broken";
    CHECK(totals == expected.at("totals"));
    CHECK(has_note(statement.notes, "control_total") == (totals == "broken"));
    CHECK_FALSE(has_note(statement.notes, "total_unreadable"));
    CHECK_FALSE(has_note(statement.notes, "balance_break"));
    if (expected.at("notes") == "-") continue;
    for (const std::string& code : split(expected.at("notes"), ',')) {
      CAPTURE(code);
      CHECK(has_note(statement.notes, code));
    }
  }
}

TEST_CASE("rows are oldest first and keep their number and line in the file") {
  const auto statements = read_text(
      "交易日期,交易金额,余额,摘要\n2026-01-03,-1.00,9.00,丙\n2026-01-02,+2.00,10.00,乙\n2026-01-"
      "01,+3.00,8.00,甲\n");
  const auto& rows = statements[0].rows;
  CHECK(rows[0].summary == "甲");
  CHECK(rows[0].row == 3);
  CHECK(rows[0].line == 4);
  CHECK(rows[2].row == 1);
  CHECK(statements[0].newest_first);
}

TEST_CASE("on one day the balances tell which row is older") {
  const auto newest = read_text(
      "交易日期,交易金额,余额\n2026-01-03,-1.00,9.00\n2026-01-03,+2.00,10.00\n2026-01-03,+3.00,8."
      "00\n");
  CHECK(newest[0].newest_first);
  CHECK(newest[0].rows[0].row == 3);
  const auto oldest = read_text(
      "交易日期,交易金额,余额\n2026-01-03,+3.00,8.00\n2026-01-03,+2.00,10.00\n2026-01-03,-1.00,9."
      "00\n");
  CHECK_FALSE(oldest[0].newest_first);
}

TEST_CASE("on the customer's account 贷 is money in and 借 money out") {
  const auto marked =
      read_text("交易日期,借贷标志,交易金额\n2026-01-01,贷,1.00\n2026-01-02,借,2.00\n");
  CHECK(marked[0].rows[0].direction == Direction::inflow);
  CHECK(marked[0].rows[1].direction == Direction::outflow);
  const auto columns =
      read_text("交易日期,借方发生额,贷方发生额\n2026-01-01,,1.00\n2026-01-02,2.00,\n");
  CHECK(columns[0].rows[0].direction == Direction::inflow);
  CHECK(columns[0].rows[1].direction == Direction::outflow);
}

TEST_CASE(
    "a negative amount takes its column back, and a marker's only when it is no echo of the "
    "marker") {
  const auto columns =
      read_text("交易日期,支出,收入\n2026-01-01,-5.00,\n2026-01-02,,-6.00\n2026-01-03,0.00,7.00\n");
  CHECK(columns[0].rows[0].direction == Direction::inflow);
  CHECK(columns[0].rows[1].direction == Direction::outflow);
  CHECK(columns[0].rows[2].direction == Direction::inflow);
  CHECK(columns[0].rows[1].amount == Money::from_fen(600));
  const auto reversal =
      read_text("交易日期,借贷标志,金额\n2026-01-01,借,5.00\n2026-01-02,借,-5.00\n");
  CHECK(reversal[0].rows[1].direction == Direction::inflow);
  const auto echo =
      read_text("Date,Credit/Debit,Amount\n2026-01-01,DEBIT,-5.00\n2026-01-02,CREDIT,6.00\n");
  CHECK(echo[0].rows[0].direction == Direction::outflow);
  CHECK(echo[0].rows[1].direction == Direction::inflow);
}

TEST_CASE("neutral rows and closed rows stay, with their status") {
  const auto statements =
      read_statements(fixture("read/fixtures/alipay_2023.csv"), options_for("alipay"));
  REQUIRE(statements.has_value());
  std::size_t closed = 0, zero = 0;
  for (const Transaction& row : statements->front().rows) {
    closed += row.status == "交易关闭" ? 1u : 0u;
    zero += row.amount.is_zero() ? 1u : 0u;
  }
  CHECK(closed == 2);
  CHECK(zero == 1);
}

TEST_CASE(
    "texts are trimmed, placeholders are empty, and a remark of the amount goes to the status") {
  const auto statements = read_text(
      "交易日期,金额,对方户名,摘要,附言,状态\n2026-01-01,+1.00(已退款0.50),  甲 "
      "公司\xC2\xA0,/,------,成功\n");
  const Transaction& row = statements[0].rows[0];
  CHECK(row.counterparty_name == "甲 公司");
  CHECK(row.summary.empty());
  CHECK(row.purpose.empty());
  CHECK(row.status == "成功(已退款0.50)");
}

TEST_CASE("name and account in one cell are taken apart") {
  const auto statements = read_text(
      "记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\n2026-01-01,CNY,1.00,1.00,转账,"
      "张样品 66666666666666,甲\n"
      "2026-01-02,CNY,1.00,2.00,转账,样品中心1111111111,乙\n2026-01-03,CNY,1.00,3.00,转账,"
      "12341234123,丙\n2026-01-04,CNY,1.00,4.00,转账,样品店,丁\n");
  const auto& rows = statements[0].rows;
  CHECK(rows[0].counterparty_name == "张样品");
  CHECK(rows[0].counterparty_account == "66666666666666");
  CHECK(rows[1].counterparty_name == "样品中心");
  CHECK(rows[1].counterparty_account == "1111111111");
  CHECK(rows[2].counterparty_name.empty());
  CHECK(rows[3].counterparty_name == "样品店");
}

TEST_CASE("of payer and payee the other side is the counterparty") {
  const auto statements =
      read_statements(fixture("read/fixtures/bank_payer_payee.csv"), options_for("payer"));
  REQUIRE(statements.has_value());
  for (const Transaction& row : statements->front().rows) {
    CHECK(row.counterparty_name != "济南晨光试样商贸有限公司");
    CHECK(row.counterparty_account == "37000012345");
  }
}

TEST_CASE("several accounts in one file stay apart") {
  const auto by_column =
      read_statements(fixture("read/fixtures/two_accounts.csv"), options_for("two"));
  REQUIRE(by_column.has_value());
  REQUIRE(by_column->size() == 2);
  CHECK(by_column->at(0).account == "111100001");
  CHECK(by_column->at(0).rows.size() == 6);
  CHECK(by_column->at(1).account == "222200002");
  CHECK(by_column->at(1).rows.size() == 5);
  const auto by_table =
      read_statements(fixture("read/fixtures/two_tables.csv"), options_for("two"));
  REQUIRE(by_table.has_value());
  REQUIRE(by_table->size() == 2);
  CHECK(by_table->at(0).account == "333300003");
  CHECK(by_table->at(1).account == "444400004");
  CHECK(by_table->at(1).rows.size() == 5);
  CHECK_FALSE(has_note(by_table->at(1).notes, "balance_break"));
}

TEST_CASE("a row of another currency is kept but not summed") {
  const auto statements =
      read_statements(fixture("read/fixtures/boc_credit_two_currencies.csv"), options_for("two"));
  REQUIRE(statements.has_value());
  const Transaction& foreign = row_numbered(statements->front(), 1);
  CHECK(foreign.currency == "USD");
  CHECK(statements->front().currency == "CNY");
}

TEST_CASE("a printed opening balance is kept; else it is derived and said so") {
  const auto printed =
      read_text("期初余额：10.00\n交易日期,收入,支出,余额\n2026-01-01,1.00,,11.00\n");
  CHECK(printed[0].opening_balance == Money::from_fen(1000));
  CHECK_FALSE(has_note(printed[0].notes, "opening_derived"));
  const auto derived = read_text("交易日期,收入,支出,余额\n2026-01-01,1.00,,11.00\n");
  CHECK(derived[0].opening_balance == Money::from_fen(1000));
  CHECK(has_note(derived[0].notes, "opening_derived"));
  const auto none = read_text("交易日期,收入,支出\n2026-01-01,1.00,\n");
  CHECK_FALSE(none[0].opening_balance.has_value());
}

TEST_CASE("opening and closing balance without balances in the rows are held against the amounts") {
  const auto good =
      read_text("期初余额：10.00\n期末余额：11.00\n交易日期,收入,支出\n2026-01-01,1.00,\n");
  CHECK_FALSE(has_note(good[0].notes, "control_total"));
  const auto bad =
      read_text("期初余额：10.00\n期末余额：12.00\n交易日期,收入,支出\n2026-01-01,1.00,\n");
  CHECK(has_note(bad[0].notes, "control_total"));
}

TEST_CASE("a balance that does not follow is noted with its line") {
  const auto statements = read_text(
      "交易日期,收入,支出,余额\n2026-01-01,1.00,,11.00\n2026-01-02,1.00,,12.50\n2026-01-03,,2.00,"
      "10.50\n");
  const auto note = std::find_if(statements[0].notes.begin(), statements[0].notes.end(),
                                 [](const ReadNote& n) { return n.code == "balance_break"; });
  REQUIRE(note != statements[0].notes.end());
  CHECK(note->place.row == 3);
}

TEST_CASE("a printed total that does not hold is noted") {
  const auto statements = read_text("交易日期,收入,支出\n2026-01-01,1.00,\n合计,2.00,\n");
  REQUIRE(statements[0].totals.size() == 1);
  CHECK(statements[0].totals[0].printed_sum == Money::from_fen(200));
  CHECK(statements[0].totals[0].computed_sum == Money::from_fen(100));
  CHECK(has_note(statements[0].notes, "control_total"));
}

TEST_CASE("an impossible date is an error with its place and without its value") {
  const Error error =
      error_of("交易日期,收入,支出,摘要\n2026-01-01,1.00,,甲\n2026-02-30,1.00,,乙\n");
  CHECK(error.code == ErrorCode::format);
  CHECK(error.place.source == "given.csv");
  CHECK(error.place.row == 3);
  CHECK(error.place.column == 1);
  CHECK(error.place.field == "交易日期");
  CHECK(error.message.find("2026-02-30") == std::string::npos);
}

TEST_CASE(
    "an amount with letters, an amount beyond 64 bits and an absent amount are errors with their "
    "place") {
  for (const std::string amount : {"12a.00", "99999999999999999999.00", ""}) {
    CAPTURE(amount);
    const Error error = error_of("交易日期,摘要,金额\n2026-01-01,甲," + amount + "\n");
    CHECK(error.code == ErrorCode::format);
    CHECK(error.place.row == 2);
    CHECK(error.place.column == 3);
    CHECK(error.place.field == "金额");
    CHECK(error.message.find("12a") == std::string::npos);
  }
  CHECK(error_of("交易日期,收入,支出\n2026-01-01,1.00,2.00\n").place.column == 3);
  CHECK(error_of("交易日期,收入,支出\n2026-01-01,,\n").place.row == 2);
}

TEST_CASE("sums beyond 64 bits are an error, not a wrong sum") {
  const std::string row = "2026-01-01,90000000000000000.00,\n";
  CHECK(error_of("交易日期,收入,支出\n" + row + row).code == ErrorCode::format);
}

TEST_CASE("an impossible date in a row that begins like a footer is still an error") {
  CHECK(error_of("对方户名,交易日期,金额,摘要\n共享样品店,2026-13-01,+1.00,甲\n").place.row == 2);
}

TEST_CASE("text behind the table that nobody knows is noted, known notices are not") {
  const auto odd = read_text("交易日期,收入,支出,余额\n2026-01-01,1.00,,1.00\n杂项\n");
  CHECK(has_note(odd[0].notes, "text_after_table"));
  const auto known =
      read_text("交易日期,收入,支出,余额\n2026-01-01,1.00,,1.00\n----\n1.本明细仅供参考\n");
  CHECK_FALSE(has_note(known[0].notes, "text_after_table"));
}

TEST_CASE("without a header row the error says which columns are needed") {
  const Error error = error_of("甲,乙,丙\n1,2,3\n");
  CHECK(error.code == ErrorCode::unsupported);
  CHECK(error.message.find("交易日期") != std::string::npos);
}

TEST_CASE("a list of invoices is no statement") {
  CHECK(error_of("发票号码,开票日期,购方名称,金额,税额\n1,2026-01-01,甲,1.00,0.13\n").code ==
        ErrorCode::unsupported);
}

TEST_CASE("a word of direction that nobody knows leaves the row neutral and is noted") {
  const auto statements =
      read_text("交易日期,收/支,金额\n2026-01-01,收入,1.00\n2026-01-02,未知,2.00\n");
  CHECK(statements[0].rows[1].direction == Direction::neutral);
  CHECK(has_note(statements[0].notes, "direction_unknown"));
}

TEST_CASE("amounts without sign, marker and balance are undecided, not guessed") {
  const auto statements = read_text("交易日期,金额,摘要\n2026-01-01,1.00,甲\n2026-01-02,2.00,乙\n");
  CHECK(statements[0].rows[0].direction == Direction::neutral);
  CHECK(has_note(statements[0].notes, "direction_undecided"));
}

TEST_CASE("day and month are told apart by the whole column, else the choice is noted") {
  const auto told = read_text("Date,Description,Amount\n05/01/2026,A,-1.00\n13/01/2026,B,2.00\n");
  CHECK(to_string(told[0].rows[0].time.date) == "2026-01-05");
  CHECK_FALSE(has_note(told[0].notes, "date_order_assumed"));
  const auto american =
      read_text("Date,Description,Amount\n01/05/2026,A,-1.00\n01/13/2026,B,2.00\n");
  CHECK(to_string(american[0].rows[0].time.date) == "2026-01-05");
  const auto open = read_text("Date,Description,Amount\n05/01/2026,A,-1.00\n");
  CHECK(has_note(open[0].notes, "date_order_assumed"));
}

TEST_CASE("limits on bytes and rows are kept") {
  ReadOptions options = options_for("big.csv");
  options.limits.rows_max = 2;
  const std::string text =
      "交易日期,收入,支出\n2026-01-01,1.00,\n2026-01-02,1.00,\n2026-01-03,1.00,\n";
  auto result = read_statements(text, options);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::limit);
  options.limits = {};
  options.limits.bytes_max = 10;
  result = read_statements(text, options);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::limit);
}

TEST_CASE("the header is not looked for beyond the limit of the preamble") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "说明\n";
  CHECK(error_of(text + "交易日期,收入,支出\n2026-01-01,1.00,\n").code == ErrorCode::unsupported);
}
