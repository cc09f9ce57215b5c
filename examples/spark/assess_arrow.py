"""Assesses a table of dossiers, or scores a table of facts, with PySpark's mapInArrow and zhun's Python package.

assess_arrow.py TABLE OUT [--card CARD.pmml | --facts] [--master local[2]]

TABLE: Parquet with the columns id and dossier (a zip archive: dossier.json and its files); OUT: Parquet with id,
decision, grade, limit_fen, json, error. With --card TABLE has the columns of a PMML model and id, with --facts those
of facts (customer_type and others): OUT has id and the answers of the model or the built-in policy, as texts.
"""
import argparse
import csv
import io
import pathlib
import zipfile

import pyarrow
from pyspark.sql import SparkSession

ASSESSED = "id string, decision string, grade string, limit_fen bigint, json string, error string"
FILE_BYTES_MAX = 64 << 20


def unzipped(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return {entry.filename: files.open(entry).read(FILE_BYTES_MAX) for entry in files.infolist()
                if not entry.is_dir()}


def assessed(identity, archive):
    """One row. What is wrong with one dossier is a value in its row; it stops no job."""
    import zhun  # in the worker; the policy is made once in its process
    try:
        with zhun.assess(unzipped(archive)) as assessment:
            summary = assessment.summary
            return (identity, summary.decision.name, summary.grade, summary.limit_fen, assessment.to_json().decode(),
                    None)
    except (zhun.Error, zipfile.BadZipFile) as wrong:
        return identity, None, None, None, None, str(wrong)


def assess_batches(batches):
    names = ("id", "decision", "grade", "limit_fen", "json", "error")
    types = [pyarrow.int64() if name == "limit_fen" else pyarrow.string() for name in names]
    for batch in batches:
        rows = [assessed(identity, archive) if archive is not None else (identity,) + (None,) * 5
                for identity, archive in zip(batch["id"].to_pylist(), batch["dossier"].to_pylist())]
        columns = zip(*rows) if rows else ((),) * len(names)
        yield pyarrow.RecordBatch.from_arrays(
            [pyarrow.array(list(values), kind) for values, kind in zip(columns, types)], names=list(names))


def assess(table):
    """The rows of a table with the assessments of their dossiers."""
    return table.select("id", "dossier").mapInArrow(assess_batches, ASSESSED)


def scored(card, rows):
    """A PMML model (bytes) over the rows of a table, or the built-in policy where there is none; rows have an id."""
    import zhun
    if card is None:
        return zhun.run_policy(rows, keep=["id"])
    return zhun.run_model(card, rows, keep=["id"])


def score(table, card=None):
    """The answers for the rows of a table, a batch at a time, as texts."""
    names = next(csv.reader(scored(card, b"id\n1\n").splitlines()))

    def score_batches(batches):
        from pyarrow import csv as arrow_csv
        texts = arrow_csv.ConvertOptions(column_types={name: pyarrow.string() for name in names},
                                         strings_can_be_null=True)
        for batch in batches:
            answers = scored(card, pyarrow.Table.from_batches([batch])).encode()
            yield from arrow_csv.read_csv(io.BytesIO(answers), convert_options=texts).to_batches()

    return table.mapInArrow(score_batches, ", ".join(f"`{name}` string" for name in names))


def session(master, rows_per_batch=100):
    """Dossiers are large: few of them a batch keep the workers' memory flat. Rows of a table are small."""
    return (SparkSession.builder.master(master).appName("zhun").config("spark.ui.enabled", "false")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", str(rows_per_batch)).getOrCreate())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table")
    parser.add_argument("out")
    parser.add_argument("--card", type=pathlib.Path)
    parser.add_argument("--facts", action="store_true")
    parser.add_argument("--master", default="local[2]")
    options = parser.parse_args()
    rows = options.card is not None or options.facts
    spark = session(options.master, 20_000 if rows else 100)
    table = spark.read.parquet(options.table)
    card = options.card.read_bytes() if options.card else None
    result = score(table, card) if rows else assess(table)
    result.write.mode("overwrite").parquet(options.out)
    spark.stop()


if __name__ == "__main__":
    main()
