// Company names (企业名称) as typed parts: place, trade name and line of business, legal form,
// branch (企业名称登记管理规定 art. 6: 行政区划 + 字号 + 行业 + 组织形式). Pure functions;
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zhun::reconcile {

enum class LegalForm : std::uint8_t {
  none,         // nothing of a form is left
  company,      // 有限公司, 有限责任公司, 股份有限公司, 集团有限公司, 公司
  partnership,  // 中心(有限合伙)
  cooperative,  // 合作社
  household     // 厂, 店, 经营部, 商行, ...: sole proprietors
};

struct CompanyName {
  std::u32string place;    // 济南, 山东: without 省 and 市; empty if none is printed
  std::u32string core;     // trade name and line of business
  std::u32string printed;  // core with place and 省 or 市 where they stood, without brackets
  std::u32string form;     // as printed
  std::u32string branch;   // 济南分公司, 财务部
  LegalForm kind = LegalForm::none;
  bool form_cut = false;  // the form is only begun: 有限责
  bool person = false;    // a natural person's name: `core` is all of it
};

// Long names are cut to 200 code points, which no registered name has.
[[nodiscard]] CompanyName parse_company_name(std::string_view name);

// Whether a name is a natural person's with one of the surnames that nearly everybody has.
[[nodiscard]] bool has_surname(std::string_view name);

// A symbol that stands for all that print and scans confuse with it (未 and 末, 己 and 已).
[[nodiscard]] char32_t folded_symbol(char32_t symbol);

[[nodiscard]] std::u32string to_code_points(std::string_view utf8);

}  // namespace zhun::reconcile
