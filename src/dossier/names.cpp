// Words that only organisations carry in their names.
#include "dossier/names.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr std::string_view kOrganisationWords[] = {
    "公司",   "集团",   "企业",   "商行",   "商店",   "店",       "厂",     "银行",   "支行",
    "分行",   "信用社", "中心",   "合作社", "事务所", "工作室",   "经营部", "门市部", "服务部",
    "营业部", "超市",   "商场",   "市场",   "酒店",   "宾馆",     "饭店",   "餐厅",   "餐饮",
    "食堂",   "学校",   "大学",   "学院",   "幼儿园", "医院",     "诊所",   "药房",   "委员会",
    "政府",   "税务局", "财政局", "国库",   "管理局", "人民法院", "法院",   "供电",   "电力",
    "电网",   "自来水", "水务",   "燃气",   "热力",   "保险",     "证券",   "基金",   "信托",
    "支付",   "财付通", "微信",   "零钱",   "余额宝", "美团",     "饿了么", "抖音",   "京东",
    "淘宝",   "天猫",   "拼多多", "滴滴",   "花呗",   "借呗",     "白条",   "专户",   "待报解",
    "清算",   "代发",   "商贸",   "贸易",   "物流",   "科技",     "娱乐",   "批发部", "加油站",
    "合伙",   "俱乐部", "协会",   "管理处", "联通",   "电信"};
constexpr std::string_view kLatinWords[] = {"LTD", "CO.", "INC", "BANK", "LIMITED", "CORP", "LLC"};

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

bool is_ideograph(std::string_view point) {
  const auto lead = static_cast<unsigned char>(point[0]);
  return (lead >= 0xE3 && lead <= 0xE9 && point.size() == 3) || (lead == 0xF0 && point.size() == 4);
}

}  // namespace

bool is_enterprise_name(std::string_view name) {
  const auto found = [](std::string_view text, const auto& words) {
    return std::any_of(std::begin(words), std::end(words), [&](std::string_view word) {
      return text.find(word) != std::string_view::npos;
    });
  };
  return found(name, kOrganisationWords) || found(upper(name), kLatinWords);
}

bool is_person_name(std::string_view name) {
  if (name.empty() || is_enterprise_name(name)) return false;
  const auto points = code_points(name);
  const bool dotted = name.find("\xC2\xB7") != std::string_view::npos;
  if (!dotted && (points.size() < 2 || points.size() > 4)) return false;
  return std::all_of(points.begin(), points.end(), [](std::string_view point) {
    return is_ideograph(point) || point == "\xC2\xB7";
  });
}

std::string marked_name(std::string_view name) {
  std::string out(1, kNameBegin);
  out += name;
  out += kNameEnd;
  return out;
}

std::string without_marks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != kNameBegin && c != kNameEnd) out += c;
  }
  return out;
}

}  // namespace zhun
