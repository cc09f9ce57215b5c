"""Scorecards with the face of scikit-learn: fit, predict_proba, points."""
from __future__ import annotations

import csv
import io
import json
import os
import pathlib
from typing import Any, Iterable, Mapping, Sequence, Union

from . import _zhun
from ._assess import Policy, _default_policy
from ._constants import Trend
from ._errors import FormatError, InvalidArgumentError, StateError
from ._parse import Progress

_TARGET = "zhun.target"  # the column of y, beside those of X
_ROW = "zhun.row"        # so that a row of blanks in one column is a row
_PROBABILITY = "probability_of_bad"


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as missing:
        raise ImportError("zhun takes tables through pyarrow: pip install pyarrow") from missing
    return pyarrow


def _table(X: Any, names: Sequence[str] | None = None) -> Any:
    """A pyarrow.Table of a DataFrame, an Arrow table, a dict of columns, or a two-dimensional array, whose columns
    are `names`, else x0, x1, ..."""
    pa = _pyarrow()
    if hasattr(X, "__arrow_c_stream__") or hasattr(X, "__dataframe__"):
        table = pa.table(X)
        # A pandas index that is only a number of the row is no column.
        return table.drop_columns([n for n in table.column_names if n.startswith("__index_level_")])
    if isinstance(X, Mapping):
        return pa.table(dict(X))
    import numpy
    array = numpy.asarray(X)
    if array.ndim != 2:
        raise InvalidArgumentError("X has two dimensions: a row a case, a column a characteristic")
    names = list(names) if names is not None else [f"x{i}" for i in range(array.shape[1])]
    if len(names) != array.shape[1]:
        raise InvalidArgumentError("X has another number of columns than the card was fitted on")
    return pa.table({name: pa.array(array[:, i].tolist()) for i, name in enumerate(names)})


def _csv(table: Any, name: str) -> bytes:
    return _zhun.table_from_arrow(table.__arrow_c_stream__(), name)


def _values(y: Any) -> list:
    if hasattr(y, "to_pylist"):
        return y.to_pylist()
    return y.tolist() if hasattr(y, "tolist") else list(y)


class _Fit:
    """`Scorecard(bins_max=5).fit(X, y)` as in scikit-learn; `Scorecard.fit(X, y)` with the defaults."""

    def __get__(self, instance: "Scorecard | None", owner: type) -> Any:
        return (owner() if instance is None else instance)._fit


class Scorecard:
    """A scorecard: bins with weights of evidence, a logistic regression, points.

        card = zhun.Scorecard(bins_max=5).fit(X, y)      # y: 1 is a bad case
        card.predict_proba(X)[:, 1]                      # the probability of a bad case
        card.points(X)                                   # the score
        card.to_pmml(), card.report_html(), card.bins()

    X is a pandas or polars DataFrame, an Arrow table, anything with __arrow_c_stream__, a dict of columns, or a
    two-dimensional array. Missing values are values: they have a bin of their own. `trend` is "any", "monotone",
    "ascending" or "descending" in the share of bad cases; `base` points at `odds` good cases to one bad, `pdo` more
    double the odds. `gain_min` None: what chance gives. The same data and parameters give the same card.
    """

    fit = _Fit()

    def __init__(self, *, bad: Any = 1, trend: str = "any", bins_max: int = 7, share_min: float = 0.05,
                 gain_min: float | None = None, iv_min: float = 0.0, base: float = 600.0, odds: float = 20.0,
                 pdo: float = 40.0, decimals: int = 0) -> None:
        self.bad = bad
        self.trend = trend
        self.bins_max = bins_max
        self.share_min = share_min
        self.gain_min = gain_min
        self.iv_min = iv_min
        self.base = base
        self.odds = odds
        self.pdo = pdo
        self.decimals = decimals
        self._handle: Any = None

    _PARAMETERS = ("bad", "trend", "bins_max", "share_min", "gain_min", "iv_min", "base", "odds", "pdo", "decimals")

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """For scikit-learn's clone and search."""
        return {name: getattr(self, name) for name in self._PARAMETERS}

    def set_params(self, **parameters: Any) -> "Scorecard":
        for name, value in parameters.items():
            if name not in self._PARAMETERS:
                raise InvalidArgumentError(f"a scorecard has no parameter {name}")
            setattr(self, name, value)
        return self

    def _fit(self, X: Any, y: Any, *, bins: Union[bytes, str, None] = None, progress: Progress | None = None,
             cancel: _zhun.CancelToken | None = None) -> "Scorecard":
        """Fits the card. `bins`: given ones, as bins() writes them. Returns self."""
        pa = _pyarrow()
        if self.trend not in ("any", "monotone", "ascending", "descending"):
            raise InvalidArgumentError("trend is any, monotone, ascending or descending")
        table, outcome = _table(X), _values(y)
        if len(outcome) != table.num_rows:
            raise InvalidArgumentError("y has another number of cases than X")
        # The fit compares texts: True is 1, 1.0 is 1.
        bad = [None if one is None or one != one else int(one == self.bad) for one in outcome]
        content = _csv(table.append_column(_TARGET, pa.array(bad, pa.int64())), "X")
        given = bins.encode() if isinstance(bins, str) else bins
        handle = _zhun.fit_scorecard(
            content, _TARGET, "1", [], int(Trend[self.trend.upper()]), int(self.bins_max),
            float(self.share_min) or -1.0, 0.0 if self.gain_min is None else float(self.gain_min) or -1.0,
            float(self.iv_min), float(self.base) or -1.0, float(self.odds), float(self.pdo), int(self.decimals), given,
            None, progress, cancel)
        self._handle = handle
        self._pmml = handle.render("application/xml")
        self.feature_names_in_ = list(table.column_names)
        self.n_features_in_ = len(self.feature_names_in_)
        others = sorted({one for one in outcome if one != self.bad}, key=repr)
        self.classes_ = self._array([others[0] if len(others) == 1 else 0, self.bad])
        return self

    @staticmethod
    def _array(values: Any) -> Any:
        import numpy
        return numpy.asarray(values)

    def _fitted(self) -> Any:
        if self._handle is None:
            raise StateError("the card is not fitted yet: call fit(X, y)")
        return self._handle

    def _answers(self, X: Any, column: str | None) -> Any:
        """A column of the model's answers; None: the score."""
        self._fitted()
        pa = _pyarrow()
        table = _table(X, self.feature_names_in_)
        lacking = [name for name in self.feature_names_in_ if name not in table.column_names]
        if lacking:
            raise InvalidArgumentError("X lacks a column that the card was fitted on", source="X", field=lacking[0])
        table = table.select(self.feature_names_in_).append_column(_ROW, pa.array(range(table.num_rows), pa.int64()))
        text = _zhun.run_model("pmml", self._pmml, _csv(table, "X"), [], 1, None, None).decode()
        rows = csv.reader(io.StringIO(text, newline=""))
        header = next(rows)
        index = 0 if column is None else header.index(column)
        answers = []
        for number, row in enumerate(rows, 1):
            if row[-1] or not row[index]:
                raise FormatError("the card gives no answer for a case", source="X", row=number)
            answers.append(float(row[index]))
        return self._array(answers)

    def predict_proba(self, X: Any) -> Any:
        """A row a case: the probabilities of a good and of a bad one, in the order of classes_."""
        import numpy
        bad = self._answers(X, _PROBABILITY)
        return numpy.column_stack([1 - bad, bad])

    def predict(self, X: Any) -> Any:
        """The likelier class of each case."""
        return self.classes_[(self.predict_proba(X)[:, 1] >= 0.5).astype(int)]

    def points(self, X: Any) -> Any:
        """The score of each case: more points, fewer bad cases."""
        return self._answers(X, None)

    def to_pmml(self, path: Union[str, "os.PathLike[str]", None] = None) -> str:
        """The card as PMML 4.4, with reason codes and the probability; written to `path`, too."""
        self._fitted()
        if path is not None:
            pathlib.Path(path).write_bytes(self._pmml)
        return self._pmml.decode()

    def report_html(self) -> str:
        """The report for a committee, one self-contained page."""
        return self._fitted().render("text/html").decode()

    def bins(self) -> str:
        """variable, bin, counts, weights, points as CSV; edited, it may be given to fit(bins=...)."""
        return self._fitted().render("text/csv").decode()

    def to_dict(self) -> dict[str, Any]:
        """Coefficients, bins, and how well the card tells good cases from bad ones."""
        return json.loads(self._fitted().render("application/json"))

    def summary(self) -> str:
        return self._fitted().render("text/plain").decode()

    def _repr_html_(self) -> str:
        import html
        return f"<pre>{html.escape(repr(self) if self._handle is None else self.summary())}</pre>"

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items()
                          if value != _DEFAULTS[name])
        return f"Scorecard({given})"


_DEFAULTS = Scorecard().get_params()


def run_policy(facts: Any, policy: Policy | None = None, *, keep: Iterable[str] = (), threads: int = 1,
               progress: Progress | None = None, cancel: _zhun.CancelToken | None = None) -> str:
    """A policy over a table of facts, a column a fact, and customer_type (L or P): decision, score, grade, limit and
    what they rest on, as CSV, a line a row. `facts` as X of Scorecard, or CSV as bytes; None as policy: the built-in
    one."""
    rows = facts if isinstance(facts, bytes) else _csv(_table(facts), "facts")
    return _zhun.run_policy((policy or _default_policy())._handle, rows, list(keep), threads, progress,
                            cancel).decode()


def run_model(model: Union[str, "os.PathLike[str]", bytes], table: Any, *, keep: Iterable[str] = (), threads: int = 1,
              progress: Progress | None = None, cancel: _zhun.CancelToken | None = None) -> str:
    """A model over the rows of a table: PMML (scorecards, regressions) or DMN, as its content says. Path or bytes of
    the model; `table` as X of Scorecard. The answer is CSV, a line a row in the same order; the last column says why
    a row has no answer. `keep` repeats columns of the table in front."""
    content = model if isinstance(model, bytes) else pathlib.Path(model).read_bytes()
    kind = "pmml" if b"<PMML" in content[:4096] or b":PMML" in content[:4096] else "dmn"
    rows = table if isinstance(table, bytes) else _csv(_table(table), "table")
    return _zhun.run_model(kind, content, rows, list(keep), threads, progress, cancel).decode()
