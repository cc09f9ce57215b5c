// BIFF records ([MS-XLS]): the globals with shared strings, formats and the list of sheets, then
// one substream of cells for each sheet.
#include "read/xls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "read/office_cipher.hpp"
#include "read/ole_file.hpp"
#include "read/sheet_values.hpp"
#include "read/xlsx.hpp"

namespace zhun::read {
namespace {

enum RecordType : std::uint16_t {
  kFormula = 0x06,
  kEof = 0x0A,
  kDateMode = 0x22,
  kFilePass = 0x2F,
  kContinue = 0x3C,
  kBoundSheet = 0x85,
  kMulRk = 0xBD,
  kMulBlank = 0xBE,
  kRString = 0xD6,
  kXf = 0xE0,
  kSst = 0xFC,
  kLabelSst = 0xFD,
  kDimensions = 0x200,
  kBlank = 0x201,
  kNumber = 0x203,
  kLabel = 0x204,
  kBoolErr = 0x205,
  kString = 0x207,
  kRow = 0x208,
  kRk = 0x27E,
  kFormat = 0x41E,
  kFormat5 = 0x1E,
  kBof = 0x809,
};

constexpr std::uint32_t kBiff8 = 0x600, kBiff5 = 0x500;
constexpr std::size_t kSheetsMax = 256;

struct Record {
  std::uint16_t type = 0;
  std::string_view body;
};

// Walks over the records of the stream; false when the next one is cut.
class Records {
 public:
  Records(std::string_view stream, std::size_t position) : stream_(stream), position_(position) {}
  bool next(Record& record) {
    if (position_ > stream_.size() || stream_.size() - position_ < 4) return false;
    const std::size_t size = little_endian(stream_, position_ + 2, 2);
    if (stream_.size() - position_ - 4 < size) return false;
    record.type = static_cast<std::uint16_t>(little_endian(stream_, position_, 2));
    record.body = stream_.substr(position_ + 4, size);
    position_ += 4 + size;
    return true;
  }
  // The bodies of the CONTINUE records that follow.
  std::vector<std::string_view> take_continued(std::string_view first) {
    std::vector<std::string_view> parts = {first};
    Record record;
    for (;;) {
      const std::size_t before = position_;
      if (!next(record) || record.type != kContinue) {
        position_ = before;
        return parts;
      }
      parts.push_back(record.body);
    }
  }
  // Behind the end of a substream stands another one, padding, or nothing: a record whose size is
  // wrong rarely leads there.
  [[nodiscard]] bool ends_here(const Record& end) const {
    if (!end.body.empty()) return false;
    if (stream_.size() - position_ < 4) return true;
    const auto type = little_endian(stream_, position_, 2);
    return type == kBof || type == 0;
  }

 private:
  std::string_view stream_;
  std::size_t position_;
};

// Bytes of a record and its CONTINUEs. Characters that go on in the next part have a flag in front.
class Parts {
 public:
  explicit Parts(std::vector<std::string_view> parts) : parts_(std::move(parts)) {}

  bool number(std::size_t size, std::uint32_t& value) {
    value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      if (!settle()) return false;
      value |= static_cast<std::uint32_t>(static_cast<unsigned char>(parts_[part_][at_++]))
               << (8 * i);
    }
    return true;
  }
  bool skip(std::uint64_t size) {
    while (size > 0) {
      if (!settle()) return false;
      const auto step = std::min<std::uint64_t>(size, parts_[part_].size() - at_);
      at_ += static_cast<std::size_t>(step);
      size -= step;
    }
    return true;
  }
  // `count` characters, in UTF-16LE.
  bool characters(std::size_t count, bool wide, std::string& utf16) {
    while (count > 0) {
      if (at_ == parts_[part_].size()) {
        std::uint32_t flags = 0;
        if (!number(1, flags)) return false;
        wide = (flags & 1) != 0;
      }
      const std::size_t width = wide ? 2 : 1;
      const std::size_t here = std::min(count, (parts_[part_].size() - at_) / width);
      if (here == 0) return false;  // a character is cut in two
      for (std::size_t i = 0; i < here; ++i) {
        utf16 += parts_[part_][at_];
        utf16 += wide ? parts_[part_][at_ + 1] : '\0';
        at_ += width;
      }
      count -= here;
    }
    return true;
  }

 private:
  bool settle() {
    while (part_ + 1 < parts_.size() && at_ == parts_[part_].size()) {
      ++part_;
      at_ = 0;
    }
    return at_ < parts_[part_].size();
  }

  std::vector<std::string_view> parts_;
  std::size_t part_ = 0, at_ = 0;
};

// A string of BIFF8: flags, characters, then what rich text and phonetics need.
bool read_string(Parts& parts, std::size_t length_bytes, std::string& utf16) {
  std::uint32_t length = 0, flags = 0, runs = 0, extension = 0;
  if (!parts.number(length_bytes, length) || !parts.number(1, flags)) return false;
  if ((flags & 8) != 0 && !parts.number(2, runs)) return false;
  if ((flags & 4) != 0 && !parts.number(4, extension)) return false;
  utf16.clear();
  return parts.characters(length, (flags & 1) != 0, utf16) &&
         parts.skip(std::uint64_t{runs} * 4 + extension);
}

// A record whose size is wrong would swallow the ones behind it.
bool has_its_size(const Record& record) {
  const std::size_t size = record.body.size();
  const auto runs = [&](std::size_t each) {  // row, first column, cells, last column
    return size > 6 && (size - 6) % each == 0 &&
           little_endian(record.body, 2, 2) + (size - 6) / each ==
               std::size_t{little_endian(record.body, size - 2, 2)} + 1;
  };
  switch (record.type) {
    case kBlank:
      return size == 6;
    case kLabelSst:
    case kRk:
      return size == 10;
    case kNumber:
      return size == 14;
    case kBoolErr:
      return size == 8;
    case kMulRk:
      return runs(6);
    case kMulBlank:
      return runs(2);
    default:
      return size >= 6;
  }
}

// The number that an RK value packs into 30 bits.
std::string_view text_of_rk(std::uint32_t rk, std::string& scratch) {
  const bool hundredth = (rk & 1) != 0;
  if ((rk & 2) != 0) {
    const auto value = static_cast<std::int32_t>(rk) >> 2;
    scratch = hundredth ? fmt::format("{}{}.{:02}", value < 0 ? "-" : "", std::abs(value) / 100,
                                      std::abs(value) % 100)
                        : fmt::format("{}", value);
    return scratch;
  }
  const auto value = std::bit_cast<double>(std::uint64_t{rk & ~3U} << 32);
  return plain_number(hundredth ? value / 100 : value, scratch);
}

struct Cell {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::string_view text;
};

class XlsBook final : public Workbook {
 public:
  XlsBook(std::string stream, const ReadOptions& options)
      : stream_(std::move(stream)), options_(options) {}

  [[nodiscard]] std::size_t sheet_count() const override { return sheets_.size(); }
  [[nodiscard]] std::string_view format() const override { return "xls"; }
  [[nodiscard]] Result<std::unique_ptr<RowReader>> open_sheet(std::size_t index) override;
  [[nodiscard]] bool lacks_rows(std::size_t index) const override { return lacking_[index]; }
  [[nodiscard]] std::optional<Error> load();

 private:
  [[nodiscard]] Error error(ErrorCode code, const char* message, std::uint32_t row = 0) const {
    return {code, Place{options_.source_name, 0, row, 0, {}}, message};
  }
  [[nodiscard]] Error damaged(std::uint32_t row = 0) const {
    return error(ErrorCode::format,
                 "the workbook is damaged or incomplete; fetch or export the file again", row);
  }
  [[nodiscard]] bool load_global(const Record& record, Records& records);
  [[nodiscard]] bool load_strings(Parts parts);
  [[nodiscard]] bool load_format(std::string_view body);
  [[nodiscard]] bool load_sheet_name(std::string_view body);
  [[nodiscard]] bool read_cells(const Record& record, Records& records, std::vector<Cell>& cells);
  void count_rows(const Record& record, std::uint32_t& stated, std::uint32_t& seen) const;
  [[nodiscard]] bool read_formula(std::string_view body, std::vector<Cell>& cells);
  [[nodiscard]] std::optional<std::string_view> label(Parts parts, std::size_t length_bytes);
  [[nodiscard]] std::optional<std::string_view> store_utf16(std::string_view utf16);
  [[nodiscard]] std::string_view store_number(std::string_view plain, std::uint32_t style);
  [[nodiscard]] bool is_wide() const { return version_ == kBiff8; }

  std::string stream_;
  const ReadOptions& options_;
  std::uint32_t version_ = 0;
  bool epoch_1904_ = false;
  std::vector<std::uint32_t> sheets_;  // where their substreams begin
  std::vector<std::string_view> strings_;
  std::vector<std::pair<std::uint32_t, bool>> formats_;  // id, shows a date
  std::vector<std::uint32_t> styles_;                    // id of the format of each XF
  std::vector<bool> is_date_;
  std::vector<std::shared_ptr<const SheetCells>> loaded_;
  std::vector<bool> lacking_;
  std::string scratch_;
  std::optional<Error> problem_;
};

std::optional<std::string_view> XlsBook::store_utf16(std::string_view utf16) {
  if (utf16.empty()) return std::string_view{};
  bool ascii = true;
  for (std::size_t i = 0; i < utf16.size(); i += 2)
    ascii = ascii && utf16[i + 1] == '\0' && static_cast<unsigned char>(utf16[i]) < 0x80;
  if (ascii) {
    scratch_.clear();
    for (std::size_t i = 0; i < utf16.size(); i += 2) scratch_ += utf16[i];
    return arena()->store(scratch_);
  }
  const auto text = to_utf8(utf16, Encoding::utf16le);
  if (!text) return std::nullopt;
  return arena()->store(*text);
}

bool XlsBook::load_strings(Parts parts) {
  std::uint32_t total = 0, unique = 0;
  if (!parts.number(4, total) || !parts.number(4, unique)) return false;
  std::string utf16;
  for (std::uint32_t i = 0; i < unique; ++i) {  // each takes three bytes at least, or it fails
    if (!read_string(parts, 2, utf16)) return false;
    const auto text = store_utf16(utf16);
    if (!text) return false;
    strings_.push_back(*text);
  }
  return true;
}

bool XlsBook::load_format(std::string_view body) {
  if (body.size() < 4) return false;
  const auto id = little_endian(body, 0, 2);
  std::string code;
  if (is_wide()) {
    Parts parts({body.substr(2)});
    std::string utf16;
    if (!read_string(parts, 2, utf16)) return false;
    // Letters of a format are ASCII; what is not is literal text and may vanish here.
    for (std::size_t i = 0; i < utf16.size(); i += 2) code += utf16[i + 1] == '\0' ? utf16[i] : ' ';
  } else {
    code = body.substr(3, static_cast<unsigned char>(body[2]));
  }
  formats_.emplace_back(id, is_date_format(code));
  return true;
}

bool XlsBook::load_sheet_name(std::string_view body) {
  constexpr char kWorksheet = 0;
  if (body.size() < 6 || sheets_.size() >= kSheetsMax) return false;
  if (body[5] == kWorksheet) sheets_.push_back(little_endian(body, 0, 4));
  return true;
}

bool XlsBook::load_global(const Record& record, Records& records) {
  switch (record.type) {
    case kFilePass:
      problem_ = error(ErrorCode::encrypted,
                       "the workbook is protected with a password; save it without one");
      return false;
    case kDateMode:
      epoch_1904_ = record.body.size() >= 2 && little_endian(record.body, 0, 2) == 1;
      return true;
    case kFormat:
    case kFormat5:
      return load_format(record.body);
    case kXf:
      if (record.body.size() < 4) return false;
      styles_.push_back(little_endian(record.body, 2, 2));
      return true;
    case kBoundSheet:
      return load_sheet_name(record.body);
    case kSst:
      return load_strings(Parts(records.take_continued(record.body)));
    default:
      return true;
  }
}

std::optional<Error> XlsBook::load() {
  Records records(stream_, 0);
  Record record;
  if (!records.next(record) || record.type != kBof || record.body.size() < 4) return damaged();
  version_ = little_endian(record.body, 0, 2);
  if (version_ != kBiff8 && version_ != kBiff5)
    return error(ErrorCode::unsupported,
                 "the workbook is of a version before Excel 5; save it as XLSX");
  for (;;) {
    if (!records.next(record)) return damaged();
    if (record.type == kEof) {
      if (!records.ends_here(record)) return damaged();
      break;
    }
    if (!load_global(record, records)) return problem_ ? problem_ : damaged();
  }
  for (const auto id : styles_) {
    const auto own = std::find_if(formats_.rbegin(), formats_.rend(),
                                  [&](const auto& format) { return format.first == id; });
    is_date_.push_back(own != formats_.rend() ? own->second : is_date_format(id));
  }
  loaded_.resize(sheets_.size());
  lacking_.resize(sheets_.size());
  return std::nullopt;
}

std::string_view XlsBook::store_number(std::string_view plain, std::uint32_t style) {
  if (style < is_date_.size() && is_date_[style]) {
    if (const auto date = date_of_serial(plain, epoch_1904_)) return arena()->store(*date);
  }
  return arena()->store(plain);
}

std::optional<std::string_view> XlsBook::label(Parts parts, std::size_t length_bytes) {
  std::string text;
  if (is_wide()) {
    if (!read_string(parts, length_bytes, text)) return std::nullopt;
    return store_utf16(text);
  }
  std::uint32_t length = 0;
  if (!parts.number(length_bytes, length)) return std::nullopt;
  for (std::uint32_t i = 0; i < length; ++i) {
    std::uint32_t byte = 0;
    if (!parts.number(1, byte)) return std::nullopt;
    text += static_cast<char>(byte);
  }
  const auto guess = detect_encoding(text);
  if (!guess) return std::nullopt;
  const auto utf8 = to_utf8(text, guess->encoding);
  return utf8 ? std::optional(arena()->store(*utf8)) : std::nullopt;
}

bool XlsBook::read_formula(std::string_view body, std::vector<Cell>& cells) {
  if (body.size() < 14) return false;
  Cell cell{little_endian(body, 0, 2), little_endian(body, 2, 2), {}};
  const auto style = little_endian(body, 4, 2);
  if (little_endian(body, 12, 2) != 0xFFFF) {
    const auto bits = std::uint64_t{little_endian(body, 10, 4)} << 32 | little_endian(body, 6, 4);
    const auto value = std::bit_cast<double>(bits);
    if (!std::isfinite(value)) return false;
    cell.text = store_number(plain_number(value, scratch_), style);
  } else if (body[6] == 1) {
    cell.text = body[8] != 0 ? "TRUE" : "FALSE";
  } else if (body[6] == 2) {
    cell.text = "#ERROR";
  }  // 0: the text follows as STRING; 3: empty
  cells.push_back(cell);
  return true;
}

bool XlsBook::read_cells(const Record& record, Records& records, std::vector<Cell>& cells) {
  const std::string_view body = record.body;
  if (record.type == kString) {
    if (cells.empty() || !cells.back().text.empty()) return true;  // of no formula that we read
    const auto text = label(Parts(records.take_continued(body)), 2);
    if (text) cells.back().text = *text;
    return text.has_value();
  }
  if (record.type == kFormula) return read_formula(body, cells);
  if (!has_its_size(record)) return false;
  Cell cell{little_endian(body, 0, 2), little_endian(body, 2, 2), {}};
  const auto style = little_endian(body, 4, 2);
  switch (record.type) {
    case kLabelSst: {
      const auto index = little_endian(body, 6, 4);
      if (index >= strings_.size()) return false;
      cell.text = strings_[index];
      break;
    }
    case kLabel:
    case kRString: {
      const auto text = label(Parts(records.take_continued(body.substr(6))), 2);
      if (!text) return false;
      cell.text = *text;
      break;
    }
    case kNumber: {
      const auto bits = std::uint64_t{little_endian(body, 10, 4)} << 32 | little_endian(body, 6, 4);
      const auto value = std::bit_cast<double>(bits);
      if (!std::isfinite(value)) return false;
      cell.text = store_number(plain_number(value, scratch_), style);
      break;
    }
    case kRk:
      cell.text = store_number(text_of_rk(little_endian(body, 6, 4), scratch_), style);
      break;
    case kBoolErr:
      cell.text = body[7] != 0 ? "#ERROR" : body[6] != 0 ? "TRUE" : "FALSE";
      break;
    case kMulRk: {
      // row, first column, {style, value}..., last column
      const std::size_t count = (body.size() - 6) / 6;
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = 4 + i * 6;
        const auto text = store_number(text_of_rk(little_endian(body, at + 2, 4), scratch_),
                                       little_endian(body, at, 2));
        cells.push_back({cell.row, cell.column + static_cast<std::uint32_t>(i), text});
      }
      return true;
    }
    default:
      return true;
  }
  cells.push_back(cell);
  return true;
}

bool is_cell(std::uint16_t type) {
  return type == kString || type == kFormula || type == kLabelSst || type == kLabel ||
         type == kRString || type == kNumber || type == kRk || type == kBoolErr || type == kMulRk;
}

// Cells in the order of rows and columns, as rows. False: a cell stands twice.
bool arrange(std::vector<Cell>& cells, SheetCells& sheet) {
  const auto before = [](const Cell& a, const Cell& b) {
    return a.row != b.row ? a.row < b.row : a.column < b.column;
  };
  if (!std::is_sorted(cells.begin(), cells.end(), before))
    std::stable_sort(cells.begin(), cells.end(), before);
  for (std::size_t at = 0; at < cells.size();) {
    SheetCells::Row row{cells[at].row + 1, sheet.cells.size(), 0};
    for (; at < cells.size() && cells[at].row + 1 == row.line; ++at) {
      if (sheet.cells.size() > row.begin && sheet.cells.back().column == cells[at].column)
        return false;
      sheet.cells.push_back({cells[at].column, cells[at].text});
    }
    row.end = sheet.cells.size();
    sheet.rows.push_back(row);
  }
  return true;
}

// How many rows the sheet says it has, and up to which it has any cell or format.
void XlsBook::count_rows(const Record& record, std::uint32_t& stated, std::uint32_t& seen) const {
  const std::size_t size = is_wide() ? 4 : 2;
  if (record.type == kDimensions && record.body.size() >= 2 * size) {
    stated = little_endian(record.body, size, size);
  } else if (record.body.size() >= 2 && record.type != kString &&
             (is_cell(record.type) || record.type == kRow || record.type == kBlank ||
              record.type == kMulBlank)) {
    seen = std::max(seen, little_endian(record.body, 0, 2) + 1);
  }
}

Result<std::unique_ptr<RowReader>> XlsBook::open_sheet(std::size_t index) {
  if (!loaded_[index]) {
    Records records(stream_, sheets_[index]);
    Record record;
    if (!records.next(record) || record.type != kBof) return tl::unexpected(damaged());
    std::vector<Cell> cells;
    std::uint32_t stated = 0, seen = 0;  // rows
    std::size_t depth = 1;               // charts are substreams inside
    while (depth > 0) {
      if (!records.next(record)) return tl::unexpected(damaged());
      if (record.type == kBof) ++depth;
      if (record.type == kEof && --depth == 0 && !records.ends_here(record))
        return tl::unexpected(damaged());
      if (depth != 1) continue;
      count_rows(record, stated, seen);
      const bool blank = record.type == kBlank || record.type == kMulBlank;
      if (blank && !has_its_size(record)) return tl::unexpected(damaged());
      if (!is_cell(record.type)) continue;
      const std::uint32_t row = cells.empty() ? 0 : cells.back().row + 1;
      if (!read_cells(record, records, cells)) return tl::unexpected(damaged(row));
    }
    lacking_[index] = seen < stated;
    auto sheet = std::make_shared<SheetCells>();
    std::erase_if(cells, [](const Cell& cell) { return cell.text.empty(); });
    if (!arrange(cells, *sheet)) return tl::unexpected(damaged());
    loaded_[index] = std::move(sheet);
  }
  return std::unique_ptr<RowReader>(
      std::make_unique<MemoryRows>(loaded_[index], *arena(), options_.limits));
}

}  // namespace

bool is_xls(std::string_view bytes) { return OleFile::is_ole(bytes); }

OpenedWorkbook open_xls(std::string_view bytes, const ReadOptions& options) {
  const Place place{options.source_name, 0, 0, 0, {}};
  const auto file = OleFile::open(bytes, options);
  if (!file) return tl::unexpected(file.error());
  if (file->has("EncryptedPackage")) {
    auto package = decrypt_office(*file, options);
    if (!package) return tl::unexpected(package.error());
    return open_decrypted_xlsx(std::move(*package), options);
  }
  const bool book_8 = file->has("Workbook");
  if (!book_8 && !file->has("Book"))
    return fail(ErrorCode::unsupported, place,
                "the compound file has no workbook; save the table as XLSX or CSV");
  auto stream = file->read(book_8 ? "Workbook" : "Book");
  if (!stream) return tl::unexpected(stream.error());
  auto book = std::make_unique<XlsBook>(std::move(*stream), options);
  if (auto error = book->load()) return tl::unexpected(*error);
  return OpenedWorkbook(std::move(book));
}

}  // namespace zhun::read
