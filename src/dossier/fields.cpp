// The classes of fields (JR/T 0171-2020, 4.2; DOMAIN 9.1), their masks and their purposes: one
// table.
//
// A row is a part of the dossier and a member in it, at any depth; "*" is every other member of the
// part. Class C3 has no row: is_authentication_name() refuses it before anything is read.
#include "dossier/fields.hpp"

#include <array>
#include <map>

namespace zhun {
namespace {

struct FieldClass {
  std::string_view part, member;
  DataClass cls;
  std::string_view mask, purpose;
};

constexpr DataClass kC1 = DataClass::c1, kC2 = DataClass::c2;
constexpr std::string_view kIdentify = "核对申请人身份", kCash = "流水分析与交叉验证",
                           kSales = "销售与税务核对", kPublic = "政务数据核对",
                           kNeed = "贷款需求与额度测算", kConsent = "授权校验",
                           kTrace = "数据来源与时效", kList = "资料清单", kDecide = "人工改判留痕",
                           kContact = "报告联系方式", kRelated = "关联方识别";

constexpr std::array<FieldClass, 58> kTable = {{
    {"", "*", kC1, "", kTrace},
    {"application", "*", kC2, "", kNeed},
    {"application", "number", kC1, "", kTrace},
    {"application", "purpose", kC2, "TEXT", kNeed},
    {"application", "purpose_supplier", kC2, "NAME", kRelated},
    {"application", "disclosed_lenders", kC2, "NAME", kNeed},
    {"customer", "*", kC2, "", kIdentify},
    {"customer", "name", kC2, "NAME", kIdentify},
    {"customer", "business_name", kC2, "NAME", kIdentify},
    {"customer", "uscc", kC1, "USCC", kIdentify},
    {"customer", "legal_rep", kC2, "PERSON_NAME", kIdentify},
    {"customer", "legal_rep_id", kC2, "RESIDENT_ID", kIdentify},
    {"customer", "id_no", kC2, "RESIDENT_ID", kIdentify},
    {"customer", "spouse", kC2, "PERSON_NAME", kRelated},
    {"customer", "mobile", kC2, "MOBILE", kContact},
    {"customer", "address", kC2, "ADDRESS", kIdentify},
    {"customer", "owner_names", kC2, "NAME", kCash},
    {"customer", "owner_accounts", kC2, "ACCOUNT", kCash},
    {"customer", "related_names", kC2, "NAME", kRelated},
    {"customer", "actual_controller", kC2, "PERSON_NAME", kRelated},
    {"consents", "*", kC1, "", kConsent},
    {"consents", "name", kC2, "NAME", kConsent},
    {"consents", "id", kC2, "RESIDENT_ID", kConsent},
    {"materials", "*", kC1, "", kList},
    {"sources", "*", kC1, "", kTrace},
    {"sources", "subject_name", kC2, "NAME", kConsent},
    {"sources", "subject_id", kC2, "RESIDENT_ID", kConsent},
    {"sources", "holder", kC2, "NAME", kCash},
    {"sources", "account", kC2, "ACCOUNT", kCash},
    {"sources", "owner_names", kC2, "NAME", kCash},
    {"sources", "related_names", kC2, "NAME", kRelated},
    {"sources", "opening_balance_fen", kC2, "", kCash},
    {"pulls", "*", kC1, "", kConsent},
    {"overrides", "*", kC2, "", kDecide},
    {"overrides", "by", kC1, "", kDecide},
    {"overrides", "why", kC2, "TEXT", kDecide},
    {"statement", "*", kC2, "", kCash},
    {"statement", "holder", kC2, "NAME", kCash},
    {"statement", "account", kC2, "ACCOUNT", kCash},
    {"statement", "owner_names", kC2, "NAME", kCash},
    {"statement", "related_names", kC2, "NAME", kRelated},
    {"statement", "cp_name", kC2, "NAME", kCash},
    {"statement", "cp_acct", kC2, "ACCOUNT", kCash},
    {"statement", "summary", kC2, "TEXT", kCash},
    {"statement", "purpose", kC2, "TEXT", kCash},
    {"invoices", "*", kC2, "", kSales},
    {"invoices", "seller", kC2, "NAME", kSales},
    {"invoices", "buyer", kC2, "NAME", kSales},
    {"invoices", "seller_tax_no", kC2, "USCC", kSales},
    {"invoices", "buyer_tax_no", kC2, "USCC", kSales},
    {"tax", "*", kC2, "", kSales},
    {"government", "*", kC2, "", kPublic},
    {"government", "name", kC2, "NAME", kPublic},
    {"government", "legal_rep", kC2, "PERSON_NAME", kPublic},
    {"government", "id", kC2, "RESIDENT_ID", kConsent},
    {"government", "uscc", kC1, "USCC", kPublic},
    {"government", "address", kC2, "ADDRESS", kPublic},
    {"government", "owner", kC2, "NAME", kPublic},
}};

const FieldClass& class_of(std::string_view part, std::string_view member) {
  const FieldClass* found = &kTable.front();
  for (const FieldClass& row : kTable) {
    if (row.part == part && (row.member == member || (row.member == "*" && found->part != part)))
      found = &row;
  }
  return *found;
}

std::string_view part_of(std::string_view member) {
  if (member == "statements") return "statement";
  if (member == "registry") return "government";
  if (member == "invoices_period") return "invoices";
  for (const FieldClass& row : kTable) {
    if (row.part == member) return row.part;
  }
  return "";
}

struct Walk {
  std::map<std::string, FieldUse> uses;

  void field(const json::Value& value, const std::string& path, std::string_view part,
             std::string_view member) {
    for (const json::Value& item : value.items) field(item, path + "/*", part, member);
    for (const json::Member& inner : value.members) {
      if (inner.read) field(inner.second, path + "/" + inner.first, part, inner.first);
    }
    const bool leaf = value.kind != json::Kind::object && value.kind != json::Kind::array;
    if (!leaf || value.is_null()) return;
    FieldUse& use = uses[path];
    if (use.count++ > 0) return;
    const FieldClass& row = class_of(part, member);
    use.field = path;
    use.cls = row.cls;
    use.mask = row.mask;
    use.purpose = row.purpose;
  }
};

}  // namespace

std::string_view to_string(DataClass cls) {
  static constexpr std::array<std::string_view, 3> names = {"C1", "C2", "C3"};
  return names[static_cast<std::size_t>(cls)];
}

std::vector<FieldUse> fields_read(const json::Value& root) {
  Walk walk;
  for (const json::Member& member : root.members) {
    if (member.read)
      walk.field(member.second, "/" + member.first, part_of(member.first), member.first);
  }
  std::vector<FieldUse> out;
  for (auto& [path, use] : walk.uses) out.push_back(std::move(use));
  return out;
}

}  // namespace zhun
