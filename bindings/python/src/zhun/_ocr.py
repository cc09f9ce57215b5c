"""Scans: pictures of statements, read by an OCR engine that is opened at run time."""
from __future__ import annotations

import functools
import json
import os
import pathlib
import sys
import sysconfig
from typing import Any, Iterable, Optional, Sequence, Union

from . import _zhun
from ._errors import UnsupportedError
from ._files import Data, bytes_and_name, pdf_engine

_FILES = {"ppocr": "libzhun_ppocr.so", "tesseract": "libzhun_ocr.so"}  # the best first
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_INSTALL = ("install libzhun_ppocr.so or libzhun_ocr.so (cmake --install of zhun, component ocr) and name their folder "
            "with ZHUN_OCR_PATH, or one of them with ocr=")


def _folders() -> list[pathlib.Path]:
    named = os.environ.get("ZHUN_OCR_PATH")
    if named:
        return [pathlib.Path(named)]
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    prefixes = dict.fromkeys([pathlib.Path(sys.prefix), pathlib.Path("/usr", "local"), pathlib.Path("/usr")])
    return [pathlib.Path(__file__).parent / "ocr",
            *(prefix / "lib" / part / "zhun" for prefix in prefixes for part in (multiarch, ""))]


def _library(name: str) -> pathlib.Path | None:
    for folder in _folders():
        path = folder / _FILES[name]
        if path.is_file():
            return path.resolve()
    return None


class OcrEngine:
    """Reads pictures: "ppocr", "tesseract", the path of a shared object that exports zhun_ocr_engine_open, or None
    for the best that is there. Looked for in the folder ZHUN_OCR_PATH, else in the package's folder ocr and in
    lib/zhun of the usual prefixes. May be shared between threads, which take turns. UnsupportedError says what to
    install where there is none."""

    def __init__(self, name: Union[str, "os.PathLike[str]", None] = None, *, data_path: str = "") -> None:
        self.path = str(self._find(name))
        self._handle = _zhun.ScannerHandle(self.path, data_path)

    @staticmethod
    def _find(name: Union[str, "os.PathLike[str]", None]) -> Union[str, pathlib.Path]:
        if name is not None and str(name) not in _FILES:
            return os.path.abspath(name)
        for one in _FILES if name is None else [str(name)]:
            path = _library(one)
            if path is not None:
                return path
        raise UnsupportedError(f"there is no OCR engine{'' if name is None else ' of this name'}: {_INSTALL}")

    def __repr__(self) -> str:
        return f"<zhun.OcrEngine {self.path}>"


Ocr = Union[OcrEngine, str, "os.PathLike[str]", None]


@functools.lru_cache(maxsize=None)
def _engine(name: Optional[str]) -> OcrEngine:
    return OcrEngine(name)


def engine_of(ocr: Ocr) -> OcrEngine:
    """What the caller named, opened once in a process."""
    return ocr if isinstance(ocr, OcrEngine) else _engine(None if ocr is None else os.fspath(ocr))


def is_picture(content: bytes) -> bool:
    return content.startswith(_PICTURES)


def may_be_scan(content: bytes) -> bool:
    """A picture, or a PDF, which may be one of pictures."""
    return is_picture(content) or b"%PDF-" in content[:1024]


def scan(pages: Union[Data, Sequence[Data]], *, ocr: Ocr = None, name: str = "", password: str = "",
         lexicon: Iterable[str] = (), pdfium: str | None = None, progress: Any = None,
         cancel: _zhun.CancelToken | None = None) -> dict[str, Any]:
    """Reads pictures (PNG, JPEG, TIFF, PDF) of one statement, in the order of its pages, to a dict of the schema
    docs/schemas/scan.schema.json: every row with what proves it, or why it is in doubt, and where it stands.

    `pages` is a path or bytes, or a list of them. `ocr` is an OcrEngine, its name or its file; None: the best
    that is there. `lexicon`: names that are known from elsewhere. `progress("scan", done, total)` is told of pages
    and may return False to stop. Nothing is masked.
    """
    many = list(pages) if isinstance(pages, (list, tuple)) else [pages]
    files = {}
    for number, data in enumerate(many, 1):
        content, called = bytes_and_name(data, None)
        files[called if called and called not in files else f"page {number}"] = content
    return json.loads(_zhun.scan(engine_of(ocr)._handle, files, name or next(iter(files), ""), password,
                                 list(lexicon), pdf_engine(pdfium, *files.values()), progress, cancel))
