"""Scorecards: the face of scikit-learn over the library's fit, whoever made the table."""
import os
import subprocess
import random

import pytest
import zhun

np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")
COMMAND = os.environ.get("ZHUN_TEST_COMMAND", "")


@pytest.fixture(scope="module")
def cases():
    chance = random.Random(5)
    rows = {"income": [], "city": [], "age": []}
    y = []
    for _ in range(3000):
        income = None if chance.random() < 0.1 else round(chance.uniform(0, 100), 2)
        city = chance.choice(["济南", "青岛, 市南", '烟台 "开发区"'])
        risk = 0.45 - (income or 0) / 250 + (0.2 if city.startswith("青岛") else 0)
        for name, value in zip(rows, (income, city, chance.randint(20, 60))):
            rows[name].append(value)
        y.append(int(chance.random() < risk))
    return pd.DataFrame(rows), y


def test_fit_predict_points_and_documents(cases, tmp_path):
    X, y = cases
    card = zhun.Scorecard(bins_max=5).fit(X, y)
    proba = card.predict_proba(X)
    assert proba.shape == (3000, 2)
    assert np.allclose(proba.sum(axis=1), 1)
    assert list(card.classes_) == [0, 1]
    # Calibrated in the large, as logistic regression is: rounding of points moves it a little.
    assert abs(proba[:, 1].mean() - np.mean(y)) < 0.01
    points = card.points(X)
    order = np.argsort(points)
    assert np.all(np.diff(proba[order, 1]) <= 1e-12)  # more points, less risk
    assert set(card.predict(X)) <= {0, 1}
    assert card.feature_names_in_ == ["income", "city", "age"]
    assert card.to_pmml(tmp_path / "card.pmml").encode() == (tmp_path / "card.pmml").read_bytes()
    assert "<Scorecard" in card.to_pmml() and "</html>" in card.report_html()
    assert card.bins().startswith("variable,bin") and "income" in card.summary()
    assert card.to_dict()["train"]["auc"] > 0.6


def test_every_maker_of_tables_gives_the_same_card(cases):
    X, y = cases
    polars = pytest.importorskip("polars")
    expected = zhun.Scorecard().fit(X, y).to_pmml()
    assert zhun.Scorecard.fit(X, y).to_pmml() == expected
    assert zhun.Scorecard().fit(pa.Table.from_pandas(X), pa.array(y)).to_pmml() == expected
    assert zhun.Scorecard().fit(polars.from_pandas(X), polars.Series(y)).to_pmml() == expected
    assert zhun.Scorecard().fit({name: X[name].tolist() for name in X}, np.array(y)).to_pmml() != ""
    numbers = X[["income", "age"]].to_numpy(dtype=float)
    card = zhun.Scorecard().fit(numbers, np.array(y, dtype=bool))
    assert card.feature_names_in_ == ["x0", "x1"]
    assert len(card.points(numbers[:7])) == 7
    one = zhun.Scorecard().fit(X[["income"]], y)
    assert len(one.points(X[["income"]])) == 3000  # blank rows are rows


@pytest.mark.skipif(not COMMAND, reason="ZHUN_TEST_COMMAND names no zhun command")
def test_the_command_fits_the_same(cases, tmp_path):
    X, y = cases
    # (pandas writes the floats as zhun does: the shortest text that reads back.)
    X.assign(**{"zhun.target": y}).to_csv(tmp_path / "cases.csv", index=False)
    subprocess.run([COMMAND, "scorecard", "fit", tmp_path / "cases.csv", "--target", "zhun.target", "--out",
                    tmp_path / "card"], check=True, capture_output=True)
    assert zhun.Scorecard().fit(X, y).to_pmml().encode() == (tmp_path / "card" / "scorecard.pmml").read_bytes()


def test_parameters_are_scikit_learns(cases):
    X, y = cases
    card = zhun.Scorecard(base=500, pdo=20, trend="monotone")
    assert type(card)(**card.get_params()).get_params() == card.get_params()
    assert card.set_params(bins_max=3).bins_max == 3
    with pytest.raises(zhun.InvalidArgumentError):
        card.set_params(bins=3)
    assert card.fit(X, y) is card
    assert all(len(v["bins"]) <= 4 for v in card.to_dict()["variables"])
    again = zhun.Scorecard().fit(X, y, bins=card.bins())
    assert [v["name"] for v in again.to_dict()["variables"]] == [v["name"] for v in card.to_dict()["variables"]]
    assert repr(zhun.Scorecard(bins_max=3)) == "Scorecard(bins_max=3)"


def test_what_is_wrong_is_said(cases):
    X, y = cases
    with pytest.raises(zhun.StateError, match="fit"):
        zhun.Scorecard().points(X)
    with pytest.raises(zhun.InvalidArgumentError):
        zhun.Scorecard().fit(X, y[:-1])
    with pytest.raises(zhun.InvalidArgumentError):
        zhun.Scorecard(trend="up").fit(X, y)
    with pytest.raises(zhun.FormatError):
        zhun.Scorecard().fit(X, [0] * len(y))
    with pytest.raises(zhun.FormatError) as raised:
        zhun.Scorecard().fit(X, [None] + y[1:])
    assert raised.value.row == 2
    card = zhun.Scorecard().fit(X, y)
    with pytest.raises(zhun.InvalidArgumentError) as raised:
        card.points(X[["income", "age"]])
    assert raised.value.field == "city"
    with pytest.raises(zhun.UnsupportedError) as raised:
        zhun.Scorecard().fit(pa.table({"list": [[1], [2]]}), [0, 1])
    assert raised.value.field == "list"
    with pytest.raises(zhun.FormatError):
        zhun.Scorecard().fit(pa.table({"x": [1.0, float("inf")]}), [0, 1])


def test_a_stop(cases):
    X, y = cases
    with pytest.raises(zhun.CancelledError):
        zhun.Scorecard().fit(X, y, progress=lambda stage, done, total: False)
    token = zhun.CancelToken()
    token.request()
    with pytest.raises(zhun.CancelledError):
        zhun.Scorecard().fit(X, y, cancel=token)

    def wrong(*_):
        raise RuntimeError("the host's own")
    with pytest.raises(RuntimeError, match="own"):
        zhun.Scorecard().fit(X, y, progress=wrong)


def test_a_stream_that_lies_is_refused():
    class Liar:
        def __arrow_c_stream__(self, requested_schema=None):
            return object()

    with pytest.raises((TypeError, ValueError)):
        zhun.Scorecard().fit(Liar(), [0, 1])
    from zhun import _zhun
    with pytest.raises(TypeError):
        _zhun.table_from_arrow(object(), "x")
    capsule = pa.table({"x": [1]}).__arrow_c_stream__()
    assert _zhun.table_from_arrow(capsule, "x") == b"x\n1\n"
    with pytest.raises(zhun.InvalidArgumentError):  # taken already
        _zhun.table_from_arrow(capsule, "x")


def test_models_over_tables(root, cases):
    X, y = cases
    card = zhun.Scorecard().fit(X, y)
    text = zhun.run_model(card.to_pmml().encode(), X.assign(id=range(3000)), keep=["id"], threads=2)
    assert text.splitlines()[0].startswith("id,") and len(text.splitlines()) == 3001
    assert text == zhun.run_model(card.to_pmml().encode(), X.assign(id=range(3000)), keep=["id"])


def test_a_policy_over_a_table_of_facts():
    facts = pa.table({"id": ["a", "b"], "customer_type": ["L", "X"]})
    rows = zhun.run_policy(facts, keep=["id"]).splitlines()
    assert rows[0].startswith("id,decision,score,grade,limit")
    assert rows[1].startswith("a,REFER,") and "customer_type is L or P" in rows[2]
    assert zhun.run_policy(b"id,customer_type\na,L\nb,X\n", zhun.Policy(), keep=["id"]).splitlines() == rows
    with pytest.raises(zhun.InvalidArgumentError):
        zhun.run_policy(facts, keep=["name"])
