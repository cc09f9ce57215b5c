// A hash table of element names, built when compiling.
#include "read/camt_tags.hpp"

#include <array>

namespace zhun::read {
namespace {

struct Name {
  std::string_view text;
  CamtTag tag = CamtTag::other;
};

using enum CamtTag;
constexpr std::array kNames = {
    Name{"Document", document},
    Name{"Stmt", stmt},
    Name{"Rpt", stmt},
    Name{"Ntfctn", stmt},
    Name{"Acct", acct},
    Name{"Id", id},
    Name{"IBAN", iban},
    Name{"BBAN", iban},
    Name{"UPIC", iban},
    Name{"Othr", othr},
    Name{"PrtryAcct", othr},
    Name{"Ccy", ccy},
    Name{"Ownr", ownr},
    Name{"Pty", pty},
    Name{"Nm", nm},
    Name{"Svcr", svcr},
    Name{"FinInstnId", fin_instn_id},
    Name{"NmAndAdr", nm_and_adr},
    Name{"BIC", bic},
    Name{"BICFI", bic},
    Name{"Bal", bal},
    Name{"Tp", tp},
    Name{"CdOrPrtry", cd_or_prtry},
    Name{"Cd", cd},
    Name{"Amt", amt},
    Name{"CdtDbtInd", cdt_dbt_ind},
    Name{"Dt", dt},
    Name{"DtTm", dt_tm},
    Name{"FrToDt", fr_to_dt},
    Name{"FrDtTm", fr_dt_tm},
    Name{"FrDt", fr_dt_tm},
    Name{"ToDtTm", to_dt_tm},
    Name{"ToDt", to_dt_tm},
    Name{"TxsSummry", txs_summry},
    Name{"TtlNtries", ttl_ntries},
    Name{"TtlCdtNtries", ttl_cdt_ntries},
    Name{"TtlDbtNtries", ttl_dbt_ntries},
    Name{"NbOfNtries", nb_of_ntries},
    Name{"Sum", sum},
    Name{"Ntry", ntry},
    Name{"RvslInd", rvsl_ind},
    Name{"Sts", sts},
    Name{"BookgDt", bookg_dt},
    Name{"ValDt", val_dt},
    Name{"AcctSvcrRef", acct_svcr_ref},
    Name{"NtryRef", ntry_ref},
    Name{"AddtlNtryInf", addtl_ntry_inf},
    Name{"BkTxCd", bk_tx_cd},
    Name{"Domn", domn},
    Name{"Fmly", fmly},
    Name{"SubFmlyCd", sub_fmly_cd},
    Name{"Prtry", prtry},
    Name{"TxDtls", tx_dtls},
    Name{"Refs", refs},
    Name{"EndToEndId", end_to_end_id},
    Name{"RltdPties", rltd_pties},
    Name{"Dbtr", dbtr},
    Name{"Cdtr", cdtr},
    Name{"UltmtDbtr", ultmt_dbtr},
    Name{"UltmtCdtr", ultmt_cdtr},
    Name{"DbtrAcct", dbtr_acct},
    Name{"CdtrAcct", cdtr_acct},
    Name{"RltdAgts", rltd_agts},
    Name{"DbtrAgt", dbtr_agt},
    Name{"CdtrAgt", cdtr_agt},
    Name{"RmtInf", rmt_inf},
    Name{"Ustrd", ustrd},
    Name{"Strd", strd},
    Name{"CdtrRefInf", cdtr_ref_inf},
    Name{"Ref", ref},
    Name{"AddtlRmtInf", addtl_rmt_inf},
    Name{"AddtlTxInf", addtl_tx_inf},
    Name{"CreDtTm", cre_dt_tm},
};

constexpr std::size_t kSlots = 512;

constexpr std::size_t slot_of(std::string_view text) {
  std::size_t hash = text.size();
  for (const char c : text) hash = hash * 31 + static_cast<unsigned char>(c);
  return (hash ^ (hash >> 9)) % kSlots;
}

constexpr std::array<Name, kSlots> make_table() {
  std::array<Name, kSlots> table{};
  for (const Name& name : kNames) {
    std::size_t slot = slot_of(name.text);
    while (!table[slot].text.empty()) slot = (slot + 1) % kSlots;
    table[slot] = name;
  }
  return table;
}

constexpr auto kTable = make_table();

constexpr std::array kLeaves = {id,
                                iban,
                                ccy,
                                nm,
                                bic,
                                cd,
                                cdt_dbt_ind,
                                amt,
                                dt,
                                dt_tm,
                                fr_dt_tm,
                                to_dt_tm,
                                nb_of_ntries,
                                sum,
                                rvsl_ind,
                                sts,
                                acct_svcr_ref,
                                ntry_ref,
                                addtl_ntry_inf,
                                sub_fmly_cd,
                                prtry,
                                end_to_end_id,
                                ustrd,
                                ref,
                                addtl_rmt_inf,
                                addtl_tx_inf,
                                cre_dt_tm};

constexpr std::array<bool, 256> make_leaves() {
  std::array<bool, 256> leaves{};
  for (const CamtTag tag : kLeaves) leaves[static_cast<std::size_t>(tag)] = true;
  return leaves;
}
constexpr auto kIsLeaf = make_leaves();

}  // namespace

CamtTag camt_tag(std::string_view local_name) {
  if (local_name.size() < 2 || local_name.size() > 12) return other;  // TtlCdtNtries, AddtlNtryInf
  std::size_t slot = slot_of(local_name);
  while (!kTable[slot].text.empty()) {
    if (kTable[slot].text == local_name) return kTable[slot].tag;
    slot = (slot + 1) % kSlots;
  }
  return other;
}

bool is_camt_leaf(CamtTag tag) { return kIsLeaf[static_cast<std::size_t>(tag)]; }

}  // namespace zhun::read
