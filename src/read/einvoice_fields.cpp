// Settles an electronic invoice: what is printed twice must be the same, else a note says so.
#include "read/einvoice_fields.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "read/invoice_fields.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kWordsMax = 100;  // code points of an amount in words

struct Numeral {
  std::string_view text;
  int value;
};
constexpr Numeral kDigits[] = {{"零", 0}, {"〇", 0}, {"壹", 1}, {"一", 1}, {"贰", 2}, {"貳", 2},
                               {"二", 2}, {"两", 2}, {"叁", 3}, {"叄", 3}, {"三", 3}, {"肆", 4},
                               {"四", 4}, {"伍", 5}, {"五", 5}, {"陆", 6}, {"陸", 6}, {"六", 6},
                               {"柒", 7}, {"七", 7}, {"捌", 8}, {"八", 8}, {"玖", 9}, {"九", 9}};
constexpr Numeral kUnits[] = {{"拾", 10},  {"十", 10},   {"佰", 100},
                              {"百", 100}, {"仟", 1000}, {"千", 1000}};

template <std::size_t N>
std::optional<int> value_in(const Numeral (&numerals)[N], std::string_view text) {
  for (const Numeral& numeral : numerals) {
    if (numeral.text == text) return numeral.value;
  }
  return std::nullopt;
}

bool is_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Takes an amount in words character by character; false: not well-formed.
class WordsParser {
 public:
  bool take(std::string_view c) {
    if (closed_) return false;
    if (const auto digit = value_in(kDigits, c)) return take_digit(*digit);
    if (const auto unit = value_in(kUnits, c)) return take_unit(*unit);
    if (is_any(c, {"万", "萬"})) return take_ten_thousand();
    if (is_any(c, {"亿", "億"})) return take_hundred_million();
    if (is_any(c, {"圆", "元", "圓"})) return take_yuan();
    if (is_any(c, {"角"})) return take_fraction(10);
    if (is_any(c, {"分"})) return take_fraction(1);
    if (is_any(c, {"整", "正"})) {
      closed_ = true;
      return pending_ < 0 && any_;
    }
    return false;
  }
  [[nodiscard]] std::optional<Money> result() const {
    if (pending_ >= 0 || !any_ || section_ != 0 || ten_thousands_ != 0 || hundred_millions_ != 0)
      return std::nullopt;
    return Money::from_yuan(yuan_) + Money::from_fen(fen_);
  }

 private:
  bool take_digit(int digit) {
    if (pending_ > 0) return false;
    if (pending_ == 0 && digit == 0) return false;
    pending_ = digit;
    return true;
  }
  bool take_unit(int unit) {
    if (has_yuan_ || unit >= last_unit_) return false;
    if (pending_ < 0 && unit == 10 && section_ == 0) pending_ = 1;  // 拾元
    if (pending_ <= 0) return false;
    section_ += pending_ * unit;
    last_unit_ = unit;
    pending_ = -1;
    return true;
  }
  void close_section() {
    section_ += std::max(pending_, 0);
    pending_ = -1;
    last_unit_ = kNoUnit;
  }
  bool take_ten_thousand() {
    if (has_yuan_ || ten_thousands_ != 0) return false;
    close_section();
    if (section_ == 0) return false;
    ten_thousands_ = std::exchange(section_, 0);
    return true;
  }
  bool take_hundred_million() {
    if (has_yuan_ || hundred_millions_ != 0) return false;
    close_section();
    hundred_millions_ = ten_thousands_ * 10'000 + section_;
    section_ = ten_thousands_ = 0;
    return hundred_millions_ != 0;
  }
  bool take_yuan() {
    if (has_yuan_) return false;
    const bool zero = pending_ == 0;
    close_section();
    yuan_ = hundred_millions_ * 100'000'000 + ten_thousands_ * 10'000 + section_;
    section_ = ten_thousands_ = hundred_millions_ = 0;
    has_yuan_ = any_ = true;
    return yuan_ != 0 || zero;
  }
  bool take_fraction(int fen) {
    // The digit before 角 and 分; 零角 is written, too.
    if (pending_ < 0 || fen >= last_fraction_ || section_ != 0 || ten_thousands_ != 0) return false;
    fen_ += pending_ * fen;
    last_fraction_ = fen;
    pending_ = -1;
    return any_ = true;
  }

  static constexpr int kNoUnit = 10'000;
  int pending_ = -1;
  int last_unit_ = kNoUnit, last_fraction_ = 100;
  std::int64_t section_ = 0, ten_thousands_ = 0, hundred_millions_ = 0, yuan_ = 0, fen_ = 0;
  bool has_yuan_ = false, any_ = false, closed_ = false;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The digits behind `label` and an optional colon.
std::string digits_behind(std::string_view text, std::string_view label) {
  const auto at = text.find(label);
  if (at == std::string_view::npos) return "";
  text = trim(text.substr(at + label.size()));
  for (const std::string_view colon : {std::string_view(":"), std::string_view("：")}) {
    if (text.starts_with(colon)) text = trim(text.substr(colon.size()));
  }
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  return std::string(text.substr(0, size));
}

bool is_masked(std::string_view text) {
  text = trim(text);
  return !text.empty() && text.find_first_not_of("*") == std::string_view::npos;
}

// Exempt, untaxed: no tax is due, whatever stands in the column of the tax.
bool is_untaxed(std::string_view rate) {
  return is_any(trim(rate), {"免税", "不征税", "免征增值税", "出口零税率", "普通零税率"});
}

class Settler {
 public:
  Settler(const PrintedInvoice& printed, const ReadOptions& options, InvoiceList& list)
      : printed_(printed), options_(options), list_(list) {}

  std::optional<Error> settle();

 private:
  [[nodiscard]] Place place(std::uint32_t line, std::string field) const {
    return Place{options_.source_name, printed_.page, line, 0, std::move(field)};
  }
  void note(std::string code, std::uint32_t line, std::string field, std::string message) {
    list_.notes.push_back({std::move(code), place(line, std::move(field)), std::move(message)});
  }
  [[nodiscard]] Error missing(std::string field, std::string message) const {
    return {ErrorCode::format, place(printed_.line, std::move(field)), std::move(message)};
  }
  // nullopt and a note when something is printed that is no amount.
  std::optional<Money> amount(const std::string& text, std::uint32_t line, std::string field) {
    const auto value = parse_printed_money(text);
    if (!value && !trim(text).empty() && !is_masked(text) && !is_untaxed(text))
      note("amount_unreadable", line, std::move(field), "what is printed here is no amount");
    return value;
  }
  std::optional<Error> settle_identity(Invoice& invoice);
  std::optional<Error> settle_totals(Invoice& invoice);
  void derive_tax(Invoice& invoice, std::optional<Money> total);
  void check_words(std::optional<Money> total);
  void settle_lines(Invoice& invoice);
  void check_rate(const Invoice& invoice);
  [[nodiscard]] bool untaxed() const {
    return !printed_.lines.empty() &&
           std::all_of(printed_.lines.begin(), printed_.lines.end(),
                       [](const PrintedLine& line) { return is_untaxed(line.rate); });
  }

  const PrintedInvoice& printed_;
  const ReadOptions& options_;
  InvoiceList& list_;
};

std::optional<Error> Settler::settle_identity(Invoice& invoice) {
  for (const std::string* text :
       {&printed_.code, &printed_.number, &printed_.seller, &printed_.seller_tax_no,
        &printed_.buyer, &printed_.buyer_tax_no, &printed_.kind, &printed_.original_number}) {
    if (text->size() > options_.limits.cell_bytes_max) {
      return Error{ErrorCode::limit, place(printed_.line, ""),
                   "a text of the invoice is larger than the limits allow"};
    }
  }
  invoice.number = printed_.code + printed_.number;
  if (printed_.number.empty()) return missing("number", "the invoice has no number");
  const auto digits = static_cast<std::size_t>(
      std::count_if(invoice.number.begin(), invoice.number.end(), is_digit));
  const bool usual = digits == 20 || (!printed_.code.empty() && digits == 18);
  if (!usual || digits != invoice.number.size()) {
    note("number_unusual", printed_.line, "number",
         "the number of the invoice is not 20 digits, nor a code of 10 or 12 and 8 digits");
  }
  const auto date = parse_date_time(printed_.date);
  if (!date) return missing("date", "the date of the invoice is missing or no date");
  invoice.date = date->date;
  invoice.kind = printed_.kind;
  invoice.seller = printed_.seller;
  invoice.seller_tax_no = printed_.seller_tax_no;
  invoice.buyer = printed_.buyer;
  invoice.buyer_tax_no = printed_.buyer_tax_no;
  invoice.original_number = printed_.original_number;
  if (invoice.seller.empty()) {
    note("party_missing", printed_.line, "seller", "the name of the seller is not in the file");
  }
  return std::nullopt;
}

// The tax is not printed, or masked: it is what the total has beside the amount.
void Settler::derive_tax(Invoice& invoice, std::optional<Money> total) {
  if (total) invoice.tax = *total - invoice.amount_ex;
  if (untaxed() && invoice.tax.is_zero()) return;
  note("tax_derived", printed_.line, "tax",
       total ? "the tax is not printed; it is the total less the amount"
             : "neither the tax nor the total is printed; the tax counts as nothing");
}

void Settler::check_words(std::optional<Money> total) {
  if (trim(printed_.total_in_words).empty()) return;
  const auto words = parse_amount_in_words(printed_.total_in_words);
  if (!words) {
    note("words_unreadable", printed_.line, "total_in_words",
         "the amount in words is not well-formed and cannot be held against the total");
  } else if (!total || *words != *total) {
    note("control_total", printed_.line, "total_in_words",
         "the amount in words is not the total of the invoice");
  }
}

std::optional<Error> Settler::settle_totals(Invoice& invoice) {
  const auto amount_ex = amount(printed_.amount_ex, printed_.line, "amount_ex");
  const auto tax = amount(printed_.tax, printed_.line, "tax");
  const auto total = amount(printed_.total, printed_.line, "total");
  if (amount_ex) {
    invoice.amount_ex = *amount_ex;
  } else if (total && (tax || untaxed())) {
    invoice.amount_ex = *total - tax.value_or(Money());
    note("amount_derived", printed_.line, "amount_ex",
         "the amount without tax is not printed; it is the total less the tax");
  } else {
    return missing("amount_ex", "the amount of the invoice is missing or no amount");
  }
  if (tax) {
    invoice.tax = *tax;
  } else {
    derive_tax(invoice, total);
  }
  if (total && *total != invoice.total()) {
    note("control_total", printed_.line, "total",
         "the total of the invoice is not its amount and its tax together");
  }
  if (!total) {
    note("total_missing", printed_.line, "total",
         "the total with tax is not printed, so the amount and the tax are unproved");
  }
  check_words(total ? *total : invoice.total());
  return std::nullopt;
}

void Settler::settle_lines(Invoice& invoice) {
  if (printed_.lines.empty()) {
    invoice.item = printed_.item;
    note("no_lines", printed_.line, "lines",
         printed_.lines_known ? "the invoice has no lines"
                              : "the lines of the invoice are not in the file as data");
    return;
  }
  Money amounts, taxes;
  bool all_amounts = true, all_taxes = true;
  for (const PrintedLine& line : printed_.lines) {
    if (invoice.item.empty()) invoice.item = line.item;
    const auto value = amount(line.amount, line.line, "line amount");
    const auto tax = amount(line.tax, line.line, "line tax");
    amounts += value.value_or(Money());
    taxes += tax.value_or(Money());
    all_amounts = all_amounts && value;
    // A masked tax of an exempt line is none; any other is unknown.
    all_taxes = all_taxes && (tax || is_untaxed(line.rate));
  }
  if (!all_amounts) {
    note("amount_missing", printed_.line, "line amount",
         "a line of the invoice has no amount, so the lines prove nothing");
  } else if (amounts != invoice.amount_ex) {
    note("control_total", printed_.line, "amount_ex",
         "the amounts of the lines do not add up to the amount of the invoice");
  }
  if (all_taxes && taxes != invoice.tax) {
    note("control_total", printed_.line, "tax",
         "the taxes of the lines do not add up to the tax of the invoice");
  }
  std::optional<Decimal> rate = parse_tax_rate(printed_.lines.front().rate);
  for (const PrintedLine& line : printed_.lines) {
    const auto other = parse_tax_rate(line.rate);
    if (!rate || !other || *rate != *other || *rate == Decimal(1)) rate = std::nullopt;
  }
  invoice.rate = rate;
  check_rate(invoice);
}

// DOMAIN 3.1, V01: the tax of each line may be rounded.
void Settler::check_rate(const Invoice& invoice) {
  if (!invoice.rate) return;
  const auto expected = (Decimal::from_yuan(invoice.amount_ex) * *invoice.rate).to_money();
  const auto tolerance = Money::from_fen(static_cast<std::int64_t>(printed_.lines.size()) + 5);
  if (!expected || (*expected - invoice.tax).magnitude() > tolerance) {
    note("rate_mismatch", printed_.line, "rate",
         "the tax of the invoice is not its amount at the rate of its lines");
  }
}

std::optional<Error> Settler::settle() {
  Invoice invoice;
  invoice.row = static_cast<std::uint32_t>(list_.invoices.size() + 1);
  if (auto error = settle_identity(invoice)) return error;
  if (auto error = settle_totals(invoice)) return error;
  settle_lines(invoice);
  if (invoice.original_number.empty())
    invoice.original_number = original_number_in(printed_.remark);
  invoice.red = printed_.red.value_or(invoice.amount_ex.is_negative());
  InvoiceOddities oddities;
  settle_invoice(invoice, std::nullopt, options_, oddities);
  note_invoice_oddities(oddities, list_, options_);
  list_.invoices.push_back(std::move(invoice));
  return std::nullopt;
}

}  // namespace

std::optional<Money> parse_amount_in_words(std::string_view text) {
  WordsParser parser;
  bool negative = false, begun = false;
  const auto points = code_points(trim(text).substr(0, kWordsMax * 4));
  if (points.size() > kWordsMax) return std::nullopt;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (is_any(points[i], {" ", "\t", "\n", "\r", "　"})) continue;
    if (!begun &&
        is_any(points[i], {"ⓧ", "⊗", "×", "(", ")", "（", "）", "人", "民", "币", "数", "：", ":"}))
      continue;
    if (!begun && is_any(points[i], {"负"}) && !negative) {
      negative = true;
      continue;
    }
    begun = true;
    if (!parser.take(points[i])) return std::nullopt;
  }
  const auto value = parser.result();
  if (!value) return std::nullopt;
  return negative ? -*value : *value;
}

std::optional<Money> parse_printed_money(std::string_view text) {
  std::string plain;
  for (const char c : trim(text)) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') plain += c;
  }
  return plain.size() > 64 ? std::nullopt : parse_money(plain);
}

std::string original_number_in(std::string_view remark) {
  for (const std::string_view label :
       {std::string_view("被红冲蓝字数电票号码"), std::string_view("被红冲蓝字数电发票号码"),
        std::string_view("被红冲蓝字发票号码")}) {
    std::string number = digits_behind(remark, label);
    if (!number.empty()) return number;
  }
  const std::string code = digits_behind(remark, "对应正数发票代码");
  if (code.empty()) return "";
  const std::string number = digits_behind(remark.substr(remark.find("对应正数发票代码")), "号码");
  return number.empty() ? "" : code + number;
}

std::optional<Error> settle_printed_invoice(PrintedInvoice printed, InvoiceList& list,
                                            const ReadOptions& options) {
  for (ReadNote& note : printed.notes) list.notes.push_back(std::move(note));
  return Settler(printed, options, list).settle();
}

}  // namespace zhun::read
