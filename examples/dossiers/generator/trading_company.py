# (a) A healthy trading company: building hardware and steel pipes, one corporate account, 18 full
# months, invoices over two years, monthly VAT returns. A few open points, nothing fraudulent.
import datetime as dt
from fractions import Fraction

from . import documents, proof
from .account import Entry, clock
from .basics import (
    Rng,
    YUAN,
    day,
    instalment,
    month_of,
    month_shift,
    months,
    outstanding,
    resident_id,
    uscc,
    working_from,
)
from .company import Company, Plan
from .people import People, fixed

FOLDER = "trading-company"
NAME = "济南砾岚示例建材有限公司"
USCC = uscc(10001, "370105")
AS_OF = day("2026-03-18")
START, END = day("2024-09-01"), day("2026-03-16")
BANK = fixed("示例银行济南天桥支行", "370000100000018", "示例银行济南天桥支行")
ACCOUNT, OTHER_ACCOUNT = "3701052024000118", "3701990000207731"
LOAN = {
    "principal": 500000 * YUAN,
    "rate": Fraction("0.0415"),
    "months": 24,
    "from": day("2025-05-15"),
}
OLD_INSTALMENT = 1845620

ITEMS = [
    "*黑色金属冶炼压延品*镀锌钢管",
    "*黑色金属冶炼压延品*角钢",
    "*金属制品*五金配件",
    "*金属制品*紧固件",
    "*金属制品*管件",
    "*黑色金属冶炼压延品*方矩管",
]
SEASON = {
    "01": 1010,
    "02": 560,
    "03": 1080,
    "04": 1080,
    "05": 1060,
    "06": 1000,
    "07": 940,
    "08": 960,
    "09": 1070,
    "10": 1060,
    "11": 1100,
    "12": 1080,
}
# the festival of 2025 fell on 29 January, that of 2026 on 17 February
FESTIVAL = {"2025-01": 720, "2025-02": 760, "2026-01": 930, "2026-02": 470}


def sales_plan():
    plan = {}
    for month in months("2024-03", "2026-03"):
        base = 950000 if month < "2025-03" else 945000
        season = FESTIVAL.get(month, SEASON[month[5:]])
        quarter = 870 if month >= "2025-10" else 1000  # the slight decline
        plan[month] = base * YUAN * season // 1000 * quarter // 1000
    plan["2026-03"] = plan["2026-03"] * 11 // 22  # half a month
    return plan


def make_suppliers(people):
    mills = ["钢管制造", "金属材料", "五金制造", "标准件", "物资贸易"]
    return [
        {"party": people.company(mills), "weight": weight, "count": count, "term": (12, 34)}
        for weight, count in (
            (380, 5),
            (190, 3),
            (120, 2),
            (90, 2),
            (80, 1),
            (60, 1),
            (50, 1),
            (30, 1),
        )
    ]


def make_company(rng, people):
    works = [
        "建筑工程",
        "装饰工程",
        "机电设备",
        "钢结构",
        "市政工程",
        "门窗幕墙",
        "暖通工程",
        "消防工程",
    ]
    sizes = [400, 84, 76, 64, 52, 46, 40, 36, 32, 28, 24, 22, 20, 18, 16, 14, 12, 10, 6]
    customers = []
    for index, weight in enumerate(sizes):
        customers.append(
            {
                "party": people.company(works),
                "weight": weight,
                "count": 9 if index == 0 else 2 if index < 8 else 1,
                "delay": (29, 41) if index == 0 else (9, 20 + index * 2),
                "absent": 0 if index < 9 else 180,
                "pay_day": 20 if index in (3, 7) else 0,
            }
        )
    for index in (12, 15, 17):
        customers[index].update(owner=people.person(), owner_permille=280)
    suppliers = make_suppliers(people)
    carriers = [{"party": people.company(["物流", "货运"]), "count": count} for count in (6, 4, 3)]
    staff = {
        m: 12 if m < "2025-01" else 13 if m < "2025-09" else 14
        for m in months("2024-02", "2026-03")
    }
    plan = Plan(
        name=NAME,
        tax_no=USCC,
        invoice_months=list(months("2024-03", "2026-03")),
        start=START,
        end=END,
        opening=38764217,
        prior_average=35120000,
        bank=BANK,
        sales=sales_plan(),
        customers=customers,
        suppliers=suppliers,
        items=ITEMS,
        cost_permille=742,
        landlord=people.person(),
        rent=13500 * YUAN,
        staff=staff,
        wage=5650 * YUAN,
        social_per_head=1561 * YUAN + 20,
        carriers=carriers,
        claimants=[people.person() for _ in range(5)],
        receipt_purposes=["", "材料款", "购货款", "建材款", "五金件货款"],
        payment_purposes=["材料款", "货款", "付货款", "钢材款"],
        late_filings={"2025-07": day("2025-08-19")},
        counter_sales=5200 * YUAN,
    )
    return Company(plan, rng)


def reverse_some(company, rng):
    """Red letters: goods returned before payment shorten it, after payment are refunded; one old
    paper invoice was voided and replaced."""
    singles = [i for i in company.output if not i["batch"] and 8000 * YUAN < i["ex"] < 60000 * YUAN]
    for index in range(7):
        blue = singles[(index + 1) * len(singles) // 8]
        full = index == 3
        ex = blue["ex"] if full else blue["ex"] * rng.between(90, 220) // 1000
        paid_before = index in (1, 2, 5)
        date = (
            working_from(blue["paid"] + dt.timedelta(3))
            if paid_before
            else working_from(blue["date"] + dt.timedelta(2))
        )
        blue["status"] = "全额红冲" if full else "部分红冲"
        red = company.issue(
            date, {"name": blue["buyer"], "tax_no": blue["buyer_tax_no"]}, -ex, red_of=blue
        )
        if full:
            red["tax"] = -blue["tax"]
        if paid_before:
            party = blue["customer"]["party"]
            company.at(
                working_from(date + dt.timedelta(4)),
                Entry(
                    clock(rng, 9, 13),
                    "out",
                    -(red["ex"] + red["tax"]),
                    party,
                    "退货款",
                    "退货",
                    "REFUND_OUT",
                ),
            )
        else:
            blue["reversed_before"] = -(red["ex"] + red["tax"])
    void = company.issue(day("2024-05-21"), company.plan.customers[4]["party"], 1836283)
    void.update(
        code="037002300104", number="40718826", status="作废", kind="增值税专用发票（纸质）"
    )


def own_and_other(company, rng):
    """Loan, own transfers, a subsidy, a tender deposit, a returned transfer."""
    at, own = company.at, fixed(NAME, OTHER_ACCOUNT, "样例银行济南分行")
    for month in months("2024-09", "2025-04"):
        at(
            working_from(day(month + "-20")),
            Entry(
                "09:02:11",
                "out",
                OLD_INSTALMENT,
                BANK,
                "归还贷款本息",
                "流动资金贷款",
                "LOAN_REPAY",
            ),
        )
    at(
        LOAN["from"],
        Entry("10:21:40", "in", LOAN["principal"], BANK, "贷款发放", "流动资金贷款", "LOAN_IN"),
    )
    each = instalment(LOAN["principal"], LOAN["rate"], LOAN["months"])
    for month in months("2025-06", "2026-02"):
        at(
            working_from(day(month + "-20")),
            Entry("09:02:11", "out", each, BANK, "归还贷款本息", "流动资金贷款", "LOAN_REPAY"),
        )
    at(day("2024-12-05"), Entry("14:11:09", "out", 15236000, own, "内部转账", "调拨", "OWN"))
    at(day("2025-10-22"), Entry("10:40:52", "in", 9800000, own, "内部转账", "调拨", "OWN"))
    at(
        day("2025-07-24"),
        Entry(
            "11:02:30",
            "in",
            861450,
            fixed("示例市社会保险事业中心", "370000770000012"),
            "稳岗返还补贴",
            "",
            "GOV",
        ),
    )
    tender = fixed("济南璘彬样例招标代理有限公司", "3700009912000433", "样例银行济南分行")
    at(
        day("2025-03-12"),
        Entry("10:12:44", "out", 3000000, tender, "投标保证金", "管材采购投标", "OPERATING_OUT"),
    )
    at(day("2025-04-23"), Entry("11:32:01", "in", 3000000, tender, "退投标保证金", "", "DEPOSIT"))
    supplier = company.plan.suppliers[4]["party"]
    at(
        day("2025-11-06"),
        Entry("14:52:18", "in", 1276800, supplier, "退汇", "账号户名不符", "REFUND_IN"),
    )
    at(
        day("2025-11-05"),
        Entry("14:20:06", "out", 1276800, supplier, "采购款", "材料款", "OPERATING_OUT"),
    )
    weekend = [
        d for d in (START + dt.timedelta(n) for n in range((END - START).days)) if d.weekday() == 5
    ]
    for _ in range(14):
        at(
            rng.pick(weekend),
            Entry(
                clock(rng, 10, 14), "out", rng.between(18, 90) * 100 + 35, BANK, "短信费", "", "FEE"
            ),
        )


def share_profit(owner, partner, rng):
    """Once a quarter what the account does not need goes to the two shareholders."""

    def decide(company, date):
        if date.month not in (1, 4, 7, 10) or date != working_from(date.replace(day=27)):
            return
        spare = (company.account.balance - 330000 * YUAN) // (1000 * YUAN) * 1000 * YUAN
        if spare < 60000 * YUAN:
            return
        for person, permille, stamp in ((owner, 700, "15:01:07"), (partner, 300, "15:03:52")):
            company.account.post(
                Entry(
                    stamp,
                    "out",
                    spare * permille // 1000,
                    person,
                    "利润分配",
                    "股东分红",
                    "RELATED",
                )
            )

    return decide


def generate():
    rng = Rng("trading-company/1")
    people = People(rng, 10100, reserved=["砾岚"])
    owner = fixed("芈砾岚", "6200000010000000013", "示例银行济南天桥支行")
    partner = fixed("芈清岚", "6200000010000000021", "样例银行济南分行")
    company = make_company(rng, people)
    company.sell()
    reverse_some(company, rng)
    company.collect(company.output)
    company.buy()
    company.carry()
    company.retail()
    company.declare()
    company.run_costs()
    own_and_other(company, rng)
    company.run(share_profit(owner, partner, rng))
    company.output.sort(key=lambda i: (i["date"], i["number"]))
    return assemble(company, owner, partner)


EXPECTED = {
    "planted": {
        "open_points": [
            "top customer 35-45 % of sales",
            "last three months slightly below the year before",
            "VAT return of 2025-07 filed after the 15th",
            "no lease, contract, resolution received",
        ],
        "late_filings": ["2025-07"],
        "disclosed_lender": BANK["name"],
    },
    "findings": {
        "fail": [],
        "pass": (
            "S01 S02 S04 S05 S08 S13 S15 S17 S20 S22 S24 S26 S42 T06 V04 V05 X10 X11 X12 X13"
        ).split(),
    },
}


def assemble(company, owner, partner):
    owner_id = resident_id("1982-04-17", 31)
    plan = company.plan
    subject = {"type": "ENTERPRISE", "name": NAME, "id": USCC}
    pulls = documents.Pulls(
        subject, "QCL-AUTH-2026-0001001", "2026-03-16T09:30:00", "2026-06-30", "P20260317"
    )
    files = {
        "corporate-account.csv": documents.corporate_csv(
            company.account, NAME, ACCOUNT, START, END
        ),
        "invoices.csv": documents.invoice_csv(company.output + company.input),
        "tax.json": documents.tax_json("B", 2024, company.vat, 14),
        "registry.json": pulls.registry(
            "2026-03-17T10:00:00", "2026-03-16", registry(owner, partner, owner_id)
        ),
        "social-security.json": pulls.social(
            "2026-03-17T10:01:00",
            "2026-03-10",
            {
                m: (n, n * plan.social_per_head)
                for m, n in plan.staff.items()
                if "2024-03" <= m <= "2026-02"
            },
        ),
        "utilities.json": pulls.utilities("2026-03-17T10:02:00", "2026-03-10", company.utilities),
        "judicial.json": pulls.judicial("2026-03-17T10:03:00", "2026-03-17"),
    }
    truth = proof.company_truth(company, AS_OF, "2024-03-01", "2026-03-16")
    claimed = (
        truth["statement"]["annual_effective_fen"] * 106 // 100 // (10000 * YUAN) * 10000 * YUAN
    )
    truth.update(EXPECTED)
    files["dossier.json"] = dossier(claimed, owner_id, subject, plan)
    truth["claimed_annual_sales_fen"] = claimed
    check(files, truth, company)
    files["TRUTH.json"] = documents.json_bytes(truth)
    return files


def registry(owner, partner, owner_id):
    return documents.registry_data(
        uscc=USCC,
        name=NAME,
        kind="有限责任公司(自然人投资或控股)",
        established="2016-06-21",
        capital_fen=3000000 * YUAN,
        paid_in_fen=1800000 * YUAN,
        legal_rep=owner["name"],
        legal_rep_id=owner_id,
        address="山东省济南市天桥区示例建材市场7号楼12号",
        industry="F5165",
        scope="一般项目：建筑材料销售；五金产品批发；金属材料销售；管道零件、金属紧固件销售。",
        authority="济南市天桥区市场监督管理局",
        annual_report=2024,
        shareholders=[
            (owner["name"], "0.70", 2100000 * YUAN, 1260000 * YUAN),
            (partner["name"], "0.30", 900000 * YUAN, 540000 * YUAN),
        ],
        changes=[
            {
                "date": "2022-09-08",
                "item": "住所变更",
                "before": "山东省济南市天桥区示例建材市场3号楼5号",
                "after": "山东省济南市天桥区示例建材市场7号楼12号",
            }
        ],
    )


def application(claimed, plan):
    paid = len(list(months("2025-06", "2026-02")))
    rest = outstanding(LOAN["principal"], LOAN["rate"], LOAN["months"], paid)
    return {
        "number": "SYN-2026-000101",
        "product": "WC_UNSECURED",
        "requested_fen": 600000 * YUAN,
        "term_months": 12,
        "repayment": "INSTALMENT",
        "annual_rate": "0.0435",
        "purpose": "采购镀锌钢管",
        "purpose_supplier": plan.suppliers[0]["party"]["name"],
        "existing_wc_loans_fen": rest,
        "existing_instalment_fen": instalment(LOAN["principal"], LOAN["rate"], LOAN["months"]),
        "declared_annual_sales_fen": claimed,
        "growth": "0.00",
        "disclosed_lenders": [BANK["name"]],
        "claimed_staff": 15,
        "secured": False,
    }


def customer(owner_id):
    return {
        "type": "LEGAL",
        "name": NAME,
        "uscc": USCC,
        "legal_rep": "芈砾岚",
        "legal_rep_id": owner_id,
        "mobile": "13800000101",
        "address": "山东省济南市天桥区示例建材市场7号楼12号",
        "owner_names": [NAME],
        "owner_accounts": [ACCOUNT, OTHER_ACCOUNT],
        "related_names": ["芈砾岚", "芈清岚"],
    }


def dossier(claimed, owner_id, subject, plan):
    person = {"type": "PERSON", "name": "芈砾岚", "id": owner_id}
    signed = documents.consents(
        "A1",
        {
            "EN": (subject, documents.ENTERPRISE_SCOPES, "2026-03-16T09:20:00"),
            "QCL": (subject, documents.QCL_SCOPES, "2026-03-16T09:30:00"),
            "PI": (person, documents.OWNER_SCOPES, "2026-03-16T09:40:00"),
        },
        "2026-12-31",
    )
    owner, span = (NAME, ACCOUNT, "示例银行"), (START, END)
    sources = [
        documents.statement_source(
            "corporate-account.csv",
            owner,
            span,
            "2026-03-17T09:50:00",
            opening_balance_fen=plan.opening,
        ),
        documents.invoice_source("invoices.csv", "2024-03-01", "2026-03-16", "2026-03-17T09:55:00"),
        *documents.other_sources("2026-03-17T09:57:00", "2026-03-16"),
    ]
    received = ("M-ID", "M-AUTH", "M-APP", "M-ART", "M-BL")
    return documents.dossier(
        FOLDER, AS_OF, application(claimed, plan), customer(owner_id), signed, received, sources
    )


def check(files, truth, company):
    """The open points are there and nothing else is."""
    statement, invoices = truth["statement"], truth["invoices"]
    rows = proof.read_two_columns(
        files["corporate-account.csv"], "gb18030", "借方发生额", "贷方发生额"
    )
    proof.check_statement(rows, company.account)
    proof.check_footer(files["corporate-account.csv"].decode("gb18030"), rows)
    proof.check_invoice_file(files["invoices.csv"].decode("utf-8-sig"), truth, USCC)
    proof.require(
        len(rows) >= 1500 and statement["full_months"] == 18, "18 full months, 1,500 rows"
    )
    proof.require(
        invoices["output_count"] >= 300 and invoices["red_count"] == 7, "300 invoices, 7 red"
    )
    proof.require(proof.cycles(rows, {NAME}) == [], "no circular transfers")
    proof.require(proof.window_ratio(rows, company.account, AS_OF, END) < 2, "no window dressing")
    proof.require(proof.adb_ratio(company.account, AS_OF) < 2, "no lifted balance")
    proof.require(proof.round_share(rows) < Fraction(1, 5), "few round amounts")
    proof.require(proof.weekend_share(rows) < Fraction(1, 10), "few weekend entries")
    proof.require(proof.fast_out_share(rows) < Fraction(3, 10), "no fast in, fast out")
    proof.require(
        all(
            i["stated_fen"] == i["expected_fen"]
            for i in statement["interest"]
            if i["covered_days"] == i["days"]
        ),
        "interest as the balances give",
    )
    proof.require(
        Fraction(35, 100) < Fraction(statement["top_customer_share"]) / 100 < Fraction(45, 100),
        "top payer 35-45 %",
    )
    proof.require(
        Fraction(35, 100) < Fraction(invoices["top_buyer_share"]) / 100 < Fraction(45, 100),
        "top buyer 35-45 %",
    )
    proof.require(
        Fraction(9, 10) < Fraction(truth["inflow_to_invoices"]) < Fraction(11, 10),
        "inflow = invoices",
    )
    for period in truth["vat"]["periods"]:
        proof.require(
            period["invoiced_ex_fen"] * 100 >= period["declared_ex_fen"] * 95
            and period["invoiced_ex_fen"] * 100 <= period["declared_ex_fen"] * 102,
            "declared = invoiced",
        )
    proof.require(
        truth["claimed_annual_sales_fen"] * 100 <= 115 * truth["verified_annual_fen"], "claim"
    )
    proof.require(
        -15 < Fraction(statement["trend_percent"]) < -1, "slight decline of the last quarter"
    )
    proof.require(invoices["gap_months"] == [], "no gap in the invoices")
    proof.require(truth["vat"]["late"] == ["2025-07"], "one late return")
    paid = sum(
        r.amount
        for r in company.account.rows
        if r.kind == "TAX"
        and month_shift(month_of(AS_OF), -12) <= month_of(r.date) < month_of(AS_OF)
    )
    due = sum(p["tax_payable_fen"] for p in truth["vat"]["periods"][-12:])
    proof.require(abs(paid - due) * 100 <= 18 * max(paid, due), "taxes leave this account")
    proof.require(all(r.balance > 20000 * YUAN for r in company.account.rows), "never near zero")
    lenders = {r.party["name"] for r in company.account.rows if r.kind in ("LOAN_IN", "LOAN_REPAY")}
    proof.require(lenders == {BANK["name"]}, "one lender, disclosed")
    proof.check_identifiers(files)
