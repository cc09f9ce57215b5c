// How a source was recognised and what proves it, as short text for a person (zhun parse --why).
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <variant>

#include "present/source_words.hpp"
#include "present/statement_proof.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace {

constexpr std::size_t kBreaksShown = 5;

// Two columns: a word, and what is to be said of it. A word that repeats is written once.
class Lines {
 public:
  void title(std::string_view text) {
    out_ += text;
    out_ += '\n';
    last_ = {};
  }
  void line(std::string_view word, std::string_view text) {
    out_ += fmt::format("  {:<11}{}\n", word == last_ ? std::string_view{} : word, text);
    last_ = word;
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::string last_;
};

std::string place_words(const Place& place) {
  std::string out;
  const auto add = [&out](std::string_view word, std::uint32_t number) {
    if (number > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", word, number);
  };
  add("page", place.page);
  add("row", place.row);
  add("column", place.column);
  if (!place.field.empty()) out += out.empty() ? place.field : fmt::format(" ({})", place.field);
  return out;
}

void put_recognised(Lines& lines, const std::vector<Recognition>& list) {
  for (const Recognition& item : list) {
    if (item.what == "column") {
      lines.line("columns",
                 fmt::format("{:>3} {}: {}", item.place.column, item.place.field, item.how));
      continue;
    }
    const std::string place = place_words(item.place);
    lines.line(item.what,
               place.empty() || item.what == "sheet" ? item.how : place + ": " + item.how);
  }
}

void put_notes(Lines& lines, const std::vector<ReadNote>& notes) {
  if (notes.empty()) lines.line("notes", "none");
  for (const ReadNote& note : notes) {
    const std::string place = place_words(note.place);
    lines.line("notes", fmt::format("{}{}{}: {}", place, place.empty() ? "" : ": ", note.code,
                                    note.message));
  }
}

std::string value_words(const std::optional<Money>& sum,
                        const std::optional<std::uint64_t>& count) {
  return sum ? to_string(*sum) : count ? std::to_string(*count) : "nothing to compare it with";
}

void put_totals(Lines& lines, const Statement& statement) {
  if (statement.totals.empty()) lines.line("totals", "the file prints none");
  for (const ControlTotal& total : statement.totals) {
    std::string text = total.line > 0 ? fmt::format("row {}: ", total.line) : std::string();
    text += fmt::format("{}: printed {}, from the rows {}: {}", total.kind,
                        value_words(total.printed_sum, total.printed_count),
                        value_words(total.computed_sum, total.computed_count),
                        total.holds() ? "holds" : "DIFFERS");
    lines.line("totals", text);
  }
}

void put_balances(Lines& lines, const Statement& statement) {
  const StatementProof proof(statement);
  std::size_t links = 0, breaks = 0;
  for (std::size_t i = 0; i < statement.rows.size(); ++i) {
    links += proof.expected(i) ? 1U : 0U;
    breaks += proof.is_break(i) ? 1U : 0U;
  }
  if (links == 0) {
    lines.line("balances", "no two rows that follow each other have one: they prove nothing");
    return;
  }
  lines.line("balances", fmt::format("{} of {} follow from the balance before, {} do not",
                                     links - breaks, links, breaks));
  std::size_t shown = 0;
  for (std::size_t i = 0; i < statement.rows.size() && shown < kBreaksShown; ++i) {
    if (!proof.is_break(i)) continue;
    const Transaction& row = statement.rows[i];
    lines.line("balances",
               fmt::format("row {}: expected {}, found {}", row.line > 0 ? row.line : row.row,
                           to_string(*proof.expected(i)), to_string(*row.balance)));
    ++shown;
  }
  if (breaks > shown) lines.line("balances", fmt::format("and {} more", breaks - shown));
}

std::string period_words(const std::optional<Date>& from, const std::optional<Date>& to) {
  if (!from || !to) return {};
  return fmt::format("; {} to {}", to_string(*from), to_string(*to));
}

void put_source(Lines& lines, const std::vector<Statement>& statements) {
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& statement = statements[i];
    lines.title(statements.size() == 1
                    ? fmt::format("account statement (流水), layout {}", statement.layout)
                    : fmt::format("account statement (流水) {} of {}, layout {}", i + 1,
                                  statements.size(), statement.layout));
    put_recognised(lines, statement.recognised);
    lines.line("rows", fmt::format("{}, in the file {} first; {}{}", statement.rows.size(),
                                   statement.newest_first ? "newest" : "oldest", statement.currency,
                                   period_words(statement.period_from, statement.period_to)));
    put_totals(lines, statement);
    put_balances(lines, statement);
    put_notes(lines, statement.notes);
  }
}

void put_source(Lines& lines, const InvoiceList& list) {
  lines.title(fmt::format("invoices (发票), layout {}", list.layout));
  put_recognised(lines, list.recognised);
  std::size_t red = 0, output = 0;
  for (const Invoice& invoice : list.invoices) {
    red += invoice.red ? 1U : 0U;
    output += invoice.side == InvoiceSide::output ? 1U : 0U;
  }
  lines.line("invoices", fmt::format("{}: {} output, {} input; {} red{}", list.invoices.size(),
                                     output, list.invoices.size() - output, red,
                                     period_words(list.period_from, list.period_to)));
  put_notes(lines, list.notes);
}

void put_source(Lines& lines, const TaxReturns& returns) {
  lines.title(fmt::format("tax returns (纳税申报), layout {}", returns.layout));
  put_recognised(lines, returns.recognised);
  lines.line("periods", std::to_string(returns.periods.size()));
  put_notes(lines, returns.notes);
}

void put_source(Lines& lines, const GovernmentRecord& record) {
  lines.title("government data (政务数据)");
  put_recognised(lines, record.recognised);
  lines.line("status", name_of(record.status));
  std::string parts;
  const auto add = [&parts](std::string_view name, bool there) {
    if (there) parts += fmt::format("{}{}", parts.empty() ? "" : ", ", name);
  };
  add("registry", record.registry.has_value());
  add("social security", record.social_security.has_value());
  add("housing fund", record.housing_fund.has_value());
  add("utilities", record.utilities.has_value());
  add("judicial", record.judicial.has_value());
  add("penalties", record.penalties.has_value());
  add("real estate", record.real_estate.has_value());
  lines.line("parts", parts.empty() ? "none" : parts);
  put_notes(lines, record.notes);
}

}  // namespace

std::string render_source_why(const AnySource& source) {
  Lines lines;
  std::visit([&lines](const auto& item) { put_source(lines, item); }, source);
  return lines.take();
}

}  // namespace zhun
