"""Run as a program of its own: the engine, the records database attached to it, and a list of statements.

A process of its own because DuckDB brings its own copy of SQLite. Two copies in one process cancel each other's file
locks (https://www.sqlite.org/howtocorrupt.html, 2.2.1), and Django's connection lives in the calling process.
Nothing else is imported, so that it starts at once.
"""

import json
import sys

import duckdb

NO_SCANNER = 3  # exit code: the extension could not be loaded


def main() -> int:
    task = json.load(sys.stdin)
    engine = duckdb.connect(config=task["config"])
    try:
        engine.execute(f"LOAD '{task['extension']}'")
    except duckdb.Error as refused:
        print(refused, file=sys.stderr)
        return NO_SCANNER
    engine.execute("SET TimeZone = 'UTC'")
    engine.execute(task["attach"])
    for statement in task["statements"]:
        engine.execute(statement)
    return 0


if __name__ == "__main__":
    sys.exit(main())
