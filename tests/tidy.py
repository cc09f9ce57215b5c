"""Habits of this code base that a program can check. Runs as the test "tidy"; prints file:line: what.

tidy.py ROOT [--function-lines N]
"""
import argparse
import os
import pathlib
import re
import sys
import unicodedata

# Data moves from left to right; a folder includes only itself and what stands before it.
LAYERS = ["base", "read", "ocr", "dossier", "reconcile", "score", "policy", "present", "audit", "capi"]

# Third-party headers and the files that may include them: one adapter each.
ADAPTERS = {
    "simdjson": {"src/base/json.cpp", "src/base/utf8.cpp"},
    "expat": {"src/base/xml.cpp", "src/read/camt.cpp", "src/read/xlsx.cpp"},
    "openssl": {"src/audit/cipher.cpp", "src/base/digest.cpp", "src/base/text.cpp", "src/read/zip_cipher.cpp",
                "src/read/office_cipher.cpp"},
    "utf8proc": {"src/base/text.cpp"},
    "iconv": {"src/base/text.cpp"},
    "zlib": {"src/base/zip_write.cpp", "src/read/zip.cpp", "src/read/pdf_streams.cpp", "src/present/png.cpp"},
    "Eigen": {"src/score/logistic.cpp"},
    "png": {"src/ocr/codecs/codec_png.cpp"},
    "jpeglib": {"src/ocr/codecs/codec_jpeg.cpp"},
    "tiffio": {"src/ocr/codecs/codec_tiff.cpp"},
    "tesseract": {"src/ocr/tesseract/tesseract_engine.cpp"},
    "leptonica": {"src/ocr/tesseract/tesseract_engine.cpp"},
    "openvino": {"src/ocr/ppocr/ppocr_engine.cpp"},
}

# What the core must not do: it is a pure function of its arguments.
BANNED_IN_SOURCES = [
    (r"std::(cout|cerr|clog|cin)\b", "the core never prints: return a value"),
    (r"\b(f?printf|puts|fputs|putchar)\s*\(", "the core never prints: return a value"),
    (r"\b(fopen|freopen|std::(i|o)?fstream|std::filesystem)\b", "hosts open files, not the core"),
    (r"\b(secure_)?getenv\s*\(", "the core has no environment: take an argument"),
    (r"\bstd::time\s*\(|(?<![\w.:>])time\s*\(\s*(NULL|nullptr|0|&)", "no clock: as_of is an argument"),
    (r"\b(system_clock|steady_clock|high_resolution_clock|gettimeofday|clock_gettime|localtime)\b",
     "no clock: as_of is an argument"),
    (r"\b(random_device|mt19937|srand|rand\s*\()", "no chance in the core"),
    (r"\b(setlocale|std::locale|strtod|stod|atof)\b", "results must not depend on the locale"),
    (r"\b(std::)?(abort|exit|_exit|quick_exit|terminate)\s*\(", "the core never ends the program"),
    (r"\b(socket|connect|gethostbyname|getaddrinfo)\s*\(", "the core has no network"),
    (r"\bstd::regex\b", "recursion on input and the locale: write a small parser"),
]

# Sources whose test has another name, with the test that covers them.
TESTED_ELSEWHERE = {
    "src/score/batch_decisions.cpp": "tests/present/scoring_csv_test.cpp",
    "src/score/binning.cpp": "tests/score/fit_test.cpp",
    "src/score/coded_table.cpp": "tests/score/fit_test.cpp",
    "src/score/near_miss.cpp": "tests/score/decision_model_test.cpp",
    "src/score/ordered_ends.cpp": "tests/score/dmn_test.cpp",
    "src/score/discrimination.cpp": "tests/score/fit_test.cpp",
    "src/score/logistic.cpp": "tests/score/fit_test.cpp",
    "src/score/decision_import.cpp": "tests/score/policy_tools_test.cpp",
    "src/score/policy_diff.cpp": "tests/score/policy_tools_test.cpp",
    "src/score/policy_lint.cpp": "tests/score/policy_tools_test.cpp",
    "src/score/policy_extend.cpp": "tests/policy/open_policy_test.cpp",
    "src/score/monitor.cpp": "tests/present/scorecard_test.cpp",
    "src/reconcile/claim_facts.cpp": "tests/policy/cross_checks_test.cpp",
    "src/reconcile/disclosure_facts.cpp": "tests/policy/cross_checks_test.cpp",
    "src/reconcile/pattern_facts.cpp": "tests/reconcile/flow_test.cpp",
    "src/reconcile/reconcile.cpp": "tests/reconcile/cross_test.cpp",
    "src/reconcile/row_order.cpp": "tests/reconcile/accounts_test.cpp",
    "src/present/assessment_parts.cpp": "tests/present/report_relations_test.cpp",
    "src/reconcile/party_names.cpp": "tests/reconcile/invoice_payments_test.cpp",
    "src/reconcile/sources.cpp": "tests/reconcile/cross_test.cpp",
    "src/dossier/transaction_class.cpp": "tests/dossier/overrides_test.cpp",
    "src/reconcile/settlements.cpp": "tests/reconcile/matching_test.cpp",
    "src/read/matching_csv.cpp": "tests/reconcile/matching_test.cpp",
    "src/ocr/cell_pictures.cpp": "tests/ocr/read_scan_test.cpp",
    "src/ocr/pictures.cpp": "tests/ocr/read_scan_test.cpp",
    "src/present/document_lists.cpp": "tests/present/documents_test.cpp",
    "src/present/document_values.cpp": "tests/present/documents_test.cpp",
    "src/present/sheet_writer.cpp": "tests/present/workbook_test.cpp",
    "src/present/word_parts.cpp": "tests/present/word_template_test.cpp",
    "capi/reconciliation.cpp": "tests/capi/models_test.cpp",
    "capi/run_options.cpp": "tests/capi/dossier_test.cpp",
    "src/present/verdict_json.cpp": "tests/present/statements_json_test.cpp",
}

TEXT_ENDINGS = {".cpp", ".hpp", ".h", ".c", ".py", ".sh", ".cmake", ".txt", ".md", ".json", ".in",
                ".dmn", ".pmml", ".map", ".yml", ".css", ".js", ".html", ".run", ".java", ".xml"}
SKIPPED_FOLDERS = {".git", "build", "out", "zhun-out", "__pycache__"}

COLUMNS_MAX = 100
COLUMNS_MAX_NON_ASCII = 140


def display_width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def without_comments_and_texts(source):
    """C++ with comments and literals blanked, line by line the same."""
    pattern = re.compile(
        r'R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'", re.S)

    def blank(match):
        text = match.group(0)
        lines = "\n" * text.count("\n")
        return ('""' if text[0] in 'R"' else "") + lines
    return pattern.sub(blank, source)


def function_lengths(lines):
    """(first line, length) of functions, as clang-format leaves them: by the column of the braces."""
    for indent in ("", "  "):
        start = None
        for number, line in enumerate(lines, 1):
            if start is None:
                begins = re.match(indent + r"[A-Za-z_~\[:<]", line) and not re.match(
                    indent + r"(namespace|class|struct|enum|union|extern|using|public:|private:)\b", line)
                if begins and not line.rstrip().endswith((";", "}")):
                    start = number
            if start is not None:
                text = line.rstrip()
                if text == indent + "}":
                    yield start, number - start + 1
                    start = None
                elif text == indent + "};" or (text.startswith(indent) and
                                               not text.startswith(indent + " ") and
                                               text.endswith(";")):
                    start = None


class Tidy:
    def __init__(self, root, function_lines):
        self.root = pathlib.Path(root)
        self.function_lines = function_lines
        self.complaints = []
        self.files = self.list_files()

    def list_files(self):
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders
                                if name not in SKIPPED_FOLDERS and not name.startswith("build"))
            found += [pathlib.Path(folder, name).relative_to(self.root) for name in sorted(names)]
        return found

    def complain(self, path, line, what):
        self.complaints.append(f"{path.as_posix()}:{line}: {what}")

    def text(self, path):
        try:
            return (self.root / path).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            self.complain(path, 1, "is not UTF-8")
            return ""

    def run(self):
        for path in self.files:
            is_text = path.suffix in TEXT_ENDINGS or path.as_posix() == ".ci/run"
            # Fixtures are whatever the test needs: broken encodings, long lines, CRLF.
            if not is_text or "fixtures" in path.parts or path.name == "LICENSE":
                continue
            text = self.text(path)
            self.check_text(path, text)
            if path.suffix in {".cpp", ".hpp", ".h", ".c"}:
                self.check_cpp(path, text)
        self.check_note_words()
        self.check_tests_exist()
        self.check_promises()
        return self.complaints

    def check_promises(self):
        """Each promise names its test, as `file`: title; both must exist."""
        path = pathlib.Path("docs/promises.md")
        kept = 0
        for number, line in enumerate(self.text(path).split("\n"), 1):
            match = re.search(r"\| `(tests/[\w/.]+)`: (.+) \|$", line)
            if not match:
                continue
            kept += 1
            test = pathlib.Path(match.group(1))
            if test not in self.files or match.group(2) not in re.sub(r'"\s*"', "", self.text(test)):
                self.complain(path, number, "no such test keeps this promise")
        if not kept:
            self.complain(path, 1, "no promise names its test")

    def check_text(self, path, text):
        if text and not text.endswith("\n"):
            self.complain(path, text.count("\n") + 1, "the last line does not end")
        own = path.as_posix() == "tests/tidy.py"
        words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
        places = re.compile(r"(?<![\w.}\])])/(work|tmp|home|root|usr/local)/")
        for number, line in enumerate(text.split("\n"), 1):
            if not own and words.search(line):
                self.complain(path, number, "an open end: finish it or make it an issue")
            if not own and places.search(line):
                self.complain(path, number, "a path of one machine")
            if line.endswith((" ", "\t")) and path.suffix != ".md":
                self.complain(path, number, "white space at the end")

    def check_cpp(self, path, text):
        lines = text.split("\n")
        comment = "/*" if path.suffix in {".h", ".c"} else "//"
        # A test says it by its name: money_test.cpp.
        if path.parts[0] != "tests" and not text.startswith(comment):
            self.complain(path, 1, "the first line does not say what the file is for")
        if path.suffix == ".hpp" and "#pragma once" not in text:
            self.complain(path, 1, "no #pragma once")
        for number, line in enumerate(lines, 1):
            width = display_width(line)
            limit = COLUMNS_MAX if line.isascii() else COLUMNS_MAX_NON_ASCII
            if width > limit:
                self.complain(path, number, f"{width} columns; at most {limit}")
            if "\t" in line:
                self.complain(path, number, "a tab")
        code = without_comments_and_texts(text)
        self.check_includes(path, text)
        if path.parts[0] in {"src", "capi"}:
            self.check_banned(path, code)
        if path.parts[0] in {"src", "capi", "examples"}:
            for start, length in function_lengths(code.split("\n")):
                if length > self.function_lines:
                    self.complain(path, start, f"a function of {length} lines; at most "
                                               f"{self.function_lines}")

    def check_banned(self, path, code):
        for number, line in enumerate(code.split("\n"), 1):
            for pattern, instead in BANNED_IN_SOURCES:
                if re.search(pattern, line):
                    self.complain(path, number, instead)

    def check_includes(self, path, text):
        includes = re.finditer(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', text, re.M)
        for match in includes:
            number = text.count("\n", 0, match.start()) + 1
            quoted, name = match.group(1) == '"', match.group(2)
            if path.parts[:2] == ("include", "zhun"):
                self.check_public_include(path, number, quoted, name)
            if path.parts[0] == "src":
                self.check_layer(path, number, quoted, name)
            if path.parts[0] in {"src", "capi"}:
                self.check_adapter(path, number, name)

    def check_public_include(self, path, number, quoted, name):
        standard = not quoted and re.fullmatch(r"[a-z_0-9]+", name)
        if not standard and name != "tl/expected.hpp" and not (quoted and name.startswith("zhun/")):
            self.complain(path, number, "public headers include the standard library, "
                                        "tl/expected.hpp and zhun/ only")

    def check_layer(self, path, number, quoted, name):
        generated = name.endswith(".inc") and "/" not in name
        if not quoted or name.startswith(("zhun/", "zhun.h")) or len(path.parts) < 3 or generated:
            return
        own, other = path.parts[1], name.split("/")[0]
        if other not in LAYERS or own not in LAYERS:
            self.complain(path, number, f"{name}: include by folder, such as \"base/json.hpp\"")
        elif LAYERS.index(other) > LAYERS.index(own):
            self.complain(path, number, f"{own} includes {other}: data moves the other way")

    def check_adapter(self, path, number, name):
        library = re.split(r"[/.]", name)[0]
        allowed = ADAPTERS.get(library)
        if allowed is not None and path.as_posix() not in allowed:
            self.complain(path, number, f"{library} is used in {', '.join(sorted(allowed))} only")
        if library == "fmt" and path.suffix != ".cpp":
            self.complain(path, number, "fmt is used in .cpp files only")

    def check_note_words(self):
        """Every code of a note that a reader can make has Chinese words for the report."""
        words = self.root / "src/present/note_words.cpp"
        if not words.exists():
            return
        known = set(re.findall(r'\{"([a-z_]+)",', words.read_text(encoding="utf-8")))
        made = re.compile(
            r'(?:\b(?:add_note|make_note|note|tell|notice|add)\s*\(|push_back\(\s*\{|'
            r'ReadNote\s*\{)[^;"]{0,80}?"([a-z]+(?:_[a-z]+)+)"|'
            r'\{\s*"([a-z]+(?:_[a-z]+)+)"\s*,\s*(?:Place|place)')
        for path in self.files:
            if path.parts[:2] not in {("src", "read"), ("src", "ocr")} or path.suffix != ".cpp":
                continue
            text = self.text(path)
            for match in made.finditer(text):
                code = match.group(1) or match.group(2)
                if code not in known:
                    self.complain(path, text.count("\n", 0, match.start()) + 1,
                                  f"the note {code} has no words in src/present/note_words.cpp")

    def check_tests_exist(self):
        tests = {path.name for path in self.files
                 if path.parts[0] == "tests" and path.name.endswith("_test.cpp")}
        for path in self.files:
            if path.suffix != ".cpp" or path.parts[0] not in {"src", "capi"}:
                continue
            covered = TESTED_ELSEWHERE.get(path.as_posix())
            if covered is not None and (self.root / covered).exists():
                continue
            # statement_columns.cpp: statement_columns_test.cpp, or statement_test.cpp of the whole.
            words = path.stem.split("_")
            names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
            if not any(name + "_test.cpp" in tests for name in names):
                self.complain(path, 1, f"no test is named {path.stem}_test.cpp")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root")
    parser.add_argument("--function-lines", type=int, default=90)
    options = parser.parse_args()
    tidy = Tidy(options.root, options.function_lines)
    complaints = tidy.run()
    print("\n".join(complaints))
    print(f"tidy: {len(tidy.files)} files, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
