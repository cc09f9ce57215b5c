"""Files: the library opens none, so the binding does, as the command zhun does it."""
from __future__ import annotations

import os
import pathlib
import threading
from typing import Mapping, Union

from . import _zhun
from ._errors import InvalidArgumentError

Data = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview]
DOSSIER_FILE = "dossier.json"
_engines: dict[str, _zhun.PdfEngine] = {}
_lock = threading.Lock()


def bytes_and_name(data: Data, name: str | None) -> tuple[bytes, str]:
    """A path is read, bytes are taken; tables (DataFrames) become CSV."""
    if isinstance(data, (str, os.PathLike)):
        path = pathlib.Path(data)
        return path.read_bytes(), path.name if name is None else name
    if isinstance(data, bytes):
        return data, name or ""
    if isinstance(data, (bytearray, memoryview)):
        return bytes(data), name or ""
    if hasattr(data, "write_csv"):  # polars
        return data.write_csv().encode(), name or ""
    if hasattr(data, "to_csv"):  # pandas
        return data.to_csv(index=False).encode(), name or ""
    raise TypeError(f"a path, bytes or a DataFrame is expected, not {type(data).__name__}")


def _read_inside(folder: pathlib.Path, name: str) -> bytes:
    """The file that dossier.json calls `name`: inside the folder, and no link that leads out of it."""
    relative = pathlib.PurePosixPath(name)
    if not name or relative.is_absolute() or ".." in relative.parts or "\0" in name:
        raise InvalidArgumentError("a file name inside the dossier's folder is expected here",
                                   source=DOSSIER_FILE)
    root = folder.resolve(strict=True)
    path = (root / relative).resolve(strict=True)
    if not path.is_relative_to(root):
        raise InvalidArgumentError("the file is a link that leads outside the dossier's folder", source=name)
    if not path.is_file():
        raise InvalidArgumentError("this is not a regular file", source=name)
    return path.read_bytes()


def dossier_files(source: Union[str, "os.PathLike[str]", Mapping[str, bytes]]) -> dict[str, bytes]:
    """dossier.json and the files it names, from a folder, from the path of a dossier.json, or from a mapping."""
    if isinstance(source, Mapping):
        return {name: bytes_and_name(data, name)[0] for name, data in source.items()}
    path = pathlib.Path(source)
    description = path / DOSSIER_FILE if path.is_dir() else path
    files = {DOSSIER_FILE: description.read_bytes()}
    for name in _zhun.file_names(files[DOSSIER_FILE]):
        files[name] = _read_inside(description.parent, name)
    return files


def folder_files(folder: Union[str, "os.PathLike[str]"]) -> dict[str, bytes]:
    """All regular files below a folder by name with '/'; hidden ones are left out."""
    root = pathlib.Path(folder)
    files = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            files[name.as_posix()] = path.read_bytes()
    return files


def _pdfium_path() -> str | None:
    """ZHUN_PDFIUM, else the library that the package pypdfium2 brings."""
    named = os.environ.get("ZHUN_PDFIUM")
    if named:
        return os.path.abspath(named)
    import importlib.util
    found = importlib.util.find_spec("pypdfium2_raw")
    for folder in (found.submodule_search_locations or []) if found else []:
        for path in sorted(pathlib.Path(folder).glob("libpdfium*")):
            return str(path)
    return None


def pdf_engine(pdfium: str | None, *contents: bytes) -> _zhun.PdfEngine | None:
    """PDFium where a content may need it: `pdfium` names the library, else _pdfium_path() finds it."""
    if not any(b"%PDF-" in content[:1024] or content[:4] == b"PK\x03\x04" for content in contents):
        return None
    path = os.path.abspath(pdfium) if pdfium else _pdfium_path()
    if path is None:
        return None  # the reader says what to do
    with _lock:
        if path not in _engines:
            _engines[path] = _zhun.PdfEngine(path)
        return _engines[path]


