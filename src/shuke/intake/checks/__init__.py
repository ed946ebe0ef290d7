"""A batch under a mapping: every row is good, or refused with the reason. Pure, and without Django."""

from shuke.intake.checks.rows import check
from shuke.intake.checks.shapes import Checked, Ground, Refusal

__all__ = ["Checked", "Ground", "Refusal", "check"]
