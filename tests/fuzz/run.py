"""Runs every fuzz target for a limited time, with the fixtures as its first inputs.

run.py BINARIES [--seconds N] [--corpus FOLDER] [TARGET ...]. N is ZHUN_FUZZ_SECONDS or 30 by default.
Without --corpus what was found is thrown away; an input that breaks something is kept in
BINARIES/crashes and named.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent
FIXTURES = TESTS / "read" / "fixtures"
CORPUS = HERE / "corpus"  # inputs worth keeping: CORPUS/TARGET/*

# Which fixtures a target begins with: patterns below tests/read/fixtures.
SEEDS = {
    "table_fuzz": ["*.csv", "sheets/broker_tabs.xls"],
    "json_fuzz": [],
    "mt940_fuzz": ["messages/*.sta"],
    "camt_fuzz": ["messages/camt*.xml"],
    "ofx_fuzz": ["messages/*.ofx"],
    "einvoice_fuzz": ["einvoices/*.xml", "einvoices/*.xbrl", "einvoices/*.txt"],
    "sheet_text_fuzz": ["sheets/*html.xls", "sheets/*2003.xls"],
    "xls_fuzz": ["sheets/*.xls"],
    "pdf_fuzz": ["pdf/*.pdf"],
    "zip_fuzz": ["archives/*.zip", "sheets/*.xlsx", "einvoices/*.ofd"],
}
# The same below the project's folder.
SEEDS_ELSEWHERE = {
    "dmn_fuzz": ["src/policy/*.dmn", "tests/score/cases/*/*.dmn", "tests/score/fixtures/*.dmn"],
    "pmml_fuzz": ["src/policy/*.pmml", "tests/score/fixtures/*.pmml"],
    "dossier_fuzz": ["tests/cli/dossier/dossier.json"],
}
SEED_TEXTS = {
    "feel_fuzz": ["a + b * 2", "if a > 3 then \"x\" else null", "for i in items return i + 1",
                  "some i in items satisfies i > 2", "[1..10], not(3), > 5",
                  "date(\"2026-01-31\") + duration(\"P1M\")", "items[item > 1]", "{a: 1}.a"],
    "text_fuzz": ["密码：a12345", "370202198204170030 13800138000", "4000001234567899=2512101123",
                  "CVV2: 123", "济南市（样例）有限公司"],
    "report_fuzz": ["x onerror=alert(1)", "</script><script>", "\\u003c", "&lt;"],
    "capi_fuzz": ["\x00\x01\x05\x06\x07\x17\x0b\x0a", "\x05\x06\x0c", "\x00\x02\x05{}"],
    "seal_fuzz": ["\x01\x01\x30\x80", "{\"schema\": \"zhun.seal/1\"}"],
    "matching_fuzz": ["id,buyer,amount_fen,date\nI1,甲有限公司,10000,2026-01-02\nI2,乙厂,500,"
                      "2026-01-03\n\0id,counterparty,amount,date,memo\nF1,甲有限公司,105.00,"
                      "2026-01-09,货款 I1\nF2,乙厂,5.00,2026-01-12,\n"],
    "words_fuzz": ['{"pages":[{"width":800,"height":600,"words":[{"text":"2026-01-05","box":'
                   '[10,10,100,30]},{"text":"100.00","box":[200,10,280,30]}]}]}'],
    "picture_fuzz": ["\x89PNG\r\n\x1a\n", "II*\x00", "\xff\xd8\xff"],
}
# The parts of containers, in the order in which the target counts them.
XLSX_PARTS = ["workbook.xml", "workbook.xml.rels", "styles.xml", "sharedStrings.xml", "sheet1.xml"]
OFD_PARTS = ["OFD.xml", "Document.xml", "Content.xml", "CustomTags.xml", "CustomTag.xml",
             "Attachments.xml", "original_invoice.xml"]
JSON = [
    '{"rows": [{"ts": "2026-01-05T10:00:00", "dir": "C", "amount_fen": 5, "balance_fen": 5}]}',
    '{"invoices": [{"no": "1", "date": "2026-01-05", "amount_fen": 100, "tax_fen": 13}]}',
    '{"credit_rating": "A", "vat_declared": [{"period": "2026-Q1", "sales_ex_fen": 1}]}',
    '{"schema": "gov-pull/1", "status": "OK", "data": {"registry": {"name": "a"}}}',
]
INPUT_BYTES_MAX = 20_000


def parts(pattern, names):
    """Each known part, behind the byte that says which one it is."""
    for path in sorted(FIXTURES.glob(pattern)):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.namelist():
                last = entry.rsplit("/", 1)[-1]
                if last in names and archive.getinfo(entry).file_size < INPUT_BYTES_MAX:
                    yield bytes([names.index(last)]) + archive.read(entry)


def seeds(target):
    if target == "xlsx_fuzz":
        yield from parts("sheets/*.xlsx", XLSX_PARTS)
    elif target == "ofd_fuzz":
        yield from parts("einvoices/*.ofd", OFD_PARTS)
    elif target == "json_fuzz":
        yield from (text.encode() for text in JSON)
    if target == "dossier_fuzz":  # the sample of the tests, which names no file
        yield (TESTS / "dossier/sample_dossier.hpp").read_text(encoding="utf-8").split(
            'R"(')[1].split(')"')[0].encode()
    for text in SEED_TEXTS.get(target, []):
        latin = all(ord(letter) < 256 for letter in text)
        yield text.encode("latin-1" if latin and target == "picture_fuzz" else "utf-8")
    for pattern in SEEDS_ELSEWHERE.get(target, []):
        for path in sorted(TESTS.parent.glob(pattern)):
            yield path.read_bytes()
    for path in sorted((CORPUS / target).glob("*")):
        yield path.read_bytes()
    for pattern in SEEDS.get(target, []):
        for path in sorted(FIXTURES.glob(pattern)):
            yield path.read_bytes()


def run(binary, corpus, seconds, crashes):
    with tempfile.TemporaryDirectory() as folder:
        first = pathlib.Path(folder, "seeds")
        first.mkdir()
        for number, content in enumerate(seeds(binary.name)):
            if len(content) <= INPUT_BYTES_MAX:
                (first / f"{number:04}").write_bytes(content)
        found = corpus / binary.name if corpus else pathlib.Path(folder, "found")
        found.mkdir(parents=True, exist_ok=True)
        command = [binary, found, first, f"-max_total_time={seconds}", f"-max_len={INPUT_BYTES_MAX}",
                   "-timeout=60", "-rss_limit_mb=1500", f"-dict={HERE / 'words.dict'}",
                   f"-artifact_prefix={crashes}/{binary.name}-", "-print_final_stats=1"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        lines = done.stdout.decode(errors="replace").splitlines()
        runs = next((line.split()[-1] for line in lines if "number_of_executed_units" in line), "?")
        print(f"{binary.name}: {runs} inputs, {'well' if done.returncode == 0 else 'BROKEN'}",
              flush=True)
        if done.returncode != 0:
            print("\n".join(lines[-60:]))
        return done.returncode == 0


def replay(program, mutations, targets):
    """Seeds and kept inputs of every target, and mutations of them, through a program of any
    compiler. Always the same mutations."""
    well = True
    for target in sorted(path.stem for path in HERE.glob("*_fuzz.cpp")):
        if targets and target not in targets:
            continue
        with tempfile.TemporaryDirectory() as folder:
            names = []
            for number, content in enumerate(seeds(target)):
                if len(content) <= INPUT_BYTES_MAX:
                    path = pathlib.Path(folder, f"{number:04}")
                    path.write_bytes(content)
                    names.append(path)
            begin = time.monotonic()
            done = subprocess.run([program, target, "--mutate", str(mutations), *names],
                                  capture_output=True)
            told = done.stdout.decode().split()
            print(f"{target}: {len(names)} inputs, {mutations} mutations, "
                  f"{time.monotonic() - begin:.1f} s, "
                  f"{'well' if done.returncode == 0 else f'BROKEN: see broken-{target}'}", flush=True)
            well = well and done.returncode == 0 and len(told) == len(names) and bool(names)
    return 0 if well else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=int(os.environ.get("ZHUN_FUZZ_SECONDS", 30)))
    parser.add_argument("--corpus", type=pathlib.Path)
    parser.add_argument("--replay", action="store_true", help="BINARIES is the program fuzz_replay")
    parser.add_argument("--mutations", type=int, default=200)
    options = parser.parse_args()
    if options.replay:
        return replay(options.binaries.resolve(), options.mutations, options.targets)
    binaries = [path for path in sorted(options.binaries.glob("*_fuzz"))
                if not options.targets or path.name in options.targets]
    if not binaries:
        print("no fuzz targets there; build the target fuzz_targets with the preset fuzz")
        return 2
    crashes = options.binaries / "crashes"
    crashes.mkdir(exist_ok=True)
    well = [run(path.resolve(), options.corpus, options.seconds, crashes) for path in binaries]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
