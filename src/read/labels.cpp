// A row is cut into "label: value" pairs; labels are looked up in a vocabulary like column names
// are.
#include "read/labels.hpp"

#include <algorithm>
#include <array>

#include "read/columns.hpp"
#include "read/values.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

enum Label : std::uint8_t {
  kLabelNone = 0,
  kHolder,
  kAccount,
  kBank,
  kCurrency,
  kFrom,
  kTo,
  kPeriod,
  kAccountOpened,
  kOpening,
  kClosing,
  kCount,
  kInflow,  // N笔 x元, or a sum alone
  kOutflow,
  kNeutral,
  kInflowCount,
  kOutflowCount,
};

constexpr ColumnName kLabels[] = {
    {"户名", kHolder},
    {"账户名称", kHolder},
    {"帐户名称", kHolder},
    {"姓名", kHolder},
    {"客户名称", kHolder},
    {"客户姓名", kHolder},
    {"单位名称", kHolder},
    {"公司名称", kHolder},
    {"昵称", kAccount},  // what a wallet's user calls himself is no holder's name
    {"微信昵称", kAccount},
    {"账户名", kHolder},
    {"账户户名", kHolder},
    {"企业名称", kHolder},
    {"美团用户名", kAccount},
    {"持卡人", kHolder},
    {"持卡人姓名", kHolder},
    {"用户", kHolder},
    {"本方户名", kHolder},
    {"accountname", kHolder},
    {"accountholder", kHolder},
    {"customername", kHolder},
    {"holder", kHolder},
    {"account", kAccount},
    {"京东账号名", kAccount},
    {"账号", kAccount},
    {"账户账号", kAccount},
    {"帐号", kAccount},
    {"卡号", kAccount},
    {"账户", kAccount},
    {"支付宝账户", kAccount},
    {"支付宝账号", kAccount},
    {"微信号", kAccount},
    {"账户号码", kAccount},
    {"卡号/账号", kAccount},
    {"账号/卡号", kAccount},
    {"客户账号", kAccount},
    {"查询账号", kAccount},
    {"本方账号", kAccount},
    {"accountnumber", kAccount},
    {"accountno", kAccount},
    {"cardnumber", kAccount},
    {"开户行", kBank},
    {"开户机构", kBank},
    {"开户银行", kBank},
    {"开户网点", kBank},
    {"开户行名称", kBank},
    {"bank", kBank},
    {"branch", kBank},
    {"币种", kCurrency},
    {"币别", kCurrency},
    {"货币", kCurrency},
    {"currency", kCurrency},
    {"起始时间", kFrom},
    {"起始日期", kFrom},
    {"开始日期", kFrom},
    {"开始时间", kFrom},
    {"查询起始日期", kFrom},
    {"起始日", kFrom},
    {"起日期", kFrom},
    {"from", kFrom},
    {"fromdate", kFrom},
    {"startdate", kFrom},
    {"终止时间", kTo},
    {"终止日期", kTo},
    {"结束日期", kTo},
    {"结束时间", kTo},
    {"截止日期", kTo},
    {"查询终止日期", kTo},
    {"查询截止日期", kTo},
    {"终止日", kTo},
    {"to", kTo},
    {"todate", kTo},
    {"enddate", kTo},
    {"查询期间", kPeriod},
    {"起止日期", kPeriod},
    {"日期区间", kPeriod},
    {"查询日期", kPeriod},
    {"交易日期", kPeriod},
    {"日期范围", kPeriod},
    {"查询时间段", kPeriod},
    {"账单周期", kPeriod},
    {"交易时间段", kPeriod},
    {"起止时间", kPeriod},
    {"交易区间", kPeriod},
    {"查询区间", kPeriod},
    {"statementperiod", kPeriod},
    {"period", kPeriod},
    {"开户日期", kAccountOpened},
    {"开户日", kAccountOpened},
    {"开户时间", kAccountOpened},
    {"账户开立日期", kAccountOpened},
    {"accountopened", kAccountOpened},
    {"期初余额", kOpening},
    {"上期余额", kOpening},
    {"承前余额", kOpening},
    {"起始余额", kOpening},
    {"上期结余", kOpening},
    {"期初账户余额", kOpening},
    {"openingbalance", kOpening},
    {"balancebroughtforward", kOpening},
    {"期末余额", kClosing},
    {"期末结余", kClosing},
    {"本期余额", kClosing},
    {"期末账户余额", kClosing},
    {"closingbalance", kClosing},
    {"总笔数", kCount},
    {"交易笔数", kCount},
    {"合计笔数", kCount},
    {"笔数", kCount},
    {"总记录数", kCount},
    {"记录数", kCount},
    {"共", kCount},
    {"交易总笔数", kCount},
    {"笔数合计", kCount},
    {"总条数", kCount},
    {"明细笔数", kCount},
    {"numberoftransactions", kCount},
    {"收入", kInflow},
    {"已收入", kInflow},
    {"收入合计", kInflow},
    {"收入总额", kInflow},
    {"收入总金额", kInflow},
    {"收入金额", kInflow},
    {"总收入", kInflow},
    {"合计收入", kInflow},
    {"贷方合计", kInflow},
    {"贷方发生额合计", kInflow},
    {"贷方总金额", kInflow},
    {"贷方金额合计", kInflow},
    {"贷方累计发生额", kInflow},
    {"贷方发生额", kInflow},
    {"合计贷方金额", kInflow},
    {"存入合计", kInflow},
    {"收入合计金额", kInflow},
    {"贷方总额", kInflow},
    {"贷方合计金额", kInflow},
    {"收入金额合计", kInflow},
    {"收入总计", kInflow},
    {"totalcredits", kInflow},
    {"totalcredit", kInflow},
    {"totaldeposits", kInflow},
    {"支出", kOutflow},
    {"已支出", kOutflow},
    {"支出合计", kOutflow},
    {"支出总额", kOutflow},
    {"支出总金额", kOutflow},
    {"支出金额", kOutflow},
    {"总支出", kOutflow},
    {"合计支出", kOutflow},
    {"借方合计", kOutflow},
    {"借方发生额合计", kOutflow},
    {"借方总金额", kOutflow},
    {"借方金额合计", kOutflow},
    {"借方累计发生额", kOutflow},
    {"借方发生额", kOutflow},
    {"合计借方金额", kOutflow},
    {"支取合计", kOutflow},
    {"支出合计金额", kOutflow},
    {"借方总额", kOutflow},
    {"借方合计金额", kOutflow},
    {"支出金额合计", kOutflow},
    {"支出总计", kOutflow},
    {"totaldebits", kOutflow},
    {"totaldebit", kOutflow},
    {"totalwithdrawals", kOutflow},
    {"不计收支", kNeutral},
    {"中性交易", kNeutral},
    {"其他", kNeutral},
    {"收入笔数", kInflowCount},
    {"贷方笔数", kInflowCount},
    {"贷方总笔数", kInflowCount},
    {"收入总笔数", kInflowCount},
    {"贷方合计笔数", kInflowCount},
    {"收入合计笔数", kInflowCount},
    {"贷方笔数合计", kInflowCount},
    {"合计贷方笔数", kInflowCount},
    {"支出笔数", kOutflowCount},
    {"借方笔数", kOutflowCount},
    {"借方总笔数", kOutflowCount},
    {"支出总笔数", kOutflowCount},
    {"借方合计笔数", kOutflowCount},
    {"支出合计笔数", kOutflowCount},
    {"借方笔数合计", kOutflowCount},
    {"合计借方笔数", kOutflowCount},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Label find_label(std::string_view text) {
  if (text.empty() || text.size() > 60) return kLabelNone;
  const std::string name = normalise_column_name(text);
  for (const auto& entry : kLabels) {
    if (entry.name == name) return static_cast<Label>(entry.role);
  }
  return kLabelNone;
}

// "[x]" -> "x".
std::string_view unwrap(std::string_view value) {
  value = trim_cell(value);
  if (value.size() >= 2 && value.front() == '[' && value.back() == ']') {
    value = trim_cell(value.substr(1, value.size() - 2));
  }
  return value;
}

// The first dates inside `text`, at most two: any 10-character yyyy-mm-dd, or 8 digits standing
// alone.
std::vector<Date> find_dates(std::string_view text) {
  std::vector<Date> dates;
  const std::string plain = nfkc(text);
  const std::string_view view = plain;
  for (std::size_t i = 0; i + 8 <= view.size() && dates.size() < 2;) {
    if (!is_digit(view[i]) || (i > 0 && is_digit(view[i - 1]))) {
      ++i;
      continue;
    }
    std::size_t taken = 0;
    for (const std::size_t size : {std::size_t{17}, std::size_t{16}, std::size_t{15},
                                   std::size_t{10}, std::size_t{9}, std::size_t{8}}) {
      if (i + size > view.size() || (i + size < view.size() && is_digit(view[i + size]))) continue;
      if (const auto date = parse_date(view.substr(i, size))) {
        dates.push_back(*date);
        taken = size;
        break;
      }
    }
    i += std::max<std::size_t>(taken, 1);
  }
  return dates;
}

struct CountAndSum {
  std::optional<std::uint64_t> count;
  std::optional<Money> sum;
};

// "16笔(含4笔部分退款),1648.43元", "1笔 28.50元", "1,234.56", "26笔记录".
CountAndSum parse_count_and_sum(std::string_view text) {
  CountAndSum result;
  const std::string plain = nfkc(text);
  std::string_view rest = trim(plain);
  constexpr std::string_view unit = "笔";
  const auto at = rest.find(unit);
  if (at != std::string_view::npos) {
    const auto number = trim(rest.substr(0, at));
    if (number.empty() || number.size() > 15 ||
        !std::all_of(number.begin(), number.end(), is_digit))
      return result;
    std::uint64_t count = 0;
    for (const char c : number) count = count * 10 + static_cast<std::uint64_t>(c - '0');
    result.count = count;
    rest = trim(rest.substr(at + unit.size()));
    if (!rest.empty() && rest.front() == '(') {
      const auto close = rest.find(')');
      rest = close == std::string_view::npos ? std::string_view{} : trim(rest.substr(close + 1));
    }
    constexpr std::string_view records = "记录";
    if (rest.substr(0, records.size()) == records) rest = trim(rest.substr(records.size()));
    while (!rest.empty() && (rest.front() == ',' || rest.front() == ';'))
      rest = trim(rest.substr(1));
    for (const std::string_view word :
         {std::string_view("共计"), std::string_view("合计"), std::string_view("金额"),
          std::string_view("共"), std::string_view(":")}) {
      if (rest.substr(0, word.size()) == word) rest = trim(rest.substr(word.size()));
    }
  }
  while (!rest.empty() && (rest.back() == ',' || rest.back() == '"' || rest.back() == ';')) {
    rest = trim(rest.substr(0, rest.size() - 1));
  }
  if (const auto amount = parse_amount(rest)) result.sum = amount->value;
  return result;
}

void add_total(LabelFacts& facts, std::string_view kind, const CountAndSum& printed,
               std::uint32_t line) {
  ControlTotal total;
  total.kind = kind;
  total.printed_count = printed.count;
  total.printed_sum = printed.sum;
  total.line = line;
  facts.totals.push_back(std::move(total));
}

void note_unreadable(LabelFacts& facts, std::uint32_t line) {
  facts.unreadable_totals += 1;
  if (facts.unreadable_line == 0) facts.unreadable_line = line;
}

void set_text(std::string& field, std::string_view value) {
  if (field.empty() && !is_blank(value)) field = value;
}

void take_total(Label label, std::string_view value, std::uint32_t line, LabelFacts& facts) {
  CountAndSum printed = parse_count_and_sum(value);
  const bool counts_only = label == kCount || label == kInflowCount || label == kOutflowCount;
  if (counts_only && !printed.count && printed.sum && printed.sum->fen() % 100 == 0 &&
      !printed.sum->is_negative()) {
    printed.count = static_cast<std::uint64_t>(printed.sum->fen() / 100);
  }
  if (counts_only) printed.sum.reset();
  if (!printed.count && !printed.sum) {
    if (!is_blank(value)) note_unreadable(facts, line);
    return;
  }
  switch (label) {
    case kCount:
      add_total(facts, "count", printed, line);
      break;
    case kInflow:
      add_total(facts, "inflow", printed, line);
      break;
    case kOutflow:
      add_total(facts, "outflow", printed, line);
      break;
    case kNeutral:
      add_total(facts, "neutral", printed, line);
      break;
    case kInflowCount:
      add_total(facts, "inflow_count", printed, line);
      break;
    case kOutflowCount:
      add_total(facts, "outflow_count", printed, line);
      break;
    case kOpening:
      add_total(facts, "opening", {std::nullopt, printed.sum}, line);
      break;
    case kClosing:
      add_total(facts, "closing", {std::nullopt, printed.sum}, line);
      break;
    case kLabelNone:
    case kHolder:
    case kAccount:
    case kBank:
    case kCurrency:
    case kFrom:
    case kTo:
    case kPeriod:
    case kAccountOpened:
      break;
  }
}

void take_pair(Label label, std::string_view value, std::uint32_t line, LabelFacts& facts) {
  value = unwrap(value);
  switch (label) {
    case kLabelNone:
      return;
    case kHolder:
      set_text(facts.holder, value);
      return;
    case kAccount:
      set_text(facts.account, value);
      return;
    case kBank:
      set_text(facts.bank, value);
      return;
    case kCurrency:
      if (facts.currency.empty()) facts.currency = currency_code(value);
      return;
    case kAccountOpened: {
      const auto dates = find_dates(value);
      if (!dates.empty() && !facts.account_opened_on) facts.account_opened_on = dates.front();
      return;
    }
    case kFrom:
    case kTo:
    case kPeriod: {
      const auto dates = find_dates(value);
      if (dates.empty()) return;
      if (label != kTo && !facts.period_from) facts.period_from = dates.front();
      if (label == kTo && !facts.period_to) facts.period_to = dates.front();
      if (label != kTo && dates.size() == 2 && !facts.period_to) facts.period_to = dates.back();
      return;
    }
    case kOpening:
    case kClosing:
    case kCount:
    case kInflow:
    case kOutflow:
    case kNeutral:
    case kInflowCount:
    case kOutflowCount:
      take_total(label, value, line, facts);
      return;
  }
}

struct Colon {
  std::size_t label_begin, value_begin;
  Label label;
};

// The colons of `text` that stand behind a known label. A time such as 10:12 has digits in front.
std::vector<Colon> find_colons(std::string_view text) {
  constexpr std::string_view wide = "：";
  std::vector<Colon> colons;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool narrow_here = text[i] == ':';
    if (!narrow_here && text.substr(i, wide.size()) != wide) continue;
    const std::size_t size = narrow_here ? 1 : wide.size();
    // The label begins behind the last blank or bracket; "户 名" is tried from the last value as
    // well.
    std::size_t label_begin = begin;
    for (std::size_t k = i; k > begin; --k) {
      const char c = text[k - 1];
      if (c == ' ' || c == '\t' || c == ']' || c == ',' || c == ';') {
        label_begin = k;
        break;
      }
    }
    Label label = find_label(text.substr(label_begin, i - label_begin));
    if (label == kLabelNone && label_begin != begin) {
      label = find_label(text.substr(begin, i - begin));
      if (label != kLabelNone) label_begin = begin;
    }
    if (label != kLabelNone) {
      colons.push_back({label_begin, i + size, label});
      begin = i + size;
    }
    i += size - 1;
  }
  return colons;
}

// A value may stand in the next cell, or go on there where the delimiter divided it: "1笔
// 1,028.50元" and "1笔,28.50元". Returns how many cells were taken.
std::size_t join_cells(std::span<const std::string_view> cells, bool number, std::string& value) {
  const auto is_free = [](std::string_view cell) {
    return !cell.empty() && find_colons(cell).empty() && find_label(cell) == kLabelNone;
  };
  const auto first = trim_cell(cells.front());
  if (value.empty()) {
    if (!is_free(first)) return 0;
    value = first;
    return 1;
  }
  std::size_t taken = 0;
  for (; number && taken < cells.size(); ++taken) {
    const auto cell = trim_cell(cells[taken]);
    const bool thousands = cell.size() >= 3 && is_digit(cell[0]) && is_digit(cell[1]) &&
                           is_digit(cell[2]) && (cell.size() == 3 || !is_digit(cell[3])) &&
                           is_digit(value.back());
    const bool sum = value.ends_with("笔") && !cell.empty() && is_digit(cell.front());
    if (!is_free(cell) || (!thousands && !sum)) break;
    value += ',';
    value += cell;
  }
  return taken;
}

// "共43笔记录", "共 43 笔".
void take_record_count(std::string_view text, std::uint32_t line, LabelFacts& facts) {
  constexpr std::string_view prefix = "共";
  text = trim_cell(text);
  if (text.substr(0, prefix.size()) != prefix) return;
  const auto printed = parse_count_and_sum(text.substr(prefix.size()));
  if (printed.count) add_total(facts, "count", {printed.count, std::nullopt}, line);
}

// 2025年01月 or 2025年1月 in a title.
void take_statement_month(std::string_view text, LabelFacts& facts) {
  constexpr std::string_view year_mark = "年", month_mark = "月";
  const auto at = text.find(year_mark);
  if (facts.statement_month || at == std::string_view::npos || at < 4) return;
  const auto rest = text.substr(at + year_mark.size());
  const auto end = rest.find(month_mark);
  if (end == std::string_view::npos || end == 0 || end > 2) return;
  int year = 0, month = 0;
  for (const char c : text.substr(at - 4, 4)) {
    if (!is_digit(c)) return;
    year = year * 10 + (c - '0');
  }
  for (const char c : rest.substr(0, end)) {
    if (!is_digit(c)) return;
    month = month * 10 + (c - '0');
  }
  if (month >= 1 && month <= 12 && year >= 1990 && year < 2200)
    facts.statement_month = Month(year, month);
}

}  // namespace

void read_labels(std::span<const std::string_view> cells, std::string_view raw, std::uint32_t line,
                 LabelFacts& facts) {
  constexpr std::size_t kLabelLineMax = 4096;
  if (raw.size() > kLabelLineMax) return;
  take_statement_month(raw, facts);
  take_record_count(raw, line, facts);
  // A cell "label: value" ends with its cell; only where the delimiter may stand inside a number or
  // after a count (收入：1笔,28.50元) the rest of the row belongs to it.
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto cell = trim_cell(cells[i]);
    if (cell.empty()) continue;
    const auto colons = find_colons(cell);
    for (std::size_t k = 0; k < colons.size(); ++k) {
      const std::size_t end = k + 1 < colons.size() ? colons[k + 1].label_begin : cell.size();
      auto value = trim_cell(cell.substr(colons[k].value_begin, end - colons[k].value_begin));
      std::string joined;
      if (k + 1 == colons.size() && i + 1 < cells.size()) {
        joined = value;
        i += join_cells(cells.subspan(i + 1), colons[k].label >= kOpening, joined);
        value = joined;
      }
      take_pair(colons[k].label, value, line, facts);
    }
    if (!colons.empty()) continue;
    const Label label = find_label(cell);
    if (label == kLabelNone || i + 1 >= cells.size()) continue;
    const auto value = trim_cell(cells[i + 1]);
    if (value.empty() || find_label(value) != kLabelNone) continue;
    take_pair(label, value, line, facts);
    ++i;
  }
}

}  // namespace zhun::read
