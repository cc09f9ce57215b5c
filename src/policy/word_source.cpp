// WordprocessingML (ECMA-376 part 1, 17) with named styles, so that a bank changes the look of a
// document in Word by changing a style.
#include "policy/word_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/zip_write.hpp"
#include "zhun/text.hpp"

namespace zhun {
namespace {

constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
#define ZHUN_MAIN_SPACE "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define ZHUN_RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define ZHUN_PACKAGE "http://schemas.openxmlformats.org/package/2006"
constexpr std::string_view kSpaces =
    "xmlns:w=\"" ZHUN_MAIN_SPACE "\" xmlns:r=\"" ZHUN_RELATIONS "\"";

// Twentieths of a point: A4 with margins of 2 cm.
constexpr int kShortSide = 11906, kLongSide = 16838, kMargin = 1134;

constexpr std::string_view kContentTypes =
    "<Types xmlns=\"" ZHUN_PACKAGE
    "/content-types\"><Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
    "<Override PartName=\"/word/fontTable.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml\"/>"
    "<Override PartName=\"/word/header1.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>"
    "<Override PartName=\"/word/footer1.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>";

constexpr std::string_view kRootRelations =
    "<Relationships xmlns=\"" ZHUN_PACKAGE
    "/relationships\"><Relationship Id=\"rId1\" Type=\"" ZHUN_RELATIONS
    "/officeDocument\" Target=\"word/document.xml\"/></Relationships>";

constexpr std::string_view kRelations =
    "<Relationships xmlns=\"" ZHUN_PACKAGE
    "/relationships\"><Relationship Id=\"rId1\" Type=\"" ZHUN_RELATIONS
    "/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId2\" Type=\"" ZHUN_RELATIONS
    "/fontTable\" Target=\"fontTable.xml\"/><Relationship Id=\"rId3\" Type=\"" ZHUN_RELATIONS
    "/header\" Target=\"header1.xml\"/><Relationship Id=\"rId4\" Type=\"" ZHUN_RELATIONS
    "/footer\" Target=\"footer1.xml\"/></Relationships>";

// The names as Chinese Windows has them; others find the font by its English name, or one alike.
constexpr std::string_view kFonts =
    "<w:fonts xmlns:w=\"" ZHUN_MAIN_SPACE
    "\"><w:font w:name=\"宋体\"><w:altName w:val=\"SimSun\"/><w:family w:val=\"roman\"/></w:font>"
    "<w:font w:name=\"黑体\"><w:altName w:val=\"SimHei\"/><w:family w:val=\"swiss\"/></w:font>"
    "<w:font w:name=\"仿宋\"><w:altName w:val=\"FangSong\"/><w:family w:val=\"roman\"/></w:font>"
    "<w:font w:name=\"Times New Roman\"><w:family w:val=\"roman\"/></w:font></w:fonts>";

struct Style {
  std::string_view id, name, font;
  int half_points;
  std::string_view paragraph;  // properties
  std::string_view run;        // properties beside font and size
};
constexpr Style kStyles[] = {
    {"ZhunTitle", "准 标题", "黑体", 36,
     "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"120\"/><w:jc w:val=\"center\"/>", ""},
    {"ZhunCentre", "准 居中", "仿宋", 20, "<w:spacing w:after=\"60\"/><w:jc w:val=\"center\"/>",
     ""},
    {"ZhunHeading", "准 小标题", "黑体", 24,
     "<w:keepNext/><w:spacing w:before=\"200\" w:after=\"80\"/><w:outlineLvl w:val=\"0\"/>", ""},
    {"ZhunText", "准 正文", "宋体", 21,
     "<w:spacing w:after=\"60\" w:line=\"312\" w:lineRule=\"auto\"/>", ""},
    {"ZhunNote", "准 说明", "仿宋", 17, "<w:spacing w:after=\"40\"/>",
     "<w:color w:val=\"404040\"/>"},
    {"ZhunSign", "准 签署", "宋体", 21,
     "<w:keepLines/><w:spacing w:before=\"200\" w:after=\"120\"/>", ""},
    {"ZhunCell", "准 单元格", "宋体", 18, "", ""},
    {"ZhunHead", "准 表头", "黑体", 18, "<w:keepNext/><w:jc w:val=\"center\"/>", ""},
    {"ZhunLabel", "准 项目", "黑体", 18, "", ""},
    {"ZhunNumber", "准 数字", "宋体", 18, "<w:jc w:val=\"right\"/>", ""},
    {"ZhunMiddle", "准 单元格居中", "宋体", 18, "<w:jc w:val=\"center\"/>", ""},
    {"ZhunMargin", "准 页眉页脚", "仿宋", 15, "", "<w:color w:val=\"404040\"/>"},
    {"ZhunGap", "准 表后", "宋体", 8, "<w:spacing w:after=\"0\"/>", ""},
};

std::string styles() {
  std::string out(kHead);
  out += "<w:styles xmlns:w=\"" ZHUN_MAIN_SPACE
         "\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" "
         "w:hAnsi=\"Times New Roman\" w:eastAsia=\"宋体\" w:cs=\"Times New Roman\"/><w:sz "
         "w:val=\"21\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault>"
         "</w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">"
         "<w:name w:val=\"Normal\"/></w:style>";
  for (const Style& style : kStyles) {
    fmt::format_to(std::back_inserter(out),
                   "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"{}\"><w:name "
                   "w:val=\"{}\"/><w:basedOn w:val=\"Normal\"/><w:pPr>{}</w:pPr><w:rPr><w:rFonts "
                   "w:eastAsia=\"{}\"/>{}<w:sz w:val=\"{}\"/></w:rPr></w:style>",
                   style.id, style.name, style.paragraph, style.font, style.run, style.half_points);
  }
  out +=
      "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"ZhunTable\"><w:name "
      "w:val=\"准 表格\"/><w:tblPr><w:tblBorders>";
  for (const std::string_view side : {"top", "left", "bottom", "right", "insideH", "insideV"})
    fmt::format_to(std::back_inserter(out),
                   "<w:{} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"7F7F7F\"/>", side);
  out +=
      "</w:tblBorders><w:tblCellMar><w:top w:w=\"40\" w:type=\"dxa\"/><w:left w:w=\"80\" "
      "w:type=\"dxa\"/><w:bottom w:w=\"40\" w:type=\"dxa\"/><w:right w:w=\"80\" "
      "w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style></w:styles>";
  return out;
}

void append_run(std::string& out, std::string_view text) {
  if (text.empty()) return;
  out += "<w:r><w:t xml:space=\"preserve\">";
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else
      out += c;
  }
  out += "</w:t></w:r>";
}

void append_paragraph(std::string& out, std::string_view style, std::string_view text) {
  fmt::format_to(std::back_inserter(out), "<w:p><w:pPr><w:pStyle w:val=\"{}\"/></w:pPr>", style);
  append_run(out, text);
  out += "</w:p>";
}

void append_field(std::string& out, std::string_view code) {
  fmt::format_to(std::back_inserter(out),
                 "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText "
                 "xml:space=\"preserve\"> {} </w:instrText></w:r><w:r><w:fldChar "
                 "w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar "
                 "w:fldCharType=\"end\"/></w:r>",
                 code);
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.push_back(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

class Writer {
 public:
  explicit Writer(bool landscape) : landscape_(landscape) {}

  std::string write(std::string_view source) {
    out_ = kHead;
    fmt::format_to(std::back_inserter(out_), "<w:document {}><w:body>", kSpaces);
    while (!source.empty()) {
      const std::size_t end = std::min(source.find('\n'), source.size());
      line(source.substr(0, end));
      source.remove_prefix(std::min(end + 1, source.size()));
    }
    close_table();
    const int wide = landscape_ ? kLongSide : kShortSide,
              high = landscape_ ? kShortSide : kLongSide;
    fmt::format_to(std::back_inserter(out_),
                   "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId3\"/>"
                   "<w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:pgSz w:w=\"{}\" "
                   "w:h=\"{}\"{}/><w:pgMar w:top=\"1304\" w:right=\"{}\" w:bottom=\"1304\" "
                   "w:left=\"{}\" w:header=\"567\" w:footer=\"454\" w:gutter=\"0\"/></w:sectPr>"
                   "</w:body></w:document>",
                   wide, high, landscape_ ? " w:orient=\"landscape\"" : "", kMargin, kMargin);
    return std::move(out_);
  }

 private:
  void line(std::string_view text) {
    if (text == "!landscape") return;
    if (text.starts_with('!')) {
      close_table();
      widths_.clear();
      for (const std::string_view part : split(text.substr(1), ' ')) {
        int width = 0;
        for (const char c : part) width = width * 10 + (c - '0');
        widths_.push_back(width);
      }
      return;
    }
    if (text.starts_with('|')) {
      row(text);
      return;
    }
    close_table();
    if (trim(text).empty()) return;
    static constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
        {"## ", "ZhunHeading"}, {"# ", "ZhunTitle"}, {": ", "ZhunCentre"},
        {"- ", "ZhunNote"},     {"~ ", "ZhunSign"},  {"", "ZhunText"}};
    for (const auto& [mark, style] : kKinds) {
      if (!text.starts_with(mark)) continue;
      append_paragraph(out_, style, text.substr(mark.size()));
      return;
    }
  }

  void row(std::string_view text) {
    const bool head = text.starts_with("|=") && text.size() > 2 && text[2] == ' ';
    const auto cells = split(text.substr(head ? 2 : 1), '|');
    if (!in_table_) open_table(cells.size());
    out_ += "<w:tr><w:trPr><w:cantSplit/>";
    // Cells that are filled in by hand need room.
    const bool by_hand = std::find(cells.begin(), cells.end(), "") != cells.end();
    if (by_hand) out_ += "<w:trHeight w:val=\"567\"/>";
    if (head) out_ += "<w:tblHeader/>";
    out_ += "</w:trPr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      // The last cell of a short row takes the columns that are left.
      const std::size_t span = i + 1 == cells.size() ? columns_.size() - i : 1;
      int width = 0;
      for (std::size_t k = i; k < i + span; ++k) width += columns_[k];
      cell(cells[i], head, width, span);
    }
    out_ += "</w:tr>";
  }

  void cell(std::string_view text, bool head, int width, std::size_t span) {
    std::string_view style = head ? "ZhunHead" : "ZhunCell";
    bool shaded = head;
    if (!head && !text.empty()) {
      const char mark = text[0];
      style = mark == '='   ? "ZhunLabel"
              : mark == '>' ? "ZhunNumber"
              : mark == '^' ? "ZhunMiddle"
                            : style;
      shaded = mark == '=';
      if (mark == '=' || mark == '>' || mark == '^') text = trim(text.substr(1));
    }
    fmt::format_to(std::back_inserter(out_), "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>",
                   width);
    if (span > 1) fmt::format_to(std::back_inserter(out_), "<w:gridSpan w:val=\"{}\"/>", span);
    if (shaded) out_ += "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EDF1F6\"/>";
    out_ += "<w:vAlign w:val=\"center\"/></w:tcPr>";
    append_paragraph(out_, style, text);
    out_ += "</w:tc>";
  }

  void open_table(std::size_t count) {
    in_table_ = true;
    const int all = (landscape_ ? kLongSide : kShortSide) - 2 * kMargin;
    columns_.clear();
    for (std::size_t i = 0; i < std::max(count, widths_.size()); ++i)
      columns_.push_back(widths_.empty() ? all / static_cast<int>(count) : all * widths_[i] / 100);
    widths_.clear();
    fmt::format_to(std::back_inserter(out_),
                   "<w:tbl><w:tblPr><w:tblStyle w:val=\"ZhunTable\"/><w:tblW w:w=\"{}\" "
                   "w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
                   all);
    for (const int width : columns_)
      fmt::format_to(std::back_inserter(out_), "<w:gridCol w:w=\"{}\"/>", width);
    out_ += "</w:tblGrid>";
  }

  // Word joins tables that nothing divides.
  void close_table() {
    if (!in_table_) return;
    in_table_ = false;
    out_ += "</w:tbl>";
    append_paragraph(out_, "ZhunGap", "");
  }

  bool landscape_, in_table_ = false;
  std::vector<int> widths_, columns_;
  std::string out_;
};

std::string margin(std::string_view element, std::string_view text, bool pages) {
  std::string out(kHead);
  fmt::format_to(std::back_inserter(out),
                 "<w:{} {}><w:p><w:pPr><w:pStyle w:val=\"ZhunMargin\"/></w:pPr>", element, kSpaces);
  if (pages) {
    append_run(out, "第 ");
    append_field(out, "PAGE");
    append_run(out, " 页，共 ");
    append_field(out, "NUMPAGES");
    append_run(out, " 页　");
  }
  append_run(out, text);
  fmt::format_to(std::back_inserter(out), "</w:p></w:{}>", element);
  return out;
}

}  // namespace

std::string make_word_template(std::string_view id, std::string_view source) {
  const std::string head(kHead);
  const std::string top =
      std::string(id) +
      "　{{customer.name}}　{{customer.uscc}}　申请编号 {{application.number}}　"
      "数据基准日 {{as_of}}　客户经理 ________{{masking.note}}";
  const std::string_view bottom =
      "本文件由系统依据授权数据自动生成，须经客户经理核实签字；是否授信、授信多少由有权审批人决定。"
      "评估摘要 {{assessment.digest}}　规则包 {{policy.id}}　引擎 {{engine.version}}";
  const std::vector<ZipFile> files = {
      {"[Content_Types].xml", head + std::string(kContentTypes)},
      {"_rels/.rels", head + std::string(kRootRelations)},
      {"word/document.xml", Writer(source.starts_with("!landscape")).write(source)},
      {"word/_rels/document.xml.rels", head + std::string(kRelations)},
      {"word/styles.xml", styles()},
      {"word/fontTable.xml", head + std::string(kFonts)},
      {"word/header1.xml", margin("hdr", top, false)},
      {"word/footer1.xml", margin("ftr", bottom, true)}};
  return write_zip(files, ZipMethod::stored);
}

}  // namespace zhun
