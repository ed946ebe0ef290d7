from django.db import models


class Proof(models.Model):
    """A night's check of the ledger against itself."""

    at = models.DateTimeField(db_index=True)
    is_green = models.BooleanField()
    counts = models.JSONField(default=dict)  # {"entries": 812, "lots": 300, …}: what was looked at
    findings = models.JSONField(default=list)  # [{"code": "lot_differs", "ids": [4, 9], "count": 2}]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {'green' if self.is_green else 'red'}"
