// MT940 and MT942: lines to fields, fields to pages, pages to statements.
#include "read/mt940.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "read/message_values.hpp"
#include "read/mt940_details.hpp"
#include "read/mt940_fields.hpp"
#include "read/statement_table.hpp"
#include "read/table_file.hpp"
#include "zhun/watch.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kSniffLines = 20;

// Takes a line off the front: LF, CRLF or CR end it.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find_first_of("\r\n");
  const std::string_view line = text.substr(0, end);
  if (end == std::string_view::npos) {
    text = {};
    return line;
  }
  const bool both = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
  text.remove_prefix(end + (both ? 2 : 1));
  return line;
}

// What stands behind "{4:" of a SWIFT block, control characters of the envelope left out.
std::string_view without_envelope(std::string_view line) {
  while (!line.empty() && static_cast<unsigned char>(line.front()) < ' ') line.remove_prefix(1);
  if (!line.starts_with("{")) return line;
  const auto block = line.find("{4:");
  return block == std::string_view::npos ? std::string_view() : line.substr(block + 3);
}

struct Page {
  Statement statement;
  std::optional<Mt940Balance> opening, closing;
  std::vector<ControlTotal> totals;
  std::string currency;  // of 34F and 90C, where there is no balance
  bool interim = false;  // MT942
  std::uint32_t days_moved = 0, negatives = 0, first_moved = 0, first_negative = 0, incompletes = 0,
                first_incomplete = 0;
};

class Reader {
 public:
  explicit Reader(const ReadOptions& options) : options_(options) {}
  Result<std::vector<Statement>> read(std::string_view text);

 private:
  void add_line(std::string_view line);
  [[nodiscard]] bool end_field();
  [[nodiscard]] bool end_field_61();
  void end_row();
  void end_balance(bool opening, bool intermediate);
  void end_total(std::string_view kind);
  bool continue_page();
  void end_page(Page& page);
  void check_totals_present(Page& page);
  Page& page() {
    if (pages_.empty()) start_page();
    return pages_.back();
  }
  void start_page() {
    pages_.emplace_back().statement.text = arena_;
    closed_ = false;
  }
  bool fail_at(std::uint32_t line, ErrorCode code, std::string message) {
    error_ = Error{code, Place{options_.source_name, 0, line, 0, ":61:"}, std::move(message)};
    return false;
  }

  const ReadOptions& options_;
  std::shared_ptr<TextArena> arena_ = std::make_shared<TextArena>();
  std::vector<Page> pages_;
  std::string_view tag_;
  std::vector<std::string_view> lines_;  // of the field, without its tag
  std::uint32_t line_ = 0, field_line_ = 0, row_ = 0;
  bool closed_ = false;  // the closing balance of the page stands behind us
  std::optional<Transaction> open_row_;
  std::string details_;
  std::size_t details_line_bytes_ = 0;
  std::optional<Error> error_;
};

Result<std::vector<Statement>> Reader::read(std::string_view text) {
  while (!text.empty()) {
    std::string_view line = take_line(text);
    ++line_;
    const bool ends_message = line == "-" || line.starts_with("-}") || line.starts_with("-\x03") ||
                              (closed_ && line.starts_with('-') && line.size() <= 4);
    if (tag_.empty() || line.starts_with('{') || (!line.empty() && line.front() == '\x01'))
      line = without_envelope(line);
    const std::string_view tag = mt940_tag(line);
    if (tag.empty() && !ends_message) {
      if (!tag_.empty()) lines_.push_back(line);
      continue;
    }
    if (!end_field()) return tl::unexpected(*error_);
    if (pages_.size() > kStatementsMax) {
      return fail(ErrorCode::limit, Place{options_.source_name, 0, line_, 0, {}},
                  "there are more statements than the limit");
    }
    tag_ = tag;
    field_line_ = line_;
    if (!tag.empty()) lines_.push_back(line.substr(tag.size() + 2));
  }
  if (!end_field()) return tl::unexpected(*error_);
  end_row();
  std::vector<Statement> statements;
  for (Page& item : pages_) {
    end_page(item);
    statements.push_back(std::move(item.statement));
  }
  if (statements.empty()) {
    return fail(ErrorCode::format, Place{options_.source_name, 0, 0, 0, {}},
                "the source holds no message of MT940 or MT942");
  }
  return statements;
}

bool Reader::end_field() {
  if (tag_.empty()) {
    lines_.clear();
    return true;
  }
  bool good = true;
  if (tag_ != "86") end_row();
  if (tag_ == "20") {
    start_page();
  } else if ((tag_ == "25" || tag_ == "25P" || tag_ == "28" || tag_ == "28C") && closed_) {
    start_page();  // a message whose :20: is missing
  }
  const std::string_view first = trim(lines_.front());
  if (tag_ == "25" || tag_ == "25P") {
    page().statement.account = first;
    const auto slash = first.find('/');
    if (slash != std::string_view::npos) page().statement.bank = first.substr(0, slash);
  } else if (tag_ == "34F") {
    page().interim = true;
    if (is_currency_code(first.substr(0, 3))) page().currency = first.substr(0, 3);
  } else if (tag_ == "13" || tag_ == "13D") {
    page().interim = true;
  } else if (tag_ == "60F" || tag_ == "60M") {
    if (closed_) start_page();
    end_balance(true, tag_ == "60M");
  } else if (tag_ == "62F" || tag_ == "62M") {
    end_balance(false, tag_ == "62M");
  } else if (tag_ == "90C" || tag_ == "90D") {
    end_total(tag_ == "90C" ? "inflow" : "outflow");
  } else if (tag_ == "61") {
    good = end_field_61();
  } else if (tag_ == "86" && open_row_) {
    for (const std::string_view line : lines_) {
      if (details_.size() + line.size() > options_.limits.cell_bytes_max)
        return fail_at(field_line_, ErrorCode::limit, "the text of a row exceeds the limit");
      join_mt940_line(details_, line, details_line_bytes_);
    }
    details_line_bytes_ = 0;
  }
  tag_ = {};
  lines_.clear();
  return good;
}

bool Reader::end_field_61() {
  if (is_stopped(options_.limits))
    return fail_at(field_line_, ErrorCode::cancelled, "the call was cancelled");
  if (row_ >= options_.limits.rows_max)
    return fail_at(field_line_, ErrorCode::limit, "there are more rows than the limits allow");
  std::string_view wrong_part;
  std::string joined;
  std::size_t details_from = 1;
  auto line = parse_mt940_line(lines_.front(), wrong_part);
  // The amount may go on in the next line: then the type of the transaction stands there, too.
  if ((!line || !line->complete) && lines_.size() > 1) {
    joined = std::string(lines_[0]).append(lines_[1]);
    std::string_view wrong_joined;
    if (auto whole = parse_mt940_line(joined, wrong_joined); whole && whole->complete) {
      line = whole;
      details_from = 2;
    }
  }
  if (!line) {
    return fail_at(field_line_, ErrorCode::format,
                   fmt::format("the {} of the row is not readable", wrong_part));
  }
  Page& current = page();
  Transaction row;
  row.row = ++row_;
  row.line = field_line_;
  row.time.date = line->date;
  row.direction = line->direction;
  row.amount = line->amount;
  row.status = arena_->store(line->status);
  row.kind = arena_->store(line->kind);
  row.reference = arena_->store(line->reference);
  row.counterparty_name = arena_->store(line->name);
  std::string purpose;
  std::size_t purpose_line_bytes = 0;
  for (std::size_t i = details_from; i < lines_.size(); ++i) {
    if (purpose.size() + lines_[i].size() > options_.limits.cell_bytes_max)
      return fail_at(field_line_, ErrorCode::limit, "the text of a row exceeds the limit");
    join_mt940_line(purpose, trim(lines_[i]), purpose_line_bytes);
  }
  row.purpose = arena_->store(trim(purpose));
  if (line->day_moved && current.days_moved++ == 0) current.first_moved = field_line_;
  if (!line->complete && current.incompletes++ == 0) current.first_incomplete = field_line_;
  if (line->negative && current.negatives++ == 0) current.first_negative = field_line_;
  open_row_ = row;
  return true;
}

void Reader::end_row() {
  if (!open_row_) return;
  Transaction& row = *open_row_;
  const Mt940Details details = parse_mt940_details(details_);
  if (!details.name.empty()) row.counterparty_name = arena_->store(details.name);
  if (!details.kind.empty()) row.kind = arena_->store(details.kind);
  row.counterparty_account = arena_->store(details.account);
  row.counterparty_bank = arena_->store(details.bank);
  row.summary = arena_->store(details.summary);
  page().statement.rows.push_back(row);
  open_row_.reset();
  details_.clear();
  details_line_bytes_ = 0;
}

void Reader::end_balance(bool opening, bool intermediate) {
  auto balance = parse_mt940_balance(lines_.front());
  closed_ = closed_ || !opening;
  if (!balance) {
    add_note(
        page().statement, options_, "balance_unreadable", field_line_,
        opening ? "the opening balance is not readable" : "the closing balance is not readable");
    return;
  }
  balance->line = field_line_;
  balance->intermediate = intermediate;
  (opening ? page().opening : page().closing) = std::move(balance);
  if (opening && intermediate && continue_page()) closed_ = false;
}

// A page that opens with 60M goes on with the statement of a page that closed with 62M.
bool Reader::continue_page() {
  if (pages_.size() < 2) return false;
  Page& before = pages_[pages_.size() - 2];
  Page& now = pages_.back();
  if (!before.closing || !before.closing->intermediate || !now.statement.rows.empty() ||
      before.statement.account != now.statement.account ||
      before.closing->currency != now.opening->currency)
    return false;
  if (before.closing->amount != now.opening->amount) {
    add_note(before.statement, options_, "balance_break", now.opening->line,
             "the page opens with another balance than the page before closed with");
  }
  before.closing.reset();
  pages_.pop_back();
  return true;
}

void Reader::end_total(std::string_view kind) {
  const auto total = parse_mt940_total(lines_.front());
  page().interim = true;
  if (!total || page().totals.size() >= options_.limits.columns_max) {
    add_note(page().statement, options_, "total_unreadable", field_line_,
             "a total of the message is not readable");
    return;
  }
  page().currency = total->currency;
  ControlTotal& control = page().totals.emplace_back();
  control.kind = kind;
  control.printed_count = total->count;
  control.printed_sum = total->sum;
  control.line = field_line_;
}

// Interim reports have no balances: without their totals nothing proves their rows.
void Reader::check_totals_present(Page& page) {
  if (page.opening || page.closing || !page.interim) return;
  const auto& rows = page.statement.rows;
  for (const auto& [kind, direction] :
       {std::pair{std::string_view("inflow"), Direction::inflow},
        std::pair{std::string_view("outflow"), Direction::outflow}}) {
    const bool printed = std::any_of(page.totals.begin(), page.totals.end(),
                                     [&](const auto& total) { return total.kind == kind; });
    const bool present = std::any_of(rows.begin(), rows.end(),
                                     [&](const auto& row) { return row.direction == direction; });
    if (printed || !present) continue;
    add_note(page.statement, options_, "total_missing", 0,
             fmt::format("the report has no total of its rows of {}", kind));
  }
}

void Reader::end_page(Page& page) {
  Statement& statement = page.statement;
  const bool balances = page.opening || page.closing;
  statement.layout = page.interim && !balances ? "mt942" : "mt940";
  if (page.opening) {
    statement.currency = page.opening->currency;
    statement.opening_balance = page.opening->amount;
    statement.period_from = page.opening->date;
  } else if (page.closing) {
    statement.currency = page.closing->currency;
  } else if (!page.currency.empty()) {
    statement.currency = page.currency;
  } else {
    add_note(statement, options_, "currency_assumed", 0,
             "the message names no currency; CNY is assumed");
  }
  if (page.closing) {
    statement.period_to = page.closing->date;
    if (page.closing->currency != statement.currency) {
      add_note(statement, options_, "balance_currency", page.closing->line,
               "opening and closing balance are of different currencies");
    }
    check_closing(statement, page.closing->amount, page.closing->line, options_, nullptr);
  } else if (!page.interim) {
    add_note(statement, options_, "closing_missing", 0,
             "the closing balance is missing; the file may be cut");
  }
  if (!page.opening && !page.interim) {
    add_note(statement, options_, "opening_missing", 0, "the opening balance is missing");
  }
  if ((page.closing && page.closing->intermediate) ||
      (page.opening && page.opening->intermediate)) {
    add_note(statement, options_, "page_missing", 0,
             "the statement is a page of a longer one that is not whole in this file");
  }
  settle_totals(statement, page.totals, options_);
  check_totals_present(page);
  if (page.days_moved > 0) {
    add_note(statement, options_, "date_moved", page.first_moved,
             fmt::format("{} rows print a day that does not exist; the date of entry or the last "
                         "day of the month is taken",
                         page.days_moved));
  }
  if (page.incompletes > 0) {
    add_note(statement, options_, "row_incomplete", page.first_incomplete,
             fmt::format("{} rows end with their amount; digits may be missing", page.incompletes));
  }
  if (page.negatives > 0) {
    add_note(statement, options_, "negative_amount", page.first_negative,
             fmt::format("{} rows print a negative amount; it takes the mark C or D back",
                         page.negatives));
  }
  if (statement.period_from && statement.period_to && *statement.period_to < *statement.period_from)
    statement.period_from.reset();
  settle_period(statement, options_);
}

}  // namespace

bool is_mt940(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  for (std::size_t lines = 0; lines < kSniffLines && !bytes.empty(); ++lines) {
    const std::string_view line = without_envelope(take_line(bytes));
    const std::string_view tag = mt940_tag(line);
    if (tag == "20" || tag == "25" || tag == "61" || tag == "60F" || tag == "60M" || tag == "28C")
      return true;
    if (line.size() > 1000) return false;
  }
  return false;
}

Result<std::vector<Statement>> read_mt940(std::string_view bytes, const ReadOptions& options) {
  const Place place{options.source_name, 0, 0, 0, {}};
  if (bytes.size() > options.limits.bytes_max)
    return fail(ErrorCode::limit, place, "the source is larger than the limits allow");
  try {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (is_valid_utf8(bytes)) return Reader(options).read(bytes);
    const std::string text = decode_eight_bit(bytes);
    return Reader(options).read(text);
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::format, place, "an amount or a sum exceeds 64 bits");
  }
}

}  // namespace zhun::read
