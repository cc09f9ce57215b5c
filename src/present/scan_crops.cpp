// Which pictures go into a report, and what is said beside them.
#include "present/scan_crops.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "present/png.hpp"

namespace zhun::report {
namespace {

constexpr std::size_t kBytesMax = 900'000;  // of all pictures of one report
constexpr std::uint32_t kWidthMax = 280;    // pixels of one picture

// The reasons that the decoder and the dossier give, in the words of the report.
constexpr std::pair<std::string_view, std::string_view> kReasons[] = {
    {"the row is crossed out", "该行被划线"},
    {"the amount cannot be read; the balances imply it", "金额不可读，由余额推得"},
    {"the amount cannot be read", "金额不可读"},
    {"the amount cannot be read, so that the row is in no figure", "金额不可读，未计入指标"},
    {"nothing tells which way the money went", "收付方向无法判定"},
    {"nothing tells which way the money went, so that the row is in no figure",
     "收付方向无法判定，未计入指标"},
    {"the direction that is printed contradicts the balances", "所印收付方向与余额矛盾"},
    {"the balances around the row ask for another amount than the one that is printed",
     "所印金额与前后余额不符"},
    {"the rows around it ask for another balance than the one that is printed",
     "所印余额与前后行不符"},
    {"its balance does not follow from the row before", "余额与上一行不衔接"},
    {"the amount is unclear and was concluded from the balances", "金额不清，由余额推得"},
    {"the direction is unclear and was concluded from the balances", "方向不清，由余额推得"},
    {"the date is unclear", "日期不清"},
    {"the date cannot be read, so that the row is in no figure", "日期不可读，未计入指标"},
    {"the date that was read lies after the dossier's date, so that the row is in no figure",
     "所读日期晚于基准日，未计入指标"},
    {"the date that was read lies far from those of the other rows, so that the row is in no "
     "figure",
     "所读日期远离其他各行，未计入指标"},
    {"two readings of the amount differ", "两个识别引擎读得的金额不同"},
    {"the amount can be read in several ways", "金额有多种读法"},
    {"the direction can be read in several ways", "方向有多种读法"},
};

// The field that a reason is about; empty: the row.
std::string_view field_of(std::string_view why) {
  const auto has = [why](std::string_view word) {
    return why.find(word) != std::string_view::npos;
  };
  if (has("another amount") || has("the amount") || has("of the amount")) return "amount";
  if (has("direction") || has("which way")) return "direction";
  if (has("date")) return "date";
  return has("balance") ? "balance" : "";
}

std::string_view reason_words(std::string_view why) {
  for (const auto& [reason, words] : kReasons) {
    if (reason == why) return words;
  }
  return "识别不清";
}

}  // namespace

std::string_view field_words(std::string_view field) {
  if (field == "date") return "日期";
  if (field == "direction") return "方向";
  if (field == "amount") return "金额";
  if (field == "balance") return "余额";
  return "对手方";
}

std::string scan_words(const ScannedRow& row) {
  std::string words;
  if (row.verdict.verdict == Verdict::doubtful)
    words = fmt::format("存疑：{}", reason_words(row.verdict.why));
  for (const Repair& repair : row.verdict.repairs) {
    if (repair.field == "counterparty") continue;  // a name: the masker would have to see it
    words += fmt::format("{}{}读作 {}，按余额关系记为 {}", words.empty() ? "修复：" : "；",
                         field_words(repair.field), repair.read.empty() ? "（空）" : repair.read,
                         repair.chosen);
  }
  if (row.verdict.verdict == Verdict::doubtful && row.verdict.amounts.size() > 1) {
    words += "；金额的其他读法：";
    for (std::size_t i = 1; i < std::min<std::size_t>(row.verdict.amounts.size(), 4); ++i)
      words += (i == 1 ? "" : "、") + row.verdict.amounts[i].text;
  }
  return words;
}

std::vector<std::size_t> ScanCrops::of(std::uint32_t source, const ScannedRow& row) {
  const auto key = std::pair(source, row.row);
  if (const auto known = by_row_.find(key); known != by_row_.end()) return known->second;
  std::vector<std::size_t> numbers;
  const std::string_view about =
      row.verdict.verdict == Verdict::doubtful ? field_of(row.verdict.why) : std::string_view();
  for (const CellPicture& picture : row.verdict.pictures) {
    if (picture.image.empty()) continue;
    std::string uri = data_uri(write_png(grey_at_most(picture.image, kWidthMax), 4));
    if (bytes_ + uri.size() > kBytesMax) break;
    bytes_ += uri.size();
    numbers.push_back(crops_.size());
    crops_.push_back(
        {std::move(uri),
         fmt::format("第{}页第{}行 {}", row.verdict.page, row.row, field_words(picture.field)),
         picture.field == about});
  }
  by_row_.emplace(key, numbers);
  return numbers;
}

}  // namespace zhun::report
