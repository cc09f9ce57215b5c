# What the generator claims about its files, recomputed from the bytes it wrote: the files are
# read again with the csv module and every planted condition (or its absence) is proved before
# anything is accepted. TRUTH.json is built here.
import csv
import datetime as dt
import io
import re
from fractions import Fraction

from .basics import (
    USCC_ALPHABET,
    YUAN,
    day,
    days,
    decimal4,
    demand_rate,
    half_up,
    month_first,
    month_last,
    month_of,
    month_shift,
    months,
    percent,
)
from .company import VAT


def require(holds, sentence):
    if not holds:
        raise AssertionError("the dossier does not hold: " + sentence)


def fen(text):
    text = text.replace(",", "").replace("¥", "").strip()
    require(re.fullmatch(r"-?\d+\.\d\d", text), "amount format")
    return int(text.replace(".", ""))


# ---- reading back ---------------------------------------------------------------------------


def table(text, first_column):
    """The rows under the header that contains `first_column`, as dicts, up to a shorter row."""
    lines = list(csv.reader(io.StringIO(text, newline="")))
    at = next(
        i
        for i, line in enumerate(lines)
        if first_column in [c.strip() for c in line] and len(line) > 5
    )
    header, rows = [c.strip() for c in lines[at]], []
    for line in lines[at + 1 :]:
        if len(line) < len(header) - 1:
            break
        rows.append(dict(zip(header, (c.strip() for c in line))))
    return rows


def read_two_columns(data, encoding, out_column, in_column):
    rows = []
    for row in table(data.decode(encoding), "账户余额"):
        outgoing = row[out_column] != ""
        require((row[in_column] != "") != outgoing, "one amount a row")
        rows.append(
            {
                "date": dt.date.fromisoformat(
                    re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", row["交易日期"])
                ),
                "time": row["交易时间"],
                "dir": "out" if outgoing else "in",
                "amount": fen(row[out_column] if outgoing else row[in_column]),
                "balance": fen(row["账户余额"]),
                "name": row["对方户名"],
                "summary": row["摘要"],
            }
        )
    return rows


def check_statement(rows, account):
    """The file says what happened, the chain closes, no row is printed twice."""
    require(len(rows) == len(account.rows), "all rows are in the file")
    balance, seen, before = account.opening, set(), None
    for row, origin in zip(rows, account.rows):
        balance += row["amount"] if row["dir"] == "in" else -row["amount"]
        require(balance == row["balance"], "balance chain closes")
        require(
            (row["date"], row["dir"], row["amount"], row["name"])
            == (origin.date, origin.direction, origin.amount, origin.party["name"]),
            "row as it happened",
        )
        key = (row["date"], row["time"], row["dir"], row["amount"], row["balance"])
        require(key not in seen, "no duplicate")
        seen.add(key)
        require(before is None or before <= (row["date"], row["time"]), "in order of time")
        before = (row["date"], row["time"])
        row["kind"] = origin.kind
    require(all(r["balance"] >= 0 for r in rows), "no overdraft")


def check_footer(text, rows):
    find = lambda pattern: re.search(pattern, text).group(1)
    for direction, word in (("out", "借方"), ("in", "贷方")):
        amounts = [r["amount"] for r in rows if r["dir"] == direction]
        require(int(find(word + r"笔数：(\d+)笔")) == len(amounts), "footer count")
        require(fen(find(word + r"发生额合计：([\d.]+)元")) == sum(amounts), "footer sum")
    require(fen(find(r"期末余额：([\d.]+)元")) == rows[-1]["balance"], "footer balance")


def daily_balances(rows, opening, start, end):
    result, index, balance = {}, 0, opening
    for date in days(start, end):
        while index < len(rows) and rows[index]["date"] <= date:
            balance = rows[index]["balance"]
            index += 1
        result[date] = balance
    return result


def interest_lines(rows, opening, start, end, rate_of):
    """Every interest row against the daily balances of the file."""
    closing, result = daily_balances(rows, opening, start, end), []
    for row in rows:
        if row["summary"] != "结息":
            continue
        to = row["date"] - dt.timedelta(1)
        since = month_first(month_shift(month_of(to), -3)).replace(day=21)
        covered = [closing[d] for d in days(max(since, start), to)]
        rate = rate_of(to)
        result.append(
            {
                "credited_on": row["date"].isoformat(),
                "period_from": since.isoformat(),
                "period_to": to.isoformat(),
                "days": (to - since).days + 1,
                "covered_days": len(covered),
                "accumulated_fen": sum(covered),
                "rate": decimal4(rate),
                "expected_fen": half_up(sum(covered) * rate / 360),
                "stated_fen": row["amount"],
            }
        )
    return result


# ---- patterns -------------------------------------------------------------------------------


def cycles(rows, own_names):
    """Two-leg circular transfers: same counterparty, other direction, in 10 days and 5 per cent,
    from 10,000 yuan; each row once, the earliest partner first."""
    used, result = set(), []
    for i, first in enumerate(rows):
        if i in used or first["amount"] < 10000 * YUAN or first["name"] in own_names:
            continue
        for j in range(i + 1, len(rows)):
            second = rows[j]
            gap = (second["date"] - first["date"]).days
            if gap > 10:
                break
            if j in used or second["name"] != first["name"] or second["dir"] == first["dir"]:
                continue
            low, high = sorted((first["amount"], second["amount"]))
            if (high - low) * 100 <= high * 5 and not any(
                w in second["summary"] for w in ("退款", "退货", "退汇")
            ):
                used |= {i, j}
                result.append(
                    {
                        "first_row": i + 1,
                        "second_row": j + 1,
                        "counterparty": first["name"],
                        "days": gap,
                        "amount_fen": low,
                    }
                )
                break
    return result


def window_ratio(rows, account, as_of, end):
    blocks = [0] * 6
    for row in rows:
        age = (as_of - row["date"]).days - 1
        if 0 <= age < 180:
            sign = 1 if row["kind"] == "OPERATING_IN" else -1 if row["kind"] == "REFUND_OUT" else 0
            blocks[age // 30] += sign * row["amount"]
    return Fraction(blocks[0] * 5, sum(blocks[1:]))


def adb_ratio(account, as_of):
    recent = [b for d, b in account.closing.items() if (as_of - d).days <= 30]
    before = [b for d, b in account.closing.items() if (as_of - d).days > 30]
    return Fraction(sum(recent) * len(before), len(recent) * sum(before))


def customer_rows(rows):
    return [r for r in rows if r["kind"] not in ("INTEREST", "FEE")]


def round_share(rows):
    chosen = customer_rows(rows)
    return Fraction(sum(r["amount"] % (10000 * YUAN) == 0 for r in chosen), len(chosen))


def weekend_share(rows):
    chosen = customer_rows(rows)
    return Fraction(sum(r["date"].weekday() >= 5 for r in chosen), len(chosen))


def fast_out_share(rows):
    total = 0
    for i, row in enumerate(rows):
        if row["dir"] == "in" and row["amount"] >= 50000 * YUAN:
            spent = 0
            for later in rows[i + 1 :]:
                if (later["date"] - row["date"]).days > 1:
                    break
                spent += later["amount"] if later["dir"] == "out" else 0
            total += row["amount"] if spent * 10 >= row["amount"] * 9 else 0
    return Fraction(total, sum(r["amount"] for r in rows if r["dir"] == "in"))


# ---- figures --------------------------------------------------------------------------------


def class_sums(rows):
    sums = {}
    for row in rows:
        entry = sums.setdefault(row.kind, {"count": 0, "fen": 0})
        entry["count"] += 1
        entry["fen"] += row.amount
    return dict(sorted(sums.items()))


def effective(rows):
    return sum(r.amount * {"OPERATING_IN": 1, "REFUND_OUT": -1}.get(r.kind, 0) for r in rows)


def figures(rows, first, last):
    """Totals of a set of rows (any account or wallet) and of its months."""
    side = lambda chosen, d: sum(r.amount for r in chosen if r.direction == d)
    full = [
        m
        for m in months(month_of(first), month_of(last))
        if month_first(m) >= first and month_last(m) <= last
    ]
    by_month = {
        m: [r for r in rows if month_of(r.date) == m]
        for m in months(month_of(first), month_of(last))
    }
    net = effective(rows)
    return {
        "rows": len(rows),
        "gross_in_fen": side(rows, "in"),
        "gross_out_fen": side(rows, "out"),
        "neutral_fen": side(rows, "neutral"),
        "in_count": sum(r.direction == "in" for r in rows),
        "out_count": sum(r.direction == "out" for r in rows),
        "neutral_count": sum(r.direction == "neutral" for r in rows),
        "net_effective_fen": net,
        "effective_ratio_percent": percent(net, side(rows, "in")),
        "classes": class_sums(rows),
        "first_row": first.isoformat(),
        "full_months": len(full),
        "days": (last - first).days + 1,
        "months": {
            m: {"in_fen": side(c, "in"), "out_fen": side(c, "out"), "effective_fen": effective(c)}
            for m, c in by_month.items()
        },
    }


def trend(result, as_of):
    last = [month_shift(month_of(as_of), -k) for k in (1, 2, 3)]
    total = lambda names: sum(result["months"][m]["effective_fen"] for m in names)
    return percent(
        total(last) - total([month_shift(m, -12) for m in last]),
        total([month_shift(m, -12) for m in last]),
    )


def last_year(rows, last):
    return effective([r for r in rows if (last - r.date).days < 365])


def company_truth(company, as_of, invoice_from, invoice_to):
    plan, account = company.plan, company.account
    rows = [
        {
            "date": r.date,
            "dir": r.direction,
            "amount": r.amount,
            "balance": r.balance,
            "name": r.party["name"],
            "summary": r.summary,
            "kind": r.kind,
        }
        for r in account.rows
    ]
    statement = figures(account.rows, plan.start, plan.end)
    statement.update(
        opening_fen=account.opening,
        closing_fen=account.balance,
        average_daily_balance_fen=half_up(
            Fraction(sum(account.closing.values()), len(account.closing))
        ),
        interest=interest_lines(rows, account.opening, plan.start, plan.end, demand_rate),
        cycles=cycles(rows, {plan.name}),
        annual_effective_fen=last_year(account.rows, plan.end),
    )
    payers = {}
    for r in account.rows:
        if r.kind in ("OPERATING_IN", "REFUND_OUT"):
            payers[r.party["name"]] = payers.get(r.party["name"], 0) + effective([r])
    statement["top_customer_share"] = percent(max(payers.values()), statement["net_effective_fen"])
    if statement["full_months"] >= 15:
        statement["trend_percent"] = trend(statement, as_of)
    result = {
        "dossier_as_of": as_of.isoformat(),
        "statement": statement,
        "invoices": invoice_figures(company, as_of, invoice_from),
        "vat": vat_figures(company),
    }
    inside = [i for i in company.output if i["status"] != "作废" and i["date"] >= plan.start]
    incl = sum(i["ex"] + i["tax"] for i in inside)
    result["inflow_to_invoices"] = decimal4(Fraction(statement["net_effective_fen"], incl))
    to = day(invoice_to)
    inv = sum(i["ex"] + i["tax"] for i in inside if (to - i["date"]).days < 365)
    filed = company.vat[-12:]
    tax = half_up(sum(p["sales_ex_fen"] for p in filed) * (1 + VAT))
    result["annualised_fen"] = {"STM": statement["annual_effective_fen"], "INV": inv, "TAX": tax}
    result["verified_annual_fen"] = min(statement["annual_effective_fen"], inv, tax)
    return result


def invoice_figures(company, as_of, invoice_from):
    counted = [i for i in company.output if i["status"] != "作废"]
    red = [i for i in counted if i["ex"] < 0]
    net = sum(i["ex"] for i in counted)
    attributed, by_number = {}, {i["number"]: i for i in counted}
    buyers = {}
    for i in counted:
        home = by_number[i["original"]] if i["original"] else i
        month = month_of(home["date"])
        attributed[month] = attributed.get(month, 0) + i["ex"]
        buyers[i["buyer"]] = buyers.get(i["buyer"], 0) + i["ex"]
    end = month_shift(month_of(as_of), -1)
    window = list(months(max(month_shift(end, -11), invoice_from[:7]), end))
    return {
        "output_count": len(company.output),
        "input_count": len(company.input),
        "red_count": len(red),
        "void_count": len(company.output) - len(counted),
        "net_ex_fen": net,
        "net_incl_fen": net + sum(i["tax"] for i in counted),
        "red_ex_fen": sum(i["ex"] for i in red),
        "input_ex_fen": sum(i["ex"] for i in company.input),
        "input_tax_fen": sum(i["tax"] for i in company.input),
        "top_buyer_share": percent(max(buyers.values()), net),
        "attributed_ex_fen": dict(sorted(attributed.items())),
        "gap_months": [m for m in window if attributed.get(m, 0) <= 0],
    }


def vat_figures(company):
    periods = []
    for p in company.vat:
        sold = sum(
            i["ex"]
            for i in company.output
            if i["status"] != "作废" and month_of(i["date"]) == p["period"]
        )
        periods.append(
            {
                "period": p["period"],
                "declared_ex_fen": p["sales_ex_fen"],
                "invoiced_ex_fen": sold,
                "tax_payable_fen": p["tax_payable_fen"],
            }
        )
    due = lambda period: month_first(month_shift(period, 1)).replace(day=15)
    return {
        "declared_ex_fen": sum(p["sales_ex_fen"] for p in company.vat),
        "periods": periods,
        "late": [p["period"] for p in company.vat if day(p["filed_on"]) > due(p["period"])],
        "zero": [p["period"] for p in company.vat if p["sales_ex_fen"] <= 0],
    }


# ---- files and identifiers ------------------------------------------------------------------


def check_invoice_file(text, truth, own):
    rows = table(text, "发票号码")
    blue = {r["发票号码"]: r for r in rows}
    require(len(blue) == len(rows), "invoice numbers are unique")
    sums = {"in": [0, 0], "out": [0, 0]}
    for row in rows:
        ex, tax = fen(row["金额"]), fen(row["税额"])
        rate = Fraction(int(row["税率"].rstrip("%")), 100)
        require(ex + tax == fen(row["价税合计"]), "total = amount + tax")
        require(abs(half_up(ex * rate) - tax) <= 6, "tax = amount x rate")
        require(
            (ex < 0) == (row["是否正数发票"] == "否") == (row["对应蓝票号码"] != ""), "red letters"
        )
        if row["发票代码"] == "":
            require(
                re.fullmatch(r"\d{20}", row["发票号码"])
                and row["发票号码"][:2] == row["开票日期"][2:4],
                "number",
            )
        if ex < 0:
            require(
                fen(blue[row["对应蓝票号码"]]["金额"]) >= -ex, "a red letter has its blue invoice"
            )
        if row["发票状态"] != "作废":
            side = "out" if row["销方识别号"] == own else "in"
            sums[side][0] += ex
            sums[side][1] += tax
    require(
        sums["out"]
        == [
            truth["invoices"]["net_ex_fen"],
            truth["invoices"]["net_incl_fen"] - truth["invoices"]["net_ex_fen"],
        ],
        "output sums",
    )
    require(
        sums["in"] == [truth["invoices"]["input_ex_fen"], truth["invoices"]["input_tax_fen"]],
        "input sums",
    )


def uscc_ok(code):
    values = [USCC_ALPHABET.index(c) for c in code]
    return sum(v * pow(3, i, 31) for i, v in enumerate(values[:17])) % 31 == (31 - values[17]) % 31


def check_identifiers(files):
    """Every tax number is of the range reserved for tests and has a valid check character;
    every resident number lies in the unassigned division 370199; no file is large."""
    for name, data in files.items():
        text = data.decode(
            "gb18030" if name in ("corporate-account.csv", "alipay.csv") else "utf-8-sig"
        )
        for code in set(re.findall(r"(?<![0-9A-Z])9[12]\d{6}[0-9A-Z]{10}(?![0-9A-Z])", text)):
            if code.isdigit():
                continue
            require(code[8:11] == "PDY" and uscc_ok(code), "valid test tax number in " + name)
        for number in set(re.findall(r"(?<!\d)370\d{3}(?:19|20)\d{9}[\dX](?!\d)", text)):
            weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
            require(number[:6] == "370199", "resident number of an unassigned division in " + name)
            require(
                "10X98765432"[sum(int(c) * w for c, w in zip(number, weights)) % 11] == number[17],
                "resident number check digit",
            )
        for mobile in set(re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text)):
            require(mobile.startswith("1380000"), "mobile numbers are of the test range in " + name)
    require(sum(map(len, files.values())) < 1500 * 1024, "below 1.5 MB")


# ---- wallets and card -----------------------------------------------------------------------


def check_wallet(text, rows, amount_column, words, neutral):
    """The file holds all rows, newest first, and its preamble's counts and sums are theirs."""
    read = list(reversed(table(text, amount_column)))
    require(len(read) == len(rows), "all wallet rows are in the file")
    for line, row in zip(read, rows):
        require(
            line["交易时间"] == f"{row.date} {row.time}"
            and line["收/支"] == words[row.direction]
            and fen(line[amount_column]) == row.amount
            and line["交易对方"] == row.party,
            "wallet row",
        )
    require(int(re.search(r"共(\d+)笔记录", text).group(1)) == len(rows), "preamble count")
    for word, direction in (("收入", "in"), ("支出", "out"), (neutral, "neutral")):
        count, amount = re.search(word + r"：(\d+)笔 ([\d.]+)元", text).groups()
        chosen = [fen(line[amount_column]) for line in read if line["收/支"] == words[direction]]
        require((int(count), fen(amount)) == (len(chosen), sum(chosen)), "preamble totals")
    require(
        len({line["交易单号" if "交易单号" in line else "交易订单号"] for line in read})
        == len(read),
        "references",
    )


def check_card(text, account):
    read = list(reversed(table(text, "余额")))
    if read[0]["交易日期"] == "人民币合计":
        read.pop(0)
    rows = []
    for line in read:
        outgoing = line["记账金额(支出)"] != ""
        rows.append(
            {
                "date": day(line["交易日期"]),
                "time": "",
                "dir": "out" if outgoing else "in",
                "amount": fen(line["记账金额(支出)" if outgoing else "记账金额(收入)"]),
                "balance": fen(line["余额"]),
                "name": line["对方户名"],
                "summary": line["摘要"],
            }
        )
    check_statement(rows, account)
    for column, direction in (("in", "收入"), ("out", "支出")):
        printed = re.findall(r'人民币合计,+"([\d,.]+)\t","([\d,.]+)\t"', text)[0][
            0 if column == "in" else 1
        ]
        require(
            fen(printed) == sum(r["amount"] for r in rows if r["dir"] == column),
            "footer " + direction,
        )
    return rows
