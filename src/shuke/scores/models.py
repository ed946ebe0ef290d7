"""What is known about each customer today, by which run, with which settings, and what changed when."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store
from shuke.scores.reasons import why_scored


class ModelRun(models.Model):
    """One recorded computation: as of which day, from what data, with what settings, and how right it was."""

    class Kind(models.TextChoices):
        SCORES = "scores", _("scores")
        BACKFILL = "backfill", _("history of scores")
        FORECAST = "forecast", _("forecasts")
        GROUPS = "groups", _("groups and rules")
        TRIALS = "trials", _("tests of mailings")
        BASKETS = "baskets", _("next baskets")
        SEGMENTS = "segments", _("segments")
        PAIRS = "pairs", _("what goes together")

    kind = models.CharField(max_length=20, choices=Kind)
    as_of = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)  # empty: running, or killed
    data_fingerprint = models.CharField(max_length=64)  # of the warehouse it read
    engine = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)  # of every *_minor of this run
    parameters = models.JSONField(default=dict)  # the settings, whole, so that a score can be explained in a year
    rows = models.JSONField(default=dict)  # what was read and written: {"orders": …, "customers": …}
    metrics = models.JSONField(default=dict)  # churn bands, rhythm groups, last forecast against what happened
    seconds = models.JSONField(default=dict)  # by step
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "-id"], name="run_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of} (run {self.pk})"


class CustomerScore(models.Model):
    """Today's scores of one customer, one wide row; history lies in the warehouse's dated snapshots.

    Written by one run, all rows in one transaction. Customers without an order have a row too (stage potential); those
    registered since the run have none. Money is in minor units of `run.currency`. Empty (null, "") means "—": not
    known, never zero. To sort by a column that may be empty, filter it `__isnull=False` first: the indexes serve that.
    """

    # Without constraints in the database: a million derived rows are written anew each night, and checking three keys
    # of each would take longer than computing them. The join that makes the rows is the guarantee.
    customer = models.OneToOneField(
        Customer, models.CASCADE, primary_key=True, related_name="+", related_query_name="score", db_constraint=False
    )
    run = models.ForeignKey(ModelRun, models.PROTECT, related_name="scores", db_index=False, db_constraint=False)
    # Copied so that lists within a store's scope need no join.
    home_store = models.ForeignKey(
        Store, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )

    # Buying, since the first order
    first_on = models.DateField(null=True)
    latest_on = models.DateField(null=True)
    total_orders = models.PositiveIntegerField()
    recency_days = models.PositiveIntegerField(null=True)

    # Buying, in the window
    in_window = models.BooleanField()
    orders = models.PositiveIntegerField()
    spend_minor = models.BigIntegerField()
    spend_90_minor = models.BigIntegerField()
    spend_90_before_minor = models.BigIntegerField()
    months = models.JSONField()  # spend_minor of the 12 calendar months ending with that of as_of, oldest first
    visits = models.JSONField()  # days before as_of of the purchases of the latest 120 days, oldest first: [117, 96, 3]

    # RFM
    r = models.PositiveSmallIntegerField(null=True)
    f = models.PositiveSmallIntegerField(null=True)
    m = models.PositiveSmallIntegerField(null=True)
    rfm_group = models.CharField(max_length=24)
    rfm_eight = models.CharField(max_length=24, blank=True)
    rfm_four = models.CharField(max_length=24, blank=True)

    # Pareto and pyramid
    abc = models.CharField(max_length=1, blank=True)
    spend_share_before = models.FloatField(null=True)
    pyramid_rank = models.PositiveIntegerField(null=True)
    pyramid_level = models.CharField(max_length=12, blank=True)
    previous_level = models.CharField(max_length=12, blank=True)  # at the end of the month before as_of's
    is_spike = models.BooleanField()
    largest_order_share = models.FloatField(null=True)
    champion_product = models.CharField(max_length=120, blank=True)  # code; of several that of the largest own share

    # Value quadrant
    current_value_minor = models.BigIntegerField(null=True)
    potential_value_minor = models.BigIntegerField(null=True)
    headroom_minor = models.BigIntegerField(null=True)
    value_class = models.CharField(max_length=12, blank=True)
    previous_class = models.CharField(max_length=12, blank=True)

    # Rhythm and early warning
    rhythm_days = models.FloatField(null=True)
    silence_days = models.PositiveIntegerField(null=True)
    due_in_days = models.IntegerField(null=True)  # latest_on + rhythm_days, from as_of: negative is overdue
    overdue_ratio = models.FloatField(null=True)
    overdue_band = models.CharField(max_length=12, blank=True)
    silence_probability = models.FloatField(null=True)
    is_abnormal = models.BooleanField()
    churn_probability = models.FloatField(null=True)
    value_at_risk_minor = models.BigIntegerField(null=True)
    churn_by = models.CharField(max_length=12, blank=True, default="")  # points, boosting, or simple
    leaving_why = models.JSONField(default=list)  # [{"feature": "silence_days", "value": 31, "points": 12}], most first

    # Forecasts of the run's day; null where nothing could be fitted. Spend, but value and margin are margin.
    probability_alive = models.FloatField(null=True)
    expected_orders_90 = models.FloatField(null=True)  # purchase days
    expected_orders_365 = models.FloatField(null=True)
    expected_spend_90_minor = models.BigIntegerField(null=True)
    expected_spend_365_minor = models.BigIntegerField(null=True)
    staying_spend_minor = models.BigIntegerField(null=True)  # of 365 days, should the customer stay
    lifetime_value_minor = models.BigIntegerField(null=True)  # narrow: the future alone, discounted
    lifetime_later_minor = models.BigIntegerField(null=True)  # the part beyond the first year
    past_margin_minor = models.BigIntegerField(null=True)
    network_minor = models.BigIntegerField(null=True)  # spent by those brought, directly and through others

    # Lifecycle
    stage = models.CharField(max_length=12)
    stage_since_on = models.DateField(null=True)  # the first snapshot that shows it without a break
    previous_stage = models.CharField(max_length=12, blank=True)  # at the end of the month before as_of's
    is_returned = models.BooleanField()

    # What reasons are read off besides; null until the first refresh after these columns came
    rank_share = models.FloatField(null=True)  # pyramid_rank ÷ customers ranked
    active_months = models.PositiveSmallIntegerField(null=True)  # calendar months with a purchase, in the window
    champion_products = models.PositiveIntegerField(null=True)
    latest_gap_days = models.PositiveIntegerField(null=True)  # open days of the silence that the latest order ended
    spend_is_falling = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["spend_minor", "customer"], name="score_by_spend"),
            models.Index(fields=["value_at_risk_minor", "customer"], name="score_by_risk"),
            models.Index(fields=["overdue_ratio", "customer"], name="score_by_overdue"),
            models.Index(fields=["latest_on", "customer"], name="score_by_latest"),
            models.Index(fields=["potential_value_minor", "customer"], name="score_by_potential"),
            models.Index(fields=["lifetime_value_minor", "customer"], name="score_by_lifetime"),
            models.Index(fields=["stage", "previous_stage"], name="score_by_stage"),
            models.Index(fields=["pyramid_level", "previous_level"], name="score_by_level"),
            models.Index(fields=["value_class", "previous_class"], name="score_by_class"),
            models.Index(fields=["rfm_group"], name="score_by_group"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.stage}"

    @property
    def why(self) -> list[dict[str, Any]]:
        """`[{"code": "gap_long", "facts": {"usual_days": 9, …}}, …]`, the weightiest first; money in minor units."""
        return why_scored(self)


class ScoreChange(models.Model):
    """A customer's move from one stage, level or class to another, dated by the first run that saw it."""

    class Kind(models.TextChoices):
        STAGE = "stage", _("stage")
        LEVEL = "level", _("level")
        CLASS = "class", _("value class")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    run = models.ForeignKey(ModelRun, models.PROTECT, related_name="changes", db_index=False, db_constraint=False)
    kind = models.CharField(max_length=8, choices=Kind)
    before = models.CharField(max_length=12, blank=True)  # empty: not there before
    after = models.CharField(max_length=12, blank=True)
    seen_on = models.DateField()  # as_of of that run; a month's end where history was filled in

    class Meta:
        indexes = [
            models.Index(fields=["customer", "seen_on"], name="change_of_customer"),
            models.Index(fields=["seen_on", "kind", "before", "after"], name="change_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.before} → {self.after} on {self.seen_on}"


class FittedModel(models.Model):
    """A model as one run fitted it: enough to score again in a year, and how far its parameters are known."""

    run = models.ForeignKey(ModelRun, models.CASCADE, related_name="models")
    name = models.CharField(max_length=20)  # bg_nbd, gamma_gamma, points, boosting
    as_of = models.DateField()
    rows = models.PositiveBigIntegerField()  # learnt from
    document = models.JSONField()  # what the library writes
    intervals = models.JSONField(default=list)  # [{"name": "r", "estimate": …, "lower": …, "upper": …}], at 95 %

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="model_once_a_run")]

    def __str__(self) -> str:
        return f"{self.name} {self.as_of} (run {self.run_id})"


class ScoreSettings(models.Model):
    """The thresholds of the definitions that somebody changed; what is not named here has its default."""

    thresholds = models.JSONField(default=dict, blank=True)
    outlook = models.JSONField(default=dict, blank=True)  # of the forecasts, see `OutlookSettings`
    updated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "score settings"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="score_settings_are_one")]

    def __str__(self) -> str:
        return "score settings"
