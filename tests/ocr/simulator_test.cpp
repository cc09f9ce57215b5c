// The simulator's parts: posteriors, rows, pages, comparison.
#include "simulator.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "ocr/lattice.hpp"
#include "zhun/money.hpp"

namespace zhun::ocr::simulated {

std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

namespace {

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

// What digits look like when they are bad.
char32_t rival_of(char32_t digit, Random& random) {
  static constexpr std::array<const char32_t*, 10> rivals = {U"689", U"74",  U"73", U"852",  U"19",
                                                             U"63",  U"580", U"12", U"3069", U"48"};
  const char32_t* set = rivals[digit - U'0'];
  std::size_t size = 0;
  while (set[size] != 0) ++size;
  return set[static_cast<std::size_t>(random.below(static_cast<int>(size)))];
}

void push_step(LineReading& reading, std::vector<SymbolScore> scores) {
  std::sort(scores.begin(), scores.end(), [](const SymbolScore& a, const SymbolScore& b) {
    return a.probability > b.probability;
  });
  reading.scores.insert(reading.scores.end(), scores.begin(), scores.end());
  reading.step_ends.push_back(static_cast<std::uint32_t>(reading.scores.size()));
}

void push_symbol(LineReading& reading, char32_t symbol, const Noise& noise, Random& random) {
  std::vector<SymbolScore> scores;
  const double draw = random.unit();
  char32_t seen = symbol;
  if (is_digit(symbol)) {
    if (noise.confused_truth != 0 && symbol == static_cast<char32_t>(noise.confused_truth) &&
        random.unit() < noise.confused_rate) {
      seen = static_cast<char32_t>(noise.confused_read);
    } else if (draw < noise.error) {
      seen = rival_of(symbol, random);
      if (random.unit() >= noise.confident) {
        const auto share = static_cast<float>(0.15 + 0.33 * random.unit());
        scores = {{seen, 0.98F - share}, {symbol, share}};
      }
    } else if (draw < noise.error + noise.blur) {
      const auto share = static_cast<float>(0.02 + 0.4 * random.unit());
      scores = {{symbol, 0.98F - share}, {rival_of(symbol, random), share}};
    }
  }
  if (scores.empty()) scores = {{seen, 0.999F}};
  // A symbol is seen in one step or two.
  push_step(reading, scores);
  if (random.below(3) == 0) {
    scores.front().probability *= 0.6F;
    scores.push_back({0, 0.39F});
    push_step(reading, scores);
  }
  push_step(reading, {{0, 0.999F}});
}

}  // namespace

LineReading make_reading(const std::string& utf8, const Noise& noise, Random& random) {
  LineReading reading;
  reading.floor = noise.floor;
  push_step(reading, {{0, 0.999F}});
  std::u32string symbols = to_utf32(utf8);
  if (symbols.size() > 3 && random.unit() < noise.lost) symbols.erase(0, 1);
  for (const char32_t symbol : symbols) push_symbol(reading, symbol, noise, random);
  return reading;
}

std::vector<Row> make_rows(std::size_t count, Random& random, std::int64_t opening) {
  static const std::array<const char*, 8> names = {"济南市住房公积金中心",
                                                   "瑞方众百（义乌）化工有限责任公司",
                                                   "杨子勇",
                                                   "同大机械设备有限公司",
                                                   "蓝兴珠装饰工程集团有限公司",
                                                   "中国移动通信集团山东有限公司",
                                                   "孔俊志",
                                                   "海华兴方建材有限公司"};
  static const std::array<const char*, 6> summaries = {"货款",   "转账",     "代发工资",
                                                       "手续费", "跨行转入", "电费"};
  std::vector<Row> rows;
  Date date = *Date::from_ymd(2023, 11, 10);
  std::int64_t balance = opening;
  std::int32_t second = 3600;
  for (std::size_t i = 0; i < count; ++i) {
    Row row;
    const int days = random.below(3) == 0 ? 1 + random.below(2) : 0;
    if (days > 0) second = 3600;
    date = date.plus_days(days);
    second = std::min(86399, second + 60 + random.below(3000));
    row.date = date;
    row.second = second;
    const int size = random.below(4);
    const std::int64_t scale = size == 0   ? 10000
                               : size == 1 ? 100000
                               : size == 2 ? 1000000
                                           : 9000000;
    row.amount = 1 + static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(scale));
    if (random.below(4) == 0) row.amount = (row.amount / 100 + 1) * 100;
    row.inflow = random.below(2) == 0;
    if (opening > 0 && !row.inflow && balance - row.amount < 0) row.inflow = true;
    balance += row.inflow ? row.amount : -row.amount;
    row.balance = balance;
    row.true_amount = row.amount;
    row.true_balance = row.balance;
    row.name = names[static_cast<std::size_t>(random.below(8))];
    row.summary = summaries[static_cast<std::size_t>(random.below(6))];
    rows.push_back(row);
  }
  return rows;
}

std::string print_grouped(std::int64_t fen, bool grouped) {
  return grouped ? to_grouped_string(Money::from_fen(fen)) : to_string(Money::from_fen(fen));
}

namespace {

std::string print_time(std::int32_t second) {
  const auto two = [](int value) {
    return std::string(value < 10 ? "0" : "") + std::to_string(value);
  };
  return two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60);
}

std::vector<std::string> header_of(Style style) {
  switch (style) {
    case Style::marked:
      return {"交易日期", "交易时间", "摘要", "借贷标志", "交易金额", "账户余额", "对方户名"};
    case Style::signs:
      return {"记账日期", "货币", "交易金额", "联机余额", "交易摘要", "对手信息"};
    case Style::two_columns:
      return {"日期", "摘要", "借方发生额", "贷方发生额", "余额", "对方户名"};
    case Style::wallet:
      return {"交易单号", "交易时间", "交易类型", "收/支/其他", "金额(元)", "交易对方"};
  }
  return {};
}

}  // namespace

std::vector<CellTexts> print_row(const Document& document, const Row& row, std::size_t number) {
  const std::string amount = print_grouped(row.amount, document.grouped);
  const std::string balance = print_grouped(row.balance, document.grouped);
  const std::string date = to_string(row.date), time = print_time(row.second);
  switch (document.style) {
    case Style::marked:
      return {{date},   {time},    {row.summary}, {row.inflow ? "贷" : "借"},
              {amount}, {balance}, {row.name}};
    case Style::signs:
      return {{date},    {"人民币"},    {(row.inflow ? "" : "-") + amount},
              {balance}, {row.summary}, {row.name}};
    case Style::two_columns:
      return {{date},    {row.summary}, {row.inflow ? "" : amount}, {row.inflow ? amount : ""},
              {balance}, {row.name}};
    case Style::wallet: {
      const std::string reference = "100000000000000000000" + std::to_string(1000000 + number);
      return {{reference},  {date, time},
              {"商户消费"}, {row.neutral ? "其他" : row.inflow ? "收入" : "支出"},
              {amount},     {row.name}};
    }
  }
  return {};
}

namespace {

constexpr float kColumnWidth = 200, kRowHeight = 40;

Cell make_cell(const CellTexts& texts, std::size_t column, float top, const Noise& noise,
               Random& random) {
  Cell cell;
  const float left = kColumnWidth * static_cast<float>(column);
  cell.box = {left, top, left + kColumnWidth, top + kRowHeight};
  for (const auto& text : texts) {
    if (text.empty()) continue;
    Line line;
    line.box = cell.box;
    line.reading = make_reading(text, noise, random);
    cell.lines.push_back(std::move(line));
  }
  return cell;
}

Line make_line(const std::string& text, const Noise& noise, Random& random) {
  Line line;
  line.box = {0, 0, 900, 30};
  line.reading = make_reading(text, noise, random);
  return line;
}

}  // namespace

std::vector<PageGrid> print_pages(const Document& document, const Noise& noise, Random& random) {
  std::vector<Row> rows = document.rows;
  if (document.newest_first) std::reverse(rows.begin(), rows.end());
  std::vector<PageGrid> pages;
  const auto names = header_of(document.style);
  for (std::size_t begin = 0; begin < rows.size(); begin += document.rows_per_page) {
    PageGrid page;
    page.page = static_cast<std::uint32_t>(pages.size() + 1);
    const Noise clean{.floor = noise.floor};
    page.above.push_back(make_line("中国工商银行 账户历史明细清单", clean, random));
    page.above.push_back(make_line(
        "户名：瑞方众百（义乌）化工有限责任公司 账号：" + document.account + " 币种：人民币", clean,
        random));
    if (begin == 0) {
      for (const auto& text : document.above) page.above.push_back(make_line(text, clean, random));
    }
    for (std::size_t c = 0; c < names.size(); ++c) {
      page.columns.push_back(
          {kColumnWidth * static_cast<float>(c), kColumnWidth * static_cast<float>(c + 1)});
    }
    float top = 100;
    if (document.header) {
      ocr::Row header;
      for (std::size_t c = 0; c < names.size(); ++c) {
        header.cells.push_back(make_cell({names[c]}, c, top, clean, random));
      }
      header.box = {0, top, kColumnWidth * static_cast<float>(names.size()), top + kRowHeight};
      page.header.push_back(std::move(header));
    }
    const std::size_t end = std::min(rows.size(), begin + document.rows_per_page);
    for (std::size_t i = begin; i < end; ++i) {
      top += kRowHeight;
      ocr::Row row;
      const auto cells = print_row(document, rows[i], i);
      for (std::size_t c = 0; c < cells.size(); ++c) {
        row.cells.push_back(make_cell(cells[c], c, top, noise, random));
      }
      row.box = {0, top, kColumnWidth * static_cast<float>(cells.size()), top + kRowHeight};
      row.crossed_out = rows[i].crossed_out;
      page.rows.push_back(std::move(row));
    }
    for (const auto& text : document.page_below)
      page.below.push_back(make_line(text, clean, random));
    if (end == rows.size()) {
      for (const auto& text : document.below) page.below.push_back(make_line(text, clean, random));
    }
    pages.push_back(std::move(page));
  }
  return pages;
}

Outcome compare(const Document& document, const std::vector<ScannedStatement>& statements) {
  Outcome outcome;
  outcome.rows = document.rows.size();
  const bool has_balance = document.style != Style::wallet;
  for (const auto& scanned : statements) {
    const auto& rows = scanned.statement.rows;
    if (rows.size() != document.rows.size()) continue;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& truth = document.rows[i];
      outcome.matched += 1;
      const Direction direction = truth.neutral  ? Direction::neutral
                                  : truth.inflow ? Direction::inflow
                                                 : Direction::outflow;
      const bool balance = !has_balance || (rows[i].balance.has_value() &&
                                            rows[i].balance->fen() == truth.true_balance);
      const bool exact = rows[i].amount.fen() == truth.true_amount &&
                         rows[i].direction == direction && rows[i].time.date == truth.date &&
                         balance;
      outcome.exact += exact ? 1U : 0U;
      const Verdict verdict = scanned.verdicts[i].verdict;
      outcome.verified += verdict == Verdict::verified ? 1U : 0U;
      const bool money =
          rows[i].amount.fen() == truth.true_amount && rows[i].direction == direction && balance;
      outcome.verified_wrong += verdict == Verdict::verified && !money ? 1U : 0U;
      outcome.verified_misdated += verdict == Verdict::verified && money && !exact ? 1U : 0U;
      outcome.plausible += verdict == Verdict::plausible ? 1U : 0U;
      outcome.plausible_wrong += verdict == Verdict::plausible && !exact ? 1U : 0U;
    }
  }
  return outcome;
}

DecodeOptions options(double proof_margin) {
  DecodeOptions options;
  options.source_name = "scan.png";
  options.proof_margin = proof_margin;
  return options;
}

}  // namespace zhun::ocr::simulated

TEST_CASE("a reading without noise says what was printed") {
  using namespace zhun::ocr;
  simulated::Random random(1);
  const std::string text = "11,000.55 甲公司";
  CHECK(read_best_path(simulated::make_reading(text, {}, random)).text == text);
}
