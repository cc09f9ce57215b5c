# The fruit shop of the sole proprietor: two wallets and a bank card, lived through day by day.
import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from . import proof, wallets
from .account import Account, Entry, clock
from .basics import (
    YUAN,
    day,
    days,
    half_up,
    instalment,
    month_first,
    month_last,
    month_of,
    month_shift,
    months,
    uscc,
    working_days,
    working_from,
)
from .people import People, fixed

OPENING = 2386415
SHOP_NAME = "济南市历城区穗禾示例鲜果店"
USCC = uscc(20001, "370112", "92")
OWNER, WIFE, NICKNAME = "佘穗禾", "爨小满", "穗禾鲜果"
START, END = day("2025-05-01"), day("2026-06-08")
CARD = "6200000020000000047"
BANK = fixed("样例工商银行济南历城支行", "0", "样例工商银行济南历城支行")
LENDER = fixed("样例消费金融有限公司", "3700000200000556", "示例银行总行营业部")
LOAN = {
    "principal": 24000 * YUAN,
    "rate": Fraction("0.1314"),
    "months": 12,
    "from": day("2025-09-12"),
}
CLOSED = set(days(day("2026-02-15"), day("2026-02-22")))
SEASON = {
    "2025-05": 1000,
    "2025-06": 1040,
    "2025-07": 1060,
    "2025-08": 1030,
    "2025-09": 1130,
    "2025-10": 990,
    "2025-11": 900,
    "2025-12": 960,
    "2026-01": 1220,
    "2026-02": 640,
    "2026-03": 880,
    "2026-04": 940,
    "2026-05": 990,
    "2026-06": 1030,
}
INVOICE_FROM = "2026-04-20"


@dataclass
class WalletRow:
    date: dt.date
    time: str
    direction: str  # "in", "out", "neutral"
    amount: int
    type: str  # 交易类型, 交易分类
    party: str
    item: str
    method: str
    status: str
    kind: str  # class by construction
    note: str = "/"
    summary: str = ""


class Shop:
    """Two wallets and a card, lived through day by day."""

    def __init__(self, rng):
        self.rng = rng
        self.people = People(rng, 20100, reserved=["穗禾"])
        self.wechat, self.alipay = [], []
        self.purse = {"wechat": 3100 * YUAN, "alipay": 1900 * YUAN}
        self.card = Account(BANK, OPENING, START, 2410000)
        self.nicknames = [wallets.nickname(rng) for _ in range(340)]
        self.growers = [self.people.person() for _ in range(6)]  # paid through the wallets
        self.wholesalers = [self.people.company(["果品批发", "果蔬贸易"]) for _ in range(3)] + [
            self.people.person() for _ in range(3)
        ]  # paid from the card
        self.offices = [
            self.people.company(["物业服务", "文化传播", "酒店管理", "教育咨询"]) for _ in range(4)
        ]
        self.restaurants = [self.people.person() for _ in range(7)]
        self.helpers = [self.people.person() for _ in range(2)]
        self.landlord = self.people.person()
        self.utilities = {"electricity": [], "water": []}
        self.bills = {m: self._bill(m) for m in months("2025-04", "2026-05")}
        self.plans = {}  # date -> [callable]
        self.invoices = []

    # ---- the wallets --------------------------------------------------------------------

    def pay_in(self, wallet, row):
        (self.wechat if wallet == "wechat" else self.alipay).append(row)
        sign = {"in": 1, "out": -1, "neutral": 0}[row.direction]
        self.purse[wallet] += sign * row.amount

    def ticket(self):
        low, high = self.rng.weighted(
            [((15, 120), 55), ((120, 450), 30), ((450, 1500), 13), ((1500, 3900), 2)]
        )
        return self.rng.between(low * 10, high * 10) * 10

    def sell_day(self, date):
        if date in CLOSED:
            return
        factor = SEASON[month_of(date)] * (1150 if date.weekday() >= 5 else 940) // 1000
        for wallet, base in (("wechat", 8050), ("alipay", 4000)):
            count = (base * factor // 1000 + self.rng.between(-1800, 1800)) // 1000
            for _ in range(max(1, count)):
                self._sell_one(wallet, date)

    def _sell_one(self, wallet, date):
        rng, name, amount, time = (
            self.rng,
            self.rng.pick(self.nicknames),
            self.ticket(),
            clock(self.rng, 7, 20),
        )
        if wallet == "alipay":
            self.pay_in(
                wallet,
                WalletRow(
                    date,
                    time,
                    "in",
                    amount,
                    "其他",
                    wallets.masked(name),
                    "收钱码收款",
                    "余额",
                    "交易成功",
                    "OPERATING_IN",
                ),
            )
        elif rng.chance(60):
            self.pay_in(
                wallet,
                WalletRow(
                    date,
                    time,
                    "in",
                    amount,
                    "转账",
                    name,
                    "转账备注:水果货款",
                    "/",
                    "已存入零钱",
                    "OPERATING_IN",
                ),
            )
        else:
            note = rng.weighted(
                [("收款方备注:二维码收款", 8), ("付款方留言:水果", 1), ("付款方留言:礼盒两箱", 1)]
            )
            self.pay_in(
                wallet,
                WalletRow(
                    date,
                    time,
                    "in",
                    amount,
                    "二维码收款",
                    name,
                    note,
                    "零钱",
                    "已收钱",
                    "OPERATING_IN",
                ),
            )

    def refund_customer(self, date):
        sale = next(
            r
            for r in reversed(self.wechat)
            if r.kind == "OPERATING_IN" and r.amount > 60 * YUAN and r.date < date
        )
        amount = sale.amount * self.rng.between(2, 5) // 10 // 10 * 10
        self.pay_in(
            "wechat",
            WalletRow(
                date,
                clock(self.rng, 12, 20),
                "out",
                amount,
                "转账",
                sale.party,
                "转账备注:退款 坏果",
                "零钱",
                "朋友已收钱",
                "REFUND_OUT",
            ),
        )

    def family_day(self, date):
        rng = self.rng
        for _ in range(rng.weighted([(0, 1), (1, 3), (2, 3), (3, 1)])):
            place, item = rng.pick(wallets.SHOPS)
            self.pay_in(
                "wechat",
                WalletRow(
                    date,
                    clock(rng, 7, 21),
                    "out",
                    rng.between(60, 960) * 10,
                    "商户消费",
                    place,
                    item,
                    "零钱",
                    "支付成功",
                    "OPERATING_OUT",
                ),
            )
        if rng.chance(430):
            place, category, item = rng.pick(wallets.ALIPAY_SHOPS)
            self.pay_in(
                "alipay",
                WalletRow(
                    date,
                    clock(rng, 8, 21),
                    "out",
                    rng.between(90, 1400) * 10,
                    category,
                    place,
                    item,
                    "余额",
                    "交易成功",
                    "OPERATING_OUT",
                ),
            )
        if rng.chance(22):
            self._return_goods(date)

    def _return_goods(self, date):
        """Something the family bought and sent back: paid and refunded, in both wallets' ways."""
        place, item = self.rng.pick(wallets.SHOPS)
        amount = self.rng.between(300, 2200) * 10
        if self.rng.chance(500):
            self._return_on_wechat(date, place, item, amount)
        else:
            self._return_on_alipay(date, place, item, amount)

    def _return_on_wechat(self, date, place, item, amount):
        for hour, direction, kind, cls in (
            ("10:12:", "out", "商户消费", "OPERATING_OUT"),
            ("19:40:", "in", "商户消费-退款", "REFUND_IN"),
        ):
            time = hour + "%02d" % self.rng.between(0, 59)
            row = WalletRow(
                date, time, direction, amount, kind, place, item, "零钱", "已全额退款", cls
            )
            self.pay_in("wechat", row)

    def _return_on_alipay(self, date, place, item, amount):
        """Alipay calls a refund neutral; an order that was never paid is neutral too."""
        closed = self.rng.between(200, 900) * 10
        for hour, direction, sum_, category, what, method, status, cls in (
            ("10:20:", "out", amount, "日用百货", item, "余额", "交易成功", "OPERATING_OUT"),
            ("20:05:", "neutral", amount, "退款", "退款-" + item, "余额", "退款成功", "NEUTRAL"),
            ("20:11:", "neutral", closed, "日用百货", "未付款订单", "", "交易关闭", "NEUTRAL"),
        ):
            time = hour + "%02d" % self.rng.between(0, 59)
            row = WalletRow(date, time, direction, sum_, category, place, what, method, status, cls)
            self.pay_in("alipay", row)
        self.purse["alipay"] += amount

    def supply_day(self, date):
        """Morning purchases; how much follows the season."""
        if date in CLOSED:
            return
        rng, factor = self.rng, SEASON[month_of(date)]
        if rng.chance(870):
            amount = rng.between(420, 1420) * factor // 1000 * YUAN
            if self.purse["wechat"] > amount + 1200 * YUAN:
                self.pay_in(
                    "wechat",
                    WalletRow(
                        date,
                        clock(rng, 6, 8),
                        "out",
                        amount,
                        "扫二维码付款",
                        rng.pick(self.growers)["name"],
                        "收款方备注:果品货款",
                        "零钱",
                        "已转账",
                        "OPERATING_OUT",
                    ),
                )
        if rng.chance(330):
            amount = rng.between(420, 1400) * factor // 1000 * YUAN
            if self.purse["alipay"] > amount + 1200 * YUAN:
                self.pay_in(
                    "alipay",
                    WalletRow(
                        date,
                        clock(rng, 6, 8),
                        "out",
                        amount,
                        "转账红包",
                        wallets.masked(rng.pick(self.growers)["name"]),
                        "转账-水果款",
                        "余额",
                        "交易成功",
                        "OPERATING_OUT",
                    ),
                )

    def withdraw(self, date):
        """In the evening what the wallets do not need goes to the card; both sides show it."""
        for wallet, keep, trigger in (("wechat", 2200, 5900), ("alipay", 2300, 5400)):
            if self.purse[wallet] < trigger * YUAN:
                continue
            amount = (self.purse[wallet] - keep * YUAN) // (100 * YUAN) * 100 * YUAN
            second = "%02d" % self.rng.between(0, 59)
            if wallet == "wechat":
                self.pay_in(
                    wallet,
                    WalletRow(
                        date,
                        "21:31:" + second,
                        "neutral",
                        amount,
                        "零钱提现",
                        BANK["name"][:6],
                        "/",
                        "样例工商银行(0047)",
                        "提现已到账",
                        "NEUTRAL",
                        "服务费¥0.00",
                    ),
                )
            else:
                self.pay_in(
                    wallet,
                    WalletRow(
                        date,
                        "21:36:" + second,
                        "neutral",
                        amount,
                        "账户存取",
                        OWNER,
                        "余额提现-实时提现",
                        "余额",
                        "交易成功",
                        "NEUTRAL",
                        "",
                    ),
                )
            self.purse[wallet] -= amount
            own = fixed(OWNER, "微信零钱" if wallet == "wechat" else "1380000****")
            self.card.post(
                Entry(
                    "21:40:00",
                    "in",
                    amount,
                    own,
                    "微信零钱提现" if wallet == "wechat" else "支付宝提现",
                    "",
                    "OWN",
                )
            )

    # ---- the card -----------------------------------------------------------------------

    def plan(self, date, act):
        self.plans.setdefault(working_from(date), []).append(act)

    def card_entry(self, date, direction, amount, party, summary, kind, detail=""):
        self.plan(
            date,
            lambda: self.card.post(
                Entry("10:00:00", direction, amount, party, summary, detail, kind)
            ),
        )

    def plan_card(self):
        each = instalment(LOAN["principal"], LOAN["rate"], LOAN["months"])
        self.card_entry(LOAN["from"], "in", LOAN["principal"], LENDER, "借呗放款", "LOAN_IN")
        for month in months("2025-10", "2026-05"):
            self.plan(day(month + "-12"), lambda each=each: self._repay(each))
        for month in months("2025-05", "2026-06"):
            on = lambda number: day(f"{month}-{number:02}")
            self.card_entry(
                on(3), "out", 5400 * YUAN, self.landlord, "房租", "RENT", f"{month}店铺房租"
            )
            self.card_entry(
                on(9),
                "out",
                2 * 1486 * YUAN + 40,
                fixed("示例市社会保险事业中心", "370000770000012"),
                "社保费",
                "SOCIAL",
                month,
            )
            self.plan(on(6), lambda month=month: self._wages(month))
            self.plan(on(10), lambda month=month: self._utilities(month_shift(month, -1)))
            self._plan_trade(month)
            self.plan(on(26), self._family_savings)

    def _repay(self, each):
        date = self.card.today
        self.card.post(Entry("10:00:00", "out", each, LENDER, "借呗还款", "快捷支付", "LOAN_REPAY"))
        self.alipay.append(
            WalletRow(
                date,
                "10:00:00",
                "neutral",
                each,
                "信用借还",
                LENDER["name"],
                "借呗还款",
                "样例工商银行储蓄卡(0047)",
                "还款成功",
                "NEUTRAL",
                "",
            )
        )

    def _plan_trade(self, month):
        rng, factor = self.rng, SEASON[month]
        open_days = [d for d in days(month_first(month), month_last(month)) if d not in CLOSED]
        for _ in range(11 * factor // 1000):
            self.card_entry(
                rng.pick(open_days),
                "in",
                rng.between(520, 1980) * YUAN,
                rng.pick(self.restaurants),
                "转账",
                "OPERATING_IN",
                "水果货款",
            )
        for _ in range(12):
            self.plan(rng.pick(open_days), lambda factor=factor: self._wholesale(factor))
        if month >= "2026-04":
            for office in self.offices[: 3 if month == "2026-04" else 2]:
                self._office_order(month, office)

    def _wholesale(self, factor):
        amount = self.rng.between(1750, 4350) * factor // 1000 * YUAN
        if self.card.balance > amount + 9000 * YUAN:
            self.card.post(
                Entry(
                    "10:00:00",
                    "out",
                    amount,
                    self.rng.pick(self.wholesalers),
                    "转账",
                    "果品采购款",
                    "OPERATING_OUT",
                )
            )

    def _office_order(self, month, office):
        """Offices want invoices: from April 2026 the shop issues them, at the 1 % levy."""
        rng = self.rng
        date = rng.pick(
            [
                d
                for d in working_days(month)
                if INVOICE_FROM <= d.isoformat() and d <= END - dt.timedelta(2)
            ]
        )
        ex = rng.between(1180, 2960) * YUAN
        tax = half_up(Fraction(ex, 100))
        serial = 700000 + len(self.invoices) * 37 + rng.between(1, 30)
        self.invoices.append(
            {
                "number": f"26372{serial:015}",
                "code": "",
                "date": date,
                "seller": SHOP_NAME,
                "seller_tax_no": USCC,
                "buyer": office["name"],
                "buyer_tax_no": office["tax_no"],
                "item": "*水果*鲜果礼盒",
                "ex": ex,
                "tax": tax,
                "status": "正常",
                "original": "",
            }
        )
        self.card_entry(
            date + dt.timedelta(rng.between(1, 6)),
            "in",
            ex + tax,
            office,
            "转账",
            "OPERATING_IN",
            "水果款",
        )

    def _wages(self, month):
        for helper in self.helpers:
            self.card.post(
                Entry(
                    "11:00:00",
                    "out",
                    3500 * YUAN,
                    helper,
                    "工资",
                    f"{month_shift(month, -1)}工资",
                    "WAGE",
                )
            )

    def _bill(self, month):
        season = {"06": 1250, "07": 1450, "08": 1450, "09": 1150}.get(month[5:], 1000)
        kwh, ton = self.rng.vary(11200, 70) * season // 1000, self.rng.between(140, 260)
        self.utilities["electricity"].append(
            {
                "month": month,
                "kwh": f"{kwh // 10}.{kwh % 10}",
                "fee_fen": kwh * 76 // 10,
                "arrears": False,
            }
        )
        self.utilities["water"].append(
            {"month": month, "ton": f"{ton // 10}.{ton % 10}", "fee_fen": ton * 42}
        )
        return kwh * 76 // 10, ton * 42

    def _utilities(self, month):
        if month not in self.bills:
            return
        power, water = self.bills[month]
        self.pay_in(
            "alipay",
            WalletRow(
                self.card.today,
                "12:01:10",
                "out",
                power,
                "充值缴费",
                "国网样例供电公司",
                f"电费-{month}",
                "余额",
                "交易成功",
                "UTIL",
                "",
            ),
        )
        self.pay_in(
            "wechat",
            WalletRow(
                self.card.today,
                "12:04:10",
                "out",
                water,
                "商户消费",
                "样例水务集团营业处",
                f"水费-{month}",
                "零钱",
                "支付成功",
                "UTIL",
            ),
        )

    def _family_savings(self):
        """What the card does not need is kept on his wife's account."""
        spare = (self.card.balance - 21500 * YUAN) // (100 * YUAN) * 100 * YUAN
        if spare > 2000 * YUAN:
            self.card.post(
                Entry(
                    "19:00:00",
                    "out",
                    spare,
                    fixed(WIFE, "6200000020000000054"),
                    "转账",
                    "家用",
                    "RELATED",
                )
            )

    def pay_tax(self):
        """Quarterly returns at 1 %; the tax is on all sales, invoiced or not."""
        self.vat = []
        for quarter, ends in (
            ("2025-Q2", "2025-06"),
            ("2025-Q3", "2025-09"),
            ("2025-Q4", "2025-12"),
            ("2026-Q1", "2026-03"),
        ):
            base = (
                sum(SEASON.get(month_shift(ends, -k), 960) for k in range(3))
                * 118600
                // 1000
                * YUAN
            )
            ex = self.rng.vary(base, 20)
            filed = working_from(month_first(month_shift(ends, 1)).replace(day=13))
            tax = half_up(Fraction(ex, 100))
            self.vat.append(
                {
                    "period": quarter,
                    "sales_ex_fen": ex,
                    "tax_payable_fen": tax,
                    "filed_on": filed.isoformat(),
                }
            )
            self.card_entry(
                filed,
                "out",
                tax + tax * 6 // 100,
                fixed("国家税务总局示例市税务局", "370000990000001"),
                "缴税款",
                "TAX",
                f"增值税及附加 {quarter}",
            )

    # ---- the days -----------------------------------------------------------------------

    def run(self):
        self.plan_card()
        self.pay_tax()
        for date in days(START, END):
            self.card.open_day(date)
            self.supply_day(date)
            self.sell_day(date)
            self.family_day(date)
            if date.day in (9, 23) and date not in CLOSED:
                self.refund_customer(date)
            for act in self.plans.get(date, []):
                act()
            self.withdraw(date)
            proof.require(min(self.purse.values()) >= 0, "a wallet cannot pay what it has not got")
            self.card.close_day()
        key = lambda r: (r.date, r.time, r.amount)
        self.wechat.sort(key=key)
        self.alipay.sort(key=key)
