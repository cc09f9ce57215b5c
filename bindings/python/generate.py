"""Writes zhun/_constants.py from include/zhun.h: the enumerations, so that there is one description of them.

generate.py [--check]    --check writes nothing and fails where the file would change
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
HEADER = HERE.parent.parent / "include" / "zhun.h"
TARGET = HERE / "src" / "zhun" / "_constants.py"
# Prefix in the header, the class, what it is for. Statuses are named by zhun_status_name, as errors are.
ENUMERATIONS = (("ZHUN_MASKING_", "Masking", "What of identities is shown in what an assessment renders."),
                ("ZHUN_DECISION_", "Decision", "What the policy proposes; a person decides."),
                ("ZHUN_TREND_", "Trend", "How the share of bad cases may run over the bins of a number."))


def enumerators(text):
    """(name, number, comment) of every enumerator, in the order of the header."""
    for body in re.findall(r"\benum \{(.*?)\};", text, re.S):
        for found in re.finditer(r"(ZHUN_\w+)\s*=\s*(-?\d+)\s*,?\s*(?:/\*(.*?)\*/)?", body, re.S):
            name, number, comment = found.groups()
            yield name, int(number), " ".join((comment or "").split())


def status_names(text):
    """ZHUN_EINVAL -> INVALID_ARGUMENT, from the table of capi/library.cpp."""
    return {name: word.upper() for name, word in re.findall(r'\{(ZHUN_\w+), "(\w+)"\}', text)}


def generate():
    header = HEADER.read_text(encoding="utf-8")
    names = status_names((HEADER.parent.parent / "capi" / "library.cpp").read_text(encoding="utf-8"))
    known = list(enumerators(header))
    abi = re.search(r"#define ZHUN_ABI_VERSION (\d+)", header).group(1)
    lines = ['"""Written by bindings/python/generate.py from include/zhun.h: change that, and run it."""',
             "import enum", "", f"ABI_VERSION = {abi}", ""]

    def write(title, words, members):
        lines.extend(["", f"class {title}(enum.IntEnum):", f'    """{words}"""', ""])
        for name, number, comment in members:
            lines.append(f"    {name} = {number}" + (f"  # {comment}" if comment else ""))
        lines.append("")

    statuses = [(names[name], number, comment) for name, number, comment in known
                if name == "ZHUN_OK" or re.fullmatch(r"ZHUN_E[A-Z]+", name)]
    assert len(statuses) == len(names), "a status of the header has no name in capi/library.cpp"
    write("Status", "How a call ended; the numbers never change.", statuses)
    for prefix, title, words in ENUMERATIONS:
        members = [(name[len(prefix):], number, comment) for name, number, comment in known
                   if name.startswith(prefix)]
        assert members, f"the header has no {prefix}..."
        write(title, words, members)
    return "\n".join(lines)


def main():
    text = generate()
    if sys.argv[1:] == ["--check"]:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
            print(f"{TARGET.name} does not follow from zhun.h: run bindings/python/generate.py", file=sys.stderr)
            return 1
        print("zhun/_constants.py follows from zhun.h")
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
