"""The quick starts of the READMEs, word for word."""
import pathlib
import re
import subprocess
import sys

import pytest


@pytest.mark.parametrize("readme", ["README.md", "bindings/python/README.md"])
def test_the_quick_start_runs(root, tmp_path, readme):
    pytest.importorskip("pandas")
    text = (root / readme).read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.S)
    (tmp_path / "examples").symlink_to(root / "examples")
    (tmp_path / "quick.py").write_text(program, encoding="utf-8")
    done = subprocess.run([sys.executable, "quick.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert re.match(r"(PROPOSE|REFER|MANUAL_REVIEW_REQUIRED) \d+ \d+", done.stdout)
    assert "direction" in done.stdout
    assert "</html>" in pathlib.Path(tmp_path, "report.html").read_text(encoding="utf-8")
