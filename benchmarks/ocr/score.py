#!/usr/bin/env python3
"""Scores readings of pages against their truth.

    score.py READINGS TRUTH [--by level|layout|page] [--json]

READINGS and TRUTH are folders of JSON files of the same names; a page without a reading counts as one without rows.
Rows are aligned in their order (a row may be missing or invented), then fields are compared over the rows of the truth:
figures by value, names without spaces and width of letters, dates and directions as they are. "Silent" counts rows that
say `verified: true`, or nothing about it, and have a wrong amount ("silent2": or direction), and rows nobody printed.
"""
import argparse
import difflib
import functools
import json
import pathlib
import unicodedata

LEAST_LIKENESS = .45
COST_OF_A_PAIR = .3
COUNTERS = ("pages", "rows", "read", "found", "date", "direction", "amount", "balance", "with_balance", "name", "triple",
            "all", "silent", "silent2", "verified", "verified_right")


@functools.lru_cache(maxsize=None)
def likeness_of_texts(a, b):
    return 1.0 if a == b else difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def cents(text):
    try:
        return round(float(str(text).replace(",", "").strip()) * 100)
    except ValueError:
        return None


class Row:
    """The fields that are compared, in their comparable form."""

    def __init__(self, source):
        self.date = source.get("date") or ""
        self.direction = source.get("direction") or ""
        self.amount_text, self.balance_text = str(source.get("amount") or ""), str(source.get("balance") or "")
        self.amount, self.balance = cents(self.amount_text), cents(self.balance_text)
        self.name = "".join(unicodedata.normalize("NFKC", source.get("counterparty") or "").split())
        self.verified = source.get("verified")

    def likeness(self, truth):
        date = 1.0 if self.date == truth.date else .5 * likeness_of_texts(self.date, truth.date)
        amount = 1.0 if self.amount == truth.amount else .7 * likeness_of_texts(self.amount_text, truth.amount_text)
        balance = amount
        if truth.balance_text:
            same = self.balance == truth.balance
            balance = 1.0 if same else .7 * likeness_of_texts(self.balance_text, truth.balance_text)
        return .25 * date + .3 * amount + .25 * balance + .2 * likeness_of_texts(self.name, truth.name)


def align(read, truth):
    """Pairs of indices, by the sum of what their likeness exceeds the cost of a pair."""
    alike = [[row.likeness(other) for other in truth] for row in read]
    best = [[0.0] * (len(truth) + 1) for _ in range(len(read) + 1)]

    def paired(i, j):
        likeness = alike[i - 1][j - 1]
        return best[i - 1][j - 1] + likeness - COST_OF_A_PAIR if likeness >= LEAST_LIKENESS else float("-inf")

    for i in range(1, len(read) + 1):
        for j in range(1, len(truth) + 1):
            best[i][j] = max(best[i - 1][j], best[i][j - 1], paired(i, j))
    pairs, i, j = [], len(read), len(truth)
    while i and j:
        if abs(best[i][j] - paired(i, j)) < 1e-9:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return pairs


def score_page(reading, truth):
    count = dict.fromkeys(COUNTERS, 0)
    has_balance = truth.get("has_balance", True)
    read, expected = [Row(r) for r in reading], [Row(r) for r in truth["rows"]]
    pairs = align(read, expected)
    count.update(pages=1, rows=len(expected), read=len(read), found=len(pairs),
                 with_balance=len(expected) if has_balance else 0)
    for i, j in pairs:
        row, right = read[i], expected[j]
        date, direction = row.date == right.date, row.direction == right.direction
        amount, name = row.amount == right.amount, row.name == right.name
        balance = not has_balance or row.balance == right.balance
        count["date"] += date
        count["direction"] += direction
        count["amount"] += amount
        count["balance"] += balance and has_balance
        count["name"] += name
        count["triple"] += direction and amount and name
        count["all"] += date and direction and amount and balance and name
        if row.verified is not False:
            count["silent"] += not amount
            count["silent2"] += not (amount and direction)
        if row.verified is True:
            count["verified"] += 1
            count["verified_right"] += amount and direction
    for i in set(range(len(read))) - {i for i, _ in pairs}:
        invented_in_silence = read[i].verified is not False
        count["silent"] += invented_in_silence
        count["silent2"] += invented_in_silence
        count["verified"] += read[i].verified is True
    return count


def score_folder(readings, truths, group_of):
    """Counters of each group of pages, and of all."""
    groups = {}
    for path in sorted(pathlib.Path(truths).glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        reading = pathlib.Path(readings) / path.name
        rows = []
        if reading.exists() and reading.stat().st_size > 0:
            rows = json.loads(reading.read_text(encoding="utf-8")).get("rows", [])
        count = score_page(rows, truth)
        for key in (group_of(path.stem, truth), "ALL"):
            group = groups.setdefault(key, dict.fromkeys(COUNTERS, 0))
            for name in COUNTERS:
                group[name] += count[name]
    return {key: groups[key] for key in sorted(groups, key=lambda key: (key == "ALL", key))}


def shares(count):
    rows = max(1, count["rows"])
    result = {"pages": count["pages"], "rows": count["rows"], "precision": count["found"] / max(1, count["read"]),
              "balance": count["balance"] / max(1, count["with_balance"]),
              "verified_right": count["verified_right"] / count["verified"] if count["verified"] else None}
    for name in ("found", "date", "direction", "amount", "name", "triple", "all", "silent", "silent2", "verified"):
        result[name] = count[name] / rows
    return result


GROUPS = {"level": lambda stem, truth: f"L{truth['level']}", "layout": lambda stem, truth: truth["layout"],
          "page": lambda stem, truth: stem}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readings")
    parser.add_argument("truth")
    parser.add_argument("--by", choices=GROUPS, default="level")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    scores = {key: shares(count)
              for key, count in score_folder(options.readings, options.truth, GROUPS[options.by]).items()}
    if options.json:
        print(json.dumps(scores))
        return
    columns = ("found", "precision", "date", "direction", "amount", "balance", "name", "triple", "all", "silent", "silent2",
               "verified", "verified_right")
    print(f"{options.by:16s}{'rows':>6s}" + "".join(f"{name[:9]:>10s}" for name in columns))
    for key, values in scores.items():
        cells = ("-" if values[name] is None else f"{100 * values[name]:.1f}" for name in columns)
        print(f"{key:16s}{values['rows']:6d}" + "".join(f"{cell:>10s}" for cell in cells))


if __name__ == "__main__":
    main()
