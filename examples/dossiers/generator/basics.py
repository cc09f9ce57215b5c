# Building blocks of the example dossiers: a portable random generator, calendar, identifiers,
# money and file writing. Integers only: floating point could differ between machines, and the
# committed examples must be reproducible byte for byte.
import datetime as dt
import hashlib
import hmac
import json
from fractions import Fraction

YUAN = 100  # fen


class Rng:
    """splitmix64: unlike the standard library's generator it is fixed across Python versions."""

    MASK = (1 << 64) - 1

    def __init__(self, seed):
        self.state = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & self.MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & self.MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & self.MASK
        return z ^ (z >> 31)

    def between(self, low, high):
        return low + self.next() % (high - low + 1)

    def chance(self, permille):
        return self.next() % 1000 < permille

    def pick(self, items):
        return items[self.next() % len(items)]

    def weighted(self, pairs):
        """pairs: [(item, integer weight)]"""
        at = self.next() % sum(weight for _, weight in pairs)
        for item, weight in pairs:
            if at < weight:
                return item
            at -= weight
        raise AssertionError("weights")

    def vary(self, amount, permille):
        """amount, up to `permille` more or less"""
        return amount * (1000 + self.between(-permille, permille)) // 1000

    def split(self, total, parts):
        """total in `parts` uneven positive pieces"""
        weights = [self.between(300, 1000) * self.between(500, 1500) for _ in range(parts)]
        pieces = [total * weight // sum(weights) for weight in weights]
        pieces[-1] += total - sum(pieces)
        return pieces

    def digits(self, count):
        return "".join(str(self.next() % 10) for _ in range(count))


# ---- calendar -------------------------------------------------------------------------------


def day(text):
    return dt.date.fromisoformat(text)


def days(first, last):
    while first <= last:
        yield first
        first += dt.timedelta(1)


def month_of(date):
    return date.isoformat()[:7]


def months(first, last):
    """'2025-11', '2026-02' -> the four months"""
    year, month = int(first[:4]), int(first[5:])
    while f"{year:04}-{month:02}" <= last:
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def month_shift(month, by):
    index = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{index // 12:04}-{index % 12 + 1:02}"


def month_first(month):
    return day(month + "-01")


def month_last(month):
    return month_first(month_shift(month, 1)) - dt.timedelta(1)


def _holidays():
    spans = [
        ("2024-04-04", "2024-04-06"),
        ("2024-05-01", "2024-05-05"),
        ("2024-06-08", "2024-06-10"),
        ("2024-09-15", "2024-09-17"),
        ("2024-10-01", "2024-10-07"),
        ("2025-01-01", "2025-01-01"),
        ("2025-01-28", "2025-02-04"),
        ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"),
        ("2025-05-31", "2025-06-02"),
        ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
    ]
    return {d for first, last in spans for d in days(day(first), day(last))}


HOLIDAYS = _holidays()


def is_working(date):
    return date.weekday() < 5 and date not in HOLIDAYS


def working_from(date):
    while not is_working(date):
        date += dt.timedelta(1)
    return date


def working_days(month):
    return [d for d in days(month_first(month), month_last(month)) if is_working(d)]


# ---- money ----------------------------------------------------------------------------------


def half_up(value):
    """a Fraction >= 0 or < 0 to the nearest integer, halves away from zero"""
    value = Fraction(value)
    sign = -1 if value < 0 else 1
    return sign * ((abs(value) * 2 + 1) // 2)


def yuan(fen, thousands=False):
    sign = "-" if fen < 0 else ""
    whole, cents = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{cents:02}" if thousands else f"{sign}{whole}.{cents:02}"


def decimal4(value):
    """a Fraction with four decimals"""
    whole, rest = divmod(abs(half_up(Fraction(value) * 10000)), 10000)
    return f"{'-' if value < 0 else ''}{whole}.{rest:04}"


def percent(numerator, denominator):
    return yuan(half_up(Fraction(numerator * 10000, denominator)))


def instalment(principal, annual, count):
    """equal instalments, in fen"""
    rate = Fraction(annual) / 12
    growth = (1 + rate) ** count
    return half_up(principal * rate * growth / (growth - 1))


def outstanding(principal, annual, count, paid):
    rate, each = Fraction(annual) / 12, instalment(principal, annual, count)
    rest = principal
    for _ in range(paid):
        rest = rest + half_up(rest * rate) - each
    return rest


DEMAND_RATES = [
    (day("2022-09-15"), Fraction("0.0025")),
    (day("2023-06-08"), Fraction("0.0020")),
    (day("2024-07-25"), Fraction("0.0015")),
    (day("2024-10-18"), Fraction("0.0010")),
    (day("2025-05-20"), Fraction("0.0005")),
]


def demand_rate(date):
    return [rate for since, rate in DEMAND_RATES if since <= date][-1]


# ---- identifiers ----------------------------------------------------------------------------

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def organisation_check(code):
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c, 36) * w for c, w in zip(code, weights))
    return "0X987654321"[total % 11] if total % 11 else "0"


def uscc(serial, division="370102", kind="91"):
    """A code in the range PDY00001-PDY99999 that is reserved for tests: no real firm has it."""
    code = f"PDY{serial:05}"
    body = kind + division + code + organisation_check(code)
    total = sum(USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


def resident_id(birth, sequence, division="370199"):
    """Division 370199 is not assigned: no real person has such a number."""
    body = division + birth.replace("-", "") + f"{sequence:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights)) % 11]


def luhn_ok(number):
    total = 0
    for i, c in enumerate(reversed(number)):
        value = int(c) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card_number(rng, prefix="6200"):
    body = prefix + "0000" + rng.digits(10)
    return next(body + str(d) for d in range(10) if luhn_ok(body + str(d)))


def pseudonym(text):
    return hmac.new(b"example dossiers", text.encode(), hashlib.sha256).hexdigest()[:32]


# ---- files ----------------------------------------------------------------------------------


def json_bytes(value):
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def csv_cell(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def csv_line(cells):
    return ",".join(csv_cell(str(cell)) for cell in cells)
