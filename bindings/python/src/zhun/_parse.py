"""One file into a table, or into everything that was read."""
from __future__ import annotations

import json
from typing import Any, Callable, Optional

from . import _zhun
from ._errors import UnsupportedError
from ._files import Data, bytes_and_name, pdf_engine
from ._ocr import Ocr, engine_of, is_picture, may_be_scan

Progress = Callable[[str, int, int], Optional[bool]]


class Table:
    """Rows as Arrow columns, which any reader of Arrow takes without a copy, as often as it likes:

        pandas.DataFrame.from_arrow(table)   polars.DataFrame(table)   pyarrow.table(table)
        duckdb.from_arrow(pyarrow.table(table))

    Amounts are 64-bit integers in fen (1/100 yuan), dates are dates, blank texts are null. Immutable.
    """

    def __init__(self, arrow: _zhun.ArrowTable) -> None:
        self._arrow = arrow

    @property
    def num_rows(self) -> int:
        return self._arrow.num_rows

    @property
    def column_names(self) -> list[str]:
        return self._arrow.column_names

    @property
    def kind(self) -> str:
        """"statements", "invoices" or "tax"; of an assessment "transactions", "findings" or "facts"."""
        return self._arrow.metadata.get("zhun.kind", "")

    @property
    def layout(self) -> str:
        """How a file was recognised; "" for tables of assessments."""
        return self._arrow.metadata.get("zhun.layout", "")

    def __len__(self) -> int:
        return self.num_rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._arrow.stream_capsule()

    def __arrow_c_schema__(self) -> object:
        return self._arrow.schema_capsule()

    def to_pandas(self) -> Any:
        """A pandas.DataFrame whose columns are these very buffers (pandas.ArrowDtype; needs pyarrow).

        pandas.DataFrame.from_arrow(table) makes columns of pandas' own types instead, which copies texts and
        turns dates into Python objects.
        """
        import pandas
        import pyarrow
        return pyarrow.table(self).to_pandas(types_mapper=pandas.ArrowDtype)

    def __repr__(self) -> str:
        return f"<zhun.Table of {self.kind}: {self.num_rows} rows, {len(self.column_names)} columns>"


def _with_ocr(content: bytes, ocr: Ocr, read: Callable[[Any], Any]) -> Any:
    """read(engine): with the engine that was named; else with the best that is there, where a picture needs one."""
    if ocr is not None or is_picture(content):
        return read(engine_of(ocr)._handle)
    try:
        return read(None)
    except UnsupportedError:
        if not may_be_scan(content):
            raise
        try:
            engine = engine_of(None)
        except UnsupportedError:
            engine = None
        if engine is None:
            raise
        return read(engine._handle)


def parse(data: Data, *, name: str | None = None, password: str = "", rows_max: int = 0,
          pdfium: str | None = None, ocr: Ocr = None, progress: Progress | None = None,
          cancel: _zhun.CancelToken | None = None) -> Table:
    """Reads one statement, invoice list or tax return, recognised by its content, to a table.

    `data` is a path or bytes; `name` is what errors call it; `password` opens what is encrypted. PDF needs
    PDFium: `pdfium` names the library, else ZHUN_PDFIUM or the package pypdfium2 does. `rows_max` 0: a
    million. `progress(stage, done, total)` may return False to stop. Nothing is masked. Government data are
    no table: UnsupportedError; see read_source. Pictures are read by an OCR engine (`ocr`: an OcrEngine, its name
    or its file; None: the best that is there): the rows that can count, each with `verified`; zhun.scan says what
    proves them.
    """
    content, called = bytes_and_name(data, name)
    pdf = pdf_engine(pdfium, content)
    return _with_ocr(content, ocr, lambda engine: Table(
        _zhun.parse_table(content, called, password, pdf, engine, rows_max, progress, cancel)))


def read_source(data: Data, *, name: str | None = None, password: str = "", rows_max: int = 0,
                pdfium: str | None = None, ocr: Ocr = None, progress: Progress | None = None,
                cancel: _zhun.CancelToken | None = None) -> dict[str, Any]:
    """Reads one file of any kind to everything that was read of it, findings and proofs included: a dict of
    the schema docs/schemas/parsed-source.schema.json. Arguments as of parse()."""
    content, called = bytes_and_name(data, name)
    pdf = pdf_engine(pdfium, content)
    return _with_ocr(content, ocr, lambda engine: json.loads(_zhun.parse_as(
        "application/json", content, called, password, pdf, engine, rows_max, progress, cancel)))
