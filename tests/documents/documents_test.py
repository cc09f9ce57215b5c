"""Opens the credit documents with programs that are not ours: python-docx, openpyxl and LibreOffice.

documents_test.py --zhun PROGRAM --dossiers DIR [--office PROGRAM] [--update]

The figures that the documents print are compared with assessment.json and, by the number of their
evidence, with report.html: to the cent. The texts of one dossier are compared with golden.txt, which --update
writes anew. Needs the environment of install_documents (cmake/packages.sh).
"""
import argparse
import decimal
import difflib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import docx
import openpyxl

IDS = [f"D{i:02}" for i in range(1, 19)] + ["A01", "A02", "A03", "K01"]
FIGURE = re.compile(r"(−?[\d,]+\.\d\d) 元 \[(E\d+)\]")


def paragraphs(document):
    """Texts of the paragraphs, tables, headers and footers included, in the order of the document."""
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    roots = [document.element.body]
    for section in document.sections:
        roots += [section.header._element, section.footer._element]
    for root in roots:
        for paragraph in root.iter(space + "p"):
            yield "".join(text.text or "" for text in paragraph.iter(space + "t"))


def number(text):
    return decimal.Decimal(text.replace("−", "-").replace(",", ""))


class Case:
    def __init__(self, zhun, dossier, folder):
        self.dossier = json.loads((dossier / "dossier.json").read_text(encoding="utf-8"))
        self.folder = folder / "documents"
        subprocess.run([zhun, "assess", dossier, "--out", folder / "out", "--documents", self.folder],
                       check=True, stdout=subprocess.DEVNULL)
        self.assessment = json.loads((folder / "out/assessment.json").read_text(encoding="utf-8"))
        html = (folder / "out/report.html").read_text(encoding="utf-8")
        self.evidence = re.search(r'id="evidence">(.*?)</script>', html, re.S).group(1)
        self.texts = {id: list(paragraphs(docx.Document(self.folder / f"{id}.docx"))) for id in IDS}


def check_texts(case):
    secrets = [case.dossier["customer"].get(key) for key in
               ("legal_rep", "legal_rep_id", "id_no", "spouse", "mobile", "address")]
    secrets += case.dossier["customer"].get("owner_accounts", [])
    for id, lines in case.texts.items():
        text = "\n".join(lines)
        assert "{{" not in text and "}}" not in text, f"{id} has a placeholder left"
        assert "null" not in text, f"{id} says null"
        assert case.assessment["digest"] in text, f"{id} does not say its assessment"
        assert case.assessment["as_of"] in text and case.assessment["version"]["policy"] in text, id
        for secret in filter(None, secrets):
            assert secret not in text, f"{id} shows what is to be masked"


def golden_text(case):
    """All texts, but for what changes with any change of policy, version or numbering."""
    text = "\n".join(f"==== {id}\n" + "\n".join(lines) for id, lines in case.texts.items()) + "\n"
    text = text.replace(case.assessment["digest"], "DIGEST").replace(
        case.assessment["version"]["policy"], "POLICY")
    text = text.replace(case.assessment["input_digest"], "INPUT")
    text = re.sub(r"==== D15\n.*?(?=^==== D16)", "", text, flags=re.S | re.M)  # the index is compared entry by entry
    return re.sub(r" +$", "", re.sub(r"\[E\d+\]", "[E]", text), flags=re.M)


def check_golden(case, update):
    path = pathlib.Path(__file__).with_name("golden.txt")
    text = golden_text(case)
    if update:
        path.write_text(text, encoding="utf-8")
    lines = difflib.unified_diff(path.read_text(encoding="utf-8").splitlines(), text.splitlines(), "golden.txt",
                                 "now", lineterm="", n=0)
    lines = list(lines)
    assert not lines, "the texts changed (look, then --update):\n" + "\n".join(lines[:40])


def check_figures(case):
    """Figures with a number of evidence, against the facts of the JSON and the report's own list."""
    index = {}
    table = docx.Document(case.folder / "D15.docx").tables[1]
    for row in list(table.rows)[1:]:
        cells = [cell.text for cell in row.cells]
        index[cells[0]] = (cells[1], cells[2], cells[3])
    facts = case.assessment["facts"]
    compared = 0
    for id in IDS:
        for line in case.texts[id]:
            for amount, evidence in FIGURE.findall(line):
                title, shown, rule = index[evidence]
                match = re.fullmatch(r"指标 (\w+)", rule)
                if not match:
                    continue
                value = facts[match.group(1)]["value"]
                cents = decimal.Decimal(value).quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP)
                assert number(amount) == cents, f"{id} {evidence}: {amount}, {value}"
                compared += 1
    assert compared > 30, f"only {compared} figures were compared"
    # The same numbers in the report: titles and values stand in its data.
    same = 0
    for entry in json.loads(case.evidence)["evidence"]:
        title, value, _ = index[entry["id"]]
        assert title == entry["title"], f"{entry['id']} is another figure in the report"
        assert value == entry.get("value", ""), f"{entry['id']} has another value in the report"
        same += 1
    assert same > 50, f"only {same} entries of the report were compared"
    limit = case.assessment["limit"]["limit"]
    assert any(f"{decimal.Decimal(limit):,.2f} 元" in line for line in case.texts["D03"])
    return compared, same


def check_workbook(case):
    book = openpyxl.load_workbook(case.folder / "analysis.xlsx")
    cent = decimal.Decimal("0.01")
    months = {row[0]: row for row in list(book["月度"].values)[1:]}
    assert len(months) == len(case.assessment["months"]) > 0
    for month in case.assessment["months"]:
        row = months[month["month"]]
        for column, name in ((2, "inflow"), (3, "outflow"), (4, "effective")):
            assert decimal.Decimal(row[column]).quantize(cent) == decimal.Decimal(month[name])
    rows = list(book["交易"].values)[1:]
    assert len(rows) == sum(s["rows"] for s in case.assessment["sources"] if s["kind"] == "STATEMENT"
                            and s["status"] == "USED")
    assert all(row[2].year > 2000 for row in rows), "dates are dates"
    counted = sum(decimal.Decimal(row[5]).quantize(cent) for row in rows if row[5] > 0 and row[11] == "是")
    assert counted >= decimal.Decimal(case.assessment["facts"]["gross_inflow"]["value"])
    facts = {row[0]: row for row in list(book["指标"].values)[1:]}
    for name, fact in case.assessment["facts"].items():
        shown = facts[name][2]
        if isinstance(shown, (int, float)) and isinstance(fact.get("value"), str):
            assert abs(decimal.Decimal(shown) - decimal.Decimal(fact["value"])) < decimal.Decimal("1e-7"), name
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row), "a text became a formula"


def check_office(case, office):
    """LibreOffice makes PDF of them: every document has a page, and none takes forever."""
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder, "profile").as_uri()
        subprocess.run([office, f"-env:UserInstallation={home}", "--headless", "--convert-to", "pdf",
                        "--outdir", folder] + [case.folder / f"{id}.docx" for id in IDS],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=85)
        for id in IDS:
            pdf = pathlib.Path(folder, f"{id}.pdf").read_bytes()
            assert pdf.startswith(b"%PDF") and len(pdf) > 5_000, f"{id} does not print"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--zhun", required=True)
    parser.add_argument("--dossiers", required=True, type=pathlib.Path)
    parser.add_argument("--office", default=shutil.which("soffice"))
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    for position, dossier in enumerate(sorted(p.parent for p in arguments.dossiers.glob("*/dossier.json"))):
        with tempfile.TemporaryDirectory() as folder:
            case = Case(arguments.zhun, dossier, pathlib.Path(folder))
            check_texts(case)
            compared, same = check_figures(case)
            check_workbook(case)
            if position == 0:
                check_golden(case, arguments.update)
            print(f"{dossier.name}: {compared} figures as in the JSON, {same} entries as in the report")
            if position == 0 and arguments.office:
                start = time.monotonic()
                check_office(case, arguments.office)
                print(f"LibreOffice printed {len(IDS)} documents in {time.monotonic() - start:.0f} s")
    if not arguments.office:
        print("LibreOffice is not here: printing is not tested (install_documents in cmake/packages.sh)")


if __name__ == "__main__":
    sys.exit(main())
