"""Assesses a table of dossiers with Spark.

assess.py JARS TABLE OUT [--master local[2]]

JARS: zhun's jar and the one of AssessUdf, with a comma between; TABLE: Parquet with the columns id and
dossier (a zip archive: dossier.json and its files); OUT: Parquet with id, decision, grade, limit_fen, json, error.
"""
import argparse

from pyspark.sql import SparkSession

RESULT = "struct<decision:string,grade:string,limit_fen:bigint,json:string,error:string>"


def session(master, jars):
    return (SparkSession.builder.master(master).appName("zhun").config("spark.jars", jars)
            .config("spark.ui.enabled", "false").getOrCreate())


def assess(spark, table):
    """The rows of a table with the assessments of their dossiers."""
    spark.udf.registerJavaFunction("assess", "example.AssessUdf", RESULT)
    # Two steps: Spark then calls the function once a row, and not once a field.
    return table.selectExpr("id", "assess(dossier) as result").selectExpr("id", "result.*")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("jars", "table", "out"):
        parser.add_argument(name)
    parser.add_argument("--master", default="local[2]")
    options = parser.parse_args()
    spark = session(options.master, options.jars)
    assess(spark, spark.read.parquet(options.table)).write.mode("overwrite").parquet(options.out)
    spark.stop()


if __name__ == "__main__":
    main()
