"""Assessments: a dossier under a policy."""
from __future__ import annotations

import dataclasses
import decimal
import functools
import html
import json
import os
import warnings
from typing import Any, Iterator, Mapping, Union

from . import _zhun
from ._constants import Decision, Masking
from ._errors import StateError, UnsupportedError
from ._files import dossier_files, folder_files, pdf_engine
from ._ocr import Ocr, engine_of, is_picture, may_be_scan
from ._parse import Progress, Table

CHARTS = ("effective-inflow", "monthly-flow", "daily-balance", "top-customers", "money-flow", "calendar", "sales",
          "score", "freshness", "scan-pages")


class Policy:
    """A pack of rules: the built-in one, or a bank's own from a folder (`zhun policy export` writes one to
    begin with) or a mapping of names to bytes. Immutable; takes milliseconds to make, so keep it."""

    def __init__(self, source: Union[str, "os.PathLike[str]", Mapping[str, bytes], None] = None) -> None:
        if source is None:
            self._handle = _zhun.default_policy()
        else:
            files = source if isinstance(source, Mapping) else folder_files(source)
            self._handle = _zhun.policy_of(dict(files))

    @property
    def id(self) -> str:
        """name@version#digest, to keep with a decision."""
        return self._handle.id

    def __repr__(self) -> str:
        return f"<zhun.Policy {self.id}>"


@functools.lru_cache(maxsize=1)
def _default_policy() -> Policy:
    return Policy()


@dataclasses.dataclass(frozen=True)
class Summary:
    """The few figures that one branches on; everything else is in to_dict()."""

    decision: Decision
    score: int | None  # None: too little data for a grade
    grade: str  # "A" to "E", or ""
    limit_fen: int
    knock_out_count: int
    severe_count: int
    warning_count: int
    info_count: int
    not_evaluated_count: int
    passed_count: int
    missing_material_count: int
    refused_source_count: int

    @property
    def limit(self) -> decimal.Decimal:
        """In yuan."""
        return decimal.Decimal(self.limit_fen).scaleb(-2)


class Chart:
    """A chart of the report; a notebook shows it by itself."""

    def __init__(self, assessment: "Assessment", name: str) -> None:
        self._assessment = assessment
        self.name = name

    def to_svg(self) -> str:
        return self._assessment._handle.chart(self.name, "image/svg+xml").decode()

    def to_html(self) -> str:
        """A <figure> with title and summary."""
        return self._assessment._handle.chart(self.name, "text/html").decode()

    def _repr_svg_(self) -> str:
        return self.to_svg()

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return f"<zhun.Chart {self.name}>"


class Charts(Mapping[str, Chart]):
    """The charts that the dossier has data for, by name."""

    def __init__(self, assessment: "Assessment") -> None:
        self._charts: dict[str, Chart] = {}
        for name in CHARTS:
            chart = Chart(assessment, name)
            try:
                chart.to_svg()
            except StateError:
                continue
            self._charts[name] = chart

    def __getitem__(self, name: str) -> Chart:
        return self._charts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._charts)

    def __len__(self) -> int:
        return len(self._charts)


class Assessment:
    """What a policy says of a dossier: immutable, to be shared between threads, masked as it was asked for.

    close(), or `with`, frees its memory; after that every method raises ValueError. Tables that were taken
    out of it stay.
    """

    def __init__(self, handle: _zhun.Assessment) -> None:
        self._handle = handle

    @property
    def summary(self) -> Summary:
        figures = self._handle.summary()
        figures["decision"] = Decision(figures["decision"])
        return Summary(**figures)

    def to_json(self) -> bytes:
        """assessment.json, the same bytes that the command zhun writes."""
        return self._handle.render("application/json")

    def to_dict(self) -> dict[str, Any]:
        """The whole assessment: docs/schemas/assessment.schema.json."""
        return json.loads(self.to_json())

    def checklist(self) -> dict[str, Any]:
        """Points to investigate and missing materials: docs/schemas/checklist.schema.json."""
        return json.loads(self._handle.render("application/vnd.zhun.checklist+json"))

    def to_html(self) -> str:
        """The investigation report, one self-contained page."""
        return self._handle.render("text/html").decode()

    @property
    def charts(self) -> Charts:
        return Charts(self)

    def table(self, name: str) -> Table:
        """"transactions", "findings" or "facts"."""
        return Table(self._handle.table(name))

    @property
    def transactions(self) -> Table:
        return self.table("transactions")

    @property
    def findings(self) -> Table:
        return self.table("findings")

    @property
    def facts(self) -> Table:
        return self.table("facts")

    def digest(self, algorithm: str = "sha256") -> str:
        """Of to_json(), in hexadecimal; also "sm3"."""
        return self._handle.digest(algorithm)

    def close(self) -> None:
        self._handle.close()

    @property
    def closed(self) -> bool:
        return self._handle.closed

    def __enter__(self) -> "Assessment":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _repr_html_(self) -> str:
        summary = self.summary
        score = "—" if summary.score is None else f"{summary.score} {summary.grade}"
        rows = [("decision", f"{summary.decision.name} (a proposal: a person decides)"), ("score", score),
                ("limit", f"{summary.limit:,.2f} yuan"),
                ("findings", f"{summary.knock_out_count} knock-out, {summary.severe_count} severe, "
                             f"{summary.warning_count} warnings"),
                ("missing materials", str(summary.missing_material_count))]
        cells = "".join(f"<tr><th>{html.escape(a)}</th><td>{html.escape(b)}</td></tr>" for a, b in rows)
        return f"<table class=\"zhun-assessment\">{cells}</table>"

    def __repr__(self) -> str:
        if self.closed:
            return "<zhun.Assessment, closed>"
        summary = self.summary
        return f"<zhun.Assessment {summary.decision.name}, score {summary.score} {summary.grade}>"


def _scanner_for(ocr: Ocr, files: Mapping[str, bytes]) -> Any:
    """The engine that was named; else the best that is there where a file may be a scan. That there is none is told
    by the assessment and by a warning, as the command does it."""
    if ocr is None and not any(may_be_scan(content) for content in files.values()):
        return None
    try:
        return engine_of(ocr)._handle
    except UnsupportedError as missing:
        if ocr is not None:
            raise
        if any(is_picture(content) for content in files.values()):
            warnings.warn(f"scans of the dossier are not read: {missing}", stacklevel=3)
        return None


def assess(source: Union[str, "os.PathLike[str]", Mapping[str, bytes]], policy: Policy | None = None, *,
           masking: Masking = Masking.INSIDE_BANK, passwords: Mapping[str, str] | None = None,
           rows_max: int = 0, pdfium: str | None = None, ocr: Ocr = None, progress: Progress | None = None,
           cancel: _zhun.CancelToken | None = None) -> Assessment:
    """Assesses a dossier: a folder with dossier.json, the path of a dossier.json, or a mapping of names to
    bytes with "dossier.json" among them.

    `policy` is the built-in one unless you bring your own. `passwords` opens encrypted files by name. `masking`
    is what is masked in everything that the assessment shows. `ocr` reads scans: an OcrEngine, its name or its
    file; None: the best that is there, and where there is none the assessment says which scans were not read. `progress(stage, done, total)` may return False
    to stop; `cancel` may be requested from any thread: CancelledError. Ctrl-C stops it with KeyboardInterrupt.
    """
    files = dossier_files(source)
    engine = pdf_engine(pdfium, *files.values())
    handle = _zhun.assess(files, (policy or _default_policy())._handle, dict(passwords or {}), int(masking),
                          engine, _scanner_for(ocr, files), rows_max, progress, cancel)
    return Assessment(handle)
