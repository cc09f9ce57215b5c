// Statement (流水): one account's rows as a bank, Alipay or WeChat printed them, oldest first.
//
// The texts of the rows are views into Statement::text; a Transaction must not outlive its
// Statement. Not thread-safe while being built; immutable and freely shared afterwards.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/error.hpp"
#include "zhun/money.hpp"
#include "zhun/text.hpp"

namespace zhun {

// From the account holder's side: inflow is 收/贷/收入, outflow 付/借/支出, neutral 不计收支.
enum class Direction : std::uint8_t { inflow, outflow, neutral };
[[nodiscard]] std::string_view to_string(Direction direction);  // "in", "out", "neutral"

// One row (交易). Small, since a statement may have a million: its texts are pointers.
struct Transaction {
  std::uint32_t row = 0;   // 1-based number of the row among the source's data rows, in file order
  std::uint32_t line = 0;  // 1-based line of the file, or sheet row; 0 when the source has none
  std::uint32_t page = 0;  // 1-based; 0 when the source has no pages
  DateTime time;
  Direction direction = Direction::neutral;
  bool repaired = false;          // a digit was concluded from the balance, not read
  std::uint8_t confidence = 100;  // of recognition, per cent; 100 for text sources
  Money amount;                   // printed absolute value, in minor units of Statement::currency
  OptionalMoney balance;          // printed after the row
  StoredText counterparty_name;   // 对手方
  StoredText counterparty_account;
  StoredText counterparty_bank;
  StoredText summary;    // 摘要, 商品说明
  StoredText purpose;    // 用途, 附言, 备注
  StoredText kind;       // 交易类型, 交易分类
  StoredText channel;    // 交易渠道, 收/付款方式
  StoredText status;     // 交易状态: 交易成功, 交易关闭, ...
  StoredText reference;  // 交易单号, 流水号
  StoredText currency;   // empty: Statement::currency
};

// A total that the file itself prints, beside what the rows give. `kind` is one of "count",
// "inflow_count", "inflow", "outflow_count", "outflow", "neutral_count", "neutral", "opening",
// "closing". Counts are in `*_count`, sums in `*_sum`.
struct ControlTotal {
  std::string kind;
  std::optional<Money> printed_sum, computed_sum;
  std::optional<std::uint64_t> printed_count, computed_count;
  std::uint32_t line = 0;  // where it is printed
  [[nodiscard]] bool holds() const {
    return printed_sum == computed_sum && printed_count == computed_count;
  }
};

// Something a reader noticed and did not guess about. `code` is stable ("unknown_column",
// "row_skipped", "control_total", "newest_first", "year_inferred", ...).
struct ReadNote {
  std::string code;
  Place place;
  std::string message;  // one sentence without a value of the document
};

// How a reader recognised what it read, for a person who asks why (zhun parse --why). `what` is a
// stable word ("container", "encoding", "delimiter", "sheet", "header", "layout", "column",
// "direction", "dates", ...), `how` a short sentence. Names of columns (Place::field) are the only
// text of the document in it. What holds for a whole file stands with its first statement.
struct Recognition {
  std::string what;
  std::string how;
  Place place;
};

struct Statement {
  std::uint32_t source = 0;  // index into Dossier::sources
  std::string layout;        // "alipay-csv-2023", "wechat-csv", "bank-csv", "json"
  bool structured = true;    // false: rows come from OCR
  std::string holder;        // 户名
  std::string account;       // 账号, as printed (may be masked)
  std::string bank;
  std::string currency = "CNY";                // ISO 4217
  std::optional<Date> account_opened_on;       // 开户日期, where the source states it
  std::optional<Date> period_from, period_to;  // as printed, else first and last row
  std::optional<Money> opening_balance, closing_balance;
  std::vector<std::string> owner_names, related_names;
  std::vector<Transaction> rows;  // oldest first
  bool newest_first = false;      // the file's own order
  std::vector<ControlTotal> totals;
  std::vector<ReadNote> notes;
  std::vector<Recognition> recognised;
  std::shared_ptr<TextArena> text = std::make_shared<TextArena>();
};

}  // namespace zhun
