"""Pass 1: a source file becomes checked rows in Parquet, cut into partitions by key, and a file of what was refused.

Pure: the same file, mapping and ground give the same folder; it is written aside and renamed when whole, so that a
killed pass 1 leaves nothing. Knows no Django.
"""

from shuke.intake.staging.refused import RefusedFile, read_refused
from shuke.intake.staging.stage import Staged, read_staged, stage_file
from shuke.intake.staging.tables import read_part

__all__ = ["RefusedFile", "Staged", "read_part", "read_refused", "read_staged", "stage_file"]
