// Opening, checking and filling a template; word_parts finds the placeholders.
#include "present/word_template.hpp"

#include <algorithm>
#include <set>

#include "base/xml.hpp"
#include "base/zip_write.hpp"
#include "present/report_text.hpp"
#include "present/word_parts.hpp"
#include "read/zip.hpp"

namespace zhun::word {
namespace {

constexpr std::size_t kTemplateBytesMax = std::size_t{8} << 20;
constexpr std::size_t kEntriesMax = 500;
constexpr std::size_t kPartBytesMax = std::size_t{64} << 20;  // of a filled part
constexpr std::string_view kMainPart = "word/document.xml";

Limits template_limits() {
  Limits limits;
  limits.bytes_max = kTemplateBytesMax;
  return limits;
}

// Parts that may hold placeholders.
bool is_text_part(std::string_view name) {
  if (name == kMainPart || name == "word/footnotes.xml" || name == "word/endnotes.xml") return true;
  return name.ends_with(".xml") &&
         (name.starts_with("word/header") || name.starts_with("word/footer"));
}

bool is_xml(std::string_view name) { return name.ends_with(".xml") || name.ends_with(".rels"); }

// Kinds of relations that bring in something that runs, or that is not a text of the template.
bool is_foreign(std::string_view type) {
  static constexpr std::string_view kForeign[] = {"/oleObject",  "/package",         "/control",
                                                  "/vbaProject", "/aFChunk",         "/subDocument",
                                                  "/frame",      "/attachedToolbars"};
  return std::any_of(std::begin(kForeign), std::end(kForeign),
                     [&](std::string_view end) { return type.ends_with(end); });
}

class Filler {
 public:
  Filler(std::string_view docx, std::string_view name, const Values& values, CheckedParts& checked)
      : docx_(docx), name_(name), values_(values), checked_(checked) {}

  Result<std::string> run() {
    auto files = unpack();
    if (!files) return tl::unexpected(files.error());
    for (ZipFile& file : *files) {
      if (auto done = treat(file); !done) return tl::unexpected(done.error());
    }
    return write_zip(*files, ZipMethod::deflated);
  }

 private:
  [[nodiscard]] Place place(std::string_view part) const {
    return Place{std::string(name_), 0, 0, 0, std::string(part)};
  }

  Result<std::vector<ZipFile>> unpack() const {
    ReadOptions options;
    options.limits = template_limits();
    options.source_name = std::string(name_);
    auto zip = read::ZipReader::open(docx_, options);
    if (!zip) return tl::unexpected(named(zip.error(), ""));
    if (zip->names().size() > kEntriesMax)
      return fail(ErrorCode::limit, place(""), "the template has more parts than allowed");
    std::vector<ZipFile> files;
    std::set<std::string_view> seen;
    std::size_t total = 0;
    for (std::size_t i = 0; i < zip->names().size(); ++i) {
      const std::string& part = zip->names()[i];
      const bool odd = part.empty() || part[0] == '/' || part.find("..") != std::string::npos ||
                       part.find('\\') != std::string::npos || !is_valid_utf8(part);
      if (odd || !seen.insert(part).second)
        return fail(ErrorCode::format, place(""), "the template has a part twice or of a bad name");
      if (part.back() == '/') continue;  // a folder
      auto bytes = zip->read(i, kTemplateBytesMax);
      if (!bytes) return tl::unexpected(named(bytes.error(), part));
      total += bytes->size();
      if (total > 2 * kTemplateBytesMax)
        return fail(ErrorCode::limit, place(part), "the template expands beyond the limit");
      files.push_back({part, std::move(*bytes)});
    }
    for (const std::string_view needed : {std::string_view("[Content_Types].xml"), kMainPart}) {
      if (!seen.contains(needed))
        return fail(ErrorCode::format, place(needed),
                    "this is no Word document: a part is missing; save it as .docx");
    }
    return files;
  }

  // The name of the template and of the part, whatever the reader below called them.
  [[nodiscard]] Error named(Error error, std::string_view part) const {
    error.place.source = std::string(name_);
    error.place.field = std::string(part);
    if (error.code != ErrorCode::limit) error.code = ErrorCode::format;
    return error;
  }

  Result<void> treat(ZipFile& file) const {
    const bool macros = file.name.find("vbaProject") != std::string::npos ||
                        file.name.starts_with("word/activeX") ||
                        file.name.starts_with("word/embeddings");
    if (macros)
      return fail(ErrorCode::format, place(file.name),
                  "a template may hold neither macros nor embedded objects; remove them");
    if (!is_xml(file.name)) return {};
    if (is_text_part(file.name)) {
      if (const auto fine = xml::check(file.bytes, name_, template_limits()); !fine)
        return tl::unexpected(named(fine.error(), file.name));
      return fill(file);
    }
    std::string seen = file.name + '\n' + file.bytes;
    if (checked_.contains(seen)) return {};
    if (auto fine = check_part(file); !fine) return fine;
    checked_.insert(std::move(seen));
    return {};
  }

  [[nodiscard]] Result<void> check_part(const ZipFile& file) const {
    if (const auto fine = xml::check(file.bytes, name_, template_limits()); !fine)
      return tl::unexpected(named(fine.error(), file.name));
    if (file.name == "[Content_Types].xml" && file.bytes.find("macroEnabled") != std::string::npos)
      return fail(ErrorCode::format, place(file.name),
                  "a template may not hold macros; save it as .docx");
    if (file.name.ends_with(".rels")) return check_relations(file);
    if (file.bytes.find("{{") != std::string::npos)
      return fail(ErrorCode::format, place(file.name),
                  "a placeholder stands in a part of the document that is not filled");
    return {};
  }

  Result<void> check_relations(const ZipFile& file) const {
    const auto root = xml::parse(file.bytes, name_, template_limits());
    if (!root) return tl::unexpected(named(root.error(), file.name));
    for (const xml::Element& relation : root->children) {
      const std::string_view type = relation.attribute("Type");
      const bool outside =
          relation.attribute("TargetMode") == "External" && !type.ends_with("/hyperlink");
      if (outside || is_foreign(type))
        return fail(ErrorCode::format, place(file.name),
                    "a template may bring in nothing from outside of it and no embedded objects");
    }
    return {};
  }

  Result<void> fill(ZipFile& file) const {
    const Place where = place(file.name);
    const auto pieces = take_apart(file.bytes, where);
    if (!pieces) return tl::unexpected(pieces.error());
    std::string out;
    out.reserve(file.bytes.size() * 2);
    std::vector<Row> rows;
    if (auto done = append(out, *pieces, 0, pieces->size(), rows, where); !done) return done;
    file.bytes = std::move(out);
    return {};
  }

  // A row of a list that is being repeated.
  struct Row {
    const List* list = nullptr;
    std::size_t index = 0;
  };

  [[nodiscard]] const std::string* text_of(std::string_view name,
                                           const std::vector<Row>& rows) const {
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      const auto& columns = row->list->columns;
      const auto column = std::find(columns.begin(), columns.end(), name);
      if (column != columns.end())
        return &row->list->rows[row->index][static_cast<std::size_t>(column - columns.begin())];
    }
    const auto it = values_.texts.find(name);
    return it == values_.texts.end() ? nullptr : &it->second;
  }

  // Depth is bounded by take_apart. Names are checked even where a list is empty.
  Result<void> append(std::string& out, const std::vector<Piece>& pieces, std::size_t begin,
                      std::size_t end, std::vector<Row>& rows, const Place& where) const {
    for (std::size_t i = begin; i < end; ++i) {
      const Piece& piece = pieces[i];
      if (piece.kind == Piece::Kind::literal) {
        out += piece.literal;
        if (out.size() > kPartBytesMax)
          return fail(ErrorCode::limit, where, "the filled document is larger than the limit");
      } else if (piece.kind == Piece::Kind::value) {
        const std::string* text = text_of(piece.text, rows);
        if (text == nullptr) return unknown(piece, where);
        append_text(out, *text);
      } else if (piece.kind != Piece::Kind::close) {
        if (auto done = section(out, pieces, i, rows, where); !done) return done;
        i = piece.end;
      }
    }
    return {};
  }

  Result<void> section(std::string& out, const std::vector<Piece>& pieces, std::size_t at,
                       std::vector<Row>& rows, const Place& where) const {
    const Piece& piece = pieces[at];
    const bool inverted = piece.kind == Piece::Kind::open_inverted;
    const auto list = values_.lists.find(piece.text);
    if (list == values_.lists.end()) {
      const std::string* text = text_of(piece.text, rows);
      if (text == nullptr) return unknown(piece, where);
      if (text->empty() == inverted) return append(out, pieces, at + 1, piece.end, rows, where);
      return check_names(pieces, at, rows, where);
    }
    const List& table = list->second;
    if (inverted) {
      if (table.rows.empty()) return append(out, pieces, at + 1, piece.end, rows, where);
      return check_names(pieces, at, rows, where);
    }
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      rows.push_back({&table, i});
      auto done = append(out, pieces, at + 1, piece.end, rows, where);
      rows.pop_back();
      if (!done) return done;
    }
    return table.rows.empty() ? check_names(pieces, at, rows, where) : Result<void>();
  }

  // What is not shown has to be right as well: the next dossier shows it.
  Result<void> check_names(const std::vector<Piece>& pieces, std::size_t at,
                           const std::vector<Row>& rows, const Place& where) const {
    std::vector<std::pair<const List*, std::size_t>> lists;  // with the end of their section
    for (std::size_t i = at; i < pieces[at].end; ++i) {
      const Piece& piece = pieces[i];
      if (piece.kind == Piece::Kind::literal || piece.kind == Piece::Kind::close) continue;
      const auto list = values_.lists.find(piece.text);
      if (piece.kind != Piece::Kind::value && list != values_.lists.end()) {
        lists.emplace_back(&list->second, piece.end);
        continue;
      }
      const bool column = std::any_of(lists.begin(), lists.end(), [&](const auto& open) {
        const auto& columns = open.first->columns;
        return i < open.second &&
               std::find(columns.begin(), columns.end(), piece.text) != columns.end();
      });
      if (!column && text_of(piece.text, rows) == nullptr) return unknown(piece, where);
    }
    return {};
  }

  static Result<void> unknown(const Piece& piece, Place where) {
    where.row = piece.paragraph;
    return fail(ErrorCode::format, std::move(where),
                "there is no value of this name: " + piece.text);
  }

  std::string_view docx_, name_;
  const Values& values_;
  CheckedParts& checked_;
};

}  // namespace

Result<std::string> fill_template(std::string_view docx, std::string_view name,
                                  const Values& values, CheckedParts& checked) {
  return Filler(docx, name, values, checked).run();
}

void append_text(std::string& out, std::string_view text) {
  // U+FFFE and U+FFFF are no characters of XML.
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bad = std::min(text.find("\xEF\xBF\xBE", at), text.find("\xEF\xBF\xBF", at));
    report::append_escaped(out, text.substr(at, bad == std::string_view::npos ? bad : bad - at));
    if (bad == std::string_view::npos) return;
    out += "\xEF\xBF\xBD";
    at = bad + 3;
  }
}

}  // namespace zhun::word
