"""Wrong use has its exception with a sentence, and never ends the process."""
import os
import pathlib
import shutil
import subprocess
import sys

import pytest
import zhun

pa = pytest.importorskip("pyarrow")


def test_objects_of_another_kind_are_refused(folder, files):
    assessment, policy = zhun.assess(folder), zhun.Policy()
    for wrong in (lambda: zhun.assess(folder, cancel=policy), lambda: zhun.assess(files, cancel="now"),
                  lambda: zhun._zhun.assess(files, assessment._handle, {}, 0, None, None, 0, None, None),
                  lambda: zhun._zhun.scan(policy._handle, {}, "", "", [], None, None, None),
                  lambda: zhun.parse(files["bank.csv"], cancel=assessment), lambda: zhun.parse(None),
                  lambda: zhun.match(files["bank.csv"], 7)):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(zhun.InvalidArgumentError):
        zhun._zhun.assess(files, policy._handle, {}, 99, None, None, 0, None, None)  # no such masking


def test_closed_twice_is_closed_and_used_after_it_is_told(folder):
    assessment = zhun.assess(folder)
    assessment.close()
    assessment.close()
    for use in (assessment.to_json, assessment.digest, lambda: assessment.table("facts")):
        with pytest.raises(ValueError, match="closed"):
            use()


def test_a_callback_that_raises_stops_every_kind_of_call(files, many_rows):
    def wrong(*_):
        raise LookupError("the host's own")
    table = pa.table({"x": list(range(200)), "y": [i % 7 for i in range(200)]})
    card = zhun.Scorecard().fit(table, [i % 3 == 0 for i in range(200)]).to_pmml().encode()
    calls = (lambda: zhun.assess(files, progress=wrong), lambda: zhun.parse(many_rows, progress=wrong),
             lambda: zhun.match(b"id,buyer,amount,date\nI,A,1,2026-01-05\n",
                                b"id,counterparty,amount,date\nP,A,1,2026-01-05\n", progress=wrong),
             lambda: zhun.Scorecard().fit(table, [0, 1] * 100, progress=wrong),
             lambda: zhun.run_model(card, table, progress=wrong),
             lambda: zhun.run_policy(b"customer_type\nL\n", progress=wrong))
    for call in calls:
        with pytest.raises(LookupError, match="own"):
            call()
    assert zhun.assess(files).to_json()  # and the next call is whole


def test_a_maker_of_a_table_that_fails_half_way():
    schema = pa.schema([("x", pa.int64())])

    def batches():
        yield pa.record_batch([pa.array([1, 2])], schema)
        raise RuntimeError("secret 6225880100000007")

    reader = pa.RecordBatchReader.from_batches(schema, batches())
    with pytest.raises(zhun.FormatError) as raised:
        zhun._zhun.table_from_arrow(reader.__arrow_c_stream__(), "x")
    assert "secret" not in str(raised.value)


def test_a_missing_native_library_says_what_to_do(tmp_path):
    package = pathlib.Path(zhun.__file__).parent
    shutil.copytree(package, tmp_path / "zhun")
    os.unlink(tmp_path / "zhun" / "libzhun.so.1")
    done = subprocess.run([sys.executable, "-c", "import zhun"], cwd=tmp_path, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert done.returncode == 1
    assert "libzhun.so.1" in done.stderr and "reinstall the wheel" in done.stderr
