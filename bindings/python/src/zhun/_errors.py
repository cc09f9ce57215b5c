"""Exceptions: one a status of zhun.h, each with the place that it is about."""
from __future__ import annotations

from ._constants import Status


class Error(Exception):
    """What zhun could not do. The text never contains a value of a document, so it may be logged.

    `source` is the file as it was named, `row` its 1-based line or row, `field` a column's name or a JSON
    path; "" and 0 where they do not apply. `status` says which kind it is, as zhun.h does.
    """

    status: Status = Status.INTERNAL

    def __init__(self, message: str, *, source: str = "", page: int = 0, row: int = 0, column: int = 0,
                 field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.page = page
        self.row = row
        self.column = column
        self.field = field

    @property
    def place(self) -> str:
        """"bank.csv, page 2, row 12, column 4 (amount)"; "" where nothing is known."""
        words = [self.source] if self.source else []
        words += [f"{name} {number}" for name, number in
                  (("page", self.page), ("row", self.row), ("column", self.column)) if number]
        where = ", ".join(words)
        return f"{where} ({self.field})".strip() if self.field else where

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message

    def __reduce__(self):
        return _again, (type(self), self.message, self.source, self.page, self.row, self.column, self.field)


def _again(kind, message, source, page, row, column, field):
    return kind(message, source=source, page=page, row=row, column=column, field=field)


class InvalidArgumentError(Error, ValueError):
    status = Status.INVALID_ARGUMENT


class LimitError(Error):
    status = Status.LIMIT


class CancelledError(Error):
    status = Status.CANCELLED


class FormatError(Error, ValueError):
    status = Status.FORMAT


class EncryptedError(Error):
    status = Status.ENCRYPTED


class UnsupportedError(Error):
    status = Status.UNSUPPORTED


class PolicyError(Error):
    status = Status.POLICY


class StateError(Error):
    status = Status.STATE


class VersionError(Error):
    status = Status.VERSION


class InternalError(Error):
    status = Status.INTERNAL


_KINDS = {kind.status: kind for kind in
          (InvalidArgumentError, LimitError, CancelledError, FormatError, EncryptedError, UnsupportedError,
           PolicyError, StateError, VersionError, InternalError)}


def make(status: int, message: str, source: str, page: int, row: int, column: int, field: str) -> Error:
    """The exception of a status; called by the extension module."""
    kind = _KINDS.get(status, InternalError)
    return kind(message, source=source, page=page, row=row, column=column, field=field)
