// The element names of camt messages that the reader knows, as numbers.
#pragma once

#include <cstdint>
#include <string_view>

namespace zhun::read {

enum class CamtTag : std::uint8_t {
  other,
  document,
  stmt,  // Stmt, Rpt, Ntfctn
  acct,
  id,
  iban,  // IBAN, BBAN, UPIC
  othr,  // Othr, PrtryAcct
  ccy,
  ownr,
  pty,
  nm,
  svcr,
  fin_instn_id,
  nm_and_adr,
  bic,  // BIC, BICFI
  bal,
  tp,
  cd_or_prtry,
  cd,
  amt,
  cdt_dbt_ind,
  dt,
  dt_tm,
  fr_to_dt,
  fr_dt_tm,
  to_dt_tm,
  txs_summry,
  ttl_ntries,
  ttl_cdt_ntries,
  ttl_dbt_ntries,
  nb_of_ntries,
  sum,
  ntry,
  rvsl_ind,
  sts,
  bookg_dt,
  val_dt,
  acct_svcr_ref,
  ntry_ref,
  addtl_ntry_inf,
  bk_tx_cd,
  domn,
  fmly,
  sub_fmly_cd,
  prtry,
  tx_dtls,
  refs,
  end_to_end_id,
  rltd_pties,
  dbtr,
  cdtr,
  ultmt_dbtr,
  ultmt_cdtr,
  dbtr_acct,
  cdtr_acct,
  rltd_agts,
  dbtr_agt,
  cdtr_agt,
  rmt_inf,
  ustrd,
  strd,
  cdtr_ref_inf,
  ref,
  addtl_rmt_inf,
  addtl_tx_inf,
  cre_dt_tm,
};

// By the local name; `other` when it is not known.
[[nodiscard]] CamtTag camt_tag(std::string_view local_name);
// Elements whose text is read.
[[nodiscard]] bool is_camt_leaf(CamtTag tag);

}  // namespace zhun::read
