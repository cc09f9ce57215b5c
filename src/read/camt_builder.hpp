// What the elements of a camt message mean: fed with leaves and ends of elements, it builds the
// statements. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "read/camt_tags.hpp"
#include "zhun/read.hpp"

namespace zhun::read {

class CamtBuilder {
 public:
  explicit CamtBuilder(const ReadOptions& options) : options_(options) {}

  // `path` ends with the element itself. `line` is where it begins.
  void start(std::span<const CamtTag> path, std::string_view currency, std::uint32_t line);
  void leaf(std::span<const CamtTag> path, std::string_view text, std::uint32_t line);
  void end(std::span<const CamtTag> path);
  void set_layout(std::string_view layout) { layout_ = layout; }

  [[nodiscard]] std::uint32_t row_count() const { return row_; }
  void reserve(std::size_t rows) {
    if (in_statement_) statements_.back().statement.rows.reserve(rows);
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  // Throws std::overflow_error for sums.
  [[nodiscard]] std::vector<Statement> finish();

 private:
  struct Balance {
    std::string code, currency;
    std::optional<Money> amount;
    bool debit = false;
    std::uint32_t line = 0;
  };
  struct Party {
    std::string name, ultimate_name, account, bank_name, bic;
    void clear();
  };
  struct Entry {
    std::uint32_t line = 0;
    std::string currency, status, reference, own_reference, information, remittance, structured,
        end_to_end;
    std::array<std::string, 3> code;  // domain, family, sub-family
    std::string proprietary_code;
    std::optional<Money> amount;
    std::optional<Direction> direction;
    std::optional<DateTime> booked, value;
    bool reversal = false;
    std::uint32_t details = 0;  // TxDtls
    Party debtor, creditor;
    void clear();
  };
  struct Open {
    Statement statement;
    std::string account_name, bank_code;
    std::vector<Balance> balances;
    std::vector<ControlTotal> totals;
    std::optional<DateTime> created;
    bool has_currency = false;
    std::uint32_t undated = 0, first_undated = 0, pending = 0, foreign = 0;
  };

  void statement_leaf(std::span<const CamtTag> path, std::string_view text, std::uint32_t line);
  void account_leaf(std::span<const CamtTag> path, std::string_view text);
  void balance_leaf(std::span<const CamtTag> path, std::string_view text);
  void summary_leaf(std::span<const CamtTag> path, std::string_view text, std::uint32_t line);
  void entry_leaf(std::span<const CamtTag> path, std::string_view text, std::uint32_t line);
  void details_leaf(std::span<const CamtTag> path, std::string_view text);
  void end_entry();
  void read_texts(Transaction& row);
  [[nodiscard]] std::optional<DateTime> date_of_entry();
  void finish_balances(Open& open);
  StoredText store_repeated(std::string_view text, StoredText& last);
  void fail_at(std::uint32_t line, ErrorCode code, std::string field, std::string message);

  const ReadOptions& options_;
  std::shared_ptr<TextArena> arena_ = std::make_shared<TextArena>();
  std::string layout_;
  std::vector<Open> statements_;
  std::optional<DateTime> created_;  // of the whole message
  bool in_statement_ = false;
  std::size_t entry_depth_ = 0, details_depth_ = 0, balance_depth_ = 0;  // 0: not inside
  Entry entry_;
  std::string scratch_;
  StoredText last_kind_, last_status_, last_currency_;
  std::uint32_t row_ = 0;
  std::optional<Error> error_;
};

}  // namespace zhun::read
