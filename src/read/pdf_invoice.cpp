// Takes the characters of a page into rows, the captions that run down their boxes apart, and reads
// each label with what stands to its right.
#include "read/pdf_invoice.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "read/einvoice_xml.hpp"
#include "read/invoice_fields.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kCaptionPartsMax = 400;
constexpr std::size_t kTitlesMax = 8;     // invoices of one page
constexpr std::size_t kLabelsMax = 200;   // that are looked at; an invoice has about twenty
constexpr std::size_t kNameLinesMax = 4;  // below its label

struct Glyph {
  PdfBox box;
  char32_t code = 0, plain = 0;  // as printed; a full-width sign as its ASCII one
  bool begins = false;           // a gap is in front of it
};

struct Row {
  float middle = 0, em = 0;
  std::vector<Glyph> glyphs;
  std::u32string plain;
};

// 购买方信息 and its like, one or two characters a line.
struct Caption {
  enum class Kind : std::uint8_t { buyer, seller, other } kind = Kind::other;
  PdfBox box;
};

struct Word {
  float left = 0;
  std::string text;
};

enum class Field : std::uint8_t { code, number, date, check_code, name, tax_no, other };
enum class Side : std::uint8_t { unknown, buyer, seller };

struct Label {
  std::u32string_view text;
  Field field = Field::other;
  Side side = Side::unknown;
};
// Longer ones first where one begins like another.
constexpr Label kLabels[] = {
    {U"发票代码", Field::code},
    {U"数电票号码", Field::number},
    {U"发票号码", Field::number},
    {U"开票日期", Field::date},
    {U"校验码", Field::check_code},
    {U"统一社会信用代码/纳税人识别号", Field::tax_no},
    {U"统一社会信用代码", Field::tax_no},
    {U"购买方名称", Field::name, Side::buyer},
    {U"销售方名称", Field::name, Side::seller},
    {U"购买方纳税人识别号", Field::tax_no, Side::buyer},
    {U"销售方纳税人识别号", Field::tax_no, Side::seller},
    {U"纳税人识别号", Field::tax_no},
    {U"名称:", Field::name},
    {U"地址、电话", Field::other},
    {U"地址电话", Field::other},
    {U"开户行及账号", Field::other},
    {U"机器编号", Field::other},
    {U"收款人", Field::other},
    {U"开票人", Field::other},
};

struct FoundLabel {
  const Label* label = nullptr;
  std::size_t begin = 0, end = 0;  // of the glyphs of its row
};

constexpr std::size_t kNone = std::u32string_view::npos;

char32_t plain_of(char32_t code) {
  if (code >= 0xFF01 && code <= 0xFF5E) return code - 0xFF01 + '!';
  return code == U'￥' || code == 0xA5 ? U'¥' : code;
}

bool is_ascii_word(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// --- rows ---

bool is_caption_part(const PdfText& text, const PdfWord& word) {
  constexpr std::u32string_view kParts = U"购买方信息销售密码区备注货单位";
  if (word.count > 2) return false;
  for (std::uint32_t i = 0; i < word.count; ++i) {
    if (kParts.find(text.chars[word.first + i].code) == kNone) return false;
  }
  return true;
}

std::optional<Caption::Kind> caption_kind(std::u32string_view text) {
  if (text == U"购买方信息" || text == U"购买方" || text == U"购货单位")
    return Caption::Kind::buyer;
  if (text == U"销售方信息" || text == U"销售方" || text == U"销货单位")
    return Caption::Kind::seller;
  if (text == U"密码区" || text == U"备注") return Caption::Kind::other;
  return std::nullopt;
}

void extend(PdfBox& box, const PdfBox& other) {
  box.left = std::min(box.left, other.left);
  box.top = std::min(box.top, other.top);
  box.right = std::max(box.right, other.right);
  box.bottom = std::max(box.bottom, other.bottom);
}

// Finds the captions and marks their words.
std::vector<Caption> find_captions(const PdfText& text, std::vector<bool>& is_caption) {
  std::vector<std::size_t> parts;
  for (std::size_t i = 0; i < text.words.size() && parts.size() < kCaptionPartsMax; ++i) {
    if (is_caption_part(text, text.words[i])) parts.push_back(i);
  }
  std::vector<Caption> captions;
  for (std::size_t first = 0; first < parts.size(); ++first) {
    if (is_caption[parts[first]]) continue;
    std::u32string joined;
    std::vector<std::size_t> chain;
    PdfBox box = text.words[parts[first]].box;
    std::optional<Caption> found;
    std::size_t found_size = 0;
    float bottom = box.top;
    for (std::size_t next = first; next < parts.size() && joined.size() < 5; ++next) {
      const PdfWord& word = text.words[parts[next]];
      const float em = std::max(word.box.height(), 1.0F);
      if (is_caption[parts[next]] || std::abs(word.box.middle_x() - box.middle_x()) > 0.7F * em ||
          word.box.middle_y() < bottom || word.box.top - bottom > 4 * em)
        continue;
      chain.push_back(parts[next]);
      for (std::uint32_t i = 0; i < word.count; ++i) joined += text.chars[word.first + i].code;
      extend(box, word.box);
      bottom = word.box.bottom - 0.3F * em;
      if (const auto kind = caption_kind(joined); kind && chain.size() > 1) {
        found = Caption{*kind, box};
        found_size = chain.size();
      }
    }
    if (!found) continue;
    for (std::size_t i = 0; i < found_size; ++i) is_caption[chain[i]] = true;
    captions.push_back(*found);
  }
  return captions;
}

void add_glyphs(const PdfText& text, const PdfWord& word, std::vector<Glyph>& out) {
  for (std::uint32_t i = 0; i < word.count; ++i) {
    const PdfChar& c = text.chars[word.first + i];
    out.push_back({c.box, c.code, plain_of(c.code), i == 0});
  }
}

// Lines on almost one height are one row: labels and values come from different fonts.
std::vector<Row> rows_of(const PdfText& text, const std::vector<bool>& is_caption) {
  constexpr float kSameRow = 0.45F;  // of an em
  std::vector<Row> rows;
  for (const PdfLine& line : text.lines) {
    std::vector<Glyph> glyphs;
    for (std::uint32_t i = line.begin; i < line.end; ++i) {
      if (!is_caption[i]) add_glyphs(text, text.words[i], glyphs);
    }
    if (glyphs.empty()) continue;
    const bool same = !rows.empty() && line.middle - rows.back().middle <=
                                           kSameRow * std::min(line.em, rows.back().em);
    if (!same) {
      rows.push_back({line.middle, line.em, {}, {}});
    }
    auto& all = rows.back().glyphs;
    all.insert(all.end(), glyphs.begin(), glyphs.end());
  }
  for (Row& row : rows) {
    std::stable_sort(row.glyphs.begin(), row.glyphs.end(),
                     [](const Glyph& a, const Glyph& b) { return a.box.left < b.box.left; });
    for (const Glyph& glyph : row.glyphs) row.plain += glyph.plain;
  }
  return rows;
}

void append_code(char32_t code, std::string& out) {
  PdfText one;
  one.chars.push_back({{}, 0, code});
  append_word(one, {{}, 0, 1}, out);
}

// Words that stand apart keep a blank where both are Latin.
std::string text_between(const Row& row, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) {
    const Glyph& glyph = row.glyphs[i];
    if (i > begin && glyph.begins && is_ascii_word(glyph.code) &&
        is_ascii_word(row.glyphs[i - 1].code) && (glyph.code > '9' || row.glyphs[i - 1].code > '9'))
      out += ' ';
    append_code(glyph.code, out);
  }
  return out;
}

std::vector<Word> words_of(const Row& row) {
  std::vector<Word> words;
  for (const Glyph& glyph : row.glyphs) {
    if (glyph.begins || words.empty()) words.push_back({glyph.box.left, {}});
    append_code(glyph.plain, words.back().text);
  }
  // A currency sign apart from its number.
  std::vector<Word> joined;
  for (Word& word : words) {
    if (!joined.empty() && joined.back().text == "¥") {
      joined.back().text += word.text;
    } else {
      joined.push_back(std::move(word));
    }
  }
  return joined;
}

std::vector<FoundLabel> labels_of(const Row& row) {
  std::vector<FoundLabel> found;
  for (std::size_t at = 0; at < row.plain.size();) {
    const auto rest = std::u32string_view(row.plain).substr(at);
    const Label* label = nullptr;
    for (const Label& candidate : kLabels) {
      if (rest.starts_with(candidate.text) &&
          (label == nullptr || candidate.text.size() > label->text.size()))
        label = &candidate;
    }
    if (label == nullptr) {
      ++at;
      continue;
    }
    std::size_t end = at + label->text.size();
    if (end < row.plain.size() && row.plain[end] == ':') ++end;
    found.push_back({label, at, end});
    at = end;
  }
  return found;
}

// --- one invoice ---

bool has(const Row& row, std::u32string_view text) { return row.plain.find(text) != kNone; }

bool is_title(const Row& row) {
  return has(row, U"电子发票(") || has(row, U"普通发票") || has(row, U"专用发票");
}

bool is_table_header(const Row& row) {
  return has(row, U"金额") && has(row, U"税额") && (has(row, U"名称") || has(row, U"项目"));
}

bool is_total(const Row& row) { return has(row, U"价税合计"); }

bool is_sum(const Row& row) {
  return row.plain.starts_with(U"合计") || row.plain.starts_with(U"小计");
}

// With two decimals, a currency sign or none.
bool is_money(std::string_view text) {
  const auto point = text.rfind('.');
  return point != std::string_view::npos && text.size() - point == 3 && parse_printed_money(text);
}

bool is_masked(std::string_view text) {
  return !text.empty() && text.find_first_not_of('*') == std::string_view::npos;
}

bool is_rate(std::string_view text) {
  if (is_masked(text)) return true;
  for (const std::string_view word : {"免税", "不征税", "免征增值税", "出口零税率", "普通零税率"}) {
    if (text == word) return true;
  }
  return text.ends_with('%') && parse_tax_rate(text);
}

class PageReader {
 public:
  PageReader(const PdfText& text, std::vector<Row> rows, const std::vector<Caption>& captions)
      : text_(text), rows_(std::move(rows)), captions_(captions) {}

  [[nodiscard]] bool is_invoice() const;
  [[nodiscard]] PrintedInvoice read(std::uint32_t page);

 private:
  void find_parts();
  void read_labels(std::size_t row);
  void take(const FoundLabel& found, Side side, std::string value);
  [[nodiscard]] float right_limit(const Row& row, float left, std::size_t next) const;
  [[nodiscard]] Side side_of(const Row& row, const FoundLabel& found) const;
  [[nodiscard]] std::string value_of(std::size_t row, const FoundLabel& found, std::size_t next,
                                     bool wraps) const;
  [[nodiscard]] std::string text_in(const Row& row, float left, float right) const;
  void read_lines();
  void read_line(const std::vector<Word>& words, float item_right);
  void read_sum(const Row& row);
  void read_total(const Row& row);
  void read_kind();
  void read_remark();

  const PdfText& text_;
  std::vector<Row> rows_;
  const std::vector<Caption>& captions_;
  std::size_t header_ = kNone, sum_ = kNone, total_ = kNone;
  std::size_t labels_read_ = 0;
  std::string begun_item_;  // printed above the figures of its line
  PrintedInvoice printed_;
};

bool PageReader::is_invoice() const {
  bool title = false, number = false, date = false, total = false;
  for (const Row& row : rows_) {
    title = title || is_title(row);
    total = total || (is_total(row) && has(row, U"小写"));
    // The head of a list has the same words, but no values.
    for (const FoundLabel& found : labels_of(row)) {
      const bool valued = found.end < row.plain.size() && row.plain[found.end] >= '0' &&
                          row.plain[found.end] <= '9';
      number = number || (found.label->field == Field::number && valued);
      date = date || (found.label->field == Field::date && valued);
    }
  }
  // An invoice of several pages prints its total on the last one only.
  return title && number && date &&
         (total ||
          std::any_of(rows_.begin(), rows_.end(), [](auto& row) { return is_table_header(row); }));
}

void PageReader::find_parts() {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (header_ == kNone && is_table_header(rows_[i])) header_ = i;
    if (header_ != kNone && i > header_ && sum_ == kNone && is_sum(rows_[i])) sum_ = i;
    if (total_ == kNone && is_total(rows_[i])) total_ = i;
  }
}

// Where a value must end: the next label, a ruling line, or a caption.
float PageReader::right_limit(const Row& row, float left, std::size_t next) const {
  float limit = text_.width;
  if (next < row.glyphs.size()) limit = row.glyphs[next].box.left;
  for (const PdfRule& rule : text_.vertical) {
    if (rule.at > left && rule.from <= row.middle && rule.to >= row.middle)
      limit = std::min(limit, rule.at);
  }
  for (const Caption& caption : captions_) {
    if (caption.box.left > left && caption.box.top - row.em <= row.middle &&
        caption.box.bottom + row.em >= row.middle)
      limit = std::min(limit, caption.box.left);
  }
  return limit;
}

std::string PageReader::text_in(const Row& row, float left, float right) const {
  std::size_t begin = 0;
  while (begin < row.glyphs.size() && row.glyphs[begin].box.middle_x() < left) ++begin;
  std::size_t end = begin;
  while (end < row.glyphs.size() && row.glyphs[end].box.middle_x() < right) ++end;
  return text_between(row, begin, end);
}

std::string PageReader::value_of(std::size_t row_index, const FoundLabel& found, std::size_t next,
                                 bool wraps) const {
  const Row& row = rows_[row_index];
  const float left = row.glyphs[found.end - 1].box.right - 0.2F * row.em;
  const float right = right_limit(row, row.glyphs[found.end - 1].box.right, next);
  std::string value = text_in(row, left, right);
  if (!wraps) return value;
  // A long name goes on below, or stands above and below its label.
  std::string above;
  if (value.empty() && row_index > 0 && row.middle - rows_[row_index - 1].middle < 1.2F * row.em)
    above = text_in(rows_[row_index - 1], left, right);
  float last = row.middle;
  const std::size_t end = std::min(rows_.size(), row_index + 1 + kNameLinesMax);
  for (std::size_t i = row_index + 1; i < end; ++i) {
    const Row& below = rows_[i];
    if (below.middle - last > 1.6F * row.em) break;
    const auto labels = labels_of(below);
    const bool other = std::any_of(labels.begin(), labels.end(), [&](const FoundLabel& label) {
      const float at = below.glyphs[label.begin].box.left;
      return at < right && below.glyphs[label.end - 1].box.right > row.glyphs[found.begin].box.left;
    });
    if (other) break;
    value += text_in(below, left, right);
    last = below.middle;
  }
  return above + value;
}

// By its caption; else the buyer is on the left above the lines, the seller on the right or below.
Side PageReader::side_of(const Row& row, const FoundLabel& found) const {
  if (found.label->side != Side::unknown) return found.label->side;
  const PdfBox& box = row.glyphs[found.begin].box;
  const Caption* nearest = nullptr;
  for (const Caption& caption : captions_) {
    if (caption.kind == Caption::Kind::other || caption.box.middle_x() > box.left ||
        caption.box.top - 2 * row.em > row.middle || caption.box.bottom + 2 * row.em < row.middle)
      continue;
    if (nearest == nullptr || caption.box.left > nearest->box.left) nearest = &caption;
  }
  if (nearest != nullptr) return nearest->kind == Caption::Kind::buyer ? Side::buyer : Side::seller;
  constexpr float kLeftHalf = 0.42F;
  const bool below = header_ != kNone && row.middle > rows_[header_].middle;
  return !below && box.left < kLeftHalf * text_.width ? Side::buyer : Side::seller;
}

void PageReader::take(const FoundLabel& found, Side side, std::string value) {
  const auto set = [&](std::string& field) {
    if (field.empty()) field = std::move(value);
  };
  switch (found.label->field) {
    case Field::code:
      return set(printed_.code);
    case Field::number:
      return set(printed_.number);
    case Field::date:
      return set(printed_.date);
    case Field::check_code:
      return set(printed_.check_code);
    case Field::name:
      return set(side == Side::buyer ? printed_.buyer : printed_.seller);
    case Field::tax_no:
      return set(side == Side::buyer ? printed_.buyer_tax_no : printed_.seller_tax_no);
    case Field::other:
      break;
  }
}

void PageReader::read_labels(std::size_t row_index) {
  const Row& row = rows_[row_index];
  const bool below = header_ != kNone && row_index > header_;
  const auto labels = labels_of(row);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const FoundLabel& found = labels[i];
    const bool party = found.label->field == Field::name || found.label->field == Field::tax_no;
    // The remark below names other invoices.
    if (found.label->field == Field::other || (below && !party)) continue;
    if (++labels_read_ > kLabelsMax) return;
    // 货物或应税劳务、服务名称 is the head of a column.
    if (row_index == header_ || (below && total_ != kNone && row_index < total_)) continue;
    const std::size_t next = i + 1 < labels.size() ? labels[i + 1].begin : row.glyphs.size();
    std::string value = value_of(row_index, found, next, found.label->field == Field::name);
    if (found.label->field != Field::name)
      value.erase(std::remove(value.begin(), value.end(), ' '), value.end());
    take(found, party ? side_of(row, found) : Side::unknown, std::move(value));
  }
}

void PageReader::read_line(const std::vector<Word>& words, float item_right) {
  std::string item;
  for (const Word& word : words) {
    if (word.left < item_right && !is_money(word.text)) item += word.text;
  }
  std::size_t amount = kNone;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (is_money(words[i].text) && is_rate(words[i + 1].text)) amount = i;
  }
  PrintedLine line;
  if (amount != kNone) {
    line.rate = words[amount + 1].text;
    if (amount + 2 < words.size()) line.tax = words[amount + 2].text;
  } else if (words.size() > 1 && is_money(words.back().text) &&
             is_money(words[words.size() - 2].text)) {
    amount = words.size() - 2;
    line.tax = words.back().text;
  }
  if (amount == kNone) {
    if (item.empty()) return;
    if (item.starts_with('*') || printed_.lines.empty()) {
      begun_item_ += item;
    } else {
      printed_.lines.back().item += item;
    }
    return;
  }
  line.item = std::exchange(begun_item_, {}) + item;
  line.amount = words[amount].text;
  printed_.lines.push_back(std::move(line));
}

void PageReader::read_lines() {
  if (header_ == kNone) return;
  const Row& header = rows_[header_];
  // The column behind the names begins about between the two names of columns.
  const auto name = std::u32string_view(header.plain).find(U"名称");
  float item_right = 0.25F * text_.width;
  if (name != kNone && name + 2 < header.glyphs.size()) {
    item_right = (header.glyphs[name + 1].box.right + header.glyphs[name + 2].box.left) / 2;
  }
  std::size_t end = std::min({sum_, total_, rows_.size()});
  for (std::size_t i = header_ + 1; i < end; ++i) read_line(words_of(rows_[i]), item_right);
}

void PageReader::read_sum(const Row& row) {
  std::vector<std::string> figures;
  for (const Word& word : words_of(row)) {
    if (is_money(word.text) || is_masked(word.text)) figures.push_back(word.text);
  }
  if (!figures.empty()) printed_.amount_ex = figures.front();
  if (figures.size() > 1) printed_.tax = figures.back();
}

void PageReader::read_total(const Row& row) {
  const std::u32string_view plain = row.plain;
  const auto words = plain.find(U"大写"), figures = plain.find(U"小写");
  const auto behind = [&](std::size_t at) {
    std::size_t i = at + 2;
    while (i < plain.size() && (plain[i] == ')' || plain[i] == ':')) ++i;
    return i;
  };
  const auto open_bracket = [&](std::size_t at) {
    return at > 0 && at != kNone && plain[at - 1] == '(' ? at - 1 : at;
  };
  if (words != kNone) {
    const std::size_t begin = behind(words);
    const std::size_t end =
        figures != kNone && figures > begin ? open_bracket(figures) : plain.size();
    // A cross in a circle comes in a dozen forms: the amount begins with the first character of it.
    constexpr std::u32string_view kFirst = U"(（负零壹贰叁肆伍陆柒捌玖拾一二三四五六七八九十";
    std::size_t first = begin;
    while (first < end && kFirst.find(plain[first]) == kNone) ++first;
    printed_.total_in_words = text_between(row, first, end);
  }
  if (figures != kNone) {
    std::string total;
    for (std::size_t i = behind(figures); i < plain.size(); ++i) append_code(plain[i], total);
    printed_.total = std::move(total);
  }
}

void PageReader::read_kind() {
  bool special = false, plain = false;
  for (std::size_t i = 0; i < std::min(header_, rows_.size()); ++i) {
    special = special || has(rows_[i], U"专用发票");
    plain = plain || has(rows_[i], U"普通发票");
  }
  if (!printed_.code.empty()) {
    printed_.kind = tax_control_kind(printed_.code);
  } else if (special != plain) {
    printed_.kind = digital_kind(special ? "01" : "02");
  }
}

void PageReader::read_remark() {
  if (total_ == kNone) return;
  for (std::size_t i = total_ + 1; i < rows_.size(); ++i) {
    for (const char32_t c : rows_[i].plain) append_code(c, printed_.remark);
  }
}

PrintedInvoice PageReader::read(std::uint32_t page) {
  find_parts();
  for (std::size_t i = 0; i < rows_.size(); ++i) read_labels(i);
  read_lines();
  if (sum_ != kNone && rows_[sum_].plain.starts_with(U"合计")) read_sum(rows_[sum_]);
  if (total_ != kNone) read_total(rows_[total_]);
  read_kind();
  read_remark();
  printed_.page = page;
  return std::move(printed_);
}

// Most pages are no invoice: no more than a look.
bool mentions_invoice(const PdfText& text) {
  for (std::size_t i = 1; i < text.chars.size(); ++i) {
    if (text.chars[i].code == U'票' && text.chars[i - 1].code == U'发') return true;
  }
  return false;
}

// Two invoices are printed on one sheet: each begins a little above its title.
std::vector<std::vector<Row>> split_at_titles(std::vector<Row> rows) {
  std::vector<float> begins;
  bool total = false;
  for (const Row& row : rows) {
    if (is_title(row) && (begins.empty() || total) && begins.size() < kTitlesMax) {
      constexpr float kAboveTitle = 2.5F;
      begins.push_back(row.middle - kAboveTitle * row.em);
      total = false;
    }
    total = total || is_total(row);
  }
  std::vector<std::vector<Row>> parts(std::max<std::size_t>(begins.size(), 1));
  for (Row& row : rows) {
    std::size_t part = 0;
    while (part + 1 < begins.size() && row.middle >= begins[part + 1]) ++part;
    parts[part].push_back(std::move(row));
  }
  return parts;
}

}  // namespace

std::vector<PrintedInvoice> invoices_on_page(const PdfText& text, std::uint32_t page) {
  if (!mentions_invoice(text)) return {};
  std::vector<bool> is_caption(text.words.size());
  const auto captions = find_captions(text, is_caption);
  std::vector<PrintedInvoice> invoices;
  for (auto& rows : split_at_titles(rows_of(text, is_caption))) {
    PageReader reader(text, std::move(rows), captions);
    if (reader.is_invoice()) invoices.push_back(reader.read(page));
  }
  return invoices;
}

void append_invoice_page(std::vector<PrintedInvoice>& invoices, PrintedInvoice page) {
  if (invoices.empty() || invoices.back().number != page.number ||
      invoices.back().code != page.code || !trim(invoices.back().total).empty()) {
    invoices.push_back(std::move(page));
    return;
  }
  PrintedInvoice& whole = invoices.back();
  for (PrintedLine& line : page.lines) whole.lines.push_back(std::move(line));
  whole.amount_ex = std::move(page.amount_ex);
  whole.tax = std::move(page.tax);
  whole.total = std::move(page.total);
  whole.total_in_words = std::move(page.total_in_words);
  whole.remark += page.remark;
}

}  // namespace zhun::read
