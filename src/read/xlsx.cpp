// The parts of a workbook as streams of XML events: expat over the inflating zip entry.
#include "read/xlsx.hpp"

#include <expat.h>

#include <algorithm>
#include <charconv>

#include "read/sheet_values.hpp"
#include "read/zip.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kPieceBytes = 64 << 10;
constexpr std::size_t kSmallPartMax = std::size_t{8} << 20;  // workbook, relations, styles
constexpr std::size_t kSheetColumnsMax = 16'384;
constexpr std::size_t kSheetsMax = 256;
constexpr const char* kTooLongCell = "a cell is longer than the limits allow";

std::string_view local_name(const char* name) {
  const std::string_view text = name;
  const auto colon = text.rfind(':');
  return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

std::string_view attribute(const char** attributes, std::string_view name) {
  for (; attributes[0] != nullptr; attributes += 2) {
    if (local_name(attributes[0]) == name) return attributes[1];
  }
  return {};
}

std::uint32_t to_number(std::string_view text, std::uint32_t otherwise) {
  std::uint32_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size() ? value : otherwise;
}

// One part of the archive as XML events, pulled piece by piece.
class XmlPart {
 public:
  XmlPart(ZipReader zip, const ReadOptions& options)
      : options_(options), zip_(std::move(zip)), parser_(nullptr, &XML_ParserFree) {}
  virtual ~XmlPart() = default;
  XmlPart(const XmlPart&) = delete;
  XmlPart& operator=(const XmlPart&) = delete;

  // False: error() says why.
  bool begin(std::string_view part, std::size_t expanded_max) {
    const auto& names = zip_.names();
    const auto at = std::find(names.begin(), names.end(), part);
    if (at == names.end())
      return stop(ErrorCode::format, "the workbook lacks a part that it names");
    const auto begun = zip_.begin(static_cast<std::size_t>(at - names.begin()), expanded_max);
    if (!begun) {
      error_ = begun.error();
      return false;
    }
    parser_.reset(XML_ParserCreate(nullptr));
    if (!parser_) return stop(ErrorCode::out_of_memory, "memory ran out while reading XML");
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
    return true;
  }

  // Parses the next piece; false at the end or for an error.
  bool advance() {
    if (done_ || error_) return false;
    void* buffer = XML_GetBuffer(parser_.get(), static_cast<int>(kPieceBytes));
    if (buffer == nullptr)
      return stop(ErrorCode::out_of_memory, "memory ran out while reading XML");
    const auto count = zip_.take(static_cast<char*>(buffer), kPieceBytes);
    if (!count) {
      error_ = count.error();
      return false;
    }
    done_ = *count == 0;
    taken_ += *count;
    const auto status = XML_ParseBuffer(parser_.get(), static_cast<int>(*count), done_);
    if (error_) return false;
    if (status != XML_STATUS_OK)
      return stop(ErrorCode::format, "a part of the workbook is not well-formed XML");
    return !done_;
  }
  bool run() {
    while (advance()) {
    }
    return !error_;
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  [[nodiscard]] std::uint64_t taken() const { return taken_; }
  [[nodiscard]] std::uint64_t stated_size() const { return zip_.stated_size(); }

 protected:
  virtual void start(std::string_view name, const char** attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view) {}
  // The row of a sheet that is being read, for the places of errors.
  [[nodiscard]] virtual std::uint32_t row_number() const { return 0; }

  bool stop(ErrorCode code, std::string message, std::uint32_t column = 0) {
    if (!error_)
      error_ =
          Error{code, Place{options_.source_name, 0, row_number(), column, {}}, std::move(message)};
    if (parser_) XML_StopParser(parser_.get(), XML_FALSE);
    return false;
  }

  const ReadOptions& options_;

 private:
  static void on_start(void* data, const char* name, const char** attributes) {
    auto& part = *static_cast<XmlPart*>(data);
    if (part.error_) return;
    if (++part.depth_ > part.options_.limits.xml_depth_max) {
      part.stop(ErrorCode::limit, "elements are nested too deeply");
      return;
    }
    part.start(local_name(name), attributes);
  }
  static void on_end(void* data, const char* name) {
    auto& part = *static_cast<XmlPart*>(data);
    if (part.error_) return;
    --part.depth_;
    part.end(local_name(name));
  }
  static void on_text(void* data, const char* text, int size) {
    auto& part = *static_cast<XmlPart*>(data);
    if (!part.error_) part.text({text, static_cast<std::size_t>(size)});
  }
  static void on_doctype(void* data, const char*, const char*, const char*, int) {
    static_cast<XmlPart*>(data)->stop(ErrorCode::format, "a DOCTYPE is not accepted in a workbook");
  }

  ZipReader zip_;
  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
  std::size_t depth_ = 0;
  std::uint64_t taken_ = 0;
  bool done_ = false;
  std::optional<Error> error_;
};

// workbook.xml: the sheets in their order and the epoch of dates.
class WorkbookPart final : public XmlPart {
 public:
  using XmlPart::XmlPart;
  std::vector<std::string> relations;  // r:id of each sheet
  bool epoch_1904 = false;

 protected:
  void start(std::string_view name, const char** attributes) override {
    if (name == "sheet" && relations.size() < kSheetsMax) {
      relations.emplace_back(attribute(attributes, "id"));
    } else if (name == "workbookPr") {
      const auto value = attribute(attributes, "date1904");
      epoch_1904 = value == "1" || value == "true";
    }
  }
  void end(std::string_view) override {}
};

struct Relation {
  std::string id, type, target;
};

class RelationsPart final : public XmlPart {
 public:
  using XmlPart::XmlPart;
  std::vector<Relation> relations;

 protected:
  void start(std::string_view name, const char** attributes) override {
    if (name != "Relationship") return;
    const auto type = attribute(attributes, "Type");
    const auto slash = type.rfind('/');
    relations.push_back(
        {std::string(attribute(attributes, "Id")),
         std::string(slash == std::string_view::npos ? type : type.substr(slash + 1)),
         std::string(attribute(attributes, "Target"))});
  }
  void end(std::string_view) override {}
};

// styles.xml: which cell styles show a date.
class StylesPart final : public XmlPart {
 public:
  using XmlPart::XmlPart;
  std::vector<bool> is_date;  // by the index of the style

 protected:
  void start(std::string_view name, const char** attributes) override {
    if (name == "numFmt") {
      if (!inside_formats_) return;  // those of dxf mean no cells
      const auto id = to_number(attribute(attributes, "numFmtId"), 0);
      const auto code = attribute(attributes, "formatCode");
      formats_.emplace_back(id, is_date_format(code));
    } else if (name == "numFmts") {
      inside_formats_ = true;
    } else if (name == "cellXfs") {
      inside_styles_ = true;
    } else if (name == "xf" && inside_styles_) {
      const auto id = to_number(attribute(attributes, "numFmtId"), 0);
      const auto own = std::find_if(formats_.rbegin(), formats_.rend(),
                                    [&](const auto& format) { return format.first == id; });
      is_date.push_back(own != formats_.rend() ? own->second : is_date_format(id));
    }
  }
  void end(std::string_view name) override {
    if (name == "numFmts") inside_formats_ = false;
    if (name == "cellXfs") inside_styles_ = false;
  }

 private:
  std::vector<std::pair<std::uint32_t, bool>> formats_;
  bool inside_formats_ = false, inside_styles_ = false;
};

// sharedStrings.xml: the runs of rich text are joined, phonetic runs left out.
class StringsPart final : public XmlPart {
 public:
  StringsPart(ZipReader zip, const ReadOptions& options, TextArena& arena)
      : XmlPart(std::move(zip), options), arena_(arena) {}
  std::vector<StoredText> strings;

 protected:
  void start(std::string_view name, const char**) override {
    if (name == "si") {
      value_.clear();
    } else if (name == "t") {
      inside_text_ = !inside_phonetic_;
    } else if (name == "rPh") {
      inside_phonetic_ = true;
    }
  }
  void end(std::string_view name) override {
    if (name == "t") {
      inside_text_ = false;
    } else if (name == "rPh") {
      inside_phonetic_ = false;
    } else if (name == "si") {
      if (value_.find("_x") != std::string::npos) value_ = decode_escapes(value_);
      strings.push_back(arena_.store(value_));
    }
  }
  void text(std::string_view text) override {
    if (!inside_text_) return;
    if (value_.size() + text.size() > options_.limits.cell_bytes_max) {
      stop(ErrorCode::limit, kTooLongCell);
      return;
    }
    value_.append(text);
  }

 private:
  TextArena& arena_;
  std::string value_;
  bool inside_text_ = false, inside_phonetic_ = false;
};

// What all sheets of a workbook share.
struct Shared {
  std::string_view bytes;
  std::string owned;  // the same, where they were decrypted
  const ReadOptions* options = nullptr;
  std::shared_ptr<TextArena> arena;
  std::vector<StoredText> strings;
  std::vector<bool> is_date;
  bool epoch_1904 = false;
};

struct CellText {
  const char* shared = nullptr;  // else a text of the row
  std::size_t begin = 0, size = 0;
};

// A row and the texts of its cells. The views are made when no text is added any more.
struct OpenRow {
  CsvRow row;
  std::vector<CellText> cells;
  std::vector<char> texts;

  void clear() {
    row.cells.clear();
    cells.clear();
    texts.clear();
  }
  CellText keep(std::string_view text) {
    const CellText kept{nullptr, texts.size(), text.size()};
    texts.insert(texts.end(), text.begin(), text.end());
    return kept;
  }
  void finish(std::uint32_t line) {
    row.line = line;
    row.cells.clear();
    for (const CellText& cell : cells) {
      const char* const begin = cell.shared != nullptr ? cell.shared : texts.data() + cell.begin;
      row.cells.push_back(cell.size == 0 ? std::string_view() : std::string_view(begin, cell.size));
    }
  }
};

class SheetPart final : public XmlPart {
 public:
  SheetPart(ZipReader zip, const Shared& shared)
      : XmlPart(std::move(zip), *shared.options),
        shared_(shared),
        shaper_(shared.options->limits) {}

  // False at the end or for an error.
  bool next(CsvRow& row) {
    while (head_ == queued_) {
      head_ = queued_ = 0;
      if (error()) return false;
      if (!advance() && queued_ == 0) return false;
    }
    row.cells.swap(queue_[head_].row.cells);
    row.line = queue_[head_++].row.line;
    shaper_.finish(row);
    ++given_;
    return true;
  }
  void expect_columns(std::size_t columns) { shaper_.expect_columns(columns); }
  [[nodiscard]] std::size_t estimate_rows() const {
    const std::uint64_t seen = given_ + (queued_ - head_);
    const std::uint64_t left = stated_size() - std::min(stated_size(), taken());
    if (seen == 0 || taken() == 0) return queued_ - head_;
    const std::uint64_t bytes_per_row = std::max<std::uint64_t>(1, taken() / seen);
    return static_cast<std::size_t>(left / bytes_per_row + left / bytes_per_row / 10) +
           (queued_ - head_) + 1;
  }

 protected:
  enum class Type : std::uint8_t { number, shared, inline_text, text, boolean, error, date };

  void start(std::string_view name, const char** attributes) override {
    if (name == "c") {
      start_cell(attributes);
    } else if (name == "v") {
      inside_value_ = in_cell_ && type_ != Type::inline_text;
    } else if (name == "t") {
      inside_value_ = in_cell_ && type_ == Type::inline_text && !inside_phonetic_;
    } else if (name == "row") {
      start_row(attributes);
    } else if (name == "rPh") {
      inside_phonetic_ = true;
    }
  }
  void end(std::string_view name) override {
    if (name == "c") {
      if (in_cell_) end_cell();
      in_cell_ = false;
    } else if (name == "v" || name == "t") {
      inside_value_ = false;
    } else if (name == "row") {
      end_row();
    } else if (name == "rPh") {
      inside_phonetic_ = false;
    }
  }
  void text(std::string_view text) override {
    if (!inside_value_) return;
    if (value_.size() + text.size() > options_.limits.cell_bytes_max) {
      stop(ErrorCode::limit, kTooLongCell, static_cast<std::uint32_t>(column_ + 1));
      return;
    }
    value_.append(text);
  }
  [[nodiscard]] std::uint32_t row_number() const override { return row_; }

 private:
  void start_row(const char** attributes) {
    row_ = to_number(attribute(attributes, "r"), row_ + 1);
    row_open_ = true;
    open_row_.clear();
    column_next_ = 0;
  }

  void start_cell(const char** attributes) {
    if (!row_open_) return;
    column_ = column_next_;
    style_ = 0;
    type_ = Type::number;
    for (; attributes[0] != nullptr; attributes += 2) {
      const std::string_view key = attributes[0];
      const std::string_view value = attributes[1];
      if (key == "r") {
        const auto column = column_of_reference(value);
        if (!column) {
          stop(ErrorCode::format, "the reference of a cell is not one of a sheet");
          return;
        }
        column_ = *column;
      } else if (key == "t") {
        type_ = value == "s"           ? Type::shared
                : value == "inlineStr" ? Type::inline_text
                : value == "str"       ? Type::text
                : value == "b"         ? Type::boolean
                : value == "e"         ? Type::error
                : value == "d"         ? Type::date
                                       : Type::number;
      } else if (key == "s") {
        style_ = to_number(value, 0);
      }
    }
    column_next_ = column_ + 1;
    value_.clear();
    in_cell_ = true;
  }

  void end_cell() {
    if (value_.empty()) return;
    const auto text = cell_text();
    if (error() || text.size == 0) return;
    if (column_ >= options_.limits.columns_max) {
      stop(ErrorCode::limit, "the row has more columns than the limits allow");
      return;
    }
    auto& cells = open_row_.cells;
    if (column_ < cells.size()) {  // a cell that comes late, or twice
      if (cells[column_].size != 0) {
        stop(ErrorCode::format, "a cell stands twice in its row",
             static_cast<std::uint32_t>(column_ + 1));
        return;
      }
      cells[column_] = text;
      return;
    }
    cells.resize(column_);
    cells.push_back(text);
  }

  // A text of the row, or one that all sheets share.
  CellText cell_text() {
    switch (type_) {
      case Type::shared: {
        const auto index = to_number(value_, UINT32_MAX);
        if (index >= shared_.strings.size()) {
          stop(ErrorCode::format, "a cell names a shared text that the workbook does not have",
               static_cast<std::uint32_t>(column_ + 1));
          return {};
        }
        const std::string_view text = shared_.strings[index];
        return {text.data(), 0, text.size()};
      }
      case Type::boolean:
        return open_row_.keep(value_ == "1" || value_ == "true" ? "TRUE" : "FALSE");
      case Type::date: {
        const auto point = value_.find('.');
        std::string_view moment = std::string_view(value_).substr(0, point);
        if (moment.ends_with("T00:00:00")) moment.remove_suffix(9);
        return open_row_.keep(moment);
      }
      case Type::inline_text:
      case Type::text:
        if (value_.find("_x") != std::string::npos)
          return open_row_.keep(decode_escapes(value_));
        return open_row_.keep(value_);
      case Type::error:
        return open_row_.keep(value_);
      case Type::number:
        break;
    }
    const auto plain = plain_number(value_, scratch_);
    if (style_ < shared_.is_date.size() && shared_.is_date[style_]) {
      if (const auto date = date_of_serial(plain, shared_.epoch_1904))
        return open_row_.keep(*date);
    }
    return open_row_.keep(plain);
  }

  void end_row() {
    if (!row_open_) return;
    row_open_ = false;
    open_row_.finish(row_);
    if (auto problem = shaper_.check(open_row_.row)) {
      stop(problem->code, problem->message);
      return;
    }
    if (!RowShaper::trim(open_row_.row)) return;
    if (queued_ == queue_.size()) queue_.emplace_back();
    std::swap(open_row_, queue_[queued_++]);
  }

  const Shared& shared_;
  RowShaper shaper_;
  std::vector<OpenRow> queue_;
  std::size_t head_ = 0, queued_ = 0;
  std::uint64_t given_ = 0;
  OpenRow open_row_;  // may begin in one piece and end in the next
  bool row_open_ = false;
  std::uint32_t row_ = 0;
  std::size_t column_ = 0, column_next_ = 0;
  std::uint32_t style_ = 0;
  Type type_ = Type::number;
  bool in_cell_ = false, inside_value_ = false, inside_phonetic_ = false;
  std::string value_, scratch_;
};

class XlsxRows final : public RowReader {
 public:
  XlsxRows(std::shared_ptr<const Shared> shared, std::string part)
      : shared_(std::move(shared)), part_(std::move(part)) {
    auto zip = ZipReader::open(shared_->bytes, *shared_->options);
    if (!zip) {
      error_ = zip.error();
      return;
    }
    sheet_ = std::make_unique<SheetPart>(std::move(*zip), *shared_);
    if (!sheet_->begin(part_, shared_->options->limits.bytes_max)) error_ = sheet_->error();
  }

  [[nodiscard]] bool next(CsvRow& row) override {
    if (error_) return false;
    if (sheet_->next(row)) {
      ++given_;
      return true;
    }
    error_ = sheet_->error();
    return false;
  }
  [[nodiscard]] const std::optional<Error>& error() const override { return error_; }
  void expect_columns(std::size_t columns) override {
    if (sheet_) sheet_->expect_columns(columns);
  }
  [[nodiscard]] std::unique_ptr<RowReader> fork() const override {
    auto other = std::make_unique<XlsxRows>(shared_, part_);
    CsvRow row;
    for (std::uint64_t i = 0; i < given_ && other->next(row); ++i) {
    }
    return other;
  }
  [[nodiscard]] std::size_t estimate_rows() const override {
    return sheet_ ? sheet_->estimate_rows() : 0;
  }

 private:
  std::shared_ptr<const Shared> shared_;
  std::string part_;
  std::unique_ptr<SheetPart> sheet_;
  std::uint64_t given_ = 0;
  std::optional<Error> error_;
};

// `target` of a relation of a part in `folder` ("xl/"), as the name of a part.
std::string part_of_target(std::string_view folder, std::string_view target) {
  std::string path = target.starts_with('/') ? std::string(target.substr(1))
                                             : std::string(folder) + std::string(target);
  for (auto at = path.find("../"); at != std::string::npos; at = path.find("../")) {
    if (at == 0) {
      path.erase(0, 3);
      continue;
    }
    const auto before = at >= 2 ? path.rfind('/', at - 2) : std::string::npos;
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    path.erase(begin, at + 3 - begin);
  }
  return path;
}

class XlsxBook final : public Workbook {
 public:
  XlsxBook(std::string_view bytes, const ReadOptions& options)
      : shared_(std::make_shared<Shared>()) {
    shared_->bytes = bytes;
    shared_->options = &options;
    shared_->arena = arena();
  }
  XlsxBook(std::string&& bytes, const ReadOptions& options)
      : XlsxBook(std::string_view(), options) {
    shared_->owned = std::move(bytes);
    shared_->bytes = shared_->owned;
  }

  [[nodiscard]] std::size_t sheet_count() const override { return sheets_.size(); }
  [[nodiscard]] std::string_view format() const override { return "xlsx"; }
  [[nodiscard]] Result<std::unique_ptr<RowReader>> open_sheet(std::size_t index) override {
    auto rows = std::make_unique<XlsxRows>(shared_, sheets_[index]);
    if (rows->error()) return tl::unexpected(*rows->error());
    return std::unique_ptr<RowReader>(std::move(rows));
  }

  [[nodiscard]] std::optional<Error> load();

 private:
  [[nodiscard]] Result<ZipReader> zip() const {
    return ZipReader::open(shared_->bytes, *shared_->options);
  }
  // Reads a part; the error of reading it.
  template <typename Part>
  [[nodiscard]] static std::optional<Error> read_part(Part& part, std::string_view name,
                                                      std::size_t expanded_max) {
    if (part.begin(name, expanded_max)) part.run();
    return part.error();
  }
  [[nodiscard]] std::optional<Error> load_shared(const std::string& styles,
                                                 const std::string& strings);

  std::shared_ptr<Shared> shared_;
  std::vector<std::string> sheets_;  // names of parts
};

std::optional<Error> XlsxBook::load() {
  const ReadOptions& options = *shared_->options;
  auto archive = zip();
  if (!archive) return archive.error();
  std::string main = "xl/workbook.xml";
  if (!archive->has(main) && archive->has("_rels/.rels")) {
    RelationsPart root(std::move(*archive), options);
    if (auto error = read_part(root, "_rels/.rels", kSmallPartMax)) return error;
    for (const auto& relation : root.relations) {
      if (relation.type == "officeDocument") main = part_of_target("", relation.target);
    }
    archive = zip();
    if (!archive) return archive.error();
  }
  const auto slash = main.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : main.substr(0, slash + 1);
  const std::string relations_name = folder + "_rels/" + main.substr(folder.size()) + ".rels";
  WorkbookPart workbook(std::move(*archive), options);
  if (auto error = read_part(workbook, main, kSmallPartMax)) return error;
  shared_->epoch_1904 = workbook.epoch_1904;
  archive = zip();
  if (!archive) return archive.error();
  RelationsPart relations(std::move(*archive), options);
  if (auto error = read_part(relations, relations_name, kSmallPartMax)) return error;
  for (const auto& id : workbook.relations) {
    for (const auto& relation : relations.relations) {
      if (relation.id != id || relation.type != "worksheet") continue;
      std::string part = part_of_target(folder, relation.target);
      // Two sheets of one part would be read twice, and 256 of them 256 times.
      if (std::find(sheets_.begin(), sheets_.end(), part) == sheets_.end())
        sheets_.push_back(std::move(part));
    }
  }
  std::string styles, strings;
  for (const auto& relation : relations.relations) {
    if (relation.type == "styles") styles = part_of_target(folder, relation.target);
    if (relation.type == "sharedStrings") strings = part_of_target(folder, relation.target);
  }
  return load_shared(styles, strings);
}

std::optional<Error> XlsxBook::load_shared(const std::string& styles, const std::string& strings) {
  const ReadOptions& options = *shared_->options;
  if (!styles.empty()) {
    auto archive = zip();
    if (!archive) return archive.error();
    StylesPart part(std::move(*archive), options);
    if (auto error = read_part(part, styles, kSmallPartMax)) return error;
    shared_->is_date = std::move(part.is_date);
  }
  if (!strings.empty()) {
    auto archive = zip();
    if (!archive) return archive.error();
    StringsPart part(std::move(*archive), options, *shared_->arena);
    if (auto error = read_part(part, strings, options.limits.bytes_max)) return error;
    shared_->strings = std::move(part.strings);
  }
  return std::nullopt;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::optional<std::size_t> column_of_reference(std::string_view reference) {
  std::size_t column = 0, letters = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
    if (++letters > 3 || column > kSheetColumnsMax) return std::nullopt;
  }
  return letters == 0 ? std::nullopt : std::optional(column - 1);
}

std::string decode_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    int code = -1;
    if (text[at] == '_' && at + 6 < text.size() && text[at + 1] == 'x' && text[at + 6] == '_') {
      code = 0;
      for (std::size_t i = at + 2; i < at + 6 && code >= 0; ++i) {
        const int digit = hex_digit(text[i]);
        code = digit < 0 ? -1 : code * 16 + digit;
      }
    }
    if (code >= 0 && code < 0x80) {  // the only ones that need it: controls and the mark itself
      plain += static_cast<char>(code);
      at += 7;
    } else {
      plain += text[at++];
    }
  }
  return plain;
}

bool is_xlsx(std::string_view bytes, const ReadOptions& options) {
  if (!ZipReader::is_zip(bytes)) return false;
  const auto zip = ZipReader::open(bytes, options);
  if (!zip) return false;
  return zip->has("[Content_Types].xml") || zip->has("xl/workbook.xml");
}

OpenedWorkbook open_decrypted_xlsx(std::string bytes, const ReadOptions& options) {
  if (!is_xlsx(bytes, options))
    return fail(ErrorCode::unsupported, Place{options.source_name, 0, 0, 0, {}},
                "the encrypted document is no workbook of tables; save the table as XLSX or CSV");
  auto book = std::make_unique<XlsxBook>(std::move(bytes), options);
  if (auto error = book->load()) return tl::unexpected(with_source(*error, options));
  return OpenedWorkbook(std::move(book));
}

OpenedWorkbook open_xlsx(std::string_view bytes, const ReadOptions& options) {
  auto book = std::make_unique<XlsxBook>(bytes, options);
  if (auto error = book->load()) return tl::unexpected(with_source(*error, options));
  return OpenedWorkbook(std::move(book));
}

}  // namespace zhun::read
