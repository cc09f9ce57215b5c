// Tags are read one after another without a tree: only tables, rows and cells mean anything.
#include "read/sheet_html.hpp"

#include <algorithm>
#include <array>

namespace zhun::read {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool same_letters(char a, char b) { return lower(a) == lower(b); }

// Position of `word` (any case) at or behind `from`; npos when there is none.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0) {
  if (from >= text.size()) return std::string_view::npos;
  const auto at = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(),
                              word.begin(), word.end(), same_letters);
  return at == text.end() ? std::string_view::npos : static_cast<std::size_t>(at - text.begin());
}

void append_utf8(std::string& text, std::uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | (code >> 12));
    text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | (code >> 18));
    text += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

struct Tag {
  std::string name;  // lower case
  bool closing = false;
  std::uint32_t column_span = 1, row_span = 1;
};

class HtmlTables {
 public:
  HtmlTables(std::string_view text, TextArena& arena, const ReadOptions& options)
      : text_(text), arena_(arena), options_(options) {}

  // False: error() says why.
  bool run();
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  [[nodiscard]] SheetCells take() { return std::move(sheet_); }

 private:
  struct Table {
    std::vector<SheetCells::Cell> row;
    std::string cell;
    bool in_row = false, in_cell = false;
    std::uint32_t column = 0, column_span = 1, row_span = 1;
    std::vector<std::uint32_t> spans;  // rows that a cell above still covers, by column
  };

  bool stop(const char* message) {
    error_ = Error{ErrorCode::limit, Place{options_.source_name, 0, line_, 0, {}}, message};
    return false;
  }
  [[nodiscard]] bool read_tag(Tag& tag);
  void read_attributes(Tag& tag);
  [[nodiscard]] bool take_tag(const Tag& tag);
  [[nodiscard]] bool add_text(std::string_view text);
  [[nodiscard]] bool begin_cell(Table& table, const Tag& tag);
  void end_cell(Table& table);
  void end_row(Table& table);
  void skip_to(std::string_view word);

  std::string_view text_;
  TextArena& arena_;
  const ReadOptions& options_;
  std::size_t at_ = 0;
  std::vector<Table> open_;
  SheetCells sheet_;
  std::uint32_t line_ = 0;
  std::optional<Error> error_;
};

bool HtmlTables::run() {
  while (at_ < text_.size()) {
    const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : ' ';
    if (text_[at_] != '<' || !(is_letter(after) || after == '/' || after == '!' || after == '?')) {
      auto end = text_.find('<', at_ + 1);
      if (end == std::string_view::npos) end = text_.size();
      if (!add_text(text_.substr(at_, end - at_))) return false;
      at_ = end;
    } else if (text_.substr(at_, 4) == "<!--") {
      skip_to("-->");
    } else if (after == '!' || after == '?') {
      skip_to(">");
    } else {
      Tag tag;
      if (read_tag(tag) && !take_tag(tag)) return false;
    }
  }
  while (!open_.empty()) {
    end_row(open_.back());
    open_.pop_back();
  }
  return true;
}

void HtmlTables::skip_to(std::string_view word) {
  const auto end = find_word(text_, word, at_);
  at_ = end == std::string_view::npos ? text_.size() : end + word.size();
}

bool HtmlTables::read_tag(Tag& tag) {
  ++at_;
  if (text_[at_] == '/') {
    tag.closing = true;
    ++at_;
  }
  while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '>' && text_[at_] != '/')
    tag.name += lower(text_[at_++]);
  read_attributes(tag);
  return !tag.name.empty();
}

void HtmlTables::read_attributes(Tag& tag) {
  while (at_ < text_.size() && text_[at_] != '>') {
    if (is_space(text_[at_]) || text_[at_] == '/' || text_[at_] == '=') {
      ++at_;
      continue;
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '=' && text_[at_] != '>')
      ++at_;
    const auto name = text_.substr(begin, at_ - begin);
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (at_ >= text_.size() || text_[at_] != '=') continue;
    ++at_;
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    std::string_view value;
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
      const auto end = std::min(text_.find(text_[at_], at_ + 1), text_.size());
      value = text_.substr(at_ + 1, end - at_ - 1);
      at_ = std::min(end + 1, text_.size());
    } else {
      const std::size_t from = at_;
      while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '>') ++at_;
      value = text_.substr(from, at_ - from);
    }
    const bool columns = find_word(name, "colspan") == 0, rows = find_word(name, "rowspan") == 0;
    if (!columns && !rows) continue;
    std::uint32_t span = 0;
    for (const char c : value.substr(0, 5))
      span = c >= '0' && c <= '9' ? span * 10 + static_cast<std::uint32_t>(c - '0') : span;
    (columns ? tag.column_span : tag.row_span) = std::max(span, 1U);
  }
  if (at_ < text_.size()) ++at_;
}

bool HtmlTables::take_tag(const Tag& tag) {
  if (!tag.closing && (tag.name == "script" || tag.name == "style")) {
    skip_to(tag.name == "script" ? "</script" : "</style");
    return true;
  }
  if (tag.name == "table" && !tag.closing) {
    if (open_.size() >= options_.limits.xml_depth_max) return stop("tables are nested too deeply");
    open_.emplace_back();
    return true;
  }
  if (open_.empty()) return true;
  Table& table = open_.back();
  if (tag.name == "table") {
    end_row(table);
    open_.pop_back();
  } else if (tag.name == "tr") {
    end_row(table);
    if (!tag.closing) {
      table.in_row = true;
      table.column = 0;
      ++line_;
    }
  } else if (tag.name == "td" || tag.name == "th") {
    end_cell(table);
    if (!tag.closing) return begin_cell(table, tag);
  } else if (tag.name == "br" || tag.name == "p" || tag.name == "div") {
    return add_text(" ");
  }
  return true;
}

bool HtmlTables::begin_cell(Table& table, const Tag& tag) {
  if (!table.in_row) {
    table.in_row = true;
    table.column = 0;
    ++line_;
  }
  const auto covered = [&] {
    return table.column < table.spans.size() && table.spans[table.column] > 0;
  };
  while (covered()) ++table.column;
  if (table.column >= options_.limits.columns_max)
    return stop("the row has more columns than the limits allow");
  table.in_cell = true;
  table.cell.clear();
  const auto left = static_cast<std::uint32_t>(options_.limits.columns_max) - table.column;
  table.column_span = std::min(tag.column_span, left);
  table.row_span = tag.row_span;
  return true;
}

void HtmlTables::end_cell(Table& table) {
  if (!table.in_cell) return;
  table.in_cell = false;
  const std::string text = decode_references(table.cell);
  const auto trimmed = trim(text);
  if (!trimmed.empty()) table.row.push_back({table.column, arena_.store(trimmed)});
  if (table.row_span > 1) {
    const std::size_t end = table.column + table.column_span;
    if (table.spans.size() < end) table.spans.resize(end);
    // Ending this row takes one off.
    for (std::size_t i = table.column; i < end; ++i) table.spans[i] = table.row_span;
  }
  table.column += table.column_span;
}

void HtmlTables::end_row(Table& table) {
  end_cell(table);
  if (!table.in_row) return;
  table.in_row = false;
  for (auto& span : table.spans) span -= span > 0 ? 1 : 0;
  if (!table.row.empty()) {
    const std::size_t begin = sheet_.cells.size();
    sheet_.cells.insert(sheet_.cells.end(), table.row.begin(), table.row.end());
    sheet_.rows.push_back({line_, begin, sheet_.cells.size()});
  }
  table.row.clear();
}

// Runs of white space are one blank, as a browser shows them.
bool HtmlTables::add_text(std::string_view text) {
  if (open_.empty() || !open_.back().in_cell) return true;
  std::string& cell = open_.back().cell;
  for (const char c : text) {
    if (!is_space(c)) {
      cell += c;
    } else if (!cell.empty() && cell.back() != ' ') {
      cell += ' ';
    }
  }
  if (cell.size() > options_.limits.cell_bytes_max)
    return stop("a cell is longer than the limits allow");
  return true;
}

class HtmlBook final : public Workbook {
 public:
  explicit HtmlBook(const ReadOptions& options) : options_(options) {}

  [[nodiscard]] std::size_t sheet_count() const override { return sheets_.size(); }
  [[nodiscard]] std::string_view format() const override { return "html"; }
  [[nodiscard]] Result<std::unique_ptr<RowReader>> open_sheet(std::size_t index) override {
    return std::unique_ptr<RowReader>(
        std::make_unique<MemoryRows>(sheets_[index], *arena(), options_.limits));
  }

  [[nodiscard]] std::optional<Error> add(std::string_view text) {
    HtmlTables tables(text, *arena(), options_);
    if (!tables.run()) return tables.error();
    sheets_.push_back(std::make_shared<SheetCells>(tables.take()));
    return std::nullopt;
  }

 private:
  const ReadOptions& options_;
  std::vector<std::shared_ptr<const SheetCells>> sheets_;
};

// The value of a header field of a MIME part, "" when there is none. Continued lines are joined.
std::string header_value(std::string_view headers, std::string_view name) {
  std::size_t at = 0;
  while (at < headers.size()) {
    auto end = headers.find('\n', at);
    if (end == std::string_view::npos) end = headers.size();
    const auto line = headers.substr(at, end - at);
    at = end + 1;
    if (find_word(line, name) != 0 || line.size() <= name.size() || line[name.size()] != ':')
      continue;
    std::string value(trim(line.substr(name.size() + 1)));
    while (at < headers.size() && (headers[at] == ' ' || headers[at] == '\t')) {
      end = std::min(headers.find('\n', at), headers.size());
      value += ' ';
      value += trim(headers.substr(at, end - at));
      at = end + 1;
    }
    return value;
  }
  return {};
}

struct MimePart {
  std::string_view headers, body;
};

MimePart split_part(std::string_view part) {
  const auto unix_end = part.find("\n\n"), dos_end = part.find("\n\r\n");
  const auto end = std::min(unix_end, dos_end);
  if (end == std::string_view::npos) return {part, {}};
  return {part.substr(0, end), part.substr(end + (end == dos_end ? 3 : 2))};
}

std::string decoded_body(const MimePart& part) {
  const std::string encoding = header_value(part.headers, "Content-Transfer-Encoding");
  if (find_word(encoding, "quoted-printable") == 0) return decode_quoted_printable(part.body);
  if (find_word(encoding, "base64") == 0) return decode_base64(part.body);
  return std::string(part.body);
}

bool is_html_part(const MimePart& part) {
  return find_word(header_value(part.headers, "Content-Type"), "text/html") == 0;
}

std::string boundary_of(std::string_view content_type) {
  constexpr std::string_view word = "boundary=";
  const auto at = find_word(content_type, word);
  if (at == std::string_view::npos) return {};
  auto value = content_type.substr(at + word.size());
  if (value.starts_with('"')) return std::string(value.substr(1, value.find('"', 1) - 1));
  return std::string(value.substr(0, value.find_first_of("; \t\r\n")));
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (lower(c) >= 'a' && lower(c) <= 'f') return lower(c) - 'a' + 10;
  return -1;
}

}  // namespace

bool is_html_table(std::string_view text) {
  constexpr std::size_t kSearchBytes = 256 << 10;  // style sheets may stand in front
  const auto begin = trim(text.substr(0, 256));
  return begin.starts_with('<') &&
         find_word(text.substr(0, kSearchBytes), "<table") != std::string_view::npos;
}

bool is_mhtml(std::string_view bytes) {
  const auto head = bytes.substr(0, 2048);
  const auto begin = trim(head);
  const bool mime = find_word(begin, "MIME-Version:") == 0 || find_word(begin, "From:") == 0 ||
                    find_word(begin, "Content-Type:") == 0;
  return mime && (find_word(head, "multipart/related") != std::string_view::npos ||
                  find_word(head, "text/html") != std::string_view::npos);
}

OpenedWorkbook open_html(const TableText& table, const ReadOptions& options) {
  auto book = std::make_unique<HtmlBook>(options);
  if (auto error = book->add(table.text)) return tl::unexpected(*error);
  return OpenedWorkbook(std::move(book));
}

OpenedWorkbook open_mhtml(std::string_view bytes, const ReadOptions& options) {
  constexpr std::size_t kPartsMax = 1'000;
  auto book = std::make_unique<HtmlBook>(options);
  const std::size_t start = bytes.find_first_not_of(" \t\r\n");
  const MimePart whole = split_part(bytes.substr(std::min(start, bytes.size())));
  const std::string boundary = boundary_of(header_value(whole.headers, "Content-Type"));
  std::vector<MimePart> parts;
  if (boundary.empty()) {
    parts.push_back(whole);
  } else {
    const std::string mark = "--" + boundary;
    for (auto at = whole.body.find(mark);
         at != std::string_view::npos && parts.size() < kPartsMax;) {
      at += mark.size();
      const auto line = whole.body.find('\n', at);
      if (line == std::string_view::npos || whole.body.substr(at, 2) == "--") break;
      const auto end = whole.body.find(mark, line);
      parts.push_back(split_part(whole.body.substr(line + 1, end - line - 1)));
      at = end;
    }
  }
  for (const MimePart& part : parts) {
    if (!is_html_part(part)) continue;
    const auto text = load_text(decoded_body(part), options);
    if (!text) return tl::unexpected(text.error());
    if (!is_html_table(text->text)) continue;
    if (auto error = book->add(text->text)) return tl::unexpected(*error);
  }
  return OpenedWorkbook(std::move(book));
}

std::string decode_references(std::string_view text) {
  struct Named {
    std::string_view name;
    std::string_view text;
  };
  static constexpr std::array<Named, 7> names = {{{"amp", "&"},
                                                  {"lt", "<"},
                                                  {"gt", ">"},
                                                  {"quot", "\""},
                                                  {"apos", "'"},
                                                  {"nbsp", " "},
                                                  {"yen", "\xC2\xA5"}}};
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text[at] == '&' ? text.substr(at, 12).find(';') : std::string_view::npos;
    if (end == std::string_view::npos || end < 2) {
      plain += text[at++];
      continue;
    }
    const auto name = text.substr(at + 1, end - 1);
    const std::size_t next = at + end + 1;
    if (name.front() == '#') {
      const bool hex = name.size() > 1 && lower(name[1]) == 'x';
      std::uint32_t code = 0;
      bool valid = name.size() > (hex ? 2U : 1U);
      for (const char c : name.substr(hex ? 2 : 1)) {
        const int digit = hex_digit(c);
        valid = valid && digit >= 0 && (hex || digit < 10) && code < 0x110000;
        code = valid ? code * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit) : 0;
      }
      valid = valid && code > 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
      if (valid) {
        if (code == 0xA0) code = ' ';
        append_utf8(plain, code);
        at = next;
        continue;
      }
    }
    const auto* const found = std::find_if(names.begin(), names.end(),
                                           [&](const Named& item) { return item.name == name; });
    if (found == names.end()) {
      plain += text[at++];
      continue;
    }
    plain += found->text;
    at = next;
  }
  return plain;
}

std::string decode_quoted_printable(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '=') {
      plain += text[at];
      continue;
    }
    if (text.substr(at + 1, 2) == "\r\n") {
      at += 2;
    } else if (text.substr(at + 1, 1) == "\n") {
      at += 1;
    } else if (at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 &&
               hex_digit(text[at + 2]) >= 0) {
      plain += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
      at += 2;
    } else {
      plain += '=';
    }
  }
  return plain;
}

std::string decode_base64(std::string_view text) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::int8_t, 256> value{};
  value.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    value[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  std::string plain;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = value[static_cast<unsigned char>(c)];
    if (digit < 0) continue;
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xFFFFFF;
    count += 6;
    if (count >= 8) {
      count -= 8;
      plain += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return plain;
}

}  // namespace zhun::read
