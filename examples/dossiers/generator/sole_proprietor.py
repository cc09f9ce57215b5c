# (b) A sole proprietor: a fruit shop that lives on WeChat and Alipay collections and keeps one bank
# card. Real income, below what is claimed; no large customer; a consumer loan that is disclosed.
import re
from fractions import Fraction

from . import documents, proof, wallets
from .basics import (
    Rng,
    YUAN,
    day,
    demand_rate,
    half_up,
    instalment,
    months,
    outstanding,
    resident_id,
)
from .shop import (
    CARD,
    END,
    INVOICE_FROM,
    LENDER,
    LOAN,
    NICKNAME,
    OPENING,
    OWNER,
    SHOP_NAME,
    START,
    Shop,
    USCC,
    WIFE,
)

FOLDER = "sole-proprietor"
AS_OF = day("2026-06-10")


def generate():
    shop = Shop(Rng("sole-proprietor/1"))
    shop.run()
    owner_id = resident_id("1984-09-23", 73)
    subject = {"type": "ENTERPRISE", "name": SHOP_NAME, "id": USCC}
    pulls = documents.Pulls(
        subject, "QCL-AUTH-2026-0002002", "2026-06-08T16:10:00", "2026-09-08", "P20260609"
    )
    heads = {m: (2, 2 * 1486 * YUAN + 40) for m in months("2025-05", "2026-05")}
    files = {
        "wechat.csv": wallets.wechat_csv(shop.wechat, NICKNAME, START, END, "2026-06-09 09:12:44"),
        "alipay.csv": wallets.alipay_csv(
            shop.alipay, OWNER, "13800000202", START, END, "2026-06-09 09:20:31"
        ),
        "bank-card.csv": wallets.icbc_csv(shop.card, CARD),
        "invoices.json": documents.invoice_json(shop.invoices, INVOICE_FROM, "2026-06-08"),
        "tax.json": documents.tax_json("M", 2025, shop.vat, 2, general=False),
        "registry.json": pulls.registry("2026-06-09T10:00:00", "2026-06-08", registry(owner_id)),
        "social-security.json": pulls.social("2026-06-09T10:01:00", "2026-06-01", heads),
        "utilities.json": pulls.utilities("2026-06-09T10:02:00", "2026-06-01", shop.utilities),
        "judicial.json": pulls.judicial("2026-06-09T10:03:00", "2026-06-09", "NO_RECORD"),
    }
    truth = figures(shop)
    claimed = truth["verified_annual_fen"] * 125 // 100 // (10000 * YUAN) * 10000 * YUAN
    truth["claimed_annual_sales_fen"] = claimed
    truth["findings"] = {
        "fail": [],
        "pass": "S01 S02 S04 S08 S12 S20 S26 S42 X02 X13 X38".split(),
        "not_evaluated": ["V04", "X10"],
    }
    files["dossier.json"] = dossier(claimed, owner_id, subject)
    check(files, truth, shop)
    files["TRUTH.json"] = documents.json_bytes(truth)
    return files


def figures(shop):
    card = [
        {
            "date": r.date,
            "dir": r.direction,
            "amount": r.amount,
            "balance": r.balance,
            "summary": r.summary,
        }
        for r in shop.card.rows
    ]
    everything = shop.wechat + shop.alipay + shop.card.rows
    parts = {
        "wechat.csv": proof.figures(shop.wechat, START, END),
        "alipay.csv": proof.figures(shop.alipay, START, END),
        "bank-card.csv": proof.figures(shop.card.rows, START, END),
    }
    parts["bank-card.csv"].update(
        opening_fen=shop.card.opening,
        closing_fen=shop.card.balance,
        average_daily_balance_fen=half_up(
            Fraction(sum(shop.card.closing.values()), len(shop.card.closing))
        ),
        interest=proof.interest_lines(card, shop.card.opening, START, END, demand_rate),
    )
    payers = {}
    for row in everything:
        if row.kind in ("OPERATING_IN", "REFUND_OUT"):
            name = row.party if isinstance(row.party, str) else row.party["name"]
            payers[name] = payers.get(name, 0) + proof.effective([row])
    total = proof.figures(everything, START, END)
    year = proof.last_year(everything, END)
    declared = half_up(sum(p["sales_ex_fen"] for p in shop.vat) * Fraction(101, 100))
    return {
        "dossier_as_of": AS_OF.isoformat(),
        "statements": parts,
        "together": total,
        "top_payer_share": proof.percent(max(payers.values()), total["net_effective_fen"]),
        "invoices": {
            "output_count": len(shop.invoices),
            "net_ex_fen": sum(i["ex"] for i in shop.invoices),
            "net_incl_fen": sum(i["ex"] + i["tax"] for i in shop.invoices),
        },
        "vat": {"declared_ex_fen": sum(p["sales_ex_fen"] for p in shop.vat), "periods": shop.vat},
        "annualised_fen": {"STM": year, "TAX": declared, "INV": None},
        "verified_annual_fen": min(year, declared),
        "planted": {
            "disclosed_lender": "借呗",
            "loan_fen": LOAN["principal"],
            "instalment_fen": instalment(LOAN["principal"], LOAN["rate"], LOAN["months"]),
            "repayments": sum(r.kind == "LOAN_REPAY" for r in shop.card.rows),
            "own_transfers": sum(r.kind == "OWN" for r in shop.card.rows),
            "low_month": "2026-02",
            "invoices_cover_less_than_60_days": True,
        },
    }


def registry(owner_id):
    return documents.registry_data(
        uscc=USCC,
        name=SHOP_NAME,
        kind="个体工商户",
        established="2021-03-18",
        capital_fen=80000 * YUAN,
        paid_in_fen=80000 * YUAN,
        legal_rep=OWNER,
        legal_rep_id=owner_id,
        address="山东省济南市历城区示例花园路果品街16号",
        industry="F5223",
        scope="一般项目：新鲜水果零售；新鲜水果批发。",
        authority="济南市历城区市场监督管理局",
        annual_report=2025,
        shareholders=[],
        changes=[],
    )


def application(claimed):
    paid = len(list(months("2025-10", "2026-05")))
    return {
        "number": "SYN-2026-000202",
        "product": "PERSONAL_BIZ",
        "requested_fen": 200000 * YUAN,
        "term_months": 12,
        "repayment": "INSTALMENT",
        "annual_rate": "0.0558",
        "purpose": "购置冷藏柜及中秋备货",
        "existing_wc_loans_fen": outstanding(LOAN["principal"], LOAN["rate"], LOAN["months"], paid),
        "existing_instalment_fen": instalment(LOAN["principal"], LOAN["rate"], LOAN["months"]),
        "declared_annual_sales_fen": claimed,
        "growth": "0.00",
        "disclosed_lenders": ["借呗", LENDER["name"]],
        "claimed_staff": 3,
        "secured": False,
    }


def customer(owner_id):
    return {
        "type": "PERSONAL",
        "name": OWNER,
        "uscc": USCC,
        "business_name": SHOP_NAME,
        "id_no": owner_id,
        "spouse": WIFE,
        "mobile": "13800000202",
        "address": "山东省济南市历城区示例花园路果品街16号",
        "owner_names": [OWNER, SHOP_NAME, NICKNAME],
        "owner_accounts": [CARD],
        "related_names": [WIFE],
    }


def dossier(claimed, owner_id, subject):
    person = {"type": "PERSON", "name": OWNER, "id": owner_id}
    signed = documents.consents(
        "B1",
        {
            "PI": (person, documents.PERSON_SCOPES, "2026-06-08T16:00:00"),
            "EN": (subject, ["INVOICE", "TAX"], "2026-06-08T16:05:00"),
            "QCL": (subject, documents.QCL_SCOPES, "2026-06-08T16:10:00"),
        },
        "2026-12-31",
    )
    owner, span, at = (OWNER, CARD, "样例工商银行"), (START, END), "2026-06-09T09:30:00"
    wechat, alipay = (OWNER, NICKNAME, "微信支付"), (OWNER, "13800000202", "支付宝")
    sources = [
        documents.statement_source("wechat.csv", wechat, span, at),
        documents.statement_source("alipay.csv", alipay, span, at),
        documents.statement_source("bank-card.csv", owner, span, at, opening_balance_fen=OPENING),
        documents.invoice_source(
            "invoices.json", INVOICE_FROM, "2026-06-08", "2026-06-09T09:35:00"
        ),
        *documents.other_sources("2026-06-09T09:36:00", "2026-06-08"),
    ]
    received = ("M-ID", "M-AUTH", "M-APP")
    return documents.dossier(
        FOLDER, AS_OF, application(claimed), customer(owner_id), signed, received, sources
    )


def check(files, truth, shop):
    """Preambles hold, the card's chain closes, transfers have both legs, income is as planned."""
    words = {"in": "收入", "out": "支出", "neutral": "/"}
    proof.check_wallet(
        files["wechat.csv"].decode("utf-8-sig"), shop.wechat, "金额(元)", words, "中性交易"
    )
    words["neutral"] = "不计收支"
    proof.check_wallet(
        files["alipay.csv"].decode("gb18030"), shop.alipay, "金额", words, "不计收支"
    )
    rows = proof.check_card(files["bank-card.csv"].decode(), shop.card)
    together = truth["together"]
    proof.require(
        together["rows"] >= 3000 and 12 <= together["full_months"] <= 14, "3,000 rows, 12-14 months"
    )
    for line in truth["statements"]["bank-card.csv"]["interest"]:
        if line["covered_days"] == line["days"]:
            proof.require(
                line["stated_fen"] == line["expected_fen"], "interest as the balances give"
            )
        else:
            implied = Fraction(line["stated_fen"] * line["covered_days"], line["days"])
            proof.require(
                implied < 2 * line["expected_fen"], "partly covered interest is plausible"
            )
    legs = sorted((r["date"], r["amount"]) for r in rows if r["kind"] == "OWN" and r["dir"] == "in")
    sent = sorted(
        (r.date, r.amount) for r in shop.wechat + shop.alipay if r.type in ("零钱提现", "账户存取")
    )
    proof.require(legs == sent, "every withdrawal has both legs")
    proof.require(proof.cycles(rows, {OWNER}) == [], "no circular transfers")
    proof.require(min(r.balance for r in shop.card.rows) > 0, "no overdraft")
    proof.require(Fraction(truth["top_payer_share"]) < 5, "no large customer")
    ratio = Fraction(truth["claimed_annual_sales_fen"], truth["verified_annual_fen"])
    proof.require(Fraction(12, 10) < ratio <= Fraction(125, 100), "claimed 1.25 x verified")
    proof.require(
        truth["verified_annual_fen"] == truth["annualised_fen"]["STM"],
        "the statements are the lowest",
    )
    effective = {
        m: v["effective_fen"] for m, v in together["months"].items() if m not in ("2026-06",)
    }
    proof.require(min(effective, key=effective.get) == "2026-02", "dip at the Spring Festival")
    night = [r for r in shop.wechat + shop.alipay if not "06" <= r.time[:2] < "22"]
    proof.require(len(night) * 20 < together["rows"], "hardly any night activity")
    sums = {k: v["fen"] for k, v in together["classes"].items()}
    net = sums["OPERATING_IN"] - sum(
        sums[k] for k in ("OPERATING_OUT", "WAGE", "RENT", "UTIL", "TAX", "SOCIAL")
    )
    monthly = Fraction(net * 30, together["days"])
    due = instalment(200000 * YUAN, Fraction("0.0558"), 12) + truth["planted"]["instalment_fen"]
    proof.require(monthly > Fraction(12, 10) * due, "able to repay")
    proof.require(
        truth["statements"]["bank-card.csv"]["average_daily_balance_fen"] > 19500 * YUAN,
        "daily balance",
    )
    proof.require(re.fullmatch(r"\d{19}", CARD), "card number")
    proof.check_identifiers(files)
