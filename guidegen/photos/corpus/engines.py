"""Where questions about a whole corpus are answered: DuckDB in this process, or Spark.

Both run the same Ibis expressions, and these must be of the kinds that give the same on both:
comparisons, dates, counts, sums, smallest and largest values in groups. Approximate counts, hashes,
samples and the first of an order do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guidegen.errors import ConfigError, InputError, Problem

if TYPE_CHECKING:
    import ibis.expr.types as ir

DUCKDB = "duckdb"
# Beyond it DuckDB writes what it does not need at once to disk.
_MEMORY = "2GB"


def check_name(name: str) -> None:
    """Refuse the name of an engine that there is not.

    Raises:
        ConfigError: when it is none of duckdb, spark and spark=URL.
    """
    if not re.fullmatch(r"duckdb|spark(=(local(\[[\d*]+\])?|(spark|k8s|yarn)\S*))?", name):
        example = "duckdb, spark or spark=URL, such as spark=spark://HOST:7077"
        raise ConfigError([Problem(f"--engine {name}: it must be {example}")])


class Engine:
    """What answers.

    Attributes:
        backend: Ibis's.
    """

    def __init__(self, name: str, scratch: Path) -> None:
        """Start an engine.

        Args:
            name: duckdb, spark (on this machine) or spark=URL.
            scratch: a folder for what does not fit into memory.

        Raises:
            ConfigError: when there is no such engine.
            InputError: when it is not installed, or does not start.
        """
        check_name(name)
        _, _, address = name.partition("=")
        if name == DUCKDB:
            self._session, self.backend = None, _duckdb(scratch)
        else:
            self._session, self.backend = _spark(address or "local[*]", scratch)

    def photos(self, files: Sequence[Path], columns: Sequence[str]) -> ir.Table:
        """The columns of these files, which all must have them."""
        paths = [str(path.absolute()) for path in files]
        if self._session is None:
            table: ir.Table = self.backend.read_parquet(paths)
            return table.select(*columns)
        plain = [re.sub(r"([][{}*?\\])", r"\\\1", path) for path in paths]  # no patterns
        read = self._session.read.parquet(*[f"file://{path}" for path in plain])
        read.select(*columns).createOrReplaceTempView("photos")
        return self.backend.table("photos")

    def close(self) -> None:
        """Let it go."""
        self.backend.disconnect()


def _duckdb(scratch: Path) -> Any:
    import ibis

    return ibis.duckdb.connect(
        temp_directory=str(scratch), memory_limit=_MEMORY, preserve_insertion_order=False
    )


def _spark(address: str, scratch: Path) -> tuple[Any, Any]:
    try:
        import ibis
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        remedy = 'pip install "guidegen[spark]", and Java 17'
        raise InputError(f"--engine spark: Spark is not installed: {remedy}") from error
    builder = SparkSession.builder.master(address).appName("guidegen")
    settings = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(scratch),
        "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
        return session, ibis.pyspark.connect(session)
    except (PySparkException, RuntimeError, OSError) as error:
        raise InputError(f"--engine spark={address}: it does not start: {error}") from error
