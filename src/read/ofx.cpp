// OFX: tags -> statements.
#include "read/ofx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "read/message_values.hpp"
#include "read/ofx_tokens.hpp"
#include "read/statement_table.hpp"
#include "read/table_file.hpp"
#include "zhun/watch.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kSniffBytes = 4096;

// [sign][currency sign]digits with a decimal point or comma; both: the first groups thousands.
// A comma in front of three digits may be either: nullopt.
std::optional<Money> parse_ofx_amount(std::string_view text, bool& negative) {
  negative = false;
  for (bool signs = true; signs && !text.empty();) {
    signs = false;
    for (const std::string_view sign :
         {"-", "+", "$", "\xC2\xA3", "\xC2\xA5", "\xE2\x82\xAC", " "}) {
      if (!text.starts_with(sign)) continue;
      if (sign == "-") negative = true;
      text.remove_prefix(sign.size());
      signs = true;
    }
  }
  const auto point = text.rfind('.'), comma = text.rfind(',');
  if (comma == std::string_view::npos) return parse_message_amount(text, '.');
  if (point == std::string_view::npos) {
    if (text.size() - comma == 4) return std::nullopt;
    return parse_message_amount(text, ',');
  }
  const char decimal = point > comma ? '.' : ',', grouping = point > comma ? ',' : '.';
  std::string digits;
  std::size_t group = 0;
  bool in_groups = false;
  const std::size_t end = std::max(point, comma);
  for (std::size_t i = 0; i < end; ++i) {
    if (text[i] == grouping) {
      if (group == 0 || group > 3 || (in_groups && group != 3)) return std::nullopt;
      in_groups = true;
      group = 0;
    } else {
      digits += text[i];
      ++group;
    }
  }
  if (group != 3) return std::nullopt;
  digits += text.substr(end);
  return parse_message_amount(digits, decimal);
}

struct OfxDate {
  DateTime time;
  bool moved = false;
};

// YYYYMMDD[HHMM[SS[.mmm]]][[-5:EST]]: the local time as printed. Midnight sharp stands for no time.
std::optional<OfxDate> parse_ofx_date(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits < 8) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) {
    return parse_digits(text.substr(at, size)).value_or(0);
  };
  const auto day = parse_day(part(0, 4), part(4, 2), part(6, 2));
  if (!day) return std::nullopt;
  OfxDate date{{day->date, -1}, day->moved};
  if (digits >= 12) {
    const int hour = part(8, 2), minute = part(10, 2), second = digits >= 14 ? part(12, 2) : 0;
    const int of_day = hour * 3600 + minute * 60 + second;
    if (hour < 24 && minute < 60 && second < 60 && of_day != 0) date.time.second_of_day = of_day;
  }
  return date;
}

struct Row {
  std::uint32_t line = 0;
  std::string type, posted, initiated, available, amount, reference, number, name, payee, memo,
      extended, account, bank, currency;
};

struct Open {
  Statement statement;
  std::string bank_id, closing;
  std::uint32_t closing_line = 0;
  bool has_currency = false;
  std::uint32_t undated = 0, first_undated = 0, moved = 0, first_moved = 0, skipped = 0,
                first_skipped = 0, foreign = 0;
};

enum class Part : std::uint8_t {
  message,    // outside a statement
  statement,  // STMTRS, CCSTMTRS, INVSTMTRS
  account,    // BANKACCTFROM, CCACCTFROM
  row,        // STMTTRN
  payee,
  other_account,  // BANKACCTTO, CCACCTTO inside a row
  currency,       // CURRENCY: the amount is in it; ORIGCURRENCY: it is converted already
  original_currency,
  ledger_balance,
  other_balance,  // AVAILBAL, BAL
};

class Reader {
 public:
  explicit Reader(const ReadOptions& options) : options_(options) {}
  Result<std::vector<Statement>> read(std::string_view text, std::string_view layout);

 private:
  void open_tag(const OfxToken& token);
  void close_tag(const OfxToken& token);
  [[nodiscard]] bool open_part(const OfxToken& token);
  void statement_value(const OfxToken& token);
  void row_value(const OfxToken& token);
  void end_row();
  void skip_row(Open& open);
  [[nodiscard]] DateTime date_of_row(Open& open, bool& good);
  Statement end_statement(Open& open);

  const ReadOptions& options_;
  std::shared_ptr<TextArena> arena_ = std::make_shared<TextArena>();
  std::vector<Open> statements_;
  Part part_ = Part::message, outer_ = Part::message;  // outer: what the part stands in
  Row row_;
  std::string organisation_;
  std::uint32_t rows_ = 0;
  bool whole_ = false, refused_ = false;
  std::optional<Error> error_;
};

Result<std::vector<Statement>> Reader::read(std::string_view text, std::string_view layout) {
  OfxTokens tokens(text);
  OfxToken token;
  while (!error_ && tokens.next(token)) token.closes ? close_tag(token) : open_tag(token);
  const Place place{options_.source_name, 0, 0, 0, {}};
  if (tokens.has_doctype())
    return fail(ErrorCode::format, place, "a DOCTYPE is not accepted; remove it");
  if (error_) return tl::unexpected(*error_);
  if (part_ != Part::message && !statements_.empty() && (part_ == Part::row || outer_ == Part::row))
    skip_row(statements_.back());
  if (statements_.empty()) {  // an answer without a statement
    statements_.emplace_back().statement.text = arena_;
    if (refused_)
      add_note(statements_.back().statement, options_, "request_refused", 0,
               "the bank answered with an error status and sent no statement");
  }
  std::vector<Statement> statements;
  for (Open& open : statements_) {
    open.statement.layout = layout;
    statements.push_back(end_statement(open));
  }
  if (!whole_)
    add_note(statements.back(), options_, "file_cut", 0,
             "the file ends before </OFX>; rows may be missing");
  return statements;
}

bool Reader::open_part(const OfxToken& token) {
  const std::string_view name = token.name;
  if (name == "STMTRS" || name == "CCSTMTRS" || name == "INVSTMTRS") {
    if (part_ == Part::row || outer_ == Part::row) end_row();
    if (statements_.size() >= kStatementsMax) {
      error_ = Error{ErrorCode::limit, Place{options_.source_name, 0, token.line, 0, {}},
                     "there are more statements than the limit"};
      return true;
    }
    statements_.emplace_back().statement.text = arena_;
    part_ = outer_ = Part::statement;
    return true;
  }
  if (statements_.empty()) return false;
  if (name == "STMTTRN") {
    if (part_ == Part::row || outer_ == Part::row) end_row();  // its end tag is missing
    row_ = Row();
    row_.line = token.line;
    part_ = Part::row;
    outer_ = Part::statement;
    return true;
  }
  const bool in_row = part_ == Part::row || outer_ == Part::row;
  Part inner = Part::message;
  if (in_row) {
    if (name == "PAYEE") inner = Part::payee;
    if (name == "BANKACCTTO" || name == "CCACCTTO") inner = Part::other_account;
    if (name == "CURRENCY") inner = Part::currency;
    if (name == "ORIGCURRENCY") inner = Part::original_currency;
  } else if (part_ != Part::message) {
    if (name == "BANKACCTFROM" || name == "CCACCTFROM" || name == "INVACCTFROM")
      inner = Part::account;
    if (name == "LEDGERBAL") inner = Part::ledger_balance;
    if (name == "AVAILBAL" || name == "BAL") inner = Part::other_balance;
  }
  if (inner == Part::message) return false;
  outer_ = in_row ? Part::row : Part::statement;
  part_ = inner;
  return true;
}

void Reader::open_tag(const OfxToken& token) {
  if (open_part(token)) return;
  if (token.value.size() > options_.limits.cell_bytes_max) {
    error_ = Error{ErrorCode::limit, Place{options_.source_name, 0, token.line, 0, {}},
                   "a text is longer than the limit"};
    return;
  }
  if (part_ == Part::message) {
    if (token.name == "ORG") organisation_ = replace_entities(token.value);
    if (token.name == "SEVERITY" && token.value == "ERROR") refused_ = true;
  } else if (part_ == Part::row || outer_ == Part::row) {
    row_value(token);
  } else {
    statement_value(token);
  }
}

void Reader::close_tag(const OfxToken& token) {
  const std::string_view name = token.name;
  if (name == "OFX") whole_ = true;
  if (statements_.empty()) return;
  if (name == "STMTTRN" && (part_ == Part::row || outer_ == Part::row)) {
    end_row();
  } else if (name == "STMTRS" || name == "CCSTMTRS" || name == "INVSTMTRS") {
    if (part_ == Part::row || outer_ == Part::row) end_row();
    part_ = outer_ = Part::message;
  } else if (name == "BANKTRANLIST" && (part_ == Part::row || outer_ == Part::row)) {
    end_row();
  } else if (name == "PAYEE" || name == "BANKACCTTO" || name == "CCACCTTO" || name == "CURRENCY" ||
             name == "ORIGCURRENCY" || name == "BANKACCTFROM" || name == "CCACCTFROM" ||
             name == "INVACCTFROM" || name == "LEDGERBAL" || name == "AVAILBAL" || name == "BAL") {
    if (part_ != Part::row && part_ != Part::message) part_ = outer_;
    if (part_ == Part::row) outer_ = Part::statement;
  }
}

void Reader::statement_value(const OfxToken& token) {
  Open& open = statements_.back();
  Statement& statement = open.statement;
  const std::string_view name = token.name, value = token.value;
  if (name == "CURDEF" && is_currency_code(value)) {
    statement.currency = value;
    open.has_currency = true;
  }
  if (part_ == Part::account) {
    if (name == "ACCTID") statement.account = replace_entities(value);
    if (name == "BANKID" || name == "BROKERID") open.bank_id = replace_entities(value);
  }
  if (name == "DTSTART" || name == "DTEND") {
    if (const auto date = parse_ofx_date(value))
      (name == "DTSTART" ? statement.period_from : statement.period_to) = date->time.date;
  }
  if (part_ == Part::ledger_balance && name == "BALAMT") {
    open.closing = value;
    open.closing_line = token.line;
  }
}

void Reader::row_value(const OfxToken& token) {
  const std::string_view name = token.name;
  std::string* field = nullptr;
  if (part_ == Part::payee) {
    if (name == "NAME") field = &row_.payee;
  } else if (part_ == Part::other_account) {
    if (name == "ACCTID") field = &row_.account;
    if (name == "BANKID") field = &row_.bank;
  } else if (part_ == Part::currency) {
    if (name == "CURSYM") field = &row_.currency;
  } else if (part_ == Part::row) {
    if (name == "TRNTYPE") field = &row_.type;
    if (name == "DTPOSTED") field = &row_.posted;
    if (name == "DTUSER") field = &row_.initiated;
    if (name == "DTAVAIL") field = &row_.available;
    if (name == "TRNAMT") field = &row_.amount;
    if (name == "FITID") field = &row_.reference;
    if (name == "CHECKNUM") field = &row_.number;
    if (name == "NAME") field = &row_.name;
    if (name == "MEMO") field = &row_.memo;
    if (name == "EXTDNAME") field = &row_.extended;
    if (name == "PAYEE") field = &row_.payee;
  }
  if (field != nullptr) *field = replace_entities(token.value);
}

void Reader::skip_row(Open& open) {
  if (open.skipped++ == 0) open.first_skipped = row_.line;
}

// Posted, else initiated, else available; a row without any of them stands on the first day of the
// statement, which a note tells. A text that is no date makes the row unusable.
DateTime Reader::date_of_row(Open& open, bool& good) {
  good = true;
  for (const std::string* text : {&row_.posted, &row_.initiated, &row_.available}) {
    if (text->empty()) continue;
    const auto date = parse_ofx_date(*text);
    if (!date) {
      good = false;
      return {};
    }
    if (date->moved && open.moved++ == 0) open.first_moved = row_.line;
    return date->time;
  }
  const auto day = open.statement.period_from ? open.statement.period_from
                   : open.statement.period_to ? open.statement.period_to
                                              : std::nullopt;
  good = day.has_value();
  if (good && open.undated++ == 0) open.first_undated = row_.line;
  return {day.value_or(Date()), -1};
}

void Reader::end_row() {
  part_ = outer_ = Part::statement;
  Open& open = statements_.back();
  if (is_stopped(options_.limits)) {
    error_ = cancelled_error(options_.source_name);
    return;
  }
  if (rows_ >= options_.limits.rows_max) {
    error_ = Error{ErrorCode::limit, Place{options_.source_name, 0, row_.line, 0, {}},
                   "there are more rows than the limits allow"};
    return;
  }
  bool negative = false, dated = false;
  const auto amount = parse_ofx_amount(row_.amount, negative);
  Transaction row;
  row.row = ++rows_;
  row.line = row_.line;
  row.time = amount ? date_of_row(open, dated) : DateTime();
  if (!amount || !dated) return skip_row(open);
  row.direction = negative ? Direction::outflow : Direction::inflow;
  row.amount = *amount;
  const std::string& name = !row_.payee.empty()      ? row_.payee
                            : !row_.extended.empty() ? row_.extended
                                                     : row_.name;
  row.counterparty_name = arena_->store(name);
  row.counterparty_account = arena_->store(row_.account);
  row.counterparty_bank = arena_->store(row_.bank);
  row.summary = arena_->store(row_.memo.empty() ? row_.name : row_.memo);
  row.kind = arena_->store(row_.type);
  row.reference = arena_->store(row_.reference.empty() ? row_.number : row_.reference);
  if (is_currency_code(row_.currency) && row_.currency != open.statement.currency) {
    row.currency = arena_->store(row_.currency);
    ++open.foreign;
  }
  open.statement.rows.push_back(row);
}

Statement Reader::end_statement(Open& open) {
  Statement& statement = open.statement;
  statement.bank = organisation_.empty() ? open.bank_id : organisation_;
  if (!open.has_currency && !statement.rows.empty())
    add_note(statement, options_, "currency_assumed", 0,
             "the statement names no currency; CNY is assumed");
  if (!open.closing.empty()) {
    bool negative = false;
    const auto amount = parse_ofx_amount(open.closing, negative);
    if (amount)
      statement.closing_balance = negative ? -*amount : *amount;
    else
      add_note(statement, options_, "balance_unreadable", open.closing_line,
               "the balance of the statement is not readable");
  }
  if (open.skipped > 0)
    add_note(statement, options_, "row_skipped", open.first_skipped,
             fmt::format("{} rows are left out: the amount, the date or the end of the row is not "
                         "readable",
                         open.skipped));
  if (open.undated > 0)
    add_note(statement, options_, "date_missing", open.first_undated,
             fmt::format("{} rows have no date; they stand on the first day of the statement",
                         open.undated));
  if (open.moved > 0)
    add_note(statement, options_, "date_moved", open.first_moved,
             fmt::format("{} rows print a day that does not exist; the last day of the month is "
                         "taken",
                         open.moved));
  if (open.foreign > 0)
    add_note(statement, options_, "several_currencies", 0,
             fmt::format("{} rows are of another currency than the statement", open.foreign));
  settle_order(statement, options_);
  settle_period(statement, options_);
  return std::move(statement);
}

}  // namespace

bool is_ofx(std::string_view bytes) {
  std::string head;
  for (const char c : bytes.substr(0, kSniffBytes)) {
    if (c != '\0') head += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  const auto tag = head.find("<OFX>");
  if (tag == std::string::npos) return false;
  // Nothing but the header's keys stands in front.
  const auto header = std::string_view(head).substr(0, tag);
  const auto first = header.find_first_not_of(" \t\r\n\xEF\xBB\xBF\xFE\xFF");
  return first == std::string_view::npos || header.find("OFXHEADER") != std::string_view::npos ||
         header.substr(first).starts_with("<?");
}

Result<std::vector<Statement>> read_ofx(std::string_view bytes, const ReadOptions& options) {
  const Place place{options.source_name, 0, 0, 0, {}};
  if (bytes.size() > options.limits.bytes_max)
    return fail(ErrorCode::limit, place, "the source is larger than the limits allow");
  const auto head = bytes.substr(0, kSniffBytes);
  const bool xml = head.find("<?") != std::string_view::npos;
  const std::string_view layout = xml ? "ofx-2" : "ofx-1";
  // What says that it is Chinese is read as that; other bytes that are not UTF-8 as windows-1252.
  const bool chinese = head.find("936") != std::string_view::npos ||
                       head.find("GB") != std::string_view::npos ||
                       head.find("gb") != std::string_view::npos;
  const bool marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  try {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (!marked && is_valid_utf8(bytes)) return Reader(options).read(bytes, layout);
    if (marked || chinese) {
      const auto table = load_text(bytes, options);
      if (table) return Reader(options).read(table->text, layout);
      if (marked) return tl::unexpected(table.error());
    }
    const std::string text = decode_eight_bit(bytes);
    return Reader(options).read(text, layout);
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::format, place, "an amount or a sum exceeds 64 bits");
  }
}

}  // namespace zhun::read
