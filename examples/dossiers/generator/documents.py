# The files of a dossier as banks, the tax bureau and the government data service print them.
import hashlib
import json

from .basics import csv_line, json_bytes, pseudonym, yuan

ENTERPRISE_SCOPES = ["STATEMENT", "INVOICE", "TAX", "CREDIT_REPORT"]
OWNER_SCOPES = ["JUDICIAL", "CREDIT_REPORT", "REAL_ESTATE"]
PERSON_SCOPES = ["STATEMENT", "JUDICIAL", "CREDIT_REPORT", "REAL_ESTATE"]
QCL_SCOPES = [
    "REGISTRY",
    "SOCIAL",
    "HOUSING_FUND",
    "REAL_ESTATE",
    "UTILITY",
    "JUDICIAL",
    "PENALTY",
    "TAX",
]
__all__ = ["json_bytes"]


# ---- statements -----------------------------------------------------------------------------


def corporate_csv(account, holder, number, start, end):
    """Corporate online banking: 借方 is money out, 贷方 money in; totals at the foot."""
    lines = [
        "企业网上银行账户交易明细",
        f"户名：{holder}",
        f"账号：{number}",
        f"开户行：{account.bank['bank']}",
        "币种：人民币",
        f"查询期间：{start} 至 {end}",
        f"期初余额：{yuan(account.opening, True)}",
        "",
        "交易日期,交易时间,借方发生额,贷方发生额,账户余额,对方户名,对方账号,对方开户行,摘要,用途,流水号",
    ]
    for row in account.rows:
        amount = yuan(row.amount, True)
        lines.append(
            csv_line(
                [
                    row.date,
                    row.time,
                    amount if row.direction == "out" else "",
                    amount if row.direction == "in" else "",
                    yuan(row.balance, True),
                    row.party["name"],
                    row.party["account"],
                    row.party["bank"],
                    row.summary,
                    row.purpose,
                    row.reference + "\t",
                ]
            )
        )
    total = {d: [r.amount for r in account.rows if r.direction == d] for d in ("in", "out")}
    lines += [
        "",
        f"借方笔数：{len(total['out'])}笔",
        csv_line([f"借方发生额合计：{yuan(sum(total['out']))}元"]),
        f"贷方笔数：{len(total['in'])}笔",
        csv_line([f"贷方发生额合计：{yuan(sum(total['in']))}元"]),
        f"期末余额：{yuan(account.balance)}元",
    ]
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def plain_csv(account, start, end, holder, number):
    """Another bank's export: 支出 and 收入, UTF-8 with a byte order mark."""
    lines = [
        "账户明细查询",
        csv_line([f"户名：{holder}", f"账号：{number}"]),
        csv_line([f"起始日期：{start}", f"终止日期：{end}", "币种：人民币"]),
        "",
        "流水号,交易日期,交易时间,摘要,收入,支出,账户余额,对方户名,对方账号,对方开户行,用途",
    ]
    for row in account.rows:
        lines.append(
            csv_line(
                [
                    row.reference + "\t",
                    f"{row.date:%Y%m%d}",
                    row.time,
                    row.summary,
                    yuan(row.amount) if row.direction == "in" else "",
                    yuan(row.amount) if row.direction == "out" else "",
                    yuan(row.balance),
                    row.party["name"],
                    row.party["account"] + "\t",
                    row.party["bank"],
                    row.purpose,
                ]
            )
        )
    return b"\xef\xbb\xbf" + ("\r\n".join(lines) + "\r\n").encode()


# ---- invoices and tax -----------------------------------------------------------------------

INVOICE_COLUMNS = (
    "发票代码,发票号码,开票日期,销方识别号,销方名称,购方识别号,购方名称,货物或应税劳务名称,金额,税率,税额,"
    "价税合计,发票状态,是否正数发票,发票票种,对应蓝票号码"
)


def invoice_csv(invoices):
    lines = [INVOICE_COLUMNS]
    for i in sorted(invoices, key=lambda i: (i["date"], i["number"])):
        lines.append(
            csv_line(
                [
                    i["code"],
                    i["number"] + "\t",
                    i["date"],
                    i["seller_tax_no"],
                    i["seller"],
                    i["buyer_tax_no"],
                    i["buyer"],
                    i["item"],
                    yuan(i["ex"]),
                    i["rate"],
                    yuan(i["tax"]),
                    yuan(i["ex"] + i["tax"]),
                    i["status"],
                    "是" if i["ex"] > 0 else "否",
                    i["kind"],
                    i["original"] + ("\t" if i["original"] else ""),
                ]
            )
        )
    return b"\xef\xbb\xbf" + ("\r\n".join(lines) + "\r\n").encode()


def invoice_json(invoices, period_from, period_to):
    status = {"正常": "NORMAL", "作废": "VOID", "部分红冲": "PART_RED", "全额红冲": "FULL_RED"}
    rows = []
    for i in sorted(invoices, key=lambda i: (i["date"], i["number"])):
        row = {
            "no": i["number"],
            "date": i["date"].isoformat(),
            "kind": "NORMAL",
            "sign": "BLUE" if i["ex"] > 0 else "RED",
            "seller": i["seller"],
            "seller_tax_no": i["seller_tax_no"],
            "buyer": i["buyer"],
            "buyer_tax_no": i["buyer_tax_no"],
            "item": i["item"],
            "amount_fen": i["ex"],
            "tax_fen": i["tax"],
            "rate": "0.01",
            "status": status[i["status"]],
        }
        rows.append({**row, "orig_no": i["original"]} if i["original"] else row)
    return json_bytes({"period_from": period_from, "period_to": period_to, "invoices": rows})


def tax_json(rating, year, vat, persons, general=True):
    return json_bytes(
        {
            "credit_rating": rating,
            "rating_year": year,
            "overdue_tax_fen": 0,
            "taxpayer_status": "正常",
            "general_payer": general,
            "withheld_persons": persons,
            "vat_declared": vat,
        }
    )


# ---- government data ------------------------------------------------------------------------


class Pulls:
    """Pulls of government data, numbered, under one authorisation."""

    def __init__(self, subject, authorisation, signed_at, valid_to, prefix):
        self.subject = {**subject, "id_type": "USCC"}
        self.authorisation, self.signed_at, self.valid_to = authorisation, signed_at, valid_to
        self.prefix, self.count = prefix, 0

    def registry(self, retrieved_at, as_of, data):
        return self._pull("市场监督管理局", retrieved_at, as_of, {"registry": data})

    def social(self, retrieved_at, as_of, by_month):
        rows = [
            {
                "month": month,
                "headcount": heads,
                "base_total_fen": paid * 100 // 38,
                "paid_fen": paid,
                "status": "已缴",
            }
            for month, (heads, paid) in sorted(by_month.items())
        ]
        return self._pull(
            "人力资源和社会保障局",
            retrieved_at,
            as_of,
            {
                "social_security": {
                    "months": rows,
                    "arrears_fen": 0,
                    "consecutive_months": len(rows),
                }
            },
        )

    def utilities(self, retrieved_at, as_of, utilities):
        by_month = lambda rows: sorted(rows, key=lambda r: r["month"])
        return self._pull(
            "大数据局",
            retrieved_at,
            as_of,
            {
                "utility": {
                    "electricity": by_month(utilities["electricity"]),
                    "water": by_month(utilities["water"]),
                    "gas": [],
                }
            },
        )

    def judicial(self, retrieved_at, as_of, status="OK"):
        return self._pull(
            "中级人民法院",
            retrieved_at,
            as_of,
            {
                "judicial": {
                    "dishonest": [],
                    "enforced": [],
                    "restricted_consumption": [],
                    "litigation": [],
                },
                "penalty": [],
            },
            status,
        )

    def _pull(self, department, retrieved_at, as_of, data, status="OK"):
        self.count += 1
        digest = hashlib.sha256(
            json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
        ).hexdigest()
        return json_bytes(
            {
                "schema": "gov-pull/1",
                "pull_id": f"{self.prefix}-{self.count:06}",
                "source": {
                    "code": "QCL",
                    "name": "泉城链",
                    "department": "济南市" + department,
                    "channel": "API",
                },
                "subject": self.subject,
                "authorization": {
                    "no": self.authorisation,
                    "doc_type": "泉城链数据使用授权书",
                    "signed_at": self.signed_at + "+08:00",
                    "valid_to": self.valid_to,
                    "scope": QCL_SCOPES,
                    "hash_sha256": hashlib.sha256(self.authorisation.encode()).hexdigest(),
                },
                "purpose": "贷前调查",
                "retrieved_at": retrieved_at + "+08:00",
                "data_as_of": as_of,
                "integrity": {"algo": "SHA-256", "digest": digest},
                "status": status,
                "error": None,
                "data": data,
            }
        )


def registry_data(
    *,
    uscc,
    name,
    kind,
    established,
    capital_fen,
    paid_in_fen,
    legal_rep,
    legal_rep_id,
    address,
    industry,
    scope,
    authority,
    annual_report,
    shareholders,
    changes,
):
    return {
        "uscc": uscc,
        "name": name,
        "former_names": [],
        "type": kind,
        "status": "存续",
        "established": established,
        "term_to": None,
        "registered_capital_fen": capital_fen,
        "paid_in_capital_fen": paid_in_fen,
        "currency": "CNY",
        "legal_rep": {"name": legal_rep, "id_hash": pseudonym(legal_rep_id)},
        "address": address,
        "scope": scope,
        "industry": industry,
        "authority": authority,
        "last_annual_report_year": annual_report,
        "shareholders": [
            {"name": n, "type": "自然人", "subscribed_fen": s, "paid_fen": p, "ratio": r}
            for n, r, s, p in shareholders
        ],
        "officers": [
            {"name": legal_rep, "role": "经营者" if kind == "个体工商户" else "执行董事兼经理"}
        ],
        "branches": [],
        "changes": changes,
        "equity_pledges": [],
        "equity_freezes": [],
        "chattel_mortgages": [],
        "abnormal": [],
        "serious_illegal": [],
        "licences": [],
    }


def consent(number, document, subject, scopes, signed_at, valid_to):
    return {
        "consent_id": number,
        "doc_type": document,
        "subject": {"type": subject["type"], "name": subject["name"], "id": subject["id"]},
        "purposes": ["PRE_LOAN", "APPROVAL"],
        "scopes": scopes,
        "signed_at": signed_at,
        "valid_from": signed_at[:10],
        "valid_to": valid_to,
        "revoked_at": None,
        "separate_consents": {
            "sensitive": True,
            "provide_to_third_party": True,
            "automated_decision_notice": True,
        },
    }


def consents(prefix, signatures, valid_to):
    """signatures: document type -> (subject, scopes, signed at)"""
    return [
        consent(f"{prefix}-{kind}", kind, subject, scopes, signed_at, valid_to)
        for kind, (subject, scopes, signed_at) in signatures.items()
    ]


# ---- dossier.json ---------------------------------------------------------------------------


def statement_source(file, owner, span, retrieved_at, **more):
    """owner: (holder, account, bank); span: first and last day"""
    holder, account, bank = owner
    start, end = (date.isoformat() for date in span)
    return {
        "file": file,
        "kind": "STATEMENT",
        "holder": holder,
        "account": account,
        "bank": bank,
        "retrieved_at": retrieved_at,
        "data_as_of": end,
        "period_from": start,
        "period_to": end,
        **more,
    }


def invoice_source(file, start, end, retrieved_at):
    return {
        "file": file,
        "kind": "INVOICES",
        "period_from": start,
        "period_to": end,
        "retrieved_at": retrieved_at,
        "data_as_of": end,
    }


def other_sources(retrieved_at, as_of):
    tax = {"file": "tax.json", "kind": "TAX", "retrieved_at": retrieved_at, "data_as_of": as_of}
    government = ("registry.json", "social-security.json", "utilities.json", "judicial.json")
    return [tax] + [{"file": name, "kind": "GOVERNMENT"} for name in government]


def dossier(name, as_of, application, customer, signed, materials, sources):
    """materials: ids received on the day the consents were signed"""
    received = signed[0]["valid_from"]
    return json_bytes(
        {
            "schema": "zhun.dossier/1",
            "dossier": name,
            "as_of": as_of.isoformat(),
            "application": application,
            "customer": customer,
            "consents": signed,
            "materials": [{"id": number, "received_on": received} for number in materials],
            "sources": sources,
        }
    )
