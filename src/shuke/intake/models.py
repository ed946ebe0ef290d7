from django.db import models
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff


class ImportRun(models.Model):
    """One file on its way into the records. Its folder holds the staged rows and what was refused."""

    class Kind(models.TextChoices):
        ORDERS = "orders", _("Orders")
        CUSTOMERS = "customers", _("Customers")
        PRODUCTS = "products", _("Products")
        STORES = "stores", _("Stores")

    class State(models.TextChoices):
        DRAFT = "draft", _("being set up")
        STAGED = "staged", _("checked, waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    file_name = models.CharField(_("file"), max_length=240)
    path = models.TextField()  # where the file lies until it is staged
    is_upload = models.BooleanField(default=False)  # the file is our copy, and goes when it is staged
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    options = models.JSONField(default=dict)  # what was told against the detection: encoding, delimiter, …
    mapping = models.JSONField(default=dict)
    detected = models.JSONField(default=dict)  # what the file is and why we think so
    corrections = models.JSONField(default=dict)  # line → {column: value}; an empty one drops the line
    staged = models.JSONField(default=dict)  # what pass 1 counted
    counts = models.JSONField(default=dict)  # {"orders": {"created": 5, "updated": 0, "unchanged": 2}, …}
    # Where pass 2 goes on; moves in the transaction that writes the batch before it.
    step = models.PositiveIntegerField(default=0)
    part = models.PositiveIntegerField(default=0)
    batch = models.PositiveIntegerField(default=0)
    progress = models.FloatField(default=0)  # 0–1 of the present pass
    error = models.TextField(blank=True)
    started_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    staged_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="import_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    @property
    def origin(self) -> str:
        """What the rows this run creates carry."""
        return f"import:{self.pk}"


class ImportChange(models.Model):
    """What a run did to a row that was there before it: enough to put the row back."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    table = models.CharField(max_length=40)  # "sales_order"
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)  # null: this run added the row to something older, and undoing deletes it
    after = models.JSONField(default=dict)  # undoing leaves alone what somebody has changed since

    class Meta:
        indexes = [models.Index(fields=["run", "table"], name="import_change_of_run")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class RememberedMapping(models.Model):
    """How a file with this header was read the latest time, so that next month's needs no answers."""

    kind = models.CharField(max_length=10)
    signature = models.CharField(max_length=64, unique=True)  # of kind and header
    name = models.CharField(_("name"), max_length=120)
    mapping = models.JSONField()
    uses = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
