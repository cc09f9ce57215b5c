# A bank account that is kept day by day: running balance, end-of-day balances and demand interest
# by the accumulated-products method (interest period to the 20th of the last month of a quarter,
# credited on the 21st, actual days, 360 days a year).
import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from .basics import demand_rate, half_up

INTEREST_MONTHS = (3, 6, 9, 12)


@dataclass
class Row:
    date: dt.date
    time: str  # HH:MM:SS
    direction: str  # "in" or "out"
    amount: int  # fen
    balance: int
    party: dict
    summary: str
    purpose: str
    kind: str  # class by construction, in the words of TransactionClass
    reference: str = ""


@dataclass
class Entry:
    """Something that will happen on an account."""

    time: str
    direction: str
    amount: int
    party: dict
    summary: str
    purpose: str
    kind: str


@dataclass
class Interest:
    credited_on: dt.date
    period_from: dt.date
    period_to: dt.date
    covered_days: int
    accumulated: int  # fen x days, covered days only
    rate: Fraction
    expected: int  # of the covered days, fen
    stated: int


@dataclass
class Account:
    bank: dict
    opening: int
    start: dt.date
    prior_average: int  # the daily average before the statement begins
    forged: dict = field(default_factory=dict)  # credit date -> stated interest instead
    rows: list = field(default_factory=list)
    closing: dict = field(default_factory=dict)  # date -> end-of-day balance
    interest: list = field(default_factory=list)
    balance: int = 0
    today: dt.date = None

    def __post_init__(self):
        self.balance = self.opening

    def open_day(self, date):
        self.today = date
        if date.day == 21 and date.month in INTEREST_MONTHS:
            self._credit_interest(date)

    def post(self, entry):
        signed = entry.amount if entry.direction == "in" else -entry.amount
        assert entry.amount > 0
        self.balance += signed
        self.rows.append(
            Row(
                self.today,
                entry.time,
                entry.direction,
                entry.amount,
                self.balance,
                entry.party,
                entry.summary,
                entry.purpose,
                entry.kind,
            )
        )

    def close_day(self):
        self.closing[self.today] = self.balance

    def _credit_interest(self, date):
        to = date - dt.timedelta(1)
        month = to.month - 3
        since = dt.date(to.year - 1 if month == 0 else to.year, month or 12, 21)
        covered = [d for d in self.closing if since <= d <= to]
        accumulated = sum(self.closing[d] for d in covered)
        before = ((to - since).days + 1 - len(covered)) * self.prior_average
        rate = demand_rate(to)
        stated = self.forged.get(date, half_up((accumulated + before) * rate / 360))
        self.interest.append(
            Interest(
                date,
                since,
                to,
                len(covered),
                accumulated,
                rate,
                half_up(accumulated * rate / 360),
                stated,
            )
        )
        self.post(
            Entry(
                "00:05:%02d" % (date.month * 4),
                "in",
                stated,
                self.bank,
                "结息",
                "活期存款利息",
                "INTEREST",
            )
        )


def clock(rng, first_hour, last_hour):
    """a time of day in [first_hour, last_hour]"""
    return (
        f"{rng.between(first_hour, last_hour):02}:{rng.between(0, 59):02}:{rng.between(0, 59):02}"
    )
