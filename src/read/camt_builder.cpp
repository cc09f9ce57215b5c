// Elements of camt messages -> statements.
#include "read/camt_builder.hpp"

#include <fmt/format.h>

#include "read/message_values.hpp"
#include "read/statement_table.hpp"
#include "zhun/watch.hpp"

namespace zhun::read {
namespace {

using Path = std::span<const CamtTag>;

// The ancestor `up` levels above the element itself.
CamtTag above(Path path, std::size_t up) {
  return path.size() > up ? path[path.size() - 1 - up] : CamtTag::other;
}

// YYYY-MM-DD[THH:MM:SS...]; a zone and fractions are passed over: the printed local time counts.
// Midnight sharp stands for no time.
std::optional<DateTime> parse_iso(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_digits(text.substr(0, 4)), month = parse_digits(text.substr(5, 2)),
             day = parse_digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const auto date = Date::from_ymd(*year, *month, *day);
  if (!date) return std::nullopt;
  DateTime moment{*date, -1};
  if (text.size() >= 19 && text[10] == 'T' && text[13] == ':' && text[16] == ':') {
    const auto hour = parse_digits(text.substr(11, 2)), minute = parse_digits(text.substr(14, 2)),
               second = parse_digits(text.substr(17, 2));
    if (hour && minute && second && *hour < 24 && *minute < 60 && *second < 60) {
      const int of_day = *hour * 3600 + *minute * 60 + *second;
      if (of_day != 0) moment.second_of_day = of_day;
    }
  }
  return moment;
}

bool not_booked(std::string_view status) {
  return status == "PDNG" || status == "INFO" || status == "FUTR";
}

void append(std::string& text, std::string_view more) {
  if (more.empty()) return;
  if (!text.empty()) text += ' ';
  text += more;
}

}  // namespace

void CamtBuilder::Party::clear() {
  for (std::string* text : {&name, &ultimate_name, &account, &bank_name, &bic}) text->clear();
}

void CamtBuilder::Entry::clear() {
  for (std::string* text :
       {&currency, &status, &reference, &own_reference, &information, &remittance, &structured,
        &end_to_end, &proprietary_code, &code[0], &code[1], &code[2]})
    text->clear();
  amount.reset();
  direction.reset();
  booked.reset();
  value.reset();
  reversal = false;
  details = 0;
  debtor.clear();
  creditor.clear();
}

void CamtBuilder::fail_at(std::uint32_t line, ErrorCode code, std::string field,
                          std::string message) {
  if (!error_)
    error_ =
        Error{code, Place{options_.source_name, 0, line, 0, std::move(field)}, std::move(message)};
}

void CamtBuilder::start(Path path, std::string_view currency, std::uint32_t line) {
  const CamtTag tag = path.back();
  if (tag == CamtTag::stmt && !in_statement_) {
    if (statements_.size() >= kStatementsMax)
      return fail_at(line, ErrorCode::limit, "Stmt", "there are more statements than the limit");
    in_statement_ = true;
    statements_.emplace_back().statement.text = arena_;
  } else if (tag == CamtTag::ntry && in_statement_ && above(path, 1) == CamtTag::stmt) {
    entry_.clear();
    entry_.line = line;
    entry_depth_ = path.size();
  } else if (tag == CamtTag::tx_dtls && entry_depth_ != 0 && details_depth_ == 0) {
    details_depth_ = path.size();
    ++entry_.details;
  } else if (tag == CamtTag::bal && in_statement_ && entry_depth_ == 0 &&
             above(path, 1) == CamtTag::stmt) {
    if (statements_.back().balances.size() >= options_.limits.columns_max)
      return fail_at(line, ErrorCode::limit, "Bal", "a statement has more balances than the limit");
    balance_depth_ = path.size();
    statements_.back().balances.emplace_back().line = line;
  } else if (tag == CamtTag::amt && entry_depth_ != 0 && path.size() == entry_depth_ + 1) {
    entry_.currency = currency;
    if (!is_currency_code(currency))
      fail_at(line, ErrorCode::format, "Ntry/Amt/@Ccy", "the currency is no code of ISO 4217");
  } else if (tag == CamtTag::amt && balance_depth_ != 0 && path.size() == balance_depth_ + 1) {
    statements_.back().balances.back().currency = currency;
  }
}

void CamtBuilder::end(Path path) {
  const CamtTag tag = path.back();
  if (tag == CamtTag::tx_dtls && path.size() == details_depth_) details_depth_ = 0;
  if (tag == CamtTag::bal && path.size() == balance_depth_) balance_depth_ = 0;
  if (tag == CamtTag::ntry && path.size() == entry_depth_) {
    entry_depth_ = details_depth_ = 0;
    end_entry();
  }
  if (tag == CamtTag::stmt && entry_depth_ == 0) in_statement_ = false;
}

void CamtBuilder::leaf(Path path, std::string_view text, std::uint32_t line) {
  if (details_depth_ != 0) {
    if (entry_.details == 1) details_leaf(path, text);
  } else if (entry_depth_ != 0) {
    entry_leaf(path, text, line);
  } else if (balance_depth_ != 0) {
    balance_leaf(path, text);
  } else if (in_statement_) {
    statement_leaf(path, text, line);
  } else if (path.back() == CamtTag::cre_dt_tm) {
    created_ = parse_iso(text);
  }
}

void CamtBuilder::statement_leaf(Path path, std::string_view text, std::uint32_t line) {
  Open& open = statements_.back();
  const CamtTag parent = above(path, 1);
  if (path.back() == CamtTag::cre_dt_tm && parent == CamtTag::stmt) open.created = parse_iso(text);
  if (parent == CamtTag::fr_to_dt) {
    const auto moment = parse_iso(text);
    if (moment && path.back() == CamtTag::fr_dt_tm) open.statement.period_from = moment->date;
    if (moment && path.back() == CamtTag::to_dt_tm) open.statement.period_to = moment->date;
  }
  if (above(path, 2) == CamtTag::txs_summry) summary_leaf(path, text, line);
  for (std::size_t up = 1; up <= 4; ++up) {
    if (above(path, up) == CamtTag::acct && above(path, up + 1) == CamtTag::stmt)
      account_leaf(path.last(up + 1), text);
  }
}

// `path` begins with Acct.
void CamtBuilder::account_leaf(Path path, std::string_view text) {
  Open& open = statements_.back();
  Statement& statement = open.statement;
  const CamtTag tag = path.back(), below = path[1];
  if (below == CamtTag::id && path.size() > 2 &&
      (tag == CamtTag::iban || (tag == CamtTag::id && above(path, 1) == CamtTag::othr)))
    statement.account = text;
  if (below == CamtTag::ccy && is_currency_code(text)) {
    statement.currency = text;
    open.has_currency = true;
  }
  if (below == CamtTag::nm) open.account_name = text;
  if (below == CamtTag::ownr && tag == CamtTag::nm && path.size() <= 4) statement.holder = text;
  if (below == CamtTag::svcr && tag == CamtTag::nm) statement.bank = text;
  if (below == CamtTag::svcr && tag == CamtTag::bic) open.bank_code = text;
}

void CamtBuilder::balance_leaf(Path path, std::string_view text) {
  Balance& balance = statements_.back().balances.back();
  const CamtTag tag = path.back();
  const bool direct = path.size() == balance_depth_ + 1;
  if (direct && tag == CamtTag::amt) balance.amount = parse_message_amount(text, '.');
  if (direct && tag == CamtTag::cdt_dbt_ind) balance.debit = text == "DBIT";
  if (tag == CamtTag::cd &&
      (above(path, 1) == CamtTag::tp || (above(path, 1) == CamtTag::cd_or_prtry)) &&
      balance.code.empty())
    balance.code = text;
}

void CamtBuilder::summary_leaf(Path path, std::string_view text, std::uint32_t line) {
  const CamtTag side = above(path, 1);
  std::string_view kind = "count";
  if (side == CamtTag::ttl_cdt_ntries) kind = "inflow";
  if (side == CamtTag::ttl_dbt_ntries) kind = "outflow";
  if (kind == "count" && side != CamtTag::ttl_ntries) return;
  auto& totals = statements_.back().totals;
  if (totals.empty() || totals.back().kind != kind) {
    if (totals.size() >= options_.limits.columns_max) return;
    totals.emplace_back().kind = kind;
    totals.back().line = line;
  }
  if (path.back() == CamtTag::nb_of_ntries) {
    if (const auto count = parse_digits(text))
      totals.back().printed_count = static_cast<std::uint64_t>(*count);
  }
  // The sum of both sides together has no counterpart among the totals.
  if (path.back() == CamtTag::sum && kind != "count")
    totals.back().printed_sum = parse_message_amount(text, '.');
}

void CamtBuilder::entry_leaf(Path path, std::string_view text, std::uint32_t line) {
  const CamtTag tag = path.back(), parent = above(path, 1);
  if (parent == CamtTag::ntry) {
    if (tag == CamtTag::amt) {
      entry_.amount = parse_message_amount(text, '.');
      if (!entry_.amount)
        fail_at(line, ErrorCode::format, "Ntry/Amt",
                "the amount is no number of at most two decimals and 64 bits");
    }
    if (tag == CamtTag::cdt_dbt_ind) {
      if (text == "CRDT") entry_.direction = Direction::inflow;
      if (text == "DBIT") entry_.direction = Direction::outflow;
    }
    if (tag == CamtTag::rvsl_ind) entry_.reversal = text == "true" || text == "1";
    if (tag == CamtTag::sts) entry_.status = text;
    if (tag == CamtTag::acct_svcr_ref) entry_.reference = text;
    if (tag == CamtTag::ntry_ref) entry_.own_reference = text;
    if (tag == CamtTag::addtl_ntry_inf) entry_.information = text;
    return;
  }
  if (parent == CamtTag::sts && above(path, 2) == CamtTag::ntry) entry_.status = text;
  if (tag == CamtTag::dt || tag == CamtTag::dt_tm) {
    if (parent == CamtTag::bookg_dt) entry_.booked = parse_iso(text);
    if (parent == CamtTag::val_dt) entry_.value = parse_iso(text);
  }
  if (tag == CamtTag::cd && parent == CamtTag::domn) entry_.code[0] = text;
  if (tag == CamtTag::cd && parent == CamtTag::fmly) entry_.code[1] = text;
  if (tag == CamtTag::sub_fmly_cd) entry_.code[2] = text;
  if (tag == CamtTag::cd && parent == CamtTag::prtry && above(path, 2) == CamtTag::bk_tx_cd)
    entry_.proprietary_code = text;
}

// Inside the first TxDtls of an entry.
void CamtBuilder::details_leaf(Path path, std::string_view text) {
  const CamtTag tag = path.back(), parent = above(path, 1);
  if (tag == CamtTag::ustrd) append(entry_.remittance, text);
  if (parent == CamtTag::cdtr_ref_inf && tag == CamtTag::ref) append(entry_.structured, text);
  if (tag == CamtTag::addtl_rmt_inf) append(entry_.structured, text);
  if (tag == CamtTag::addtl_tx_inf && entry_.information.empty()) entry_.information = text;
  if (parent == CamtTag::refs) {
    if (tag == CamtTag::acct_svcr_ref && entry_.reference.empty()) entry_.reference = text;
    if (tag == CamtTag::end_to_end_id) entry_.end_to_end = text;
  }
  if (entry_.remittance.size() + entry_.structured.size() > options_.limits.cell_bytes_max)
    fail_at(entry_.line, ErrorCode::limit, "Ntry", "the text of an entry exceeds the limit");
  for (std::size_t up = 1; up <= 4; ++up) {
    const CamtTag top = above(path, up + 1), side = above(path, up);
    if (top != CamtTag::rltd_pties && top != CamtTag::rltd_agts) continue;
    const bool debtor = side == CamtTag::dbtr || side == CamtTag::ultmt_dbtr ||
                        side == CamtTag::dbtr_acct || side == CamtTag::dbtr_agt;
    Party& party = debtor ? entry_.debtor : entry_.creditor;
    if (side == CamtTag::dbtr || side == CamtTag::cdtr) {
      if (tag == CamtTag::nm && (parent == side || parent == CamtTag::pty)) party.name = text;
    } else if (side == CamtTag::ultmt_dbtr || side == CamtTag::ultmt_cdtr) {
      if (tag == CamtTag::nm && (parent == side || parent == CamtTag::pty))
        party.ultimate_name = text;
    } else if (side == CamtTag::dbtr_acct || side == CamtTag::cdtr_acct) {
      if (tag == CamtTag::iban || (tag == CamtTag::id && parent == CamtTag::othr))
        party.account = text;
    } else if (side == CamtTag::dbtr_agt || side == CamtTag::cdtr_agt) {
      if (tag == CamtTag::nm) party.bank_name = text;
      if (tag == CamtTag::bic) party.bic = text;
    }
  }
}

StoredText CamtBuilder::store_repeated(std::string_view text, StoredText& last) {
  if (last != text) last = arena_->store(text);
  return last;
}

// Booked, else of value; without both the day of the message, which a note tells.
std::optional<DateTime> CamtBuilder::date_of_entry() {
  if (entry_.booked) return entry_.booked;
  if (entry_.value) return entry_.value;
  Open& open = statements_.back();
  if (open.undated++ == 0) open.first_undated = entry_.line;
  const auto moment = open.created ? open.created : created_;
  if (moment) return DateTime{moment->date, -1};
  return std::nullopt;
}

void CamtBuilder::end_entry() {
  if (error_) return;
  Open& open = statements_.back();
  if (!entry_.amount)
    return fail_at(entry_.line, ErrorCode::format, "Ntry/Amt", "the entry has no amount");
  if (!entry_.direction)
    return fail_at(entry_.line, ErrorCode::format, "Ntry/CdtDbtInd",
                   "the entry is marked neither CRDT nor DBIT");
  if (is_stopped(options_.limits))
    return fail_at(entry_.line, ErrorCode::cancelled, "Ntry", "the call was cancelled");
  if (row_ >= options_.limits.rows_max)
    return fail_at(entry_.line, ErrorCode::limit, "Ntry",
                   "there are more rows than the limits allow");
  const auto moment = date_of_entry();
  if (!moment)
    return fail_at(entry_.line, ErrorCode::format, "Ntry/BookgDt",
                   "neither the entry nor the message has a date");
  if (!open.has_currency) {
    // Without a currency of the account, that of its balances, else of its first entry.
    open.has_currency = true;
    open.statement.currency = entry_.currency;
    for (const Balance& balance : open.balances) {
      if (is_currency_code(balance.currency)) {
        open.statement.currency = balance.currency;
        break;
      }
    }
  }
  Transaction row;
  row.row = ++row_;
  row.line = entry_.line;
  row.time = *moment;
  row.direction = *entry_.direction;
  row.amount = *entry_.amount;
  if (entry_.currency != open.statement.currency) {
    row.currency = store_repeated(entry_.currency, last_currency_);
    ++open.foreign;
  }
  if (not_booked(entry_.status)) ++open.pending;
  read_texts(row);
  open.statement.rows.push_back(row);
}

void CamtBuilder::read_texts(Transaction& row) {
  // Money in comes from the debtor, money out goes to the creditor.
  Party& party = row.direction == Direction::inflow ? entry_.debtor : entry_.creditor;
  if (entry_.details <= 1) {
    row.counterparty_name = arena_->store(party.name.empty() ? party.ultimate_name : party.name);
    row.counterparty_account = arena_->store(party.account);
    row.counterparty_bank = arena_->store(party.bank_name.empty() ? party.bic : party.bank_name);
    append(entry_.remittance, entry_.structured);
  } else {
    entry_.remittance.clear();  // a batch has many
    if (entry_.reference.empty()) entry_.end_to_end.clear();
  }
  if (entry_.remittance.empty()) std::swap(entry_.remittance, entry_.information);
  row.summary = arena_->store(entry_.remittance);
  row.purpose = arena_->store(entry_.information);
  std::string_view reference = entry_.reference;
  if (reference.empty()) reference = entry_.own_reference;
  if (reference.empty() && entry_.end_to_end != "NOTPROVIDED") reference = entry_.end_to_end;
  row.reference = arena_->store(reference);
  scratch_ = entry_.code[0];
  for (const std::string* part : {&entry_.code[1], &entry_.code[2]}) {
    if (!part->empty()) scratch_.append("-").append(*part);
  }
  row.kind = store_repeated(scratch_.empty() ? entry_.proprietary_code : scratch_, last_kind_);
  scratch_ = entry_.status;
  if (entry_.reversal) append(scratch_, "reversal");
  // The status decides whether the row is booked: it stays a text of its own.
  row.status = entry_.reversal && !not_booked(entry_.status)
                   ? arena_->store(scratch_)
                   : store_repeated(entry_.status, last_status_);
}

void CamtBuilder::finish_balances(Open& open) {
  Statement& statement = open.statement;
  const Balance* opening = nullptr;
  const Balance* closing = nullptr;
  const Balance* first_interim = nullptr;
  const Balance* last_interim = nullptr;
  for (const Balance& balance : open.balances) {
    const bool opens = balance.code == "OPBD" || balance.code == "PRCD";
    const bool closes = balance.code == "CLBD", interim = balance.code == "ITBD";
    if (!opens && !closes && !interim) continue;
    if (!balance.amount) {
      add_note(statement, options_, "balance_unreadable", balance.line,
               "a balance of the statement is not readable");
      continue;
    }
    if (balance.currency != statement.currency) {
      add_note(statement, options_, "balance_currency", balance.line,
               "a balance is of another currency than the statement");
      continue;
    }
    if (opens && (opening == nullptr || balance.code == "OPBD")) opening = &balance;
    if (closes) closing = &balance;
    if (interim && first_interim == nullptr) first_interim = &balance;
    if (interim) last_interim = &balance;
  }
  // The pages of a long statement open and close with interim balances.
  if (opening == nullptr && first_interim != last_interim) opening = first_interim;
  if (closing == nullptr && opening != last_interim) closing = last_interim;
  const auto signed_amount = [](const Balance& balance) {
    return balance.debit ? -*balance.amount : *balance.amount;
  };
  if (opening != nullptr) statement.opening_balance = signed_amount(*opening);
  if (opening == nullptr && closing != nullptr && !statement.rows.empty())
    add_note(statement, options_, "opening_missing", closing->line,
             "the statement has no opening balance");
  if (closing != nullptr)
    check_closing(statement, signed_amount(*closing), closing->line, options_, not_booked);
  else if (opening != nullptr && !statement.rows.empty())
    add_note(statement, options_, "closing_missing", opening->line,
             "the statement has no closing balance");
}

std::vector<Statement> CamtBuilder::finish() {
  std::vector<Statement> statements;
  if (statements_.empty()) statements_.emplace_back();  // a message without a statement is valid
  for (Open& open : statements_) {
    Statement& statement = open.statement;
    statement.layout = layout_;
    if (statement.holder.empty()) statement.holder = open.account_name;
    if (statement.bank.empty()) statement.bank = open.bank_code;
    if (!open.has_currency) {
      for (const Balance& balance : open.balances) {
        if (open.has_currency || !is_currency_code(balance.currency)) continue;
        statement.currency = balance.currency;
        open.has_currency = true;
      }
    }
    settle_order(statement, options_);
    finish_balances(open);
    settle_totals(statement, open.totals, options_);
    if (open.undated > 0)
      add_note(statement, options_, "date_missing", open.first_undated,
               fmt::format("{} entries have no date; they carry the day on which the message was "
                           "made",
                           open.undated));
    if (open.pending > 0)
      add_note(statement, options_, "not_booked", 0,
               fmt::format("{} entries are not booked yet; their status says so", open.pending));
    if (open.foreign > 0)
      add_note(statement, options_, "several_currencies", 0,
               fmt::format("{} entries are of another currency than the statement", open.foreign));
    settle_period(statement, options_);
    statements.push_back(std::move(statement));
  }
  return statements;
}

}  // namespace zhun::read
