// M7 流水明细: the rows for the script as columns with dictionaries, and the marked rows for print.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string_view>
#include <unordered_map>

#include "base/json.hpp"
#include "present/report_context.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

constexpr std::size_t kRowsMax = 50'000;
constexpr std::size_t kPrintedMax = 60;

// Numbers strings in the order in which they come.
class Dictionary {
 public:
  std::size_t number_of(std::string_view text) {
    const auto [it, inserted] = numbers_.try_emplace(text, items_.size());
    if (inserted) items_.push_back(text);
    return it->second;
  }
  [[nodiscard]] const std::vector<std::string_view>& items() const { return items_; }

 private:
  std::unordered_map<std::string_view, std::size_t> numbers_;
  std::vector<std::string_view> items_;
};

// Positions of the rows that go into the page, in their order.
std::vector<std::uint32_t> rows_to_embed(const Context& context) {
  const auto& rows = context.table.rows();
  std::vector<std::uint32_t> chosen;
  if (rows.size() <= kRowsMax) {
    chosen.resize(rows.size());
    for (std::uint32_t i = 0; i < chosen.size(); ++i) chosen[i] = i;
    return chosen;
  }
  std::vector<bool> keep(rows.size(), false);
  std::size_t kept = 0;
  const auto take = [&](std::uint32_t position) {
    if (keep[position] || kept >= 2 * kRowsMax) return;
    keep[position] = true;
    ++kept;
  };
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    if ((rows[i].marks & kMarksToLookAt) != 0) take(i);
  }
  for (const std::uint32_t position : context.evidence.sampled_rows()) take(position);
  std::vector<std::uint32_t> by_amount(rows.size());
  for (std::uint32_t i = 0; i < by_amount.size(); ++i) by_amount[i] = i;
  std::nth_element(by_amount.begin(), by_amount.begin() + kRowsMax, by_amount.end(),
                   [&](std::uint32_t a, std::uint32_t b) {
                     const Money x = context.table.transaction(rows[a]).amount,
                                 y = context.table.transaction(rows[b]).amount;
                     return x != y ? x > y : a < b;
                   });
  for (std::size_t i = 0; i < kRowsMax; ++i) take(by_amount[i]);
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    if (keep[i]) chosen.push_back(i);
  }
  return chosen;
}

void append_number(std::string& out, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
  out += ',';
}

// Beyond 2^53 a script cannot hold the number exactly: it gets the digits.
void append_integer(std::string& out, std::int64_t value) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  const bool exact = value < kExact && value > -kExact;
  if (exact) {
    fmt::format_to(std::back_inserter(out), "{},", value);
  } else {
    fmt::format_to(std::back_inserter(out), "\"{}\",", value);
  }
}

void close_list(std::string& out) {
  if (out.back() == ',') out.pop_back();
  out += ']';
}

template <typename Make>
void append_column(std::string& out, std::string_view name, const std::vector<std::uint32_t>& rows,
                   Make make) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":[", name);
  for (const std::uint32_t position : rows) make(position);
  close_list(out);
}

template <typename Shown>
void append_strings(std::string& out, std::string_view name, std::size_t count, Shown shown) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":[", name);
  for (std::size_t i = 0; i < count; ++i) {
    json::append_string(out, cleaned(shown(i)), true);
    out += ',';
  }
  close_list(out);
}

std::int64_t signed_fen(const Transaction& row) {
  return row.direction == Direction::outflow ? -row.amount.fen() : row.amount.fen();
}

std::string_view shown_class(const TableRow& row) {
  return row.counted ? class_title(row.cls) : "重复（不计）";
}

std::string marks_words(std::uint16_t marks) {
  std::string words;
  for (std::size_t i = 0; i < kRowMarkTitles.size(); ++i) {
    if ((marks >> i & 1U) == 0) continue;
    if (!words.empty()) words += "、";
    words += kRowMarkTitles[i];
  }
  return words;
}

// The rows that the findings speak of, for print and for browsers without a script.
void append_printed_rows(Context& context) {
  std::string& out = context.out;
  std::vector<const TableRow*> marked;
  std::size_t count = 0;
  for (const auto& row : context.table.rows()) {
    if ((row.marks & kMarksToLookAt) == 0) continue;
    ++count;
    if (marked.size() < kPrintedMax) marked.push_back(&row);
  }
  out += "<div class=\"printed\"><p>";
  fmt::format_to(std::back_inserter(out),
                 "此处只列带标记的 {} 笔{}；全部 {} 笔在电子版中可筛选、排序、导出。</p>", count,
                 count > kPrintedMax ? fmt::format("中的前 {} 笔", kPrintedMax) : std::string(),
                 grouped(context.table.rows().size()));
  if (!marked.empty()) {
    open_table(out, "带标记的流水",
               {"日期", "账户", "#金额（元）", "对手方", "摘要", "类别", "标记", "来源"});
    for (const TableRow* row : marked) {
      const Transaction& transaction = context.table.transaction(*row);
      out += "<tr>";
      cell(out, to_string(transaction.time.date));
      cell(out, context.account_label(row->statement));
      const Money amount = Money::from_fen(signed_fen(transaction));
      number_cell(out,
                  transaction.direction == Direction::neutral ? yuan(amount) : signed_yuan(amount));
      cell(out, context.masker.name(transaction.counterparty_name));
      cell(out, context.masker.text(transaction.summary));
      cell(out, shown_class(*row));
      cell(out, marks_words(static_cast<std::uint16_t>(row->marks & kMarksToLookAt)));
      cell(out, fmt::format("{}·r{}", context.source_id(row->source), row->row));
      out += "</tr>";
    }
    close_table(out);
  }
  out += "</div>";
}

void append_controls(std::string& out) {
  out += R"(<div class="ledger" hidden><form class="filters" role="search" aria-label="筛选流水">
<label class="wide">对手方 / 摘要<input type="search" id="f-text" autocomplete="off"></label>
<label>账户<select id="f-account"><option value="">全部</option></select></label>
<label>收支<select id="f-direction"><option value="">全部</option>
<option value="in">收入</option><option value="out">支出</option>
<option value="neutral">不计</option></select></label>
<label>类别<select id="f-class"><option value="">全部</option></select></label>
<label>标记<select id="f-mark"><option value="">全部</option></select></label>
<button type="button" id="f-clear">清除</button><button type="button" id="f-csv">导出 CSV</button>
<p id="f-count" role="status"></p></form>
<p id="f-extra" hidden><span></span> <button type="button">× 取消</button></p>
<div class="grid-table" role="grid" tabindex="0" aria-label="流水明细，可用方向键滚动">
<div role="rowgroup" class="heads"><div class="row" role="row">
<div role="columnheader"><button type="button" data-sort="i">序号</button></div>
<div role="columnheader"><button type="button" data-sort="d">日期</button></div>
<div role="columnheader"><button type="button" data-sort="s">账户</button></div>
<div role="columnheader" class="n"><button type="button" data-sort="a">金额（元）</button></div>
<div role="columnheader" class="n"><button type="button" data-sort="b">余额（元）</button></div>
<div role="columnheader"><button type="button" data-sort="n">对手方</button></div>
<div role="columnheader"><button type="button" data-sort="x">摘要</button></div>
<div role="columnheader"><button type="button" data-sort="c">类别</button></div>
<div role="columnheader"><button type="button" data-sort="g">标记</button></div>
<div role="columnheader">来源</div></div></div>
<div class="height" role="rowgroup"></div></div></div>)";
}

}  // namespace

void append_rows_json(Context& context, std::string& out) {
  const auto& rows = context.table.rows();
  const std::vector<std::uint32_t> chosen = rows_to_embed(context);
  Dictionary names, texts, classes, reasons;
  auto to = std::back_inserter(out);
  out.reserve(out.size() + chosen.size() * 48);
  const auto row = [&](std::uint32_t position) -> const Transaction& {
    return context.table.transaction(rows[position]);
  };
  fmt::format_to(to, "{{\"total\":{}", rows.size());
  const auto& sources = context.dossier.sources;
  append_strings(out, "sources", sources.size(), [&](std::size_t i) { return sources[i].id; });
  append_strings(out, "files", sources.size(),
                 [&](std::size_t i) { return context.masker.file_name(sources[i].name); });
  append_strings(out, "accounts", context.dossier.statements.size(), [&](std::size_t i) {
    return context.account_label(static_cast<std::uint32_t>(i));
  });
  out += ",\"owners\":[";
  for (const auto& statement : context.dossier.statements) append_number(out, statement.source);
  close_list(out);
  append_strings(out, "marks", kRowMarkTitles.size(),
                 [](std::size_t i) { return kRowMarkTitles[i]; });
  std::int32_t day = 0;
  append_column(out, "d", chosen, [&](std::uint32_t p) {
    const std::int32_t now = row(p).time.date.days_since_epoch();
    append_number(out, now - day);
    day = now;
  });
  if (chosen.size() != rows.size()) {
    append_column(out, "i", chosen, [&](std::uint32_t p) { append_number(out, p + 1); });
  }
  append_column(out, "s", chosen, [&](std::uint32_t p) { append_number(out, rows[p].statement); });
  append_column(out, "r", chosen, [&](std::uint32_t p) { append_number(out, rows[p].row); });
  const bool paged =
      std::any_of(chosen.begin(), chosen.end(), [&](std::uint32_t p) { return row(p).page != 0; });
  if (paged)
    append_column(out, "p", chosen, [&](std::uint32_t p) { append_number(out, row(p).page); });
  append_column(out, "a", chosen,
                [&](std::uint32_t p) { append_integer(out, signed_fen(row(p))); });
  append_column(out, "k", chosen, [&](std::uint32_t p) {
    out += row(p).direction == Direction::neutral ? "1," : "0,";
  });
  append_column(out, "b", chosen, [&](std::uint32_t p) {
    if (row(p).balance)
      append_integer(out, row(p).balance->fen());
    else
      out += "\"\",";
  });
  append_column(out, "n", chosen, [&](std::uint32_t p) {
    append_number(out, names.number_of(row(p).counterparty_name));
  });
  append_column(out, "x", chosen,
                [&](std::uint32_t p) { append_number(out, texts.number_of(row(p).summary)); });
  append_column(out, "c", chosen, [&](std::uint32_t p) {
    append_number(out, classes.number_of(shown_class(rows[p])));
  });
  append_column(out, "w", chosen,
                [&](std::uint32_t p) { append_number(out, reasons.number_of(rows[p].reason)); });
  append_column(out, "g", chosen, [&](std::uint32_t p) { append_number(out, rows[p].marks); });
  append_strings(out, "names", names.items().size(),
                 [&](std::size_t i) { return context.masker.name(names.items()[i]); });
  append_strings(out, "texts", texts.items().size(),
                 [&](std::size_t i) { return context.masker.text(texts.items()[i]); });
  append_strings(out, "reasons", reasons.items().size(),
                 [&](std::size_t i) { return std::string(reasons.items()[i]); });
  append_strings(out, "classes", classes.items().size(),
                 [&](std::size_t i) { return classes.items()[i]; });
  out += '}';
}

void append_transactions(Context& context) {
  const std::size_t total = context.table.rows().size();
  std::string subtitle = fmt::format("{} 笔，可筛选、排序、导出", grouped(total));
  if (total > kRowsMax)
    subtitle = fmt::format("共 {} 笔；本页含带标记者与金额最大的 {} 笔", grouped(total),
                           grouped(kRowsMax));
  open_module(context.out, {7, "m7", "流水明细", subtitle});
  if (total == 0) {
    append_not_supplied(context.out, "流水明细", "见待补充资料");
  } else {
    append_controls(context.out);
    append_printed_rows(context);
  }
  close_module(context.out);
}

}  // namespace zhun::report
