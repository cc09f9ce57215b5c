// Numbering and showing evidence; see report_evidence.hpp.
#include "present/report_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/json.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

// Beyond this many bytes of row sets in one report, further ones keep their first ranges only.
constexpr std::size_t kSetBytesMax = 1'500'000;
constexpr std::size_t kRangesWhenFull = 500;

void append_base36(std::string& out, std::uint32_t value) {
  constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
  char digits[8];
  std::size_t count = 0;
  do {
    digits[count++] = kDigits[value % 36];
    value /= 36;
  } while (value != 0);
  while (count > 0) out += digits[--count];
}

std::string place_of(const Transaction& row) {
  return row.page != 0 ? fmt::format("p{}·r{}", row.page, row.row) : fmt::format("r{}", row.row);
}

std::string amount_of(const Transaction& row) {
  switch (row.direction) {
    case Direction::inflow:
      return signed_yuan(row.amount);
    case Direction::outflow:
      return signed_yuan(-row.amount);
    case Direction::neutral:
      return yuan(row.amount);
  }
  return {};
}

std::string unit_of(const FactWording& wording) {
  // The format writes the sign of a percentage itself.
  const bool in_format =
      wording.format == FactFormat::percent || wording.format == FactFormat::percent1;
  if (in_format || wording.unit == "%") return {};
  return wording.format == FactFormat::wan ? " 万元"
         : wording.unit.empty()            ? ""
                                           : " " + wording.unit;
}

// A quotient comes with 34 digits; six decimals tell what there is to tell.
std::string short_number(std::string_view text) {
  constexpr std::size_t kDecimals = 6;
  const std::size_t point = text.find('.');
  const bool number = text.find_first_not_of("-0123456789.") == std::string_view::npos;
  if (!number || point == std::string_view::npos || text.size() - point - 1 <= kDecimals) {
    return std::string(text);
  }
  return std::string(text.substr(0, point + 1 + kDecimals)) + "…";
}

std::string doubt_words(const Doubt& doubt) {
  if (!doubt.any()) return {};
  std::string words;
  if (doubt.doubtful_rows > 0) {
    words = fmt::format("含扫描件存疑 {} 行、{} 元", grouped(doubt.doubtful_rows),
                        yuan(doubt.doubtful_amount));
  }
  const std::uint32_t plain = doubt.unproved_rows - doubt.doubtful_rows;
  if (plain > 0)
    words += fmt::format("{}{} 行识读清楚而未经余额或合计证实",
                         words.empty() ? "含扫描件 " : "；另 ", grouped(plain));
  return words;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += ",\"";
  out += name;
  out += "\":";
  json::append_string(out, cleaned(value), true);
}

void append_scan_json(std::string& out, const EvidenceRow& row) {
  if (row.verdict.empty() && row.crops.empty()) return;
  out += ",{\"v\":";
  json::append_string(out, row.verdict, true);
  out += ",\"c\":[";
  for (std::size_t i = 0; i < row.crops.size(); ++i)
    fmt::format_to(std::back_inserter(out), "{}{}", i == 0 ? "" : ",", row.crops[i]);
  out += "]}";
}

}  // namespace

EvidenceBook::EvidenceBook(const Assessment& assessment, const Wording& wording, Masker& masker,
                           const RowTable& table)
    : assessment_(assessment),
      wording_(wording),
      masker_(masker),
      table_(table),
      doubts_(*assessment.dossier) {
  for (const auto& list : assessment.dossier->invoice_lists) invoices_.emplace(list.source, &list);
  for (const auto& returns : assessment.dossier->tax_returns) {
    tax_returns_.emplace(returns.source, &returns);
  }
}

const Fact* EvidenceBook::fact(std::string_view name) const {
  const auto& facts = assessment_.reconciliation.facts;
  const auto it = facts.find(name);
  return it != facts.end() && it->second.state == FactState::value ? &it->second : nullptr;
}

std::string EvidenceBook::fact_title(std::string_view name) const {
  const auto it = wording_.facts.find(name);
  return it != wording_.facts.end() && !it->second.title.empty() ? it->second.title
                                                                 : std::string(name);
}

std::string EvidenceBook::fact_value(std::string_view name) const {
  const Fact* found = fact(name);
  if (found == nullptr) return "—";
  const auto it = wording_.facts.find(name);
  const FactWording wording = it != wording_.facts.end() ? it->second : FactWording{};
  FactFormat format = wording.format;
  if (format == FactFormat::plain && std::holds_alternative<Money>(found->value))
    format = FactFormat::money;
  std::string value = masker_.text(format_fact(*found, format));
  const auto meaning = wording.values.find(value);
  if (meaning != wording.values.end()) value = meaning->second;
  if (!value.empty() && value.front() == '-') value.replace(0, 1, "\u2212");
  return value + unit_of(wording);
}

std::string EvidenceBook::find(std::string_view key) const {
  const auto it = by_key_.find(key);
  return it == by_key_.end() ? std::string() : fmt::format("E{:02}", it->second + 1);
}

std::string EvidenceBook::add(std::string key, EvidenceEntry entry) {
  by_key_.emplace(std::move(key), entries_.size());
  entries_.push_back(std::move(entry));
  return fmt::format("E{:02}", entries_.size());
}

std::string EvidenceBook::of_fact(std::string_view name) {
  const Fact* found = fact(name);
  if (found == nullptr) return {};
  std::string key = fmt::format("fact/{}", name);
  if (std::string id = find(key); !id.empty()) return id;
  EvidenceEntry entry;
  entry.title = fact_title(name);
  entry.value = fact_value(name);
  if (const auto it = wording_.facts.find(name); it != wording_.facts.end()) {
    entry.definition = it->second.definition;
    entry.calculation = it->second.formula;
  }
  entry.rule = fmt::format("指标 {}", name);
  fill_rows(entry, found->evidence, 8);
  return add(std::move(key), std::move(entry));
}

std::string EvidenceBook::of_finding(const Finding& finding, std::size_t rows_max) {
  std::string key = "finding/" + finding.id;
  if (std::string id = find(key); !id.empty()) return id;
  EvidenceEntry entry;
  entry.title = finding.id + " " + finding.title;
  entry.value = masker_.text(finding.value.empty() ? finding.observed : finding.value);
  entry.text = masker_.text(finding.text);
  entry.rule = finding.decision;
  if (finding.rule > 0) entry.rule += fmt::format(" 第 {} 条", finding.rule);
  if (!finding.rule_annotation.empty()) entry.rule += "（" + finding.rule_annotation + "）";
  if (finding.near_miss) entry.near_miss = masker_.text(finding.near_miss->text);
  add_inputs(entry, finding);
  fill_rows(entry, finding.evidence, rows_max);
  return add(std::move(key), std::move(entry));
}

// The operands of the table, by their titles where they are facts, then the other facts it rests
// on.
void EvidenceBook::add_inputs(EvidenceEntry& entry, const Finding& finding) const {
  std::vector<std::string_view> seen;
  const auto add_fact = [&](std::string_view name) {
    if (fact(name) == nullptr || std::find(seen.begin(), seen.end(), name) != seen.end()) return;
    seen.push_back(name);
    entry.inputs.emplace_back(fact_title(name), fact_value(name));
  };
  for (const auto& input : finding.inputs) {
    if (fact(input.expression) != nullptr) {
      add_fact(input.expression);
    } else {
      entry.inputs.emplace_back(input.expression, masker_.text(short_number(input.value)));
    }
  }
  for (const auto& name : finding.facts) add_fact(name);
}

std::string EvidenceBook::of_custom(std::string_view key, EvidenceEntry entry, const Evidence& rows,
                                    std::size_t rows_max) {
  std::string full_key = fmt::format("custom/{}", key);
  if (std::string id = find(full_key); !id.empty()) return id;
  fill_rows(entry, rows, rows_max);
  return add(std::move(full_key), std::move(entry));
}

EvidenceRow EvidenceBook::statement_row(std::uint32_t position) {
  const TableRow& row = table_.rows()[position];
  const Transaction& transaction = table_.transaction(row);
  EvidenceRow result{row.source,
                     place_of(transaction),
                     to_string(transaction.time.date),
                     amount_of(transaction),
                     (row.marks & kMarksToLookAt) != 0,
                     {},
                     {}};
  if (!transaction.counterparty_name.empty())
    result.text += ' ' + masker_.name(transaction.counterparty_name);
  if (!transaction.summary.empty()) result.text += ' ' + masker_.text(transaction.summary);
  const ScannedSource* scan = assessment_.dossier->scan_of(row.source);
  if (const ScannedRow* scanned = scan != nullptr ? scan->find(row.row) : nullptr)
    add_scan(result, *scanned);
  return result;
}

// What stands on the page, where a scan's row is not proved as it was read.
void EvidenceBook::add_scan(EvidenceRow& row, const ScannedRow& scanned) {
  row.verdict = scan_words(scanned);
  row.crops = crops_.of(row.source, scanned);
}

// Rows that no statement has, because they cannot be read.
void EvidenceBook::append_left_out(EvidenceEntry& entry, const std::vector<RowRange>& ranges,
                                   std::size_t rows_max) {
  for (const RowRange& range : ranges) {
    const ScannedSource* scan = assessment_.dossier->scan_of(range.source);
    if (scan == nullptr) continue;
    for (const ScannedRow& scanned : scan->rows) {
      if (scanned.used || scanned.row < range.first || scanned.row > range.last) continue;
      if (entry.rows.size() >= rows_max) return;
      EvidenceRow row{range.source,
                      fmt::format("p{}·r{}", scanned.verdict.page, scanned.row),
                      "不可读，未计入指标",
                      {},
                      true,
                      {},
                      {}};
      add_scan(row, scanned);
      entry.rows.push_back(std::move(row));
    }
  }
}

EvidenceRow EvidenceBook::other_row(std::uint32_t source, std::uint32_t row) {
  EvidenceRow result{source, fmt::format("r{}", row), {}, {}, false, {}, {}};
  const auto by_number = [row](const auto& item) { return item.row == row; };
  if (const auto it = invoices_.find(source); it != invoices_.end()) {
    const auto& list = it->second->invoices;
    // Invoices mostly stand in the order of their rows.
    auto found = row <= list.size() && by_number(list[row - 1])
                     ? list.begin() + static_cast<std::ptrdiff_t>(row - 1)
                     : std::find_if(list.begin(), list.end(), by_number);
    if (found != list.end()) {
      const bool output = found->side == InvoiceSide::output;
      result.text = fmt::format("{} {}{} {}", to_string(found->date), output ? "销项" : "进项",
                                found->red ? "红字" : "",
                                masker_.name(output ? found->buyer : found->seller));
      result.amount = yuan(found->total());
    }
  } else if (const auto tax = tax_returns_.find(source); tax != tax_returns_.end()) {
    const auto& periods = tax->second->periods;
    const auto found = std::find_if(periods.begin(), periods.end(), by_number);
    if (found != periods.end()) {
      result.text = fmt::format("{} 至 {} 增值税申报（不含税）", to_string(found->from),
                                to_string(found->to));
      result.amount = yuan(found->sales_ex);
    }
  }
  return result;
}

void EvidenceBook::append_other_rows(EvidenceEntry& entry, const RowRange& range,
                                     std::size_t rows_max) {
  if (range.source >= assessment_.dossier->sources.size()) return;
  if (range.first == 0) {
    const Source& source = assessment_.dossier->sources[range.source];
    EvidenceRow row{
        range.source,
        {},
        std::string(source.kind == SourceKind::government ? "整份政务数据" : "整份文件"),
        {},
        false,
        {},
        {}};
    if (!source.unread.empty()) row.text += "，" + source.unread;
    if (source.data_as_of) row.text += "，数据日期 " + to_string(*source.data_as_of);
    entry.rows.push_back(std::move(row));
    return;
  }
  for (std::uint32_t row = range.first; row <= range.last && entry.rows.size() < rows_max; ++row) {
    entry.rows.push_back(other_row(range.source, row));
  }
}

void EvidenceBook::fill_rows(EvidenceEntry& entry, const Evidence& evidence, std::size_t rows_max) {
  entry.minor = rows_max < 8;
  if (evidence.empty()) return;
  entry.doubt = doubt_words(doubts_.of(evidence));
  std::vector<RowRange> statements, others;
  for (const auto& range : evidence.ranges()) {
    const auto& sources = assessment_.dossier->sources;
    const bool of_statement = range.first != 0 && range.source < sources.size() &&
                              sources[range.source].kind == SourceKind::statement;
    (of_statement ? statements : others).push_back(range);
    entry.row_count += range.first == 0 ? 1 : std::uint64_t{range.last} - range.first + 1;
  }
  // A figure from two kinds of sources shows both.
  const std::size_t of_statements =
      others.empty() ? rows_max : rows_max - std::min<std::size_t>(rows_max / 2, others.size() + 1);
  for (const std::uint32_t position : table_.sample(statements, of_statements)) {
    entry.rows.push_back(statement_row(position));
    sampled_rows_.push_back(position);
  }
  append_left_out(entry, statements, rows_max);
  for (const auto& range : others) {
    if (entry.rows.size() >= rows_max) break;
    append_other_rows(entry, range, rows_max);
  }
  if (entry.filter.empty() && !statements.empty()) entry.filter = filter_of(statements);
}

// "source:gap.length gap.length;source:..." in base 36, gaps counted from the end of the range
// before.
std::string EvidenceBook::filter_of(const std::vector<RowRange>& ranges) {
  std::string encoded;
  std::uint32_t end = 0;
  const bool full = set_bytes_ > kSetBytesMax;
  const std::size_t count = full ? std::min(ranges.size(), kRangesWhenFull) : ranges.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i == 0 || ranges[i].source != ranges[i - 1].source) {
      if (i != 0) encoded += ';';
      append_base36(encoded, ranges[i].source);
      encoded += ':';
      end = 0;
    } else {
      encoded += ' ';
    }
    append_base36(encoded, ranges[i].first - end);
    if (ranges[i].last != ranges[i].first) {
      encoded += '.';
      append_base36(encoded, ranges[i].last - ranges[i].first);
    }
    end = ranges[i].last;
  }
  const auto [it, inserted] = set_numbers_.emplace(encoded, sets_.size());
  if (inserted) {
    set_bytes_ += encoded.size();
    sets_.push_back(std::move(encoded));
  }
  return fmt::format("set={}", it->second);
}

void EvidenceBook::append_chip(std::string& out, std::string_view id) const {
  if (id.empty()) return;
  std::size_t number = 0;
  for (const char digit : id.substr(1))
    number = number * 10 + static_cast<std::size_t>(digit - '0');
  fmt::format_to(std::back_inserter(out),
                 "<a class=\"chip\" href=\"#{0}\" data-e=\"{0}\" aria-label=\"{0} ", id);
  append_escaped(out, entries_[number - 1].title);
  // A figure with doubtful rows says so wherever it stands.
  const bool doubtful = entries_[number - 1].doubt.find("存疑") != std::string::npos;
  fmt::format_to(std::back_inserter(out), "{}\">{}{}</a>", doubtful ? "，含存疑行" : "", id,
                 doubtful ? "◇" : "");
}

// Whether a part of the page that print shows names an entry.
std::vector<bool> EvidenceBook::named_unfolded(std::string_view page) const {
  constexpr std::string_view kOpen = "<details", kClose = "</details>", kChip = " data-e=\"E";
  std::vector<bool> named(entries_.size(), false);
  while (!page.empty()) {
    const std::string_view part = page.substr(0, page.find(kOpen));
    for (std::size_t at = part.find(kChip); at != std::string_view::npos;
         at = part.find(kChip, at + 1)) {
      std::size_t number = 0;
      for (std::size_t i = at + kChip.size(); i < part.size() && part[i] != '"'; ++i)
        number = number * 10 + static_cast<std::size_t>(part[i] - '0');
      if (number >= 1 && number <= named.size()) named[number - 1] = true;
    }
    const std::size_t close = page.find(kClose, part.size());
    page = close == std::string_view::npos ? std::string_view() : page.substr(close);
  }
  return named;
}

// Few elements, because there are hundreds of entries: lines of text, one for each field and row.
void EvidenceBook::append_index(std::string& out, std::string_view page) const {
  std::vector<std::size_t> owners = owners_of_crops();
  const std::vector<bool> printed = named_unfolded(page);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const EvidenceEntry& entry = entries_[i];
    fmt::format_to(std::back_inserter(out),
                   "<article class=\"entry{1}{2}\" id=\"E{0:02}\"><h4>E{0:02} ", i + 1,
                   entry.minor ? " minor" : "", printed[i] ? "" : " aside");
    append_escaped(out, entry.title);
    out += " <span>";
    append_escaped(out, entry.value);
    out += "</span></h4>";
    // Print leaves out the sentence of a finding, which stands in the table of findings.
    if (!entry.text.empty()) {
      out += "<p class=\"said\">说明：";
      append_escaped(out, entry.text);
      out += "</p>";
    }
    out += "<p>";
    std::string inputs;
    for (const auto& [name, value] : entry.inputs) {
      inputs += (inputs.empty() ? "" : "；") + name + " = " + value;
    }
    const std::pair<std::string_view, std::string_view> lines[] = {
        {"口径：", entry.definition}, {"计算：", entry.calculation}, {"取值：", inputs},
        {"可信度：", entry.doubt},    {"规则：", entry.rule},        {"差距：", entry.near_miss}};
    for (const auto& [label, value] : lines) {
      if (value.empty()) continue;
      out += label;
      append_escaped(out, value);
      out += '\n';
    }
    out += "</p>";
    if (!entry.rows.empty()) append_index_rows(out, entry);
    for (const EvidenceRow& row : entry.rows) {
      if (row.crops.empty() || owners[row.crops.front()] != i) continue;
      owners[row.crops.front()] = entries_.size();  // an entry may name a row twice
      append_crops(out, row);
    }
    out += "</article>";
  }
}

// Pictures stand once: with the first finding that rests on their row, else with the first figure.
std::vector<std::size_t> EvidenceBook::owners_of_crops() const {
  constexpr auto kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> owners(crops_.size(), kNone);
  for (const bool findings : {true, false}) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (findings == entries_[i].text.empty()) continue;
      for (const EvidenceRow& row : entries_[i].rows) {
        for (const std::size_t crop : row.crops)
          if (owners[crop] == kNone) owners[crop] = i;
      }
    }
  }
  return owners;
}

void EvidenceBook::append_crops(std::string& out, const EvidenceRow& row) const {
  for (const std::size_t number : row.crops) {
    const Crop& crop = crops_.at(number);
    fmt::format_to(std::back_inserter(out),
                   "<figure class=\"crop{3}\"><img id=\"crop-{0}\" alt=\"影像截图：{1}\" "
                   "src=\"{2}\"><figcaption>{1}</figcaption></figure>",
                   number, crop.caption, crop.uri, crop.outlined ? " at" : "");
  }
}

void EvidenceBook::append_index_rows(std::string& out, const EvidenceEntry& entry) const {
  const auto& sources = assessment_.dossier->sources;
  out += "<p class=\"rows\">";
  for (const auto& row : entry.rows) {
    out += row.marked ? "▲ " : "· ";
    append_escaped(out, row.source < sources.size() ? sources[row.source].id : "");
    if (!row.place.empty()) {
      out += "·";
      out += row.place;
    }
    out += ' ';
    append_escaped(out, row.text);
    if (!row.amount.empty()) {
      out += ' ';
      append_escaped(out, row.amount);
    }
    if (!row.verdict.empty()) {
      out += "　";
      append_escaped(out, row.verdict);
    }
    out += '\n';
  }
  if (entry.row_count > entry.rows.size()) {
    fmt::format_to(std::back_inserter(out), "另 {} 处",
                   grouped(entry.row_count - entry.rows.size()));
  }
  out += "</p>";
}

void EvidenceBook::append_json(std::string& out) const {
  auto to = std::back_inserter(out);
  out += "{\"policy\":";
  json::append_string(out, cleaned(assessment_.policy_id), true);
  out += ",\"evidence\":[";
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const EvidenceEntry& entry = entries_[i];
    if (i != 0) out += ',';
    fmt::format_to(to, "{{\"id\":\"E{:02}\"", i + 1);
    append_field(out, "title", entry.title);
    append_field(out, "value", entry.value);
    append_field(out, "text", entry.text);
    append_field(out, "definition", entry.definition);
    append_field(out, "calculation", entry.calculation);
    append_field(out, "doubt", entry.doubt);
    append_field(out, "rule", entry.rule);
    append_field(out, "near_miss", entry.near_miss);
    append_field(out, "filter", entry.filter);
    append_field(out, "key", entry.key);
    fmt::format_to(to, ",\"count\":{}", entry.row_count);
    if (!entry.inputs.empty()) {
      out += ",\"inputs\":[";
      for (std::size_t k = 0; k < entry.inputs.size(); ++k) {
        out += k == 0 ? "[" : ",[";
        json::append_string(out, cleaned(entry.inputs[k].first), true);
        out += ',';
        json::append_string(out, cleaned(entry.inputs[k].second), true);
        out += ']';
      }
      out += ']';
    }
    out += ",\"rows\":[";
    for (std::size_t k = 0; k < entry.rows.size(); ++k) {
      const EvidenceRow& row = entry.rows[k];
      fmt::format_to(to, "{}[{},", k == 0 ? "" : ",", row.source);
      json::append_string(out, row.place, true);
      out += ',';
      json::append_string(out, cleaned(row.text), true);
      out += ',';
      json::append_string(out, row.amount, true);
      fmt::format_to(to, ",{}", row.marked ? 1 : 0);
      append_scan_json(out, row);
      out += ']';
    }
    out += "]}";
  }
  out += "],\"sets\":[";
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    fmt::format_to(to, "{}\"{}\"", i == 0 ? "" : ",", sets_[i]);
  }
  out += "]}";
}

}  // namespace zhun::report
