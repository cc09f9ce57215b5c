// A statement as JSON: the shape that dossiers carry inline.
#include <stdexcept>

#include "read/record_fields.hpp"
#include "read/records.hpp"
#include "read/statement_table.hpp"

namespace zhun {
namespace {

using read::make_note;

bool is_wallet(std::string_view layout) {
  for (const std::string_view wallet : {"alipay", "wechat", "jd", "meituan", "wallet"}) {
    if (layout.starts_with(wallet)) return true;
  }
  return false;
}

std::optional<Direction> direction_of_code(std::string_view code) {
  if (code == "C" || code == "in") return Direction::inflow;
  if (code == "D" || code == "out") return Direction::outflow;
  if (code == "N" || code == "neutral") return Direction::neutral;
  return std::nullopt;
}

struct RowContext {
  Statement& statement;
  const ReadOptions& options;
  bool wallet;
  std::size_t unknown_members = 0;
};

std::optional<Error> read_row(const json::Value& value, std::string path, std::size_t index,
                              RowContext& context) {
  json::Reader r(value, std::move(path), context.options.source_name);
  Transaction row;
  TextArena& arena = *context.statement.text;
  const auto text = [&](std::string_view name) {
    const std::string item = r.string(name);
    return arena.store(trim(item));
  };
  const auto seq = r.integer("seq");
  row.row = seq && *seq > 0 && *seq <= UINT32_MAX ? static_cast<std::uint32_t>(*seq)
                                                  : static_cast<std::uint32_t>(index + 1);
  const auto time = r.date_time("ts");
  if (!time)
    r.set_error("ts", "the row has no date; YYYY-MM-DDTHH:MM:SS or YYYY-MM-DD is required");
  row.time = time.value_or(DateTime());
  const auto direction = direction_of_code(r.required_string("dir"));
  if (!direction)
    r.set_error("dir", "the direction must be C (money in), D (money out) or N (neutral)");
  row.direction = direction.value_or(Direction::neutral);
  row.amount = r.required_money_fen("amount_fen");
  if (row.amount.is_negative())
    r.set_error("amount_fen", "an amount is never negative; `dir` tells the direction");
  if (row.amount.is_zero() && !context.wallet)
    r.set_error("amount_fen", "an amount of 0 stands only in bills of wallets");
  row.balance = r.money_fen("balance_fen");
  row.counterparty_name = text("cp_name");
  row.counterparty_account = text("cp_acct");
  row.counterparty_bank = text("cp_bank");
  row.summary = text("summary");
  row.purpose = text("purpose");
  row.channel = text("channel");
  row.kind = text("kind");
  row.status = text("status");
  row.reference = text("reference");
  if (r.error()) return r.error();
  context.unknown_members += read::count_unknown_members(
      value, {"seq", "ts", "dir", "amount_fen", "balance_fen", "cp_name", "cp_acct", "cp_bank",
              "summary", "purpose", "channel", "kind", "status", "reference"});
  context.statement.rows.push_back(row);
  return std::nullopt;
}

ControlTotal printed_total(std::string kind, Money sum) {
  ControlTotal total;
  total.kind = std::move(kind);
  total.printed_sum = sum;
  return total;
}

}  // namespace

Result<Statement> statement_from_json(const json::Value& value, std::string_view path,
                                      const ReadOptions& options) {
  Statement statement;
  json::Reader r(value, std::string(path), options.source_name);
  const std::string layout = r.string("layout");
  statement.layout = layout.empty() ? "json" : layout;
  statement.holder = r.string("holder");
  statement.account = r.string("account");
  statement.bank = r.string("bank");
  const std::string currency = r.string("currency");
  if (!currency.empty()) statement.currency = currency;
  statement.account_opened_on = r.date("account_opened_on");
  statement.period_from = r.date("period_from");
  statement.period_to = r.date("period_to");
  statement.opening_balance = r.money_fen("opening_balance_fen");
  statement.closing_balance = r.money_fen("closing_balance_fen");
  statement.owner_names = r.strings("owner_names");
  statement.related_names = r.strings("related_names");
  const json::Value* rows = r.array("rows");
  if (rows == nullptr) r.set_error("rows", "a list of rows is required here");
  if (r.error()) return tl::unexpected(*r.error());
  if (rows->items.size() > options.limits.rows_max) {
    return fail(ErrorCode::limit, Place{options.source_name, 0, 0, 0, r.path_of("rows")},
                "the source has more rows than the limits allow");
  }
  RowContext context{statement, options, is_wallet(statement.layout)};
  statement.rows.reserve(rows->items.size());
  for (std::size_t i = 0; i < rows->items.size(); ++i) {
    if (auto error = read_row(rows->items[i], r.path_of("rows", i), i, context))
      return tl::unexpected(*error);
  }
  read::note_unknown_members(
      statement.notes,
      context.unknown_members +
          read::count_unknown_members(
              value, {"layout", "holder", "account", "bank", "currency", "account_opened_on",
                      "period_from", "period_to", "opening_balance_fen", "closing_balance_fen",
                      "owner_names", "related_names", "rows"}),
      path, options);
  std::vector<ControlTotal> totals;
  if (statement.opening_balance)
    totals.push_back(printed_total("opening", *statement.opening_balance));
  if (statement.closing_balance)
    totals.push_back(printed_total("closing", *statement.closing_balance));
  try {
    read::settle_order(statement, options);
    read::settle_balances(statement, {}, options);
    read::settle_totals(statement, totals, options);
  } catch (const std::overflow_error&) {
    return fail(
        ErrorCode::format, Place{options.source_name, 0, 0, 0, std::string(path)},
        "the sum of the amounts exceeds 64 bits; this cannot be the statement of one account");
  }
  for (const auto& row : statement.rows) {
    const Date date = row.time.date;
    const bool given_from = r.has("period_from"), given_to = r.has("period_to");
    if (!given_from && (!statement.period_from || date < *statement.period_from))
      statement.period_from = date;
    if (!given_to && (!statement.period_to || *statement.period_to < date))
      statement.period_to = date;
  }
  return statement;
}

}  // namespace zhun
