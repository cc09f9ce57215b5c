"""Scans: pictures of statements through the engines that are there."""
import json
import os
import pathlib

import pytest
import zhun

ENGINE = os.environ.get("ZHUN_TEST_OCR_PATH", "")
FAKE = os.environ.get("ZHUN_TEST_FAKE_ENGINE", "")
needs_engine = pytest.mark.skipif(not ENGINE, reason="ZHUN_TEST_OCR_PATH names no folder of OCR engines")


@pytest.fixture
def page(root):
    return root / "tests" / "cli" / "scan" / "page.png"


@pytest.fixture
def truth(root):
    return json.loads((root / "tests" / "cli" / "scan" / "truth.json").read_text(encoding="utf-8"))["rows"]


@pytest.fixture
def engines(monkeypatch):
    monkeypatch.setenv("ZHUN_OCR_PATH", ENGINE)


def fen(text):
    return int(text.replace(".", "").replace(",", ""))


@needs_engine
def test_a_page_becomes_a_table(engines, page, truth):
    table = zhun.parse(page)
    pa = pytest.importorskip("pyarrow")
    rows = pa.table(table).to_pylist()
    assert len(rows) == len(truth)
    for row, expected in zip(rows, truth):
        assert row["date"].isoformat() == expected["date"]
        assert row["amount_fen"] == fen(expected["amount"])
        assert row["direction"] == expected["direction"]
    assert sum(row["verified"] for row in rows) >= len(rows) - 2
    assert zhun.parse(page.read_bytes(), ocr=zhun.OcrEngine()).num_rows == len(truth)


@needs_engine
def test_a_scan_tells_what_proves_each_row(engines, page, truth):
    heard = []
    read = zhun.scan(page, lexicon=["济南泉润建材有限公司"], progress=lambda *at: heard.append(at))
    assert [row["amount"] for row in read["rows"]] == [row["amount"] for row in truth]
    assert {row["verdict"] for row in read["rows"]} <= {"verified", "plausible", "doubtful"}
    assert heard == [("scan", 0, 1)]
    with pytest.raises(zhun.CancelledError):
        zhun.scan([page], progress=lambda *_: False)
    token = zhun.CancelToken()
    token.request()
    with pytest.raises(zhun.CancelledError):
        zhun.scan(page, cancel=token)


@needs_engine
def test_a_dossier_with_a_scan(engines, files, page):
    document = json.loads(files["dossier.json"])
    for source in document["sources"]:
        if source["file"] == "bank.csv":
            source["file"] = "scan.png"
            for member in ("period_from", "period_to", "opening_balance_fen"):
                source.pop(member, None)
    given = {"dossier.json": json.dumps(document).encode(), "scan.png": page.read_bytes(),
             "registry.json": files["registry.json"]}
    assert b'"verdict"' in zhun.assess(given).to_json()


def test_a_missing_engine_says_what_to_install(monkeypatch, tmp_path, page, files):
    monkeypatch.setenv("ZHUN_OCR_PATH", str(tmp_path))
    from zhun import _ocr
    _ocr._engine.cache_clear()
    for call in (lambda: zhun.parse(page), lambda: zhun.scan(page), lambda: zhun.OcrEngine("tesseract"),
                 lambda: zhun.assess(files, ocr="ppocr")):
        with pytest.raises(zhun.UnsupportedError, match="install libzhun_ppocr.so or libzhun_ocr.so"):
            call()
    with pytest.raises(zhun.UnsupportedError, match="install"):
        zhun.OcrEngine(tmp_path / "libmine.so")
    wrong = tmp_path / "libwrong.so"
    wrong.write_text("no library")
    with pytest.raises(zhun.UnsupportedError, match="cannot be loaded"):
        zhun.parse(page, ocr=wrong)
    document = json.loads(files["dossier.json"])
    document["sources"][0]["file"] = "scan.png"
    given = {**files, "dossier.json": json.dumps(document).encode(), "scan.png": page.read_bytes()}
    with pytest.warns(UserWarning, match="not read"):
        assert b"NOT_READ" in zhun.assess(given).to_json()


@pytest.mark.skipif(not FAKE, reason="ZHUN_TEST_FAKE_ENGINE names no engine")
def test_a_hosts_own_engine_and_what_it_does_wrong(page):
    for mode, kind in (("refuses", zhun.UnsupportedError), ("hollow", zhun.UnsupportedError)):
        with pytest.raises(kind):
            zhun.OcrEngine(FAKE, data_path=mode)
    for mode in ("", "huge", "channels", "blind"):
        with pytest.raises(zhun.Error) as raised:
            zhun.scan(page, ocr=zhun.OcrEngine(FAKE, data_path=mode))
        assert str(raised.value)
    assert pathlib.Path(zhun.OcrEngine(FAKE).path).name in repr(zhun.OcrEngine(FAKE))
