#!/usr/bin/env python3
"""Scores links against the truth, and links by two simple methods to compare with.

    score.py BOOKS LINKS.csv        precision, recall and paid-or-not of links with columns invoice, flow
    score.py BOOKS --greedy         the same of one payment for one invoice of its very amount and name
    score.py BOOKS --subset         the same with runs and instalments that add up to the cent

Invoices of one buyer and amount count as the same thing. BOOKS is a folder as make_books.py writes it.
"""
import collections
import csv
import datetime
import itertools
import json
import sys
import time

FORMS = ('股份有限公司', '有限责任公司', '集团有限公司', '有限公司')


def read(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def day(text):
    return datetime.date.fromisoformat(text).toordinal()


def core(name):
    name = ''.join(name.split()).replace('（', '(').replace('）', ')')
    for form in FORMS:
        if form in name:
            return name[:name.index(form)]
    return name


def by_customer(invoices, flows):
    """Of each buyer the invoices by date and the flows whose payer's name has the same core."""
    books, buyers = collections.defaultdict(lambda: ([], [])), {}
    for number, invoice in enumerate(invoices):
        buyers.setdefault(core(invoice['buyer']), invoice['buyer'])
        books[invoice['buyer']][0].append((day(invoice['date']), number, int(invoice['amount_fen'])))
    for number, flow in enumerate(flows):
        buyer = buyers.get(core(flow['counterparty']))
        if buyer is not None:
            books[buyer][1].append((day(flow['date']), number, int(flow['amount_fen'])))
    for own in books.values():
        own[0].sort()
        own[1].sort()
        yield own


def greedy(own, links):
    """One payment for the oldest open invoice of its amount; what is left over is returned."""
    open_, left = list(own[0]), []
    for paid, number, amount in own[1]:
        match = next((i for i in open_ if i[2] == amount and 0 <= paid - i[0] <= 120), None)
        if match is None:
            left.append((paid, number, amount))
        else:
            open_.remove(match)
            links.append((match[1], number))
    return open_, left


def subset(own, links):
    """After that, runs of two to eight invoices and two to four instalments that add up exactly."""
    open_, left = greedy(own, links)
    rest = []
    for paid, number, amount in left:
        due = [i for i in open_ if 0 <= paid - i[0] <= 240]
        run = next((due[a:b] for a in range(len(due)) for b in range(a + 2, min(len(due), a + 8) + 1)
                    if sum(i[2] for i in due[a:b]) == amount), None)
        if run is None:
            rest.append((paid, number, amount))
            continue
        for invoice in run:
            open_.remove(invoice)
            links.append((invoice[1], number))
    for issued, invoice, amount in open_:
        parts = [f for f in rest if 0 <= f[0] - issued <= 180 and f[2] < amount][:14]
        group = next((g for size in (2, 3, 4) for g in itertools.combinations(parts, size)
                      if sum(f[2] for f in g) == amount), ())
        for part in group:
            rest.remove(part)
            links.append((invoice, part[1]))


def count(folder, links):
    invoices = {i['id']: (i['buyer'], i['amount_fen']) for i in read(f'{folder}/invoices.csv')}
    truth = [(t['invoice'], t['flow']) for t in read(f'{folder}/truth.csv')]
    alike = lambda pairs: collections.Counter((invoices[i], f) for i, f in pairs)
    right = sum((alike(truth) & alike(links)).values())
    paid, found = {i for i, _ in truth}, {i for i, _ in links}
    same = sum((i in paid) == (i in found) for i in invoices)
    return {'precision': round(right / max(1, len(links)), 4), 'recall': round(right / max(1, len(truth)), 4),
            'paid': round(same / len(invoices), 4), 'links': len(links)}


def main():
    folder, what = sys.argv[1:3]
    if what.startswith('--'):
        invoices, flows = read(f'{folder}/invoices.csv'), read(f'{folder}/flows.csv')
        start, numbers = time.process_time(), []
        for own in by_customer(invoices, flows):
            (greedy if what == '--greedy' else subset)(own, numbers)
        seconds = time.process_time() - start
        links = [(invoices[i]['id'], flows[f]['id']) for i, f in numbers]
        print(json.dumps(count(folder, links) | {'seconds': round(seconds, 3)}))
    else:
        print(json.dumps(count(folder, [(link['invoice'], link['flow']) for link in read(what)])))


if __name__ == '__main__':
    main()
