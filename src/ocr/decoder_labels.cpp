// The readers' own label vocabulary does the work; here its lines are prepared and the pixels of
// its numbers are found again.
#include "ocr/decoder_labels.hpp"

#include <algorithm>
#include <array>

#include "read/values.hpp"

namespace zhun::ocr {
namespace {

// Labels that are looked for inside a line that has lost its blanks.
constexpr std::array<std::string_view, 40> kInnerLabels = {
    "户名",           "账户名称",       "客户名称", "单位名称", "账号",     "帐号",     "卡号",
    "币种",           "币别",           "起止日期", "起始日期", "终止日期", "结束日期", "截止日期",
    "查询日期",       "查询期间",       "打印日期", "打印时间", "开户行",   "开户银行", "开户网点",
    "期初余额",       "上期余额",       "承前余额", "期末余额", "总笔数",   "交易笔数", "收入笔数",
    "支出笔数",       "收入合计",       "支出合计", "借方合计", "贷方合计", "借方笔数", "贷方笔数",
    "借方发生额合计", "贷方发生额合计", "客户姓名", "页码",     "日期区间"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::string_view kWideColon = "\xEF\xBC\x9A";

// Replaces full-width digits and punctuation by ASCII, keeps Chinese.
std::string narrow(std::string_view text) {
  std::u32string out;
  for (const char32_t c : to_utf32(text)) out += fold_symbol(c);
  return to_utf8(out);
}

// The step range of the number that `text` prints at symbol `begin`..`end` of the path.
LineReading slice_symbols(const LineReading& reading, const BestPath& path, std::size_t begin,
                          std::size_t end) {
  const std::size_t from = begin == 0 ? 0 : path.symbols[begin - 1].step + 1;
  const std::size_t to = end < path.symbols.size() ? path.symbols[end].step : reading.steps();
  return slice(reading, from, to);
}

// The pixels of a printed sum: the run of number symbols that reads as it does.
NumberCell find_number(const LineReading& reading, const BestPath& path, Money sum) {
  const auto is_part = [](char32_t raw) {
    const char32_t c = fold_symbol(raw);
    return (c >= U'0' && c <= U'9') || c == U',' || c == U'.' || c == U'-' || c == U'+';
  };
  for (std::size_t begin = 0; begin < path.symbols.size();) {
    if (!is_part(path.symbols[begin].symbol)) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    std::u32string text;
    while (end < path.symbols.size() && is_part(path.symbols[end].symbol)) {
      text += fold_symbol(path.symbols[end++].symbol);
    }
    const auto amount = read::parse_amount(to_utf8(text));
    if (amount && amount->value == sum) {
      NumberLattice lattice;
      lattice.append(slice_symbols(reading, path, begin, end));
      NumberCell cell(std::move(lattice));
      if (cell.has_value() && cell.best() == sum.fen()) return cell;
    }
    begin = end;
  }
  return {};
}

// A word of the page's own totals, anywhere in the line.
bool is_page_total(std::string_view text) {
  return text.find("本页") != std::string_view::npos ||
         text.find("页小计") != std::string_view::npos;
}

void read_line(const Line& line, std::uint32_t page, std::uint32_t number, PageLabels& labels) {
  const BestPath path = read_best_path(line.reading);
  if (path.text.empty()) return;
  std::string text = narrow(path.text);
  const bool of_page = is_page_total(text);
  for (const std::string_view word : {std::string_view("本页"), std::string_view("本期")}) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word)) {
      // 本期余额 is a label of its own.
      if (text.compare(at, std::string_view("本期余额").size(), "本期余额") == 0) break;
      text.replace(at, word.size(), " ");
    }
  }
  text = spread_labels(text);
  const std::size_t before = labels.facts.totals.size();
  const std::string_view cell = text;
  read::read_labels(std::span(&cell, 1), text, number, labels.facts);
  for (std::size_t i = before; i < labels.facts.totals.size(); ++i) {
    const auto& total = labels.facts.totals[i];
    PrintedTotal printed;
    printed.kind = total.kind;
    printed.count = total.printed_count;
    printed.sum = total.printed_sum;
    printed.of_page = of_page;
    printed.page = page;
    if (total.printed_sum) printed.cell = find_number(line.reading, path, *total.printed_sum);
    labels.totals.push_back(std::move(printed));
  }
}

}  // namespace

std::string spread_labels(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::string_view found;
    for (const auto label : kInnerLabels) {
      if (label.size() > found.size() && text.substr(at, label.size()) == label) found = label;
    }
    if (found.empty()) {
      out += text[at++];
      continue;
    }
    const std::string_view rest = text.substr(at + found.size());
    const bool colon =
        rest.starts_with(':') || rest.starts_with(';') || rest.starts_with(kWideColon);
    const bool begins = out.empty();
    // Without a colon only a label that begins the line or stands before a number is one.
    const bool number = !rest.empty() && (is_digit(rest.front()) || rest.front() == ' ');
    if (colon || begins || number) {
      // 合计贷方金额 must not be cut in two: only what does not go on a word.
      if (!out.empty() && out.back() != ' ') out += ' ';
      out += found;
      out += ':';
      at += found.size();
      if (colon) at += rest.starts_with(kWideColon) ? kWideColon.size() : 1;
      continue;
    }
    out += found;
    at += found.size();
  }
  return out;
}

PageLabels read_page_labels(const PageGrid& page) {
  constexpr std::size_t kLinesMax = 60;
  PageLabels labels;
  std::uint32_t number = 0;
  const auto read_lines = [&](const std::vector<Line>& lines) {
    for (std::size_t i = 0; i < std::min(lines.size(), kLinesMax); ++i) {
      read_line(lines[i], page.page, ++number, labels);
    }
  };
  read_lines(page.above);
  read_lines(page.below);
  return labels;
}

}  // namespace zhun::ocr
