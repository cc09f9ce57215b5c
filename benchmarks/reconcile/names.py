#!/usr/bin/env python3
"""Scores resolved names, and resolves them with rapidfuzz to compare with.

    names.py FOLDER RESOLVED.csv    first candidate right, recall at precision .99 of zhun's rows
    names.py FOLDER --rapidfuzz     the same of rapidfuzz's ratio over names without their legal forms
"""
import csv
import json
import sys
import time

FORMS = ('股份有限公司', '有限责任公司', '集团有限公司', '有限公司')


def read(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def core(name):
    name = ''.join(name.split()).replace('（', '').replace('）', '').replace('(', '').replace(')', '')
    return next((name[:name.index(form)] for form in FORMS if form in name), name)


def with_rapidfuzz(folder):
    from rapidfuzz import fuzz, process
    known = [core(row['name']) for row in read(f'{folder}/clean.csv')]
    messy = [core(row['name']) for row in read(f'{folder}/messy.csv')]
    start, found = time.process_time(), []
    for name in messy:
        best = process.extractOne(name, known, scorer=fuzz.ratio)
        found.append((best[1], best[2]) if best else (0, -1))
    return found, time.process_time() - start


def main():
    folder, what = sys.argv[1:3]
    truth = [int(row['truth']) for row in read(f'{folder}/messy.csv')]
    seconds = None
    if what == '--rapidfuzz':
        found, seconds = with_rapidfuzz(folder)
    else:
        found = [(float(row['score']), int(row['match_id'] or -1)) for row in read(what)]
    there = sum(index >= 0 for index in truth)
    ranked = sorted(((score, index == right and right >= 0) for (score, index), right in zip(found, truth)
                     if index >= 0), reverse=True)
    right = best = 0
    for place, (score, good) in enumerate(ranked, 1):
        right += good
        if (place == len(ranked) or ranked[place][0] != score) and right >= .99 * place:
            best = right
    result = {'first': round(right / there, 4), 'recall_at_precision_99': round(best / there, 4)}
    print(json.dumps(result | ({'seconds': round(seconds, 2)} if seconds is not None else {})))


if __name__ == '__main__':
    main()
