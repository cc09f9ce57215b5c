// A decision table out of a spreadsheet: the rows of a sheet become rules of DMN 1.3.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/xml.hpp"
#include "read/sheet.hpp"
#include "read/table_file.hpp"
#include "score/dmn.hpp"
#include "zhun/policy_tools.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr std::size_t kRulesMax = 20'000;
constexpr std::string_view kSpace = "https://www.omg.org/spec/DMN/20191111/MODEL/";

struct Line {
  std::uint32_t number = 0;
  std::vector<std::string> cells;
  [[nodiscard]] std::string_view cell(std::size_t i) const {
    return i < cells.size() ? std::string_view(cells[i]) : std::string_view();
  }
  [[nodiscard]] bool blank() const {
    return std::all_of(cells.begin(), cells.end(), [](const auto& text) { return text.empty(); });
  }
};

Result<std::vector<Line>> collect(read::RowReader& rows, const std::string& source) {
  std::vector<Line> lines;
  read::CsvRow row;
  while (rows.next(row)) {
    Line line;
    line.number = row.line;
    for (const auto cell : row.cells) line.cells.emplace_back(trim(cell));
    if (line.blank()) continue;
    if (lines.size() > kRulesMax)
      return fail(ErrorCode::limit, Place{source, 0, row.line, 0, ""},
                  "the table has more rows than the limit");
    lines.push_back(std::move(line));
  }
  if (rows.error()) return tl::unexpected(*rows.error());
  return lines;
}

Result<std::vector<Line>> lines_of(const SourceFile& file, const ImportOptions& options) {
  ReadOptions read_options;
  read_options.source_name = file.name;
  read_options.limits = options.limits;
  if (auto book = read::open_workbook(file.bytes, read_options)) {
    if (!*book) return tl::unexpected(book->error());
    if (options.sheet >= (**book)->sheet_count())
      return fail(ErrorCode::invalid_argument, Place{file.name, 0, 0, 0, ""},
                  "the workbook has no sheet of this number");
    auto sheet = (**book)->open_sheet(options.sheet);
    if (!sheet) return tl::unexpected(sheet.error());
    return collect(**sheet, file.name);
  }
  const auto text = read::load_text(file.bytes, read_options);
  if (!text) return tl::unexpected(text.error());
  read::CsvRows rows(*text, read::detect_delimiter(text->text), options.limits);
  return collect(rows, file.name);
}

enum class Role : std::uint8_t { input, output, annotation };

struct TableColumn {
  Role role = Role::input;
  std::string name;
};

bool is_annotation(std::string_view name) {
  return name == "annotation" || name == "Annotation" || name == "说明" || name == "备注";
}

std::optional<std::string> hit_policy_of(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"U", "UNIQUE"},       {"UNIQUE", "UNIQUE"},  {"F", "FIRST"},        {"FIRST", "FIRST"},
      {"A", "ANY"},          {"ANY", "ANY"},        {"C", "COLLECT"},      {"COLLECT", "COLLECT"},
      {"C+", "COLLECT SUM"}, {"C<", "COLLECT MIN"}, {"C>", "COLLECT MAX"}, {"C#", "COLLECT COUNT"}};
  for (const auto& [name, policy] : kNames) {
    if (name == text) return std::string(policy);
  }
  return std::nullopt;
}

xml::Element element(std::string_view name,
                     std::vector<std::pair<std::string, std::string>> attributes = {}) {
  xml::Element result;
  result.name = name;
  result.space = kSpace;
  result.attributes = std::move(attributes);
  return result;
}

xml::Element with_text(std::string_view name, std::string text) {
  xml::Element result = element(name);
  xml::Element inner = element("text");
  inner.text = std::move(text);
  result.children.push_back(std::move(inner));
  return result;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

class Importer {
 public:
  Importer(const SourceFile& file, const ImportOptions& options) : file_(file), options_(options) {}

  Result<std::string> run() {
    auto lines = lines_of(file_, options_);
    if (!lines) return tl::unexpected(lines.error());
    std::size_t first = 0;
    if (!lines->empty()) first = read_hit_policy((*lines)[0]);
    if (lines->size() < first + 2)
      return fail(ErrorCode::format, Place{file_.name, 0, 0, 0, ""},
                  "the table has no row of column names and a rule below it");
    if (auto read = read_columns((*lines)[first]); !read) return tl::unexpected(read.error());
    xml::Element table = start_table();
    for (std::size_t i = first + 1; i < lines->size(); ++i) {
      auto rule = rule_of((*lines)[i], i - first);
      if (!rule) return tl::unexpected(rule.error());
      table.children.push_back(std::move(*rule));
    }
    return finish(std::move(table));
  }

 private:
  // A row in front: "hit policy, FIRST", or FIRST alone.
  std::size_t read_hit_policy(const Line& line) {
    for (const auto& cell : line.cells) {
      if (const auto policy = hit_policy_of(cell); policy && filled(line) <= 2) {
        hit_policy_ = *policy;
        return 1;
      }
    }
    return 0;
  }
  static std::size_t filled(const Line& line) {
    return static_cast<std::size_t>(std::count_if(line.cells.begin(), line.cells.end(),
                                                  [](const auto& cell) { return !cell.empty(); }));
  }

  Result<void> read_columns(const Line& line) {
    bool marked = false;
    for (const auto& cell : line.cells) {
      TableColumn column;
      column.name = cell;
      if (is_annotation(cell)) column.role = Role::annotation;
      if (cell.starts_with("out:")) {
        column.role = Role::output;
        column.name = trim(std::string_view(cell).substr(4));
        marked = true;
      }
      if (column.name.empty())
        return fail(ErrorCode::format, Place{file_.name, 0, line.number, 0, ""},
                    "a column of the table has no name");
      columns_.push_back(std::move(column));
    }
    for (std::size_t i = columns_.size(); !marked && i-- > 0;) {
      if (columns_[i].role != Role::input) continue;
      columns_[i].role = Role::output;
      marked = true;
    }
    const bool any_input = std::any_of(columns_.begin(), columns_.end(),
                                       [](const auto& c) { return c.role == Role::input; });
    if (!marked || !any_input)
      return fail(ErrorCode::format, Place{file_.name, 0, line.number, 0, ""},
                  "the table needs a column of inputs and one of outputs");
    for (const auto& column : columns_) {
      if (column.role == Role::input) names_.push_back(column.name);
    }
    return {};
  }

  [[nodiscard]] xml::Element start_table() const {
    const std::string_view policy = hit_policy_;
    const std::size_t space = policy.find(' ');
    xml::Element table = element(
        "decisionTable",
        {{"id", "t_" + options_.decision}, {"hitPolicy", std::string(policy.substr(0, space))}});
    if (space != std::string_view::npos)
      table.attributes.emplace_back("aggregation", policy.substr(space + 1));
    for (const Role role : {Role::input, Role::output, Role::annotation}) {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i].role != role) continue;
        const std::string id = fmt::format("c_{}_{}", options_.decision, i + 1);
        if (role == Role::input) {
          xml::Element input = element("input", {{"id", id}, {"label", columns_[i].name}});
          input.children.push_back(with_text("inputExpression", columns_[i].name));
          table.children.push_back(std::move(input));
        } else {
          table.children.push_back(element(role == Role::output ? "output" : "annotation",
                                           {{"name", columns_[i].name}}));
        }
      }
    }
    return table;
  }

  // A table of one cell is compiled to see whether the text is FEEL.
  [[nodiscard]] bool is_feel(std::string_view text, Role role) const {
    xml::Element root = element("definitions", {{"id", "d"}, {"name", "d"}, {"namespace", "d"}});
    xml::Element decision = element("decision", {{"id", "zhun_probe"}, {"name", "zhun_probe"}});
    xml::Element table = element("decisionTable", {{"hitPolicy", "FIRST"}});
    xml::Element input = element("input");
    input.children.push_back(with_text("inputExpression", names_[0]));
    table.children.push_back(std::move(input));
    table.children.push_back(element("output"));
    xml::Element rule = element("rule");
    rule.children.push_back(
        with_text("inputEntry", role == Role::input ? std::string(text) : std::string("-")));
    rule.children.push_back(
        with_text("outputEntry", role == Role::input ? std::string("1") : std::string(text)));
    table.children.push_back(std::move(rule));
    decision.children.push_back(std::move(table));
    root.children.push_back(std::move(decision));
    return dmn::Model::parse(xml::write(root), file_.name, options_.limits, names_).has_value();
  }

  [[nodiscard]] std::string feel_of(std::string_view text, Role role) const {
    if (text.empty()) return role == Role::input ? "-" : "null";
    if (text == "-" || is_feel(text, role)) return std::string(text);
    return quoted(text);
  }

  Result<xml::Element> rule_of(const Line& line, std::size_t number) const {
    if (line.cells.size() > columns_.size())
      return fail(ErrorCode::format, Place{file_.name, 0, line.number, 0, ""},
                  "the row has more cells than the table has columns");
    xml::Element rule =
        element("rule", {{"id", fmt::format("r_{}_{}", options_.decision, number)}});
    for (const Role role : {Role::input, Role::output, Role::annotation}) {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i].role != role) continue;
        const std::string_view cell = line.cell(i);
        if (role == Role::annotation)
          rule.children.push_back(with_text("annotationEntry", std::string(cell)));
        else
          rule.children.push_back(
              with_text(role == Role::input ? "inputEntry" : "outputEntry", feel_of(cell, role)));
      }
    }
    return rule;
  }

  Result<std::string> finish(xml::Element table) const {
    xml::Element root =
        element("definitions",
                {{"id", "imported"}, {"name", "imported"}, {"namespace", "urn:zhun:imported"}});
    xml::Element decision =
        element("decision", {{"id", options_.decision}, {"name", options_.decision}});
    decision.children.push_back(element("variable", {{"name", options_.decision}}));
    std::size_t number = 0;
    for (const auto& name : names_) {
      const std::string id = fmt::format("i_{}", ++number);
      xml::Element data = element("inputData", {{"id", id}, {"name", name}});
      data.children.push_back(element("variable", {{"name", name}}));
      root.children.push_back(std::move(data));
      xml::Element requirement =
          element("informationRequirement", {{"id", fmt::format("q_{}", number)}});
      requirement.children.push_back(element("requiredInput", {{"href", "#" + id}}));
      decision.children.push_back(std::move(requirement));
    }
    decision.children.push_back(std::move(table));
    root.children.push_back(std::move(decision));
    std::string text = xml::write(root);
    if (const auto model = dmn::Model::parse(text, file_.name, options_.limits); !model)
      return tl::unexpected(model.error());
    return text;
  }

  const SourceFile& file_;
  const ImportOptions& options_;
  std::string hit_policy_ = "FIRST";
  std::vector<TableColumn> columns_;
  std::vector<std::string> names_;  // of inputs
};

}  // namespace

Result<std::string> import_decision_table(const SourceFile& file, const ImportOptions& options) {
  return Importer(file, options).run();
}

}  // namespace zhun
