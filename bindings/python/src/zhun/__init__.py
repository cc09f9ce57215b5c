"""zhun (准): a small-business loan applicant's data into a credit assessment with its evidence.

    import zhun
    table = zhun.parse("bank.csv")               # pandas, polars, pyarrow and DuckDB take it without a copy
    assessment = zhun.assess("dossier-folder")   # a folder with dossier.json
    assessment.summary.decision, assessment.to_html()

A person decides, never the library: the decision is a proposal. Every function reads what it is given and
nothing else; the same input gives the same bytes. Calls release the GIL, Ctrl-C stops them, and tables,
policies and assessments may be shared between threads.
"""
try:
    from . import _zhun
except ImportError as missing:
    raise ImportError(f"zhun's native library cannot be loaded: {missing}; reinstall the wheel, and install the "
                      "run-time libraries that it needs (docs/dependencies.md)") from missing
from ._constants import ABI_VERSION, Decision, Masking, Status, Trend
from ._errors import (CancelledError, EncryptedError, Error, FormatError, InternalError, InvalidArgumentError,
                      LimitError, PolicyError, StateError, UnsupportedError, VersionError)
from ._assess import CHARTS, Assessment, Chart, Policy, Summary, assess
from ._match import match, resolve
from ._ocr import OcrEngine, scan
from ._parse import Table, parse, read_source
from ._scorecard import Scorecard, run_model, run_policy
from ._zhun import CancelToken, version as _version

__version__ = _version()

__all__ = ["ABI_VERSION", "Assessment", "CHARTS", "CancelToken", "CancelledError", "Chart", "Decision",
           "EncryptedError", "Error", "FormatError", "InternalError", "InvalidArgumentError", "LimitError",
           "Masking", "OcrEngine", "Policy", "PolicyError", "Scorecard", "StateError", "Status", "Summary", "Table",
           "Trend", "UnsupportedError", "VersionError", "assess", "match", "parse", "read_source", "resolve",
           "run_model", "run_policy", "scan"]
