import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shuke.intake.reading import open_source
from shuke.intake.reasons import SourceRefused


def test_typed_columns_become_exact_text(tmp_path: Path) -> None:
    path = tmp_path / "sales.parquet"
    moment = dt.datetime(2024, 1, 5, 8, 30, tzinfo=dt.UTC)
    table = pa.table(
        {
            "order": pa.array([1, 2]),
            "ordered_at": pa.array([moment.replace(tzinfo=None)] * 2, pa.timestamp("ns")),
            "zoned": pa.array([moment, None], pa.timestamp("us", tz="UTC")),
            "day": pa.array([dt.date(2024, 1, 5), None]),
            "amount": pa.array([0.1 + 0.2, 1e-05]),
            "customer": pa.array([900.0, None]),
            "total": pa.array([Decimal("1.50"), None]),
            "brand": pa.array(["a", "b"]).dictionary_encode(),
        }
    )
    pq.write_table(table, path)

    columns = {name: column.to_pylist() for name, column in open_source(path).sample().columns.items()}

    assert columns == {
        "order": ["1", "2"],
        "ordered_at": ["2024-01-05 08:30:00", "2024-01-05 08:30:00"],
        "zoned": ["2024-01-05 08:30:00Z", ""],
        "day": ["2024-01-05", ""],
        "amount": ["0.30000000000000004", "0.00001"],
        "customer": ["900", ""],
        "total": ["1.50", ""],
        "brand": ["a", "b"],
    }


def test_a_file_cut_short_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "sales.parquet"
    path.write_bytes(b"PAR1 and nothing more")

    with pytest.raises(SourceRefused, match="not readable as Parquet"):
        open_source(path)


def test_no_rows_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "sales.parquet"
    pq.write_table(pa.table({"order": pa.array([], pa.string())}), path)

    with pytest.raises(SourceRefused, match="is empty"):
        open_source(path)
