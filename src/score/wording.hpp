// Wording (文案): how the policy pack names facts and checks, and what a finding says.
//
// Templates hold fact names in braces with an optional format:
// "有效流入占总流入{effective_ratio:percent}".
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "zhun/fact.hpp"

namespace zhun {

// How a value is shown. `plain` follows the type: money "1234.56", numbers without trailing zeros.
enum class FactFormat : std::uint8_t {
  plain,
  money,     // 1,234.56 (yuan)
  fen,       // 1234.56 (yuan, without separators)
  wan,       // 12.35 (ten thousand yuan, two decimals)
  percent,   // 85.69% (of a ratio 0..1)
  percent1,  // 85.7%
  ratio,     // 1.2287 (four decimals)
  times,     // 57.79 (two decimals)
  share,     // 30% (of a ratio, without trailing zeros: for what people set)
  match,     // 一致, 不一致 (of a truth value)
};

struct FactWording {
  std::string title;       // 有效流水占比
  std::string unit;        // 元, %, 天, 笔, ...
  std::string definition;  // 口径
  std::string formula;     // 计算
  FactFormat format = FactFormat::plain;
  std::map<std::string, std::string, std::less<>> values;  // what a code means: NONE -> 无
};

struct CheckWording {
  std::string id;
  std::string title;
  std::string theme;                  // 流水, 税票, 政务, 交叉
  std::string claim;                  // at most 18 characters: the failing check as a headline
  std::string fail, pass;             // sentences
  std::string value;                  // the figure alone, short and in Chinese: "89个月"
  std::string observed;               // figures alone, in the form of the reference results
  std::vector<std::string> evidence;  // facts whose rows prove it
  std::vector<std::string> materials, points;
  std::string how;          // how to verify
  std::string answer_type;  // TEXT, PHOTO, YESNO, AMOUNT
  int impact = 0;           // of checks of one severity the larger is shown first
  bool knock_out = false;   // shown among the admission rules (准入规则)
};

struct CapWording {
  std::string title, formula;  // formula: a template
  std::vector<std::string> facts;
};

// Questions that every investigation asks (LW-6, LP-7 of the loan measures).
struct MandatoryPoint {
  std::string id, question, why, how, answer_type;
};

struct Wording {
  std::map<std::string, FactWording, std::less<>> facts;
  std::map<std::string, CheckWording, std::less<>> checks;
  std::map<std::string, CapWording, std::less<>> caps;
  std::vector<MandatoryPoint> mandatory_points;
};

// Parameters of tables.json; texts name them as {@cycle_days} or {@fast_out_share_min:percent}.
using Parameters = std::map<std::string, Decimal, std::less<>>;

[[nodiscard]] Result<Wording> read_wording(std::string_view json, std::string_view file,
                                           const Limits& limits,
                                           const Parameters& parameters = {});

// The value in words for people; "—" when there is none.
[[nodiscard]] std::string format_fact(const Fact& fact, FactFormat format);
// The same, codes in words.
[[nodiscard]] std::string format_fact(const Fact& fact, const FactWording& wording);
// A bin of a scorecard ("[0.2, 0.4)", "MORTGAGED") as a reader sees the fact: "[20%, 40%)",
// "已抵押".
[[nodiscard]] std::string format_bin(std::string_view words, const FactWording& wording);
// A cell of a rule as a reader sees the fact: "< 0.60" is "低于60%", "[0.2..0.4)" "[20%, 40%)".
[[nodiscard]] std::string in_words(std::string_view cell, const FactWording& wording);

// Fact to the cell that the rule that fired put on it.
using RuleCells = std::map<std::string, std::string, std::less<>>;
// The facts of which a template tells the rule ({effective_ratio:rule}).
[[nodiscard]] std::vector<std::string_view> ruled_facts(std::string_view text);

// Fills a template from the facts; a missing one becomes "—".
[[nodiscard]] std::string fill(std::string_view text, const Facts& facts, const Wording& wording,
                               const RuleCells& rule = {});

}  // namespace zhun
