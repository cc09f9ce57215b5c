"""Matching and names: as the command does it."""
import json
import os
import subprocess

import pytest
import zhun

COMMAND = os.environ.get("ZHUN_TEST_COMMAND", "")
INVOICES = "id,buyer,amount,date\nI1,山东甲机械有限公司,1000.00,2026-01-05\nI2,潍坊乙建材厂,2345.67,2026-01-08\n".encode()
PAYMENTS = ("id,counterparty,amount,date,memo\nP1,甲机械有限公司,1000.00,2026-01-20,货款\n"
            "P2,潍坊乙建材厂,2345.67,2026-02-01,货款\n").encode()


def test_payments_find_their_invoices():
    links = zhun.match(INVOICES, PAYMENTS)["links"]
    assert [(link["invoice"], link["flow"]) for link in links] == [("I1", "P1"), ("I2", "P2")]


@pytest.mark.skipif(not COMMAND, reason="ZHUN_TEST_COMMAND names no zhun command")
def test_the_command_finds_the_same(tmp_path):
    (tmp_path / "i.csv").write_bytes(INVOICES)
    (tmp_path / "p.csv").write_bytes(PAYMENTS)
    printed = subprocess.run([COMMAND, "match", "--invoices", tmp_path / "i.csv", "--flows", tmp_path / "p.csv",
                              "--json"], check=True, capture_output=True).stdout
    assert json.loads(printed) == zhun.match(tmp_path / "i.csv", tmp_path / "p.csv")


def test_data_frames_are_taken():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"id": ["D1"], "name": ["甲机械公司"]})
    known = pandas.DataFrame({"id": ["K1", "K2"], "name": ["山东甲机械有限公司", "潍坊乙建材厂"]})
    (name,) = zhun.resolve(known, frame)
    assert name["match_id"] == "K1"


def test_an_error_names_its_side():
    with pytest.raises(zhun.Error) as raised:
        zhun.match(INVOICES, b"nothing,here\n1,2\n")
    assert raised.value.source == "payments"
