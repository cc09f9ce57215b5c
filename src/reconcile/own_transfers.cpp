// Transfers and payments that two of the customer's accounts show: between own accounts both ends
// are found (X38), and what a wallet paid with a bank card counts once, in the wallet, which names
// the real counterparty.
#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "reconcile/work.hpp"

namespace zhun {

namespace {

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

// 工商银行储蓄卡(1234): a card paid, not the money in the wallet.
bool names_card(std::string_view channel) {
  for (const auto word : {"银行", "储蓄卡", "信用卡", "借记卡"}) {
    if (contains(channel, word)) return true;
  }
  return false;
}

// The digits in brackets at the end of a card's name.
std::string card_tail(std::string_view channel) {
  std::string tail;
  for (const char c : channel) {
    if (c >= '0' && c <= '9') {
      tail += c;
    } else if (c == '&' || c == '+') {
      break;  // 工商银行(1234)&红包
    }
  }
  return tail.size() >= 4 ? tail.substr(tail.size() - 4) : std::string();
}

enum class WalletMove : std::uint8_t { none, withdrawal, deposit };

WalletMove wallet_move(const Transaction& t) {
  const std::array<std::string_view, 4> texts = {t.kind, t.summary, t.purpose, t.counterparty_name};
  for (const std::string_view text : texts) {
    if (contains(text, "提现") || contains(text, "转出到银行卡")) return WalletMove::withdrawal;
    if (contains(text, "充值") || contains(text, "转入零钱") || contains(text, "转入余额")) {
      return WalletMove::deposit;
    }
  }
  return WalletMove::none;
}

class OwnPairs {
 public:
  explicit OwnPairs(Work& work) : work_(work), taken_(work.rows.size()) {
    for (const WorkAccount& account : work.accounts) {
      const Statement& file = *account.files[0];
      const std::string holder = normalise_name(file.holder);
      wallet_.push_back(is_wallet(file));
      own_.push_back(holder.empty() || work.own_names.contains(holder));
    }
    for (std::size_t i = 0; i < work.rows.size(); ++i) {
      work.keep_on();
      const Row& row = work.rows[i];
      const auto direction = row.transaction->direction;
      if (!may_be_partner(row)) continue;
      rows_[{row.account, direction, row.amount(), row.date()}].rows.push_back(i);
    }
  }

  void find() {
    for (std::size_t i = 0; i < work_.rows.size(); ++i) {
      work_.keep_on();
      if (wallet_[work_.rows[i].account]) pair_wallet_row(i);
    }
    for (std::size_t i = 0; i < work_.rows.size(); ++i) {
      work_.keep_on();
      if (!taken_[i] && own_[work_.rows[i].account]) pair_own_row(i);
    }
    std::sort(work_.out.own_transfers.begin(), work_.out.own_transfers.end(),
              [](const OwnTransfer& a, const OwnTransfer& b) {
                return std::tie(a.out, a.in) < std::tie(b.out, b.in);
              });
  }

 private:
  bool may_be_partner(const Row& row) const {
    return row.cls == TransactionClass::own || row.cls == TransactionClass::neutral || row.wallet ||
           work_.parties[row.party].own || work_.parties[row.party].name.empty() ||
           !row.transaction->counterparty_account.empty();
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  using Key = std::tuple<std::uint32_t, Direction, Money, Date>;

  // The first row of an account, direction and amount on one of the days, the nearest day first.
  template <typename Accept>
  std::size_t partner(std::uint32_t account, Direction direction, Money amount, Date day,
                      std::initializer_list<int> days, const Accept& accept) {
    for (const int offset : days) {
      const auto it = rows_.find({account, direction, amount, day.plus_days(offset)});
      if (it == rows_.end()) continue;
      Bucket& bucket = it->second;
      while (bucket.open < bucket.rows.size() && taken_[bucket.rows[bucket.open]]) ++bucket.open;
      const std::size_t end = std::min(bucket.rows.size(), bucket.open + kLookedAtMax);
      for (std::size_t at = bucket.open; at < end; ++at) {
        const std::size_t i = bucket.rows[at];
        if (!taken_[i] && accept(work_.rows[i])) return i;
      }
    }
    return kNone;
  }
  // Of very many equal rows of one day, all but the first are given up.
  static constexpr std::size_t kLookedAtMax = 64;

  void pair_wallet_row(std::size_t i) {
    const Row& row = work_.rows[i];
    const Transaction& t = *row.transaction;
    if (t.direction == Direction::neutral) {
      const WalletMove move = wallet_move(t);
      if (move == WalletMove::none) return;
      const bool out = move == WalletMove::withdrawal;
      const Direction other = out ? Direction::inflow : Direction::outflow;
      const std::size_t j = find_at_banks(row, other, "", {0, 1, 2, 3});
      if (j != kNone) take_transfer(out ? i : j, out ? j : i);
      return;
    }
    if (!names_card(t.channel)) return;
    const std::size_t j = find_at_banks(row, t.direction, card_tail(t.channel), {0, 1});
    if (j != kNone) count_once(i, j);
  }

  std::size_t find_at_banks(const Row& row, Direction direction, const std::string& tail,
                            std::initializer_list<int> days) {
    for (std::uint32_t account = 0; account < work_.accounts.size(); ++account) {
      if (wallet_[account] || !own_[account]) continue;
      const std::string& number = work_.accounts[account].files[0]->account;
      if (!tail.empty() && !number.empty() && !number.ends_with(tail)) continue;
      const std::size_t j = partner(account, direction, row.amount(), row.date(), days,
                                    [](const Row& other) { return other.wallet; });
      if (j != kNone) return j;
    }
    return kNone;
  }

  void pair_own_row(std::size_t i) {
    const Row& row = work_.rows[i];
    const Transaction& t = *row.transaction;
    if (t.direction == Direction::neutral || row.mirrored) return;
    const bool in = t.direction == Direction::inflow;
    for (const int days : {0, 1, -1}) {  // of all accounts, the same day first
      for (std::uint32_t account = 0; account < work_.accounts.size(); ++account) {
        const std::size_t j = other_end(row, account, in, days);
        if (j == kNone) continue;
        take_transfer(in ? j : i, in ? i : j);
        return;
      }
    }
  }

  std::size_t other_end(const Row& row, std::uint32_t account, bool in, int days) {
    if (account == row.account || !own_[account]) return kNone;
    if (row.cls != TransactionClass::own && !names(row, account)) return kNone;
    const auto accept = [&](const Row& other) {
      return other.cls == TransactionClass::own || may_be_own(other, row.account);
    };
    const std::size_t j = partner(account, in ? Direction::outflow : Direction::inflow,
                                  row.amount(), row.date(), {days}, accept);
    if (j != kNone || !wallet_[account]) return j;
    return partner(account, Direction::neutral, row.amount(), row.date(), {days},
                   [](const Row&) { return true; });
  }

  // Its counterparty's account is that account's number.
  bool names(const Row& row, std::uint32_t account) const {
    const std::string_view printed = row.transaction->counterparty_account;
    return !printed.empty() &&
           same_account_number(printed, work_.accounts[account].files[0]->account);
  }

  // Nothing says that somebody else is at the other end.
  bool may_be_own(const Row& row, std::uint32_t account) const {
    const Party& party = work_.parties[row.party];
    return party.own || names(row, account) ||
           (party.name.empty() && row.transaction->counterparty_account.empty());
  }

  void take_transfer(std::size_t out, std::size_t in) {
    taken_[out] = taken_[in] = true;
    work_.out.own_transfers.push_back(
        {work_.place_of(work_.rows[out]), work_.place_of(work_.rows[in])});
    for (const std::size_t k : {out, in}) {
      Row& row = work_.rows[k];
      LedgerRow& ledger = work_.out.ledger[k];
      const bool fixed = ledger.class_before || row.cls == TransactionClass::own;
      if (fixed || row.transaction->direction == Direction::neutral) continue;
      row.cls = ledger.cls = TransactionClass::own;
      row.acquiring = ledger.acquiring = false;
      ledger.reason = "本人两个账户各有一笔";
    }
  }

  void count_once(std::size_t wallet, std::size_t bank) {
    taken_[wallet] = taken_[bank] = true;
    Row& kept = work_.rows[wallet];
    Row& other = work_.rows[bank];
    LedgerRow& ledger = work_.out.ledger[bank];
    const RowPlace place = work_.place_of(other);
    work_.out.repeats.push_back({place, work_.place_of(kept), true});
    work_.shows_again(kept, place);
    other.mirrored = ledger.mirrored = true;
    other.cls = ledger.cls = TransactionClass::neutral;
    other.acquiring = ledger.acquiring = false;
    ledger.reason = "同笔已按钱包账单计入";
  }

  Work& work_;
  std::vector<bool> taken_, wallet_, own_;
  struct Bucket {
    std::vector<std::size_t> rows;
    std::size_t open = 0;  // those before it are taken
  };
  std::map<Key, Bucket> rows_;
};

}  // namespace

void pair_own_transfers(Work& work) {
  if (work.accounts.size() > 1) OwnPairs(work).find();
  std::sort(work.out.repeats.begin(), work.out.repeats.end(),
            [](const RepeatedRow& a, const RepeatedRow& b) { return a.row < b.row; });
}

}  // namespace zhun
