"""Which payments settle which invoices, and which known company a damaged name stands for."""
from __future__ import annotations

import json
from typing import Any

from . import _zhun
from ._files import Data, bytes_and_name, pdf_engine
from ._parse import Progress


def match(invoices: Data, payments: Data, *, own_name: str = "", own_tax_no: str = "",
          pdfium: str | None = None, progress: Progress | None = None,
          cancel: _zhun.CancelToken | None = None) -> dict[str, Any]:
    """Which payments settle which invoices: one for one, several at once, instalments, less fees.

    Each argument is a path, bytes or a DataFrame: `invoices` with the columns id, buyer, date and amount_fen
    (or amount), or any list of invoices that zhun reads; `payments` with id, counterparty, date, amount_fen
    and perhaps memo, or any statement. `own_name` and `own_tax_no` say whose invoices they are. The result is
    what `zhun match --json` prints.
    """
    one, one_name = bytes_and_name(invoices, None)
    other, other_name = bytes_and_name(payments, None)
    return json.loads(_zhun.match(one, one_name or "invoices", other, other_name or "payments", own_name,
                                  own_tax_no, pdf_engine(pdfium, one, other), progress, cancel))


def resolve(known: Data, damaged: Data, *, progress: Progress | None = None,
            cancel: _zhun.CancelToken | None = None) -> list[dict[str, Any]]:
    """Which known company name each damaged one stands for. Both have the columns id and name; the result is
    what `zhun resolve --json` prints."""
    one, one_name = bytes_and_name(known, None)
    other, other_name = bytes_and_name(damaged, None)
    return json.loads(_zhun.resolve(one, one_name or "known", other, other_name or "damaged", "", "", None,
                                    progress, cancel))
