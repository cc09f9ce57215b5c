// A scan beside its reading: each page with its grid, what was read in every cell, and what was
// proved, repaired or left in doubt, in colour. For people who look into a reading; not masked.
#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <string>

#include "base/digest.hpp"
#include "present/png.hpp"
#include "present/report_text.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace {

constexpr std::string_view kStyle =
    "body{font:14px/1.5 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:16px;color:#1f2a37;"
    "background:#f4f6f8}h1{font-size:20px}h2{font-size:16px;margin-top:28px}"
    "svg{max-width:100%;height:auto;background:#fff;border:1px solid #9aa5b1}"
    "polygon{fill:none;stroke:#5b95cf;stroke-width:1.5;vector-effect:non-scaling-stroke}"
    "polygon:hover{fill:#1f5fa8;fill-opacity:.15}polygon.unsure{stroke:#d9a441;stroke-width:2}"
    ".row{stroke-width:0;fill-opacity:.14}.row:hover{fill-opacity:.14}"
    ".verified{fill:#0f6b4f}.plausible{fill:#d9a441}.doubtful{fill:#b3261e}"
    ".repaired{fill:#e08a4a;fill-opacity:.45;stroke:#e08a4a;stroke-width:2.5}"
    "table{border-collapse:collapse;margin:12px 0;background:#fff}"
    "td,th{border:1px solid #dbe2ea;padding:2px 8px;text-align:left;vertical-align:top}"
    "td:nth-child(-n+6){white-space:nowrap}"
    "td.amount{text-align:right;font-variant-numeric:tabular-nums}"
    ".key span{padding:1px 8px;margin-right:8px}.key .verified{background:#cfe5dc}"
    ".key .plausible{background:#f6ecd3}.key .doubtful{background:#f3d7d4}"
    ".key .repaired{background:#f5d9c4}";

void append_polygon(std::string& out, const Quad& quad, std::string_view classes,
                    std::string_view title) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, "<polygon class=\"{}\" points=\"", classes);
  for (const Point& corner : quad)
    fmt::format_to(to, "{},{} ", std::lround(corner.x), std::lround(corner.y));
  out += "\">";
  if (!title.empty()) {
    out += "<title>";
    report::append_escaped(out, title);
    out += "</title>";
  }
  out += "</polygon>";
}

const Quad* box_of(const RowVerdict& verdict, std::string_view field) {
  if (field == "amount") return &verdict.amount_box;
  if (field == "balance") return &verdict.balance_box;
  if (field == "date") return &verdict.date_box;
  if (field == "direction") return &verdict.direction_box;
  if (field == "counterparty") return &verdict.counterparty_box;
  return nullptr;
}

void append_page(std::string& out, const Scan& scan, const ScannedPage& page,
                 std::string_view picture) {
  auto to = std::back_inserter(out);
  fmt::format_to(to,
                 "<h2>Page {}</h2><svg viewBox=\"0 0 {} {}\" width=\"{}\"><image href=\"{}\" "
                 "width=\"{}\" height=\"{}\"/>",
                 page.page, page.width, page.height, page.width, picture, page.width, page.height);
  for (const ScannedStatement& scanned : scan.statements) {
    for (const RowVerdict& verdict : scanned.verdicts) {
      if (verdict.page != page.page) continue;
      append_polygon(out, verdict.box, fmt::format("row {}", to_string(verdict.verdict)), {});
    }
  }
  for (const ScannedCell& cell : page.cells) {
    append_polygon(out, cell.box, cell.confidence < 0.5F ? "unsure" : "cell",
                   fmt::format("{} ({:.2f})", cell.text, cell.confidence));
  }
  for (const ScannedStatement& scanned : scan.statements) {
    for (const RowVerdict& verdict : scanned.verdicts) {
      if (verdict.page != page.page) continue;
      for (const Repair& repair : verdict.repairs) {
        if (const Quad* box = box_of(verdict, repair.field))
          append_polygon(out, *box, "repaired",
                         fmt::format("{} → {}\n{}", repair.read, repair.chosen, repair.equation));
      }
    }
  }
  out += "</svg>";
}

void append_cell(std::string& out, std::string_view text, std::string_view classes = {}) {
  out += classes.empty() ? "<td>" : fmt::format("<td class=\"{}\">", classes);
  report::append_escaped(out, text);
  out += "</td>";
}

void append_rows(std::string& out, const ScannedStatement& scanned) {
  out +=
      "<table><tr><th>page</th><th>row</th><th>date</th><th>direction</th><th>amount</th>"
      "<th>balance</th><th>counterparty</th><th>verdict</th><th>by or "
      "why</th><th>repairs</th></tr>";
  for (std::size_t i = 0; i < scanned.statement.rows.size() && i < scanned.verdicts.size(); ++i) {
    const Transaction& row = scanned.statement.rows[i];
    const RowVerdict& verdict = scanned.verdicts[i];
    out += "<tr>";
    append_cell(out, std::to_string(verdict.page));
    append_cell(out, std::to_string(row.row));
    append_cell(out, to_string(row.time.date));
    append_cell(out, to_string(row.direction));
    append_cell(out, to_string(row.amount), "amount");
    append_cell(out, row.balance ? to_string(*row.balance) : std::string(), "amount");
    append_cell(out, row.counterparty_name);
    append_cell(out, to_string(verdict.verdict));
    append_cell(out, verdict.by.empty() ? verdict.why : verdict.by);
    std::string repairs;
    for (const Repair& repair : verdict.repairs)
      repairs += fmt::format("{}: {} → {}; ", repair.field, repair.read, repair.chosen);
    append_cell(out, repairs);
    out += "</tr>";
  }
  out += "</table>";
  for (const ReadNote& note : scanned.statement.notes) {
    out += "<p>";
    report::append_escaped(out, fmt::format("{}: {}", note.code, note.message));
    out += "</p>";
  }
}

}  // namespace

std::string render_scan_picture(const Image& picture) {
  return data_uri(write_png(grey_at_most(picture, 1600), 4));
}

std::string render_scan_html(const Scan& scan, const std::vector<std::string>& pictures) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">";
  out += fmt::format(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'sha256-{}'; img-src data:\"><title>zhun ocr</title><style>{}</style></head><body>",
      sha256_base64(kStyle), kStyle);
  out += "<h1>What was read, and what proves it</h1><p class=\"key\">Rows: ";
  for (const std::string_view name : {"verified", "plausible", "doubtful", "repaired"})
    out += fmt::format("<span class=\"{0}\">{0}</span>", name);
  out +=
      "Cells show their reading under the pointer; an orange frame is an uncertain one. Read by ";
  report::append_escaped(out, scan.engine);
  out += ".</p>";
  for (const ScannedPage& page : scan.pages) {
    const bool has_picture = page.page > 0 && page.page <= pictures.size();
    append_page(out, scan, page, has_picture ? std::string_view(pictures[page.page - 1]) : "");
  }
  for (const ScannedStatement& scanned : scan.statements) append_rows(out, scanned);
  return out + "</body></html>\n";
}

}  // namespace zhun
