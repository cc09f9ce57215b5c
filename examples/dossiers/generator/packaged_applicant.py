# (c) An applicant whose account was dressed up. Planted: circular transfers through the owner's
# wife and her shop, a forged interest line, a balance lifted before the application, a gap in the
# invoices, a hidden online lender. Everything else is plausible, and the balance chain closes.
import datetime as dt
from fractions import Fraction

from . import documents, proof
from .account import Entry, clock
from .basics import (
    Rng,
    YUAN,
    day,
    decimal4,
    instalment,
    months,
    outstanding,
    resident_id,
    uscc,
    working_from,
)
from .company import Company, Plan
from .people import People, fixed

FOLDER = "packaged-applicant"
NAME = "济南煜荇样例商贸有限公司"
USCC = uscc(30001, "370104")
AS_OF = day("2026-07-08")
START, END = day("2025-06-01"), day("2026-07-06")
BANK = fixed("样例农商银行济南槐荫支行", "370000200000017", "样例农商银行济南槐荫支行")
ACCOUNT = "9010370104202500077"
OWNER = fixed("仉煜行", "6200000030000000011", "样例农商银行济南槐荫支行")
WIFE = fixed("亓若荇", "6200000030000000029", "示例银行济南天桥支行")
SHOP = fixed("济南市槐荫区荇记样例百货商行", "3700000300000452", "示例银行济南历下支行")
LENDER = fixed("济南速滢样例网络小额贷款有限公司", "3700000300000770", "样例银行济南分行")
HIDDEN = {
    "principal": 200000 * YUAN,
    "rate": Fraction("0.216"),
    "months": 12,
    "from": day("2025-09-16"),
}
LOAN = {"principal": 150000 * YUAN, "rate": Fraction("0.052"), "months": 24, "first": "2025-01"}
FORGED_ON, FORGED = day("2026-03-21"), 38652
SILENT = {"2025-11", "2025-12", "2026-01"}
ITEMS = [
    "*日用杂品*清洁用具",
    "*塑料制品*收纳箱",
    "*家用厨房电器具*小家电",
    "*纸制品*生活用纸",
    "*日用杂品*餐厨用具",
]

# out on, to whom, back after how many days, from whom, permille that comes back
LOOPS = [
    ("2025-08-06", WIFE, 5, WIFE, 982),
    ("2025-09-17", SHOP, 7, SHOP, 991),
    ("2025-11-05", WIFE, 4, WIFE, 975),
    ("2026-01-07", SHOP, 6, SHOP, 988),
    ("2026-02-05", WIFE, 6, WIFE, 969),
    ("2026-03-26", SHOP, 4, SHOP, 994),
    ("2026-04-15", WIFE, 8, WIFE, 978),
    ("2026-05-27", WIFE, 3, WIFE, 984),
]
# money of the wife goes in first, passes to her shop and returns to her: four legs, two cycles each
DOUBLES = [("2025-10-15", 148600), ("2025-12-10", 136900), ("2026-05-06", 157300)]
DRESSING = [
    ("2026-06-09", 0, 118760),
    ("2026-06-11", 1, 96450),
    ("2026-06-16", 2, 134980),
    ("2026-06-18", 0, 87640),
    ("2026-06-24", 1, 121530),
    ("2026-06-26", 2, 76820),
    ("2026-07-01", 0, 92370),
    ("2026-07-03", 1, 84150),
]


def make_company(rng, people):
    shops = ["百货", "超市管理", "商贸", "酒店用品", "物业服务", "餐饮管理"]
    sizes = [160, 130, 110, 95, 85, 75, 70, 60, 55, 45, 40, 35, 25, 15]
    customers = [
        {
            "party": people.company(shops),
            "weight": w,
            "count": 2 if i < 5 else 1,
            "delay": (8, 30 + i),
            "absent": 0 if i < 8 else 150,
        }
        for i, w in enumerate(sizes)
    ]
    makers = ["日用品制造", "塑业", "纸业", "小家电", "贸易"]
    suppliers = [
        {"party": people.company(makers), "weight": w, "count": c, "term": (6, 26)}
        for w, c in ((300, 3), (220, 2), (160, 2), (120, 1), (110, 1), (90, 1))
    ]
    sales = {
        m: 372000 * YUAN * {"01": 1030, "02": 700, "07": 930, "08": 940}.get(m[5:], 1000) // 1000
        for m in months("2025-02", "2026-07")
    }
    sales["2026-07"] = sales["2026-07"] * 4 // 23
    staff = {m: 6 for m in months("2025-01", "2026-07")}
    plan = Plan(
        name=NAME,
        tax_no=USCC,
        invoice_months=list(months("2025-02", "2026-07")),
        start=START,
        end=END,
        opening=19163350,
        prior_average=18700000,
        bank=BANK,
        sales=sales,
        customers=customers,
        suppliers=suppliers,
        items=ITEMS,
        cost_permille=825,
        landlord=people.person(),
        rent=5800 * YUAN,
        staff=staff,
        wage=4300 * YUAN,
        social_per_head=1498 * YUAN + 60,
        carriers=[{"party": people.company(["物流", "货运"]), "count": c} for c in (5, 3)],
        claimants=[people.person() for _ in range(3)],
        silent_months=SILENT,
        receipt_purposes=["", "货款", "购货款", "日用品款"],
        payment_purposes=["货款", "付货款", "采购货款"],
        wage_by_person=[people.person() for _ in range(6)],
        reserve=70000 * YUAN,
    )
    return Company(plan, rng)


def reverse_december(company):
    """Two invoices of December are written and reversed within the month: net, it has none."""
    for customer, ex in (
        (company.plan.customers[1], 4186000),
        (company.plan.customers[3], 2731500),
    ):
        blue = company.issue(day("2025-12-04"), customer["party"], ex, "全额红冲")
        company.issue(day("2025-12-29"), customer["party"], -ex, red_of=blue)


def loans(company):
    company.at(
        HIDDEN["from"],
        Entry("10:41:26", "in", HIDDEN["principal"], LENDER, "放款", "经营周转", "LOAN_IN"),
    )
    each = instalment(HIDDEN["principal"], HIDDEN["rate"], HIDDEN["months"])
    for month in months("2025-10", "2026-06"):
        company.at(
            day(month + "-16"),
            Entry(
                "08:31:15",
                "out",
                each,
                LENDER,
                "还款",
                "第%d期" % (list(months("2025-10", "2026-06")).index(month) + 1),
                "LOAN_REPAY",
            ),
        )
    each = instalment(LOAN["principal"], LOAN["rate"], LOAN["months"])
    for month in months("2025-06", "2026-06"):
        company.at(
            working_from(day(month + "-20")),
            Entry("09:01:30", "out", each, BANK, "归还贷款本息", "流动资金贷款", "LOAN_REPAY"),
        )


def dress(company, people):
    """Large payments from three firms never seen before, in the month before the application."""
    firms = [people.company(["贸易", "供应链管理"]) for _ in range(3)]
    for date, firm, amount in DRESSING:
        company.at(
            working_from(day(date)),
            Entry(
                clock(company.rng, 9, 13),
                "in",
                company.rng.vary(amount * YUAN, 8),
                firms[firm],
                "货款",
                "订货款",
                "OPERATING_IN",
            ),
        )


class Carousel:
    """Posts the circular transfers; what leaves is limited by what the account can spare."""

    def __init__(self, rng):
        self.rng = rng
        self.back = {}  # date -> [Entry]
        self.loops = 0

    def __call__(self, company, date):
        account = company.account
        for entry in self.back.pop(date, []):
            account.post(entry)
        for text, to, wait, source, permille in LOOPS:
            if date != working_from(day(text)):
                continue
            amount = min(
                self.rng.between(118000, 149000) * YUAN,
                (account.balance - 45000 * YUAN) // YUAN * YUAN,
            )
            proof.require(amount >= 60000 * YUAN, "enough to move in a circle")
            account.post(
                Entry(
                    "15:02:%02d" % self.rng.between(0, 59),
                    "out",
                    amount,
                    to,
                    "采购款" if to is SHOP else "往来款",
                    "货款" if to is SHOP else "",
                    kind_of(to),
                )
            )
            self._later(
                date,
                wait,
                Entry(
                    "15:04:%02d" % self.rng.between(0, 59),
                    "in",
                    amount * permille // 1000,
                    source,
                    "货款" if source is SHOP else "往来款",
                    "",
                    kind_of(source),
                ),
            )
            self.loops += 1
        for text, amount in DOUBLES:
            if date != day(text):
                continue
            sums = [amount * YUAN * p // 1000 for p in (1000, 994, 986, 979)]
            account.post(Entry("15:03:11", "in", sums[0], WIFE, "往来款", "", "RELATED"))
            account.post(Entry("15:03:52", "out", sums[1], SHOP, "采购款", "货款", "ROUND_TRIP"))
            self._later(date, 5, Entry("15:04:07", "in", sums[2], SHOP, "货款", "", "ROUND_TRIP"))
            self._later(date, 5, Entry("15:05:31", "out", sums[3], WIFE, "往来款", "", "RELATED"))
            self.loops += 2

    def _later(self, date, wait, entry):
        self.back.setdefault(working_from(date + dt.timedelta(wait)), []).append(entry)


def kind_of(party):
    return "RELATED" if party is WIFE else "ROUND_TRIP"


def generate():
    rng = Rng("packaged-applicant/1")
    people = People(rng, 30100, reserved=["煜荇"])
    company = make_company(rng, people)
    company.account.forged = {FORGED_ON: FORGED}
    company.sell()
    reverse_december(company)
    company.collect(company.output + company.silent)
    company.buy()
    company.carry()
    company.declare()
    company.run_costs()
    loans(company)
    dress(company, people)
    carousel = Carousel(rng)
    company.run(carousel)
    company.output.sort(key=lambda i: (i["date"], i["number"]))
    return assemble(company, carousel)


def assemble(company, carousel):
    plan, owner_id = company.plan, resident_id("1986-11-02", 117)
    subject = {"type": "ENTERPRISE", "name": NAME, "id": USCC}
    pulls = documents.Pulls(
        subject, "QCL-AUTH-2026-0003003", "2026-07-06T14:10:00", "2026-10-06", "P20260707"
    )
    heads = {
        m: (n, n * plan.social_per_head)
        for m, n in plan.staff.items()
        if "2025-02" <= m <= "2026-06"
    }
    files = {
        "account.csv": documents.plain_csv(company.account, START, END, NAME, ACCOUNT),
        "invoices.csv": documents.invoice_csv(company.output + company.input),
        "tax.json": documents.tax_json("M", 2025, company.vat, 6),
        "registry.json": pulls.registry("2026-07-07T09:10:00", "2026-07-06", registry(owner_id)),
        "social-security.json": pulls.social("2026-07-07T09:11:00", "2026-07-01", heads),
        "utilities.json": pulls.utilities("2026-07-07T09:12:00", "2026-07-01", company.utilities),
        "judicial.json": pulls.judicial("2026-07-07T09:13:00", "2026-07-07"),
    }
    truth = proof.company_truth(company, AS_OF, "2025-02-01", "2026-07-06")
    claimed = 680 * 10000 * YUAN
    truth["claimed_annual_sales_fen"] = claimed
    truth["planted"] = planted(truth, company)
    truth["findings"] = {
        "fail": "S08 S11 S20 S22 S26 T06 V04 X10 X12 X13".split(),
        "pass": "S01 S02 S04 S05 S13 S17 S24 S42 X11".split(),
    }
    files["dossier.json"] = dossier(claimed, owner_id, subject, plan)
    check(files, truth, company, carousel)
    files["TRUTH.json"] = documents.json_bytes(truth)
    return files


def planted(truth, company):
    forged = next(
        i for i in truth["statement"]["interest"] if i["credited_on"] == FORGED_ON.isoformat()
    )
    rows = proof.read_two_columns(
        documents.plain_csv(company.account, START, END, NAME, ACCOUNT), "utf-8-sig", "支出", "收入"
    )
    proof.check_statement(rows, company.account)
    truth["statement"]["last_30_days_ratio"] = decimal4(
        proof.window_ratio(rows, company.account, AS_OF, END)
    )
    truth["statement"]["balance_ratio"] = decimal4(proof.adb_ratio(company.account, AS_OF))
    hidden = [r for r in company.account.rows if r.party is LENDER]
    cycles = truth["statement"]["cycles"]
    return {
        "circular_transfers": {
            "through": [WIFE["name"], SHOP["name"]],
            "cycles": len(cycles),
            "amount_fen": sum(c["amount_fen"] for c in cycles),
        },
        "forged_interest": {
            "credited_on": forged["credited_on"],
            "expected_fen": forged["expected_fen"],
            "stated_fen": forged["stated_fen"],
            "row": next(
                n
                for n, r in enumerate(company.account.rows, 1)
                if r.kind == "INTEREST" and r.date == FORGED_ON
            ),
        },
        "lifted_balance": {
            "from": DRESSING[0][0],
            "ratio": truth["statement"]["last_30_days_ratio"],
        },
        "invoice_gap": sorted(SILENT),
        "hidden_lender": {
            "name": LENDER["name"],
            "paid_out_fen": HIDDEN["principal"],
            "repayments": sum(r.direction == "out" for r in hidden),
            "repaid_fen": sum(r.amount for r in hidden if r.direction == "out"),
        },
    }


def registry(owner_id):
    return documents.registry_data(
        uscc=USCC,
        name=NAME,
        kind="有限责任公司(自然人独资)",
        established="2022-03-15",
        capital_fen=1000000 * YUAN,
        paid_in_fen=300000 * YUAN,
        legal_rep=OWNER["name"],
        legal_rep_id=owner_id,
        address="山东省济南市槐荫区示例商城B区2层218号",
        industry="F5137",
        scope="一般项目：日用百货批发；日用品销售；塑料制品销售；家用电器销售；纸制品销售。",
        authority="济南市槐荫区市场监督管理局",
        annual_report=2025,
        shareholders=[(OWNER["name"], "1.00", 1000000 * YUAN, 300000 * YUAN)],
        changes=[],
    )


def application(claimed, plan):
    paid = len(list(months("2025-02", "2026-06")))
    return {
        "number": "SYN-2026-000303",
        "product": "WC_UNSECURED",
        "requested_fen": 800000 * YUAN,
        "term_months": 12,
        "repayment": "INSTALMENT",
        "annual_rate": "0.0465",
        "purpose": "采购日用百货",
        "purpose_supplier": plan.suppliers[0]["party"]["name"],
        "existing_wc_loans_fen": outstanding(LOAN["principal"], LOAN["rate"], LOAN["months"], paid),
        "existing_instalment_fen": instalment(LOAN["principal"], LOAN["rate"], LOAN["months"]),
        "declared_annual_sales_fen": claimed,
        "growth": "0.10",
        "disclosed_lenders": [BANK["name"]],
        "claimed_staff": 8,
        "secured": False,
    }


def customer(owner_id):
    return {
        "type": "LEGAL",
        "name": NAME,
        "uscc": USCC,
        "legal_rep": OWNER["name"],
        "legal_rep_id": owner_id,
        "spouse": WIFE["name"],
        "mobile": "13800000303",
        "address": "山东省济南市槐荫区示例商城B区2层218号",
        "owner_names": [NAME],
        "owner_accounts": [ACCOUNT],
        "related_names": [OWNER["name"], WIFE["name"]],
    }


def dossier(claimed, owner_id, subject, plan):
    person = {"type": "PERSON", "name": OWNER["name"], "id": owner_id}
    signed = documents.consents(
        "C1",
        {
            "EN": (subject, documents.ENTERPRISE_SCOPES, "2026-07-06T14:00:00"),
            "QCL": (subject, documents.QCL_SCOPES, "2026-07-06T14:10:00"),
            "PI": (person, documents.OWNER_SCOPES, "2026-07-06T14:20:00"),
        },
        "2027-01-31",
    )
    owner, span = (NAME, ACCOUNT, "样例农商银行"), (START, END)
    sources = [
        documents.statement_source(
            "account.csv", owner, span, "2026-07-07T09:00:00", opening_balance_fen=plan.opening
        ),
        documents.invoice_source("invoices.csv", "2025-02-01", "2026-07-06", "2026-07-07T09:05:00"),
        *documents.other_sources("2026-07-07T09:06:00", "2026-07-06"),
    ]
    received = ("M-ID", "M-AUTH", "M-APP", "M-ART", "M-LEASE")
    return documents.dossier(
        FOLDER, AS_OF, application(claimed, plan), customer(owner_id), signed, received, sources
    )


def check(files, truth, company, carousel):
    """The five planted problems are there, and the file is otherwise in order."""
    statement, rows = truth["statement"], proof.read_two_columns(
        files["account.csv"], "utf-8-sig", "支出", "收入"
    )
    proof.check_statement(rows, company.account)
    proof.check_invoice_file(files["invoices.csv"].decode("utf-8-sig"), truth, USCC)
    proof.require(len(rows) >= 600 and statement["full_months"] >= 12, "12 full months, 600 rows")
    found = proof.cycles(rows, {NAME})
    proof.require(
        len(found) == carousel.loops >= 6, "every loop is a two-leg cycle, and nothing else is"
    )
    proof.require(
        {c["counterparty"] for c in found} == {WIFE["name"], SHOP["name"]}, "through wife and shop"
    )
    proof.require(all(3 <= c["days"] <= 8 for c in found), "back within 3-8 days")
    moved = sum(c["amount_fen"] for c in found)
    proof.require(
        statement["gross_in_fen"] < 10 * moved < 3 * statement["gross_in_fen"],
        "10-30 % of the inflow",
    )
    for line in statement["interest"]:
        covered = line["covered_days"] == line["days"]
        if line["credited_on"] == FORGED_ON.isoformat():
            proof.require(
                covered and line["stated_fen"] > 8 * line["expected_fen"], "forged interest"
            )
        elif covered:
            proof.require(line["stated_fen"] == line["expected_fen"], "other interest is honest")
    proof.require(
        proof.window_ratio(rows, company.account, AS_OF, END) > 2, "inflow of the last 30 days"
    )
    proof.require(proof.adb_ratio(company.account, AS_OF) > 2, "balance of the last 30 days")
    proof.require(
        len(truth["invoices"]["gap_months"]) >= 3, "three covered months without invoices"
    )
    proof.require(
        truth["invoices"]["gap_months"] == sorted(SILENT) == truth["vat"]["zero"],
        "three months' gap",
    )
    proof.require(
        all(statement["months"][m]["effective_fen"] > 200000 * YUAN for m in SILENT),
        "inflow goes on",
    )
    lenders = {r.party["name"] for r in company.account.rows if r.kind in ("LOAN_IN", "LOAN_REPAY")}
    proof.require(lenders == {BANK["name"], LENDER["name"]}, "one lender disclosed, one hidden")
    proof.require(LENDER["name"].encode() not in files["dossier.json"], "the dossier hides it")
    proof.require(
        Fraction(truth["inflow_to_invoices"]) > Fraction(13, 10), "more inflow than invoices"
    )
    proof.require(proof.fast_out_share(rows) < Fraction(3, 10), "no more than the planted problems")
    proof.require(proof.round_share(rows) < Fraction(3, 10), "few round amounts")
    proof.require(proof.weekend_share(rows) < Fraction(1, 10), "few weekend entries")
    proof.check_identifiers(files)
