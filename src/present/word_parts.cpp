// A placeholder may be split over runs, so it is looked for in the text of a whole paragraph; its
// value goes where it begins, and its other characters are left out. A section's two ends have to
// stand in the same container, so that leaving out or repeating what is between keeps the XML
// whole.
#include "present/word_parts.hpp"

#include <algorithm>
#include <optional>

#include "zhun/text.hpp"

namespace zhun::word {
namespace {

constexpr std::size_t kNameBytesMax = 80;
constexpr std::size_t kSectionDepthMax = 4;

struct Range {
  std::size_t begin = 0, end = 0;
};

// What stands between { and } in a part, and what becomes of it.
struct Marker {
  Piece::Kind kind = Piece::Kind::value;
  std::string name;
  std::vector<Range> raw;      // its characters in the part; the piece goes to the first
  std::vector<Range> letters;  // the same, without the paragraph around a marker that is alone
  Range text;                  // in the text of the paragraph
  std::size_t container = 0;   // where its section's other end has to stand
  std::uint32_t paragraph = 0;
};

// A paragraph that is open, with its text so far.
struct Paragraph {
  std::uint32_t number = 0;
  std::size_t begin = 0, parent = 0;
  std::size_t row = 0;             // where the table row around it begins; 0: none
  std::string text;                // of its w:t, references resolved
  std::vector<Range> raw;          // of each byte of `text`
  std::vector<std::size_t> homes;  // of each byte: where the container of its run begins
};

// A finished paragraph of a table row: what the row's own sections are looked for in.
struct RowText {
  std::string text;
  std::vector<std::size_t> markers;  // indices into markers_, and their places in `text`
  std::vector<Range> places;
  bool bare_cell = false;  // a cell's last paragraph is one end of a section
};

struct OpenElement {
  std::string_view name;
  std::size_t begin = 0;
  RowText row;                  // of a w:tr
  bool ends_in_marker = false;  // of a w:tc: its last paragraph is one end of a section
};

std::string_view name_of(std::string_view tag) {
  const std::size_t start = tag.starts_with("</") ? 2 : 1;
  return tag.substr(start, tag.find_first_of(" \t\r\n/>", start) - start);
}

// The character of a reference, "" of one that has none of one byte.
std::string character_of(std::string_view reference) {
  if (reference == "&lt;") return "<";
  if (reference == "&gt;") return ">";
  if (reference == "&amp;") return "&";
  if (reference == "&quot;") return "\"";
  if (reference == "&apos;") return "'";
  if (!reference.starts_with("&#") || reference.size() < 4) return "\xEF\xBF\xBD";
  const bool hex = reference[2] == 'x';
  std::uint32_t value = 0;
  for (const char c : reference.substr(hex ? 3 : 2, reference.size() - (hex ? 4 : 3))) {
    const bool digit = c >= '0' && c <= '9';
    const std::uint32_t one = static_cast<std::uint32_t>(digit ? c - '0' : (c | 0x20) - 'a' + 10);
    value = std::min<std::uint32_t>(value * (hex ? 16 : 10) + one, 0x110000);
  }
  return value < 0x80 ? std::string(1, static_cast<char>(value)) : "\xEF\xBF\xBD";
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '.' || c == '-';
         });
}

class Taker {
 public:
  Taker(std::string_view part, const Place& place) : part_(part), place_(place) {}

  Result<std::vector<Piece>> take() {
    for (std::size_t at = 0; at < part_.size() && !problem_;) at = token(at);
    if (problem_) return tl::unexpected(*problem_);
    return assemble();
  }

 private:
  std::size_t token(std::size_t at) {
    const std::string_view rest = part_.substr(at);
    if (rest[0] != '<') {
      const std::size_t end = std::min(rest.find('<'), rest.size());
      if (!open_.empty() && open_.back().name == "w:t") text(at, at + end);
      return at + end;
    }
    for (const auto& [begin, finish] :
         {std::pair<std::string_view, std::string_view>{"<!--", "-->"},
          {"<![CDATA[", "]]>"},
          {"<?", "?>"}}) {
      if (!rest.starts_with(begin)) continue;
      if (begin == "<![CDATA[" && !open_.empty() && open_.back().name == "w:t")
        fail_at("a text as CDATA is not accepted; save the template with Word");
      return at + rest.find(finish, begin.size()) + finish.size();
    }
    const std::size_t end = at + tag_bytes(rest);
    const std::string_view tag = part_.substr(at, end - at);
    if (tag.starts_with("</")) {
      close(end);
    } else if (tag.ends_with("/>")) {
      if (name_of(tag) == "w:p") ++paragraphs_;
    } else {
      open(name_of(tag), at);
    }
    return end;
  }

  // A '>' inside the quotes of an attribute ends no tag.
  static std::size_t tag_bytes(std::string_view tag) {
    char quote = 0;
    for (std::size_t i = 0; i < tag.size(); ++i) {
      const char c = tag[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return i + 1;
      }
    }
    return tag.size();
  }

  void open(std::string_view name, std::size_t at) {
    if (name == "w:p") {
      Paragraph paragraph;
      paragraph.number = ++paragraphs_;
      paragraph.begin = at;
      paragraph.parent = open_.empty() ? 0 : open_.back().begin;
      paragraphs_open_.push_back(std::move(paragraph));
    }
    open_.push_back({name, at, {}, false});
  }

  void text(std::size_t begin, std::size_t end) {
    if (paragraphs_open_.empty()) return;
    Paragraph& paragraph = paragraphs_open_.back();
    // w:t in w:r in what holds the run.
    const std::size_t home = open_.size() >= 3 ? open_[open_.size() - 3].begin : 0;
    for (std::size_t at = begin; at < end;) {
      std::size_t next = at + 1;
      if (part_[at] == '&') {
        next = part_.find(';', at) + 1;
        paragraph.text += character_of(part_.substr(at, next - at));
      } else {
        paragraph.text += part_[at];
      }
      paragraph.raw.resize(paragraph.text.size(), {at, next});
      paragraph.homes.resize(paragraph.text.size(), home);
      at = next;
    }
  }

  void close(std::size_t end) {
    const OpenElement element = std::move(open_.back());
    open_.pop_back();
    if (element.name == "w:p") {
      const Paragraph paragraph = std::move(paragraphs_open_.back());
      paragraphs_open_.pop_back();
      close_paragraph(paragraph, end);
    } else if (element.name == "w:tr") {
      close_row(element, end);
    } else if (element.name == "w:tc" && element.ends_in_marker) {
      if (OpenElement* row = around("w:tr")) row->row.bare_cell = true;
    }
  }

  OpenElement* around(std::string_view name) {
    for (auto it = open_.rbegin(); it != open_.rend(); ++it) {
      if (it->name == name) return &*it;
    }
    return nullptr;
  }

  void close_paragraph(const Paragraph& paragraph, std::size_t end) {
    number_ = paragraph.number;
    const std::size_t first = markers_.size();
    if (!find_markers(paragraph)) return;
    const std::string_view text = paragraph.text;
    const bool alone = markers_.size() == first + 1 && markers_[first].kind != Piece::Kind::value &&
                       trim(text).size() == markers_[first].text.end - markers_[first].text.begin;
    OpenElement* row = around("w:tr");
    if (row != nullptr) {
      const std::size_t offset = row->row.text.size();
      row->row.text += trim(text).empty() ? std::string_view() : text;
      for (std::size_t i = first; i < markers_.size(); ++i) {
        row->row.markers.push_back(i);
        row->row.places.push_back({offset + markers_[i].text.begin, offset + markers_[i].text.end});
      }
    }
    if (!open_.empty() && open_.back().name == "w:tc") open_.back().ends_in_marker = alone;
    if (!alone) return;
    markers_[first].container = paragraph.parent;
    markers_[first].raw = {{paragraph.begin, end}};
  }

  // A row that is one end of a section, or that a section spans from its first text to its last.
  void close_row(const OpenElement& row, std::size_t end) {
    const RowText& own = row.row;
    const std::size_t count = own.markers.size();
    const std::string_view text = own.text;
    const std::string_view trimmed = trim(text);
    if (count == 0 || trimmed.empty()) return;
    const auto begin = static_cast<std::size_t>(trimmed.data() - text.data());
    Marker& first = markers_[own.markers.front()];
    Marker& last = markers_[own.markers.back()];
    const std::size_t parent = open_.empty() ? 0 : open_.back().begin;
    const bool starts = own.places.front().begin == begin;
    const bool ends = own.places.back().end == begin + trimmed.size();
    if (count == 1 && starts && ends && first.kind != Piece::Kind::value) {
      first.container = parent;
      first.raw = {{row.begin, end}};
      return;
    }
    if (count < 2 || !starts || !ends || !spans(own)) {
      // Word takes a cell without a paragraph for damage.
      if (own.bare_cell)
        fail_at("a section in a table cell has to be followed by a paragraph in the cell");
      return;
    }
    left_out_.insert(left_out_.end(), first.letters.begin(), first.letters.end());
    left_out_.insert(left_out_.end(), last.letters.begin(), last.letters.end());
    first.container = last.container = parent;
    first.raw = {{row.begin, row.begin}};
    last.raw = {{end, end}};
  }

  // Whether the first marker of a row opens a section that its last one closes.
  [[nodiscard]] bool spans(const RowText& row) const {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < row.markers.size(); ++i) {
      const Piece::Kind kind = markers_[row.markers[i]].kind;
      if (kind == Piece::Kind::open || kind == Piece::Kind::open_inverted) ++depth;
      if (kind == Piece::Kind::close && depth > 0 && --depth == 0)
        return i + 1 == row.markers.size();
      if (i == 0 && depth == 0) return false;
    }
    return false;
  }

  bool find_markers(const Paragraph& paragraph) {
    const std::string_view text = paragraph.text;
    for (std::size_t at = 0;;) {
      const std::size_t begin = text.find("{{", at);
      const std::size_t end = text.find("}}", at);
      if (begin == std::string_view::npos && end == std::string_view::npos) return true;
      if (begin == std::string_view::npos || end == std::string_view::npos || end < begin)
        return fail_at("two braces open or close a placeholder, and the other two are not there");
      Marker marker;
      std::string_view name = trim(text.substr(begin + 2, end - begin - 2));
      if (!name.empty()) {
        marker.kind = name[0] == '#'   ? Piece::Kind::open
                      : name[0] == '^' ? Piece::Kind::open_inverted
                      : name[0] == '/' ? Piece::Kind::close
                                       : Piece::Kind::value;
      }
      if (marker.kind != Piece::Kind::value) name = trim(name.substr(1));
      if (!is_name(name))
        return fail_at("a placeholder's name has letters, digits and . _ - only, at most 80");
      marker.name = std::string(name);
      marker.text = {begin, end + 2};
      marker.paragraph = paragraph.number;
      marker.container = paragraph.homes[begin];
      for (std::size_t i = begin; i < end + 2; ++i) {
        const Range& raw = paragraph.raw[i];
        if (!marker.raw.empty() && marker.raw.back().end >= raw.begin)
          marker.raw.back().end = raw.end;
        else
          marker.raw.push_back(raw);
      }
      marker.letters = marker.raw;
      markers_.push_back(std::move(marker));
      at = end + 2;
    }
  }

  bool fail_at(std::string message) {
    if (problem_) return false;
    Place place = place_;
    place.row = number_ == 0 ? paragraphs_ : number_;
    problem_ = Error{ErrorCode::format, std::move(place), std::move(message)};
    return false;
  }

  // Cuts in the part, in order: a piece for each marker, nothing for what is left out.
  struct Cut {
    Range raw;
    const Marker* marker = nullptr;
    int order = 0;  // of cuts at one place: a row's section closes before the next one's opens
  };

  Result<std::vector<Piece>> assemble() {
    std::vector<Cut> cuts;
    for (const Marker& marker : markers_) {
      for (std::size_t i = 0; i < marker.raw.size(); ++i)
        cuts.push_back(
            {marker.raw[i], i == 0 ? &marker : nullptr, marker.kind == Piece::Kind::close ? 0 : 1});
    }
    for (const Range& range : left_out_) cuts.push_back({range, nullptr, 1});
    std::stable_sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) {
      return a.raw.begin != b.raw.begin ? a.raw.begin < b.raw.begin : a.order < b.order;
    });
    std::vector<Piece> pieces;
    std::size_t at = 0;
    std::uint32_t paragraph = 0;
    for (const Cut& cut : cuts) {
      if (cut.raw.begin > at) {
        if (!literal(pieces, {at, cut.raw.begin}, paragraph)) return tl::unexpected(*problem_);
      }
      at = std::max(at, cut.raw.end);
      if (cut.marker == nullptr) continue;
      paragraph = cut.marker->paragraph;
      pieces.push_back({cut.marker->kind, cut.marker->name, {}, paragraph, 0});
      containers_.resize(pieces.size());
      containers_.back() = cut.marker->container;
    }
    if (!literal(pieces, {at, part_.size()}, paragraph)) return tl::unexpected(*problem_);
    if (!match(pieces)) return tl::unexpected(*problem_);
    return pieces;
  }

  bool literal(std::vector<Piece>& pieces, Range range, std::uint32_t paragraph) {
    const std::string_view bytes = part_.substr(range.begin, range.end - range.begin);
    if (bytes.find("{{") != std::string_view::npos) {
      number_ = paragraph;
      return fail_at("a placeholder stands where none can be filled: outside of a text");
    }
    pieces.push_back({Piece::Kind::literal, {}, bytes, paragraph, 0});
    containers_.resize(pieces.size());
    return true;
  }

  bool match(std::vector<Piece>& pieces) {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      number_ = pieces[i].paragraph;
      if (pieces[i].kind == Piece::Kind::open || pieces[i].kind == Piece::Kind::open_inverted) {
        open.push_back(i);
        if (open.size() > kSectionDepthMax) return fail_at("sections are nested too deeply");
      }
      if (pieces[i].kind != Piece::Kind::close) continue;
      if (open.empty() || pieces[open.back()].text != pieces[i].text)
        return fail_at("a section ends here that did not begin: " + pieces[i].text);
      if (containers_[open.back()] != containers_[i])
        return fail_at("the two ends of a section stand in different places of the document: " +
                       pieces[i].text);
      pieces[open.back()].end = i;
      open.pop_back();
    }
    if (open.empty()) return true;
    number_ = pieces[open.back()].paragraph;
    return fail_at("a section is not closed: " + pieces[open.back()].text);
  }

  std::string_view part_;
  const Place& place_;
  std::vector<OpenElement> open_;
  std::vector<Paragraph> paragraphs_open_;
  std::vector<Marker> markers_;
  std::vector<Range> left_out_;
  std::vector<std::size_t> containers_;  // of the pieces
  std::uint32_t paragraphs_ = 0, number_ = 0;
  std::optional<Error> problem_;
};

}  // namespace

Result<std::vector<Piece>> take_apart(std::string_view part, const Place& place) {
  return Taker(part, place).take();
}

}  // namespace zhun::word
