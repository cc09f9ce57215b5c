"""A dossier into an assessment: the same bytes as the command, places of errors, threads, cancel, close."""
import concurrent.futures
import hashlib
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import pytest
import zhun

from conftest import made_csv

COMMAND = os.environ.get("ZHUN_TEST_COMMAND", "")


def large(files, rows=150_000):
    json = files["dossier.json"].replace(b'"period_from": "2025-12-01"', b'"period_from": "2025-04-01"')
    json = json.replace(b'"opening_balance_fen": 30000000,', b"")
    return {**files, "dossier.json": json, "bank.csv": made_csv(rows)}


def test_a_folder_a_description_and_a_mapping_are_the_same(folder, files):
    expected = zhun.assess(folder).to_json()
    assert zhun.assess(str(folder)).to_json() == expected
    assert zhun.assess(folder / "dossier.json").to_json() == expected
    assert zhun.assess(files).to_json() == expected


@pytest.mark.skipif(not COMMAND, reason="ZHUN_TEST_COMMAND names no zhun command")
def test_the_command_writes_the_same_bytes(folder, tmp_path):
    subprocess.run([COMMAND, "assess", folder, "--out", tmp_path / "out"], check=True, capture_output=True)
    assessment = zhun.assess(folder)
    assert assessment.to_json() == (tmp_path / "out" / "assessment.json").read_bytes()
    assert assessment.to_html().encode() == (tmp_path / "out" / "report.html").read_bytes()


def test_the_summary_agrees_with_the_document(folder):
    assessment = zhun.assess(folder)
    summary, document = assessment.summary, assessment.to_dict()
    assert summary.decision.name == document["decision"]
    assert summary.grade == (document["score"]["grade"] or "")
    assert f"{summary.limit:.2f}" == document["limit"]["limit"]
    assert summary.passed_count == document["counts"]["pass"]
    assert isinstance(summary.decision, zhun.Decision)
    assert assessment.checklist()
    assert assessment.digest() == hashlib.sha256(assessment.to_json()).hexdigest()
    assert len(assessment.digest("sm3")) == 64 and assessment.digest("sm3") != assessment.digest()
    with pytest.raises(zhun.InvalidArgumentError):
        assessment.digest("md5")


def test_tables_of_an_assessment(folder):
    pa = pytest.importorskip("pyarrow")
    assessment = zhun.assess(folder)
    document = assessment.to_dict()
    findings = pa.table(assessment.findings).to_pylist()
    assert [row["id"] for row in findings] == [row["id"] for row in document["findings"]]
    assert len(assessment.facts) > 100
    transactions = assessment.transactions
    assert transactions.num_rows == zhun.parse(folder / "bank.csv").num_rows
    accounts = set(pa.table(transactions).column("account").to_pylist())
    assert "6225880100000000007" not in accounts  # masked as everything else
    unmasked = zhun.assess(folder, masking=zhun.Masking.NONE).transactions
    assert set(pa.table(unmasked).column("account").to_pylist()) == {"6225880100000000007"}
    with pytest.raises(zhun.InvalidArgumentError):
        assessment.table("secrets")


def test_charts_show_themselves(folder):
    charts = zhun.assess(folder).charts
    assert "daily-balance" in charts and set(charts) <= set(zhun.CHARTS)
    for chart in charts.values():
        svg = chart._repr_svg_()
        assert svg.startswith("<svg") and svg.rstrip().endswith("</svg>")
        assert "<script" not in svg and svg in chart._repr_html_()


def test_chart_names_are_those_of_the_library(folder):
    assessment = zhun.assess(folder)
    for name in zhun.CHARTS:
        try:
            assessment._handle.chart(name, "image/svg+xml")
        except zhun.StateError:
            pass  # no data; an unknown name would be InvalidArgumentError
    with pytest.raises(zhun.InvalidArgumentError):
        assessment._handle.chart("pie", "image/svg+xml")


def test_what_is_wrong_with_a_dossier_is_told_with_its_place(folder, files, tmp_path):
    with pytest.raises(zhun.InvalidArgumentError) as raised:
        zhun.assess({"dossier.json": files["dossier.json"]})
    assert raised.value.source == "dossier.json" and raised.value.field
    with pytest.raises(zhun.StateError):
        zhun.assess({"bank.csv": files["bank.csv"]})
    (tmp_path / "dossier.json").write_bytes(files["dossier.json"].replace(b'"bank.csv"', b'"../bank.csv"'))
    with pytest.raises(zhun.FormatError):
        zhun.assess(tmp_path)
    (tmp_path / "dossier.json").write_bytes(files["dossier.json"])
    (tmp_path / "bank.csv").symlink_to(folder / "bank.csv")
    with pytest.raises(zhun.InvalidArgumentError) as raised:
        zhun.assess(tmp_path)
    assert "outside" in str(raised.value)


def test_after_close_every_use_is_refused_and_tables_stay(folder):
    pa = pytest.importorskip("pyarrow")
    with zhun.assess(folder) as assessment:
        table = assessment.findings
        chart = assessment.charts["daily-balance"]
    assert assessment.closed
    for use in (assessment.to_json, assessment.to_html, lambda: assessment.summary, chart.to_svg,
                lambda: assessment.facts):
        with pytest.raises(ValueError, match="closed"):
            use()
    assessment.close()
    assert "closed" in repr(assessment)
    assert pa.table(table).num_rows == len(table)


def test_a_policy_is_shared_and_a_broken_one_refused(folder, tmp_path):
    policy = zhun.Policy()
    assert "#" in policy.id
    expected = zhun.assess(folder, policy).to_json()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: zhun.assess(folder, policy).to_json(), range(8))) == {expected}
    with pytest.raises(zhun.PolicyError):
        zhun.Policy({"policy.json": b"{}"})


@pytest.mark.skipif(not COMMAND, reason="ZHUN_TEST_COMMAND names no zhun command")
def test_an_exported_policy_is_the_built_in_one(folder, tmp_path):
    subprocess.run([COMMAND, "policy", "export", tmp_path / "pack"], check=True, capture_output=True)
    assert zhun.Policy(tmp_path / "pack").id == zhun.Policy().id


def test_progress_tells_the_stages_and_may_stop(files):
    told = []
    zhun.assess(files, progress=lambda *at: told.append(at))
    assert [stage for i, (stage, *_) in enumerate(told) if i == 0 or told[i - 1][0] != stage] == [
        "read", "reconcile", "judge"]
    assert told[-1] == ("judge", 1, 1)
    with pytest.raises(zhun.CancelledError):
        zhun.assess(files, progress=lambda stage, done, total: stage != "reconcile")
    with pytest.raises(ZeroDivisionError):
        zhun.assess(files, progress=lambda *_: 1 // 0)
    assert zhun.assess(files).summary.grade  # nothing is left of it


def test_a_token_of_another_thread_stops_a_run(files):
    token = zhun.CancelToken()
    started = threading.Event()
    work = large(files)

    def run():
        try:
            zhun.assess(work, cancel=token, progress=lambda *_: started.set())
        except zhun.CancelledError as error:
            return error
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(run)
        told = started.wait(60)
        token.request()
        assert told
        assert isinstance(running.result(60), zhun.CancelledError)
    with pytest.raises(zhun.CancelledError):
        zhun.parse(files["bank.csv"], cancel=token)


def test_the_gil_is_released_while_the_library_works(files):
    """A counting thread goes on: with the GIL held it would stand still all the while."""
    work = large(files)
    counted, stop = [0], threading.Event()

    def count():
        while not stop.is_set():
            counted[0] += 1
            time.sleep(0.0005)
    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    zhun.assess(work)
    during = counted[0] - before
    stop.set()
    thread.join()
    assert during > 5


def test_ctrl_c_stops_a_run(files, tmp_path):
    for name, content in large(files, 400_000).items():
        (tmp_path / name).write_bytes(content)
    program = ("import sys, zhun\ntry:\n"
               "    zhun.assess(sys.argv[1], progress=lambda *_: print('at', flush=True))\n"
               "except KeyboardInterrupt:\n    print('interrupted')\n    sys.exit(7)\n")
    child = subprocess.Popen([sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "at\n"
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=120)
    assert child.returncode == 7 and out.endswith("interrupted\n")


def test_memory_stays_flat(folder):
    resource = pytest.importorskip("resource")
    del resource

    def resident():
        for line in pathlib.Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        return 0
    for _ in range(20):
        zhun.assess(folder).to_html()
        len(zhun.parse(folder / "bank.csv"))
    before = resident()
    for _ in range(150):
        with zhun.assess(folder) as assessment:
            assessment.to_html()
            len(assessment.transactions)
        zhun.parse(folder / "bank.csv").__arrow_c_stream__()
    assert resident() < before * 1.05 + 4_000
