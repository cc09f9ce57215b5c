"""The notebook and the quick start of the README, as they stand there."""
import pathlib
import re
import subprocess
import sys

import pytest


def in_a_folder_with_examples(root, tmp_path):
    (tmp_path / "examples").symlink_to(root / "examples")
    return tmp_path


def test_the_notebook_runs_from_the_statement_to_the_report(root, tmp_path):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("pandas")
    notebook = nbformat.read(root / "examples/notebook/statement-to-report.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "commit the notebook without outputs"
    folder = in_a_folder_with_examples(root, tmp_path)
    nbclient.NotebookClient(notebook, timeout=180, kernel_name="python3",
                            resources={"metadata": {"path": str(folder)}}).execute()
    shown = [output["data"] for cell in notebook.cells for output in cell.get("outputs", [])
             if output["output_type"] in ("execute_result", "display_data")]
    assert sum("image/svg+xml" in data for data in shown) == 2
    assert any("zhun-assessment" in data.get("text/html", "") for data in shown)
    assert "</html>" in (folder / "packaged-applicant.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["README.md", "bindings/python/README.md"])
def test_the_quick_start_runs_verbatim(root, tmp_path, page):
    pytest.importorskip("pandas")
    text = (root / page).read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.S)
    folder = in_a_folder_with_examples(root, tmp_path)
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True,
                          timeout=120)
    assert done.returncode == 0, done.stderr
    assert re.match(r"[A-Z_]+ \d+ \d+", done.stdout), done.stdout
    assert "</html>" in pathlib.Path(folder, "report.html").read_text(encoding="utf-8")
