// Writing CSV (RFC 4180): cells of ours, and texts of documents, which a spreadsheet must not run.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace zhun {

class CsvWriter {
 public:
  // A value that we made: a number, a date, a word of ours.
  void cell(std::string_view text) {
    if (!first_) out_ += ',';
    first_ = false;
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
      out_ += text;
      return;
    }
    out_ += '"';
    for (const char c : text) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }
  // A text of the document, which must not become a formula in a spreadsheet.
  void text(std::string_view text) {
    if (!text.empty() && std::string_view("=+-@\t").find(text[0]) != std::string_view::npos)
      cell("'" + std::string(text));
    else
      cell(text);
  }
  template <typename T>
  void optional(const std::optional<T>& value) {
    cell(value ? to_string(*value) : std::string());
  }
  void end_row() {
    out_ += "\r\n";
    first_ = true;
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
  bool first_ = true;
};

}  // namespace zhun
