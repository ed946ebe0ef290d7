"""What an edge may do with imports: start one, check it, run it, take it back; or all at once for the command line."""

from shuke.intake.services.file import ImportSummary, import_file, try_file
from shuke.intake.services.running import (
    NotReady,
    apply_import,
    check_import,
    compare_import,
    fail_import,
    finish_import,
    stage_import,
    stop_import,
)
from shuke.intake.services.start import change_mapping, discard_import, remembered_mapping, start_import
from shuke.intake.services.undo import undo_import

__all__ = [
    "ImportSummary",
    "NotReady",
    "apply_import",
    "change_mapping",
    "check_import",
    "compare_import",
    "discard_import",
    "fail_import",
    "finish_import",
    "import_file",
    "remembered_mapping",
    "stage_import",
    "start_import",
    "stop_import",
    "try_file",
    "undo_import",
]
