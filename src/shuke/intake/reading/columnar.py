"""Parquet: typed columns, handed on as the text a CSV would hold, so that one set of checks reads them all."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shuke.intake.reading.layout import unique_names
from shuke.intake.reading.shapes import ROWS_PER_BATCH, Batch, Description
from shuke.intake.reading.unpack import MAX_UNPACKED_BYTES, Packed
from shuke.intake.reasons import Reason, SourceRefused


class ParquetReader:
    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        try:
            self._file = pq.ParquetFile(packed.held())
        except (pa.ArrowException, OSError) as error:
            raise SourceRefused("parquet_broken", name=packed.path.name, detail=str(error)) from error
        groups = [self._file.metadata.row_group(index) for index in range(self._file.num_row_groups)]
        if sum(group.total_byte_size for group in groups) > MAX_UNPACKED_BYTES:
            raise SourceRefused("archive_too_large", name=packed.path.name, gigabytes=MAX_UNPACKED_BYTES // 2**30)
        if not self._file.metadata.num_rows:
            raise SourceRefused("file_empty", name=packed.path.name)
        self.description = Description(
            name=packed.path.name,
            size_bytes=packed.size_bytes,
            format="parquet",
            compression=packed.compression,
            member=packed.member,
            header_reason=Reason("header_schema"),
            columns=unique_names(self._file.schema_arrow.names),
        )

    def batches(self) -> Iterator[Batch]:
        line, total = 1, self._file.metadata.num_rows
        try:
            for part in self._file.iter_batches(batch_size=ROWS_PER_BATCH):
                texts = [text_column(column) for column in part.columns]
                columns = dict(zip(self.description.columns, texts, strict=True))
                lines = np.arange(line, line + len(part), dtype=np.int64)
                line += len(part)
                yield Batch(lines, columns, share=(line - 1) / total)
        except (pa.ArrowException, OSError) as error:
            raise SourceRefused("parquet_broken", name=self._packed.path.name, detail=str(error)) from error


def text_column(column: pa.Array) -> pa.Array:
    """Strings as they are, numbers in their shortest exact form, moments in ISO (with Z when they carry a zone)."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return text_column(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        return _moments(column)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        return pa.array(["" if value is None else str(value) for value in column.to_pylist()], type=pa.string())
    if pa.types.is_floating(kind):
        return _numbers(column)
    return pc.fill_null(pc.cast(column, pa.string()), "")


def _moments(column: pa.Array) -> pa.Array:
    zoned = column.type.tz is not None
    plain = pc.cast(pc.cast(column, pa.timestamp("us"), safe=False), pa.string())
    plain = pc.replace_substring_regex(plain, r"\.0+$", "")
    return pc.fill_null(pc.binary_join_element_wise(plain, "Z", "") if zoned else plain, "")


def _numbers(column: pa.Array) -> pa.Array:
    """Whole numbers without “.0”: an id column with a gap in it is stored as floating point."""
    values = column.to_numpy(zero_copy_only=False).astype(np.float64)
    whole = np.isfinite(values) & (values == np.floor(values)) & (np.abs(values) < 2**53)
    as_whole = pc.cast(pa.array(np.where(whole, values, 0).astype(np.int64)), pa.string())
    as_float = pc.cast(pa.array(values), pa.string())
    texts = pc.if_else(pa.array(whole), as_whole, as_float)
    if pc.any(pc.match_substring(texts, "e")).as_py():  # 1e-05 is a number here, not a spreadsheet's rounding
        plain = [format(Decimal(text), "f") if "e" in text else text for text in texts.to_pylist()]
        texts = pa.array(plain, type=pa.string())
    return pc.if_else(pa.array(np.isnan(values)), "", texts)
