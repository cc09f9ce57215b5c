# Simulation of a small trading company: invoices on a sales plan, customers who pay them late,
# suppliers, wages, taxes, rent; everything passes one corporate account.
import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from .account import Account, Entry, clock
from .basics import (
    YUAN,
    half_up,
    is_working,
    month_first,
    month_last,
    month_of,
    month_shift,
    months,
    working_days,
    working_from,
)
from .people import fixed

VAT = Fraction(13, 100)


@dataclass
class Plan:
    """What distinguishes one company from another."""

    name: str
    tax_no: str
    invoice_months: list  # months with sales, from before the statement begins
    start: dt.date  # of the statement
    end: dt.date
    opening: int
    prior_average: int
    bank: dict
    sales: dict  # month -> planned sales excl. tax, fen
    customers: list  # dicts: party, weight, count (invoices a month), delay (lo, hi)
    suppliers: list  # dicts: party, weight, count, term (lo, hi)
    items: list  # (name, specification)
    cost_permille: int
    landlord: dict
    rent: int
    staff: dict  # month -> insured heads
    wage: int  # average a head
    social_per_head: int
    carriers: list
    claimants: list  # employees who hand in expense claims
    receipt_purposes: list
    payment_purposes: list
    silent_months: set = field(default_factory=set)  # goods sold and paid, but not invoiced
    late_filings: dict = field(default_factory=dict)  # month -> day filed
    counter_sales: int = 0  # retail through a card terminal, a week, incl. tax
    wage_by_person: list = field(default_factory=list)
    reserve: int = 60000 * YUAN  # suppliers wait when less than this would remain


class Company:
    def __init__(self, plan, rng):
        self.plan, self.rng = plan, rng
        self.schedule = {}  # date -> [Entry]
        self.payables = []  # (due, amount, party, invoice number)
        self.output, self.input = [], []
        self.silent = []  # sales that were never invoiced
        self.counter = {}  # month -> retail incl. tax
        self.vat = []
        self.utilities = {"electricity": [], "water": []}
        self.account = Account(plan.bank, plan.opening, plan.start, plan.prior_average)
        self.serial = 100000 + rng.between(1000, 9000)
        self.authority = fixed("国家税务总局示例市税务局", "370000990000001", "国家金库示例市支库")

    # ---- planning -----------------------------------------------------------------------

    def at(self, date, entry):
        self.schedule.setdefault(date, []).append(entry)

    def number(self, date):
        self.serial += self.rng.between(1, 37)
        return f"{date.year % 100:02}372{self.serial:015}"

    def issue(self, date, customer, ex, status="正常", red_of=None):
        item = self.rng.pick(self.plan.items)
        invoice = {
            "number": self.number(date),
            "code": "",
            "date": date,
            "seller": self.plan.name,
            "seller_tax_no": self.plan.tax_no,
            "buyer": customer["name"],
            "buyer_tax_no": customer["tax_no"],
            "item": item if red_of is None else red_of["item"],
            "ex": ex,
            "tax": half_up(ex * VAT),
            "rate": "13%",
            "status": status,
            "kind": "数电专票",
            "original": red_of["number"] if red_of else "",
        }
        self.output.append(invoice)
        return invoice

    def sell(self):
        """Invoices of every month and the payments that answer them."""
        for month in self.plan.invoice_months:
            available = [d for d in working_days(month) if d <= self.plan.end]
            total_weight = sum(c["weight"] for c in self.plan.customers)
            for customer in self.plan.customers:
                if self.rng.chance(customer.get("absent", 0)):
                    continue
                amount = self.plan.sales[month] * customer["weight"] // total_weight
                amount = self.rng.vary(amount, 120)
                for part in self.rng.split(amount, customer["count"]):
                    self._sell_one(month, self.rng.pick(available), customer, part)

    def _sell_one(self, month, date, customer, ex):
        if month in self.plan.silent_months:
            invoice = {"ex": ex, "tax": half_up(ex * VAT), "number": ""}
        else:
            invoice = self.issue(date, customer["party"], ex)
        paid = date + dt.timedelta(self.rng.between(*customer["delay"]))
        fixed_day = customer.get("pay_day")
        if fixed_day:
            month = month_of(paid) if paid.day <= fixed_day else month_shift(month_of(paid), 1)
            paid = month_first(month).replace(day=fixed_day)
        paid = working_from(paid)
        invoice["paid"] = paid
        invoice["batch"] = bool(fixed_day)
        invoice["customer"] = customer
        if not invoice["number"]:
            self.silent.append(invoice)

    def collect(self, invoices):
        """Receipts: singly, in batches on the customer's pay day, or from its owner's own card."""
        batches = {}
        for invoice in invoices:
            amount = invoice["ex"] + invoice["tax"] - invoice.get("reversed_before", 0)
            if amount <= 0 or "paid" not in invoice:
                continue
            customer = invoice["customer"]
            if invoice["batch"]:
                batches.setdefault((invoice["paid"], customer["party"]["name"]), []).append(
                    (customer, amount)
                )
            elif self.rng.chance(50) and amount > 20000 * YUAN:
                first = amount * self.rng.between(300, 600) // 1000
                self._receive(invoice["paid"], customer["party"], first, "货款（部分）")
                later = working_from(invoice["paid"] + dt.timedelta(self.rng.between(11, 25)))
                self._receive(later, customer["party"], amount - first, "货款尾款")
            else:
                payer = customer["party"]
                if customer.get("owner") and self.rng.chance(customer["owner_permille"]):
                    payer = customer["owner"]
                self._receive(invoice["paid"], payer, amount, "货款")
        for (date, _), parts in sorted(batches.items()):
            self._receive(
                date,
                parts[0][0]["party"],
                sum(a for _, a in parts),
                "货款",
                f"{len(parts)}张发票合并付款",
            )

    def _receive(self, date, payer, amount, summary, purpose=""):
        purpose = purpose or self.rng.pick(self.plan.receipt_purposes)
        if self.rng.chance(14) and amount < 30000 * YUAN:  # mobile banking on a Saturday
            date += dt.timedelta(5 - date.weekday())
        self.at(
            date,
            Entry(clock(self.rng, 9, 13), "in", amount, payer, summary, purpose, "OPERATING_IN"),
        )

    def buy(self):
        """Input invoices follow the sales of this month and the next; suppliers wait their term."""
        total_weight = sum(s["weight"] for s in self.plan.suppliers)
        for month in self.plan.invoice_months:
            here = self.plan.sales[month]
            basis = (here + self.plan.sales.get(month_shift(month, 1), here)) // 2
            available = [d for d in working_days(month) if d <= self.plan.end]
            share = 1000 if month_last(month) <= self.plan.end else 500
            for supplier in self.plan.suppliers:
                amount = (
                    basis * self.plan.cost_permille // 1000 * supplier["weight"] // total_weight
                )
                amount = self.rng.vary(amount * share // 1000, 80)
                for part in self.rng.split(amount, supplier["count"]):
                    date = self.rng.pick(available)
                    self._input(
                        date, supplier["party"], part, VAT, "13%", self.rng.pick(self.plan.items)
                    )
                    due = date + dt.timedelta(self.rng.between(*supplier["term"]))
                    self.payables.append((due, part + half_up(part * VAT), supplier["party"]))
        self.payables.sort(key=lambda p: (p[0], p[1], p[2]["name"]))

    def _input(self, date, seller, ex, rate, printed, item):
        self.serial += self.rng.between(1, 37)
        self.input.append(
            {
                "number": self.number(date),
                "code": "",
                "date": date,
                "seller": seller["name"],
                "seller_tax_no": seller["tax_no"],
                "buyer": self.plan.name,
                "buyer_tax_no": self.plan.tax_no,
                "item": item,
                "ex": ex,
                "tax": half_up(ex * rate),
                "rate": printed,
                "status": "正常",
                "kind": "数电专票",
                "original": "",
            }
        )

    def carry(self):
        """Freight: several payments a month to each carrier, one invoice a month."""
        for month in self.plan.invoice_months:
            for carrier in self.plan.carriers:
                total = 0
                available = [d for d in working_days(month) if d <= self.plan.end]
                for _ in range(carrier["count"]):
                    amount = self.rng.between(280, 1900) * YUAN + self.rng.between(0, 9) * 10
                    date = self.rng.pick(available)
                    total += amount
                    self.at(
                        date,
                        Entry(
                            clock(self.rng, 9, 14),
                            "out",
                            amount,
                            carrier["party"],
                            "运费",
                            "送货运费",
                            "OPERATING_OUT",
                        ),
                    )
                ex = half_up(Fraction(total * 100, 109))
                self._input(
                    available[-1],
                    carrier["party"],
                    ex,
                    Fraction(9, 100),
                    "9%",
                    "*运输服务*货物运输",
                )

    def retail(self):
        if not self.plan.counter_sales:
            return
        terminal = fixed("样例收单清算专户", "370000880000019", "样例银行清算中心")
        for date in days_of(self.plan):
            if date.weekday() != 0 or not is_working(date):
                continue
            amount = self.rng.vary(self.plan.counter_sales, 450)
            self.counter[month_of(date)] = self.counter.get(month_of(date), 0) + amount
            self.at(
                date,
                Entry(
                    clock(self.rng, 8, 8),
                    "in",
                    amount,
                    terminal,
                    "POS收单结算",
                    "门市刷卡款",
                    "OPERATING_IN",
                ),
            )

    # ---- the month's fixed outgoings -----------------------------------------------------

    def declare(self):
        """Monthly VAT: output tax less input tax, the excess of input tax carried forward."""
        credit = 0
        for month in self.plan.invoice_months:
            if month_last(month) > self.plan.end:
                break
            sold = [
                i for i in self.output if month_of(i["date"]) == month and i["status"] != "作废"
            ]
            retail_ex = half_up(Fraction(self.counter.get(month, 0) * 100, 113))
            ex = sum(i["ex"] for i in sold) + retail_ex
            tax_out = sum(i["tax"] for i in sold) + half_up(retail_ex * VAT)
            tax_in = sum(i["tax"] for i in self.input if month_of(i["date"]) == month) + credit
            if month in self.plan.silent_months and not sold:
                tax_in = credit  # a nil return claims nothing either
            payable, credit = max(0, tax_out - tax_in), max(0, tax_in - tax_out)
            filed = self.plan.late_filings.get(month) or working_from(
                month_first(month_shift(month, 1)).replace(day=10)
            )
            self.vat.append(
                {
                    "period": month,
                    "sales_ex_fen": ex,
                    "tax_payable_fen": payable,
                    "filed_on": filed.isoformat(),
                }
            )
            self._pay_tax(month, filed, payable)

    def _pay_tax(self, month, filed, payable):
        pay = lambda amount, summary, purpose: amount and self.at(
            filed,
            Entry(clock(self.rng, 9, 11), "out", amount, self.authority, summary, purpose, "TAX"),
        )
        pay(payable, "缴税款", f"增值税 税款所属期{month}")
        pay(payable * 6 // 100, "缴税款", f"城建税及附加 税款所属期{month}")
        pay(self.plan.staff[month] * self.rng.between(1100, 2900), "缴税款", "代扣代缴个人所得税")
        if month[5:] in ("03", "06", "09", "12") and month not in self.plan.silent_months:
            pay(self.plan.sales[month] * 6 // 1000, "缴税款", "企业所得税预缴")
        if month in self.plan.late_filings:
            pay(payable * 5 // 10000 * 4, "缴税款滞纳金", f"税款所属期{month}")

    def run_costs(self):
        plan, rng = self.plan, self.rng
        insurer = fixed("示例市社会保险事业中心", "370000770000012", "示例银行济南历下支行")
        payroll = fixed("代发工资专户", "370000660000013", plan.bank["bank"])
        power = fixed("国网样例供电公司", "370000550000014", "示例银行济南历下支行")
        water = fixed("样例水务集团营业处", "370000550000022", "示例银行济南天桥支行")
        telecom = fixed("样例通信济南分公司", "370000540000011", "示例银行济南历下支行")
        for month in months(month_of(plan.start), month_of(plan.end)):
            on = lambda number: working_from(month_first(month).replace(day=number))
            previous = month_shift(month, -1)
            self._pay_wages(on(8), previous, payroll)
            self.at(
                on(14),
                Entry(
                    clock(rng, 10, 11),
                    "out",
                    plan.staff[month] * plan.social_per_head,
                    insurer,
                    "社保费",
                    f"{month}社会保险费",
                    "SOCIAL",
                ),
            )
            self.at(
                on(3),
                Entry(
                    clock(rng, 9, 10),
                    "out",
                    plan.rent,
                    plan.landlord,
                    "房租",
                    f"{month}仓库门面房租",
                    "RENT",
                ),
            )
            bill = self.utility_bill(previous)
            self.at(
                on(12),
                Entry(clock(rng, 9, 12), "out", bill[0], power, "电费", f"{previous}电费", "UTIL"),
            )
            self.at(
                on(12),
                Entry(clock(rng, 13, 14), "out", bill[1], water, "水费", f"{previous}水费", "UTIL"),
            )
            self.at(
                on(18),
                Entry(
                    clock(rng, 9, 12),
                    "out",
                    rng.between(198, 365) * YUAN,
                    telecom,
                    "通信费",
                    "电话宽带费",
                    "OPERATING_OUT",
                ),
            )
            self._small_spending(month)

    def _small_spending(self, month):
        """Travel claims of employees, fuel, office goods."""
        rng = self.rng
        fuel = fixed("样例石化加油卡中心", "370000530000010", "示例银行济南天桥支行")
        office = fixed("济南示例文具办公用品商行", "370000520000019", "样例农商银行章丘支行")
        open_days = working_days(month)
        for _ in range(5):
            self.at(
                rng.pick(open_days),
                Entry(
                    clock(rng, 10, 14),
                    "out",
                    rng.between(160, 2600) * YUAN + rng.between(0, 99),
                    rng.pick(self.plan.claimants),
                    "报销",
                    rng.pick(["差旅费报销", "市内交通报销", "餐费报销"]),
                    "OPERATING_OUT",
                ),
            )
        for _ in range(2):
            self.at(
                rng.pick(open_days),
                Entry(
                    clock(rng, 9, 14),
                    "out",
                    rng.between(8, 26) * 100 * YUAN,
                    fuel,
                    "油费",
                    "车辆加油",
                    "OPERATING_OUT",
                ),
            )
        self.at(
            rng.pick(open_days),
            Entry(
                clock(rng, 9, 14),
                "out",
                rng.between(90, 780) * YUAN + 50,
                office,
                "办公费",
                "办公用品",
                "OPERATING_OUT",
            ),
        )

    def _pay_wages(self, date, month, payroll):
        heads, rng = self.plan.staff[month], self.rng
        if self.plan.wage_by_person:
            for person in self.plan.wage_by_person[:heads]:
                amount = rng.vary(self.plan.wage, 90) // 100 * 100
                self.at(
                    date,
                    Entry(
                        "10:%02d:%02d" % (rng.between(2, 40), rng.between(0, 59)),
                        "out",
                        amount,
                        person,
                        "代发工资",
                        f"{month}工资",
                        "WAGE",
                    ),
                )
            return
        self.at(
            date,
            Entry(
                clock(rng, 10, 11),
                "out",
                rng.vary(self.plan.wage * heads, 30) // 100 * 100,
                payroll,
                "代发工资",
                f"{month}工资{heads}人",
                "WAGE",
            ),
        )

    def utility_bill(self, month):
        """Electricity and water of a month: quantities in tenths, fees in fen."""
        known = {row["month"]: row["fee_fen"] for row in self.utilities["electricity"]}
        if month not in known:
            season = {"01": 130, "02": 90, "06": 125, "07": 150, "08": 150, "12": 125}.get(
                month[5:], 100
            )
            kwh = self.rng.vary(self.plan.rent * season // 4000, 80)  # tenths of a kWh
            ton = self.rng.between(220, 410)
            self.utilities["electricity"].append(
                {
                    "month": month,
                    "kwh": f"{kwh // 10}.{kwh % 10}",
                    "fee_fen": kwh * 78 // 10,
                    "arrears": False,
                }
            )
            self.utilities["water"].append(
                {"month": month, "ton": f"{ton // 10}.{ton % 10}", "fee_fen": ton * 42}
            )
        find = lambda rows: next(r["fee_fen"] for r in rows if r["month"] == month)
        return find(self.utilities["electricity"]), find(self.utilities["water"])

    # ---- the days ------------------------------------------------------------------------

    def run(self, decide=lambda company, date: None):
        """Lives through the statement's days; `decide` may post further entries late in the day."""
        plan = self.plan
        self.payables = [p for p in self.payables if p[0] >= plan.start]
        for date in days_of(plan):
            self.account.open_day(date)
            for entry in sorted(self.schedule.get(date, []), key=lambda e: (e.time, e.amount)):
                self.account.post(entry)
            decide(self, date)
            if is_working(date) and date.day >= 8:
                self._pay_suppliers(date)
            self.account.close_day()
        for index, row in enumerate(self.account.rows, 1):
            row.reference = f"{row.date:%Y%m%d}{index:08}"

    def _pay_suppliers(self, date):
        """Two payment runs a month; what the balance does not allow waits for the next days."""
        run_days = (working_from(date.replace(day=10)), working_from(date.replace(day=25)))
        late = [p for p in self.payables if (date - p[0]).days > 16]
        due = [p for p in self.payables if p[0] <= date] if date in run_days else late
        minute = 10
        for payable in due:
            if self.account.balance - payable[1] < self.plan.reserve or minute > 115:
                continue
            self.payables.remove(payable)
            stamp = f"{15 + minute // 60:02}:{minute % 60:02}:{self.rng.between(0, 59):02}"
            minute += self.rng.between(2, 5)
            self.account.post(
                Entry(
                    stamp,
                    "out",
                    payable[1],
                    payable[2],
                    "采购款",
                    self.rng.pick(self.plan.payment_purposes),
                    "OPERATING_OUT",
                )
            )
        if minute > 10:
            stamp = f"{15 + minute // 60:02}:{minute % 60:02}:59"
            self.account.post(
                Entry(
                    stamp,
                    "out",
                    550 + 50 * self.rng.between(0, 60),
                    self.plan.bank,
                    "转账手续费",
                    "批量转账手续费",
                    "FEE",
                )
            )


def days_of(plan):
    date = plan.start
    while date <= plan.end:
        yield date
        date += dt.timedelta(1)
