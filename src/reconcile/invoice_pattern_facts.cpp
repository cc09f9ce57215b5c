// Patterns of invoicing (DOMAIN 3.3): customers lost (V07), goods sold and never bought (V11), rows
// of one amount (V12), the average invoice and the provinces of the buyers (V15).
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "dossier/names.hpp"
#include "reconcile/invoice_view.hpp"
#include "zhun/identifier.hpp"

namespace zhun {

namespace {

constexpr std::size_t kNamesShown = 3, kTopBuyers = 10;

void add(Evidence& evidence, const InvoiceView::Line& line) {
  evidence.add_row(line.list->source, line.invoice->row);
}

struct Sum {
  Money amount;
  Evidence evidence;
  void add(const InvoiceView::Line& line) {
    amount += line.amount_ex;
    zhun::add(evidence, line);
  }
};

// Names of sums, the greatest first.
std::vector<std::pair<std::string, Sum>> sorted(const std::map<std::string, Sum>& sums) {
  std::vector<std::pair<std::string, Sum>> all(sums.begin(), sums.end());
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.second.amount > b.second.amount; });
  return all;
}

std::string percent(const Decimal& share) { return to_fixed_string(share * Decimal(100), 2) + "%"; }

// V07: of the ten largest buyers of twelve months, those without a sale in the six months after.
void churn(Work& work, const InvoiceView& view) {
  const auto missing = [&](std::string_view reason, std::string_view material) {
    for (const auto name : {"customer_churn", "churn_text"}) {
      work.missing(name, std::string(reason), std::string(material));
    }
  };
  std::optional<Month> last;
  for (const InvoiceMonth& month : work.out.invoice_months) {
    if (month.covered && month.month < work.dossier.as_of.month()) last = month.month;
  }
  if (!last || !view.covers(Date::first_of(last->plus(-17)), Date::last_of(*last))) {
    return missing("发票连续完整月份不足18个", "M-INV");
  }
  std::map<std::string, Sum> before, after;
  for (const auto& line : view.output) {
    const Month month = line.attributed.month();
    if (month < last->plus(-17) || month > *last) continue;
    (month < last->plus(-5) ? before : after)[line.buyer].add(line);
  }
  Money total, lost;
  Evidence all, lost_rows;
  std::string text;
  std::size_t top = 0, count = 0;
  for (const auto& [name, sum] : sorted(before)) {
    if (sum.amount <= Money() || top++ == kTopBuyers) break;
    total += sum.amount;
    all.add(sum.evidence);
    const auto later = after.find(name);
    if (later != after.end() && later->second.amount > Money()) continue;
    lost += sum.amount;
    lost_rows.add(sum.evidence);
    if (later != after.end()) lost_rows.add(later->second.evidence);
    if (++count <= kNamesShown) text += (text.empty() ? "" : "、") + marked_name(name);
  }
  if (total <= Money()) return missing("此前12个月无销项发票", "");
  if (count > kNamesShown) text += fmt::format("等{}家", count);
  const Evidence& evidence = count == 0 ? all : lost_rows;
  work.set("customer_churn", *ratio(lost, total), evidence);
  work.set("churn_text", text, evidence);
}

// 通用设备 of *通用设备*轴承; empty: the item is printed without it.
std::string category_of(std::string_view item) {
  if (!item.starts_with('*')) return {};
  const auto end = item.find('*', 1);
  return end == std::string_view::npos ? std::string() : std::string(item.substr(1, end - 1));
}

// V11: what is sold under a category of goods that was never bought.
void items(Work& work, const InvoiceView& view, Date since) {
  const auto missing = [&](std::string_view reason) {
    for (const auto name : {"item_mismatch_share", "item_mismatch_text"}) {
      work.missing(name, std::string(reason), "M-INV");
    }
  };
  if (view.input.empty()) return missing("未提供进项发票");
  std::set<std::string> bought;
  for (const auto& line : view.input) {
    std::string category = category_of(line.invoice->item);
    // What was bought without its category may be what is sold.
    if (category.empty()) return missing("部分进项发票无商品分类");
    bought.insert(std::move(category));
  }
  std::map<std::string, Sum> sold;
  for (const auto& line : view.output) {
    const std::string category = category_of(line.invoice->item);
    if (line.issued >= since && !category.empty()) sold[category].add(line);
  }
  Money total, unmatched;
  Evidence all, rows;
  std::string text;
  std::size_t count = 0;
  for (const auto& [category, sum] : sorted(sold)) {
    if (sum.amount <= Money()) break;
    total += sum.amount;
    all.add(sum.evidence);
    if (bought.contains(category)) continue;
    unmatched += sum.amount;
    rows.add(sum.evidence);
    if (++count <= kNamesShown) text += (text.empty() ? "" : "、") + category;
  }
  if (total <= Money()) return missing("近12个月销项发票无商品分类");
  if (count > kNamesShown) text += fmt::format("等{}类", count);
  work.set("item_mismatch_share", *ratio(unmatched, total), count == 0 ? all : rows);
  work.set("item_mismatch_text", text, count == 0 ? all : rows);
}

// V12 and V15: blue invoices that stand, their amounts one after the other.
void amounts(Work& work, const InvoiceView& view, Date since) {
  std::vector<const InvoiceView::Line*> blues;
  Evidence all, rows;
  Money total;
  for (const auto& line : view.output) {
    const Invoice& invoice = *line.invoice;
    if (line.issued < since || invoice.red || invoice.status == InvoiceStatus::full_red) continue;
    blues.push_back(&line);
    total += line.amount_ex;
    add(all, line);
  }
  const auto count = static_cast<std::int64_t>(blues.size());
  work.set("blue_invoice_count", count, all.empty() ? work.evidence("invoice_count") : all);
  if (blues.empty()) {
    for (const auto name : {"same_amount_share", "average_invoice"}) {
      work.missing(name, "近12个月无销项发票", "M-INV");
    }
    return;
  }
  std::size_t same = 0;
  for (std::size_t i = 0; i < blues.size(); ++i) {
    const Money amount = blues[i]->total();
    const bool like_before = i > 0 && blues[i - 1]->total() == amount;
    const bool like_after = i + 1 < blues.size() && blues[i + 1]->total() == amount;
    if (!like_before && !like_after) continue;
    ++same;
    add(rows, *blues[i]);
  }
  work.set("same_amount_share", *ratio(same, blues.size()), rows.empty() ? all : rows);
  const Decimal mean = *divide(Decimal::from_yuan(total), Decimal(count));
  work.set("average_invoice", to_money_or_throw(mean.rounded(2)), all);
}

// GB/T 2260: the two digits of a province; 10 is the national registry.
std::string_view province_of(std::string_view uscc) {
  static const std::map<std::string_view, std::string_view> kProvinces = {
      {"10", "国家登记机关"}, {"11", "北京"}, {"12", "天津"}, {"13", "河北"},   {"14", "山西"},
      {"15", "内蒙古"},       {"21", "辽宁"}, {"22", "吉林"}, {"23", "黑龙江"}, {"31", "上海"},
      {"32", "江苏"},         {"33", "浙江"}, {"34", "安徽"}, {"35", "福建"},   {"36", "江西"},
      {"37", "山东"},         {"41", "河南"}, {"42", "湖北"}, {"43", "湖南"},   {"44", "广东"},
      {"45", "广西"},         {"46", "海南"}, {"50", "重庆"}, {"51", "四川"},   {"52", "贵州"},
      {"53", "云南"},         {"54", "西藏"}, {"61", "陕西"}, {"62", "甘肃"},   {"63", "青海"},
      {"64", "宁夏"},         {"65", "新疆"}, {"71", "台湾"}, {"81", "香港"},   {"82", "澳门"}};
  if (!is_valid_uscc(uscc)) return {};
  const auto found = kProvinces.find(uscc.substr(2, 2));
  return found == kProvinces.end() ? std::string_view() : found->second;
}

// V15: where the buyers are registered, by their codes.
void provinces(Work& work, const InvoiceView& view, Date since) {
  std::map<std::string, Sum> by_province;
  Money total;
  Evidence evidence;
  bool any = false;
  for (const auto& line : view.output) {
    if (line.attributed < since) continue;
    const std::string_view province = province_of(line.invoice->buyer_tax_no);
    any = any || !province.empty();
    by_province[province.empty() ? "不明" : std::string(province)].add(line);
    total += line.amount_ex;
    add(evidence, line);
  }
  if (!any || total <= Money()) {
    work.missing("buyer_province_text", "近12个月销项发票无可识别的购方税号", "M-INV");
    return;
  }
  std::string text;
  for (const auto& [province, sum] : sorted(by_province)) {
    text += fmt::format("{}{}{}", text.empty() ? "" : "、", province,
                        percent(*ratio(sum.amount, total)));
  }
  work.set("buyer_province_text", text, evidence);
}

}  // namespace

void invoice_pattern_facts(Work& work, const InvoiceView& view) {
  const Date since = work.dossier.as_of.plus_days(-365);
  churn(work, view);
  items(work, view, since);
  amounts(work, view, since);
  provinces(work, view, since);
}

}  // namespace zhun
