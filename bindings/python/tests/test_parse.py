"""Files into tables, and tables into what reads Arrow."""
import datetime
import time

import pytest
import zhun

pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyarrow.compute")


def test_a_path_becomes_a_table(folder):
    table = zhun.parse(folder / "bank.csv")
    assert table.kind == "statements" and table.layout
    assert table.num_rows == len(table) > 3
    rows = pa.table(table).to_pylist()
    assert rows[0]["date"] == datetime.date(2025, 12, 4)
    assert rows[0]["amount_fen"] == 11_300_000
    assert rows[0]["direction"] == "in"
    assert table.column_names == list(rows[0])
    assert table.to_pandas()["amount_fen"].tolist() == [row["amount_fen"] for row in rows]


def test_bytes_are_the_same_as_their_file(folder):
    path = folder / "bank.csv"
    data = path.read_bytes()
    expected = pa.table(zhun.parse(path))
    for given in (data, bytearray(data), memoryview(data)):
        assert pa.table(zhun.parse(given)).equals(expected)


def test_pyarrow_takes_the_buffers_themselves_each_time(folder):
    table = zhun.parse(folder / "bank.csv")
    column = table.column_names.index("amount_fen")
    address = table._arrow.buffer_address(0, column, 1)
    for _ in range(2):
        taken = pa.table(table)
        assert taken.column("amount_fen").chunk(0).buffers()[1].address == address


def test_a_table_outlives_and_is_outlived(folder):
    taken = pa.table(zhun.parse(folder / "bank.csv"))  # the table is gone, its buffers are not
    assert taken.column("amount_fen")[0].as_py() == 11_300_000
    capsule = zhun.parse(folder / "bank.csv").__arrow_c_stream__()
    del capsule  # never taken: released


def test_polars_pandas_and_duckdb_read_the_same(folder):
    polars, pandas, duckdb = (pytest.importorskip(name) for name in ("polars", "pandas", "duckdb"))
    table = zhun.parse(folder / "bank.csv")
    expected = pa.table(table).column("amount_fen").to_pylist()
    assert polars.DataFrame(table)["amount_fen"].to_list() == expected
    assert pandas.DataFrame.from_arrow(table)["amount_fen"].tolist() == expected
    arrow = pa.table(table)
    assert duckdb.sql("select sum(amount_fen) from arrow").fetchall()[0][0] == sum(expected)


def test_polars_shares_the_numbers_without_a_copy(folder):
    polars = pytest.importorskip("polars")
    table = zhun.parse(folder / "bank.csv")
    series = polars.DataFrame(table)["amount_fen"]
    address = table._arrow.buffer_address(0, table.column_names.index("amount_fen"), 1)
    assert series.to_numpy(allow_copy=False).__array_interface__["data"][0] == address


def test_everything_that_was_read_is_a_dict(folder):
    read = zhun.read_source(folder / "bank.csv")
    assert len(read["rows"]) == zhun.parse(folder / "bank.csv").num_rows
    assert zhun.read_source(folder / "registry.json")


def test_what_is_no_table_says_so(folder):
    with pytest.raises(zhun.UnsupportedError) as raised:
        zhun.parse(folder / "registry.json")
    assert raised.value.source == "registry.json"


def test_an_error_has_a_place_and_no_value(folder):
    broken = (folder / "bank.csv").read_bytes().replace("113000.00".encode(), b"11x3000")
    with pytest.raises(zhun.FormatError) as raised:
        zhun.parse(broken, name="bank.csv")
    error = raised.value
    assert isinstance(error, zhun.Error) and isinstance(error, ValueError)
    assert (error.source, error.row, error.column) == ("bank.csv", 4, 3)
    assert error.field == "收入金额"
    assert "11x3000" not in str(error) and str(error).startswith("bank.csv, row 4, column 3 (收入金额): ")
    assert error.status is zhun.Status.FORMAT
    import pickle
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_limits_and_missing_files(folder):
    with pytest.raises(zhun.LimitError):
        zhun.parse(folder / "bank.csv", rows_max=2)
    with pytest.raises(FileNotFoundError):
        zhun.parse(folder / "no such file")
    with pytest.raises(TypeError):
        zhun.parse(12)
    with pytest.raises(zhun.Error):
        zhun.parse(b"")


def test_to_pandas_costs_little_beside_reading(many_rows):
    """200,000 rows into pandas: at most 1.3 times what reading them costs, in CPU time, the best of some."""
    pandas = pytest.importorskip("pandas")
    zhun.parse(many_rows[:2_000].rsplit(b"\n", 1)[0]).to_pandas()  # imports and pools

    def cpu(work):
        best, result = None, None
        for _ in range(5):
            begin = time.process_time()
            result = work()
            spent = time.process_time() - begin
            best = spent if best is None else min(best, spent)
        return best, result
    reading, table = cpu(lambda: zhun.parse(many_rows))
    taking, frame = cpu(table.to_pandas)
    copying, _ = cpu(lambda: pandas.DataFrame.from_arrow(table))
    assert len(frame) == 200_000
    assert frame["amount_fen"].sum() == pa.compute.sum(pa.table(table)["amount_fen"]).as_py()
    print(f"parse {reading:.3f} s; to_pandas {1 + taking / reading:.2f}, from_arrow {1 + copying / reading:.2f} "
          "times that")
    assert taking < 0.3 * reading
