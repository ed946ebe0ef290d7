"""What people asked to be grouped, foretold and compared by, what the latest run found, and who stands where."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuke.records.customers.models import Customer
from shuke.scores.models import ModelRun
from shuke.scores.trials.models import CellTable

RESPONDED = "responded"  # a target that no order tells: a test says who was asked, and who answered


class Grouping(models.Model):
    """One way of dividing customers: by which kinds of behaviour, into how many groups."""

    name = models.CharField(_("name"), max_length=80, blank=True)  # empty: the one every business begins with
    families = models.JSONField()  # kinds of behaviour, see `analytics.groups.features.FAMILIES`
    count = models.PositiveSmallIntegerField(_("number of groups"), null=True, blank=True)  # empty: chosen
    wants_new_fit = models.BooleanField(default=True)  # groups are found anew in the next run, else kept a month
    fitted_on = models.DateField(null=True)
    categories = models.JSONField(default=list)  # whose shares were compared
    fit = models.JSONField(null=True)  # what `Clusters.as_dict` says
    run = models.ForeignKey(ModelRun, models.SET_NULL, null=True, related_name="+")  # that put customers in them latest
    customers = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=40, blank=True)  # name of the error for which the latest run found none

    def __str__(self) -> str:
        return self.name or f"grouping {self.pk}"


class Group(models.Model):
    """One group of a grouping. It stays the same row while its customers stay together, whatever its place in a fit."""

    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField()  # in the grouping; never given to another group again
    name = models.CharField(_("name"), max_length=80, blank=True)  # by a person
    named_at = models.DateTimeField(null=True)
    place = models.PositiveSmallIntegerField(null=True)  # of its middle in the fit; empty: it is no more
    since_on = models.DateField()  # the first run that saw it
    customers = models.PositiveIntegerField(default=0)
    spend_minor = models.BigIntegerField(default=0)  # of 365 days
    solidity = models.FloatField(null=True)  # share found again on other samples
    profile = models.JSONField(default=list)  # every column beside everybody, the furthest first

    class Meta:
        ordering = ("grouping", "number")
        constraints = [models.UniqueConstraint(fields=["grouping", "number"], name="group_number_once")]

    def __str__(self) -> str:
        return self.name or f"group {self.number}"


class GroupSize(models.Model):
    """How large a group was by one day's run: what shows it growing, shrinking, ending."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="sizes")
    as_of = models.DateField()
    customers = models.PositiveIntegerField()
    spend_minor = models.BigIntegerField()
    overlap = models.FloatField(null=True)  # with the group before, in both ÷ in either; empty: no new fit that day

    class Meta:
        ordering = ("as_of",)
        constraints = [models.UniqueConstraint(fields=["group", "as_of"], name="group_size_once_a_day")]

    def __str__(self) -> str:
        return f"{self.group_id} on {self.as_of}: {self.customers}"


class CustomerGroup(models.Model):
    """The group of a customer in one grouping, and why. Only customers who bought in the window have one."""

    # Derived rows without constraints, as CustomerScore's: the run that writes them is the guarantee.
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_constraint=False)
    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="members", db_index=False)
    distance = models.FloatField()  # to the middle of the group
    why = models.JSONField()  # [{"code": "like_group", "facts": {"feature": …, "own": …, "all": …}}]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grouping", "customer"], name="customer_once_a_grouping")]
        indexes = [models.Index(fields=["group", "distance"], name="group_by_distance")]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.group_id}"


class RuleSet(models.Model):
    """Rules about one thing that may happen to customers, judged on later days; or about who answers a test."""

    target = models.CharField(max_length=20)  # of `analytics.groups.targets.Target`, or responded
    table = models.ForeignKey(
        CellTable, models.CASCADE, null=True, related_name="+"
    )  # whose answers; of responded only
    as_of = models.DateField(null=True)
    run = models.ForeignKey(ModelRun, models.SET_NULL, null=True, related_name="+")
    contest = models.JSONField(default=dict)  # of `analytics.groups.contest`, with the days it learnt and judged on
    rules = models.JSONField(default=list)  # [{"conditions", "customers", "happened", "share", "today"}]
    refusal = models.CharField(max_length=40, blank=True)  # as a grouping's

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target"], condition=models.Q(table__isnull=True), name="rules_once_a_target"
            ),
            models.UniqueConstraint(fields=["table"], name="rules_once_a_table"),
            models.CheckConstraint(
                condition=models.Q(table__isnull=True) ^ models.Q(target=RESPONDED), name="who_answers_is_of_a_table"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """What an address calls it: “left”, “responded-3” of the table 3."""
        return f"{self.target}-{self.table_id}" if self.table_id else self.target


class CustomerRule(models.Model):
    """The rule that holds for a customer today."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_constraint=False)
    rule_set = models.ForeignKey(RuleSet, models.CASCADE, related_name="members", db_index=False)
    place = models.PositiveSmallIntegerField()  # in `RuleSet.rules`

    class Meta:
        indexes = [models.Index(fields=["rule_set", "place", "customer"], name="rule_members")]

    def __str__(self) -> str:
        return f"{self.customer_id} by rule {self.place}"


class LookAlikeList(models.Model):
    """People who are like the customers of a chosen group and do not belong to it."""

    class Among(models.TextChoices):
        BUYERS = "buyers", _("those who buy")
        PROSPECTS = "prospects", _("those who never bought")

    kind = models.CharField(max_length=20)  # stage, value_class, pyramid_level, rfm_group, or group
    key = models.CharField(max_length=24)  # of that kind; the id of a group
    among = models.CharField(max_length=10, choices=Among, default=Among.BUYERS)  # who is compared with its members
    as_of = models.DateField(null=True)
    run = models.ForeignKey(ModelRun, models.SET_NULL, null=True, related_name="+")
    # Of `analytics.groups.lookalike.Likeness`; of prospects with how many there are, and whose records say too little.
    judged = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)  # by column; of prospects by what is known, “gender=female”
    alike = models.PositiveIntegerField(default=0)  # rows below
    refusal = models.CharField(max_length=40, blank=True)  # as a grouping's

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "among"], name="look_alikes_once_among"),
            models.CheckConstraint(
                condition=models.Q(among__in=("buyers", "prospects")), name="look_alikes_among_known"
            ),
        ]

    def __str__(self) -> str:
        return f"like {self.kind} {self.key} among {self.among}"

    @property
    def is_of_prospects(self) -> bool:
        return self.among == self.Among.PROSPECTS


class CustomerLikeness(models.Model):
    """One customer of such a list, most alike first."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_constraint=False)
    listing = models.ForeignKey(LookAlikeList, models.CASCADE, related_name="members", db_index=False)
    rank = models.PositiveIntegerField()
    likeness = models.FloatField()  # above .5: more like the members than like the others
    why = models.JSONField()  # [{"code": "like_members", "facts": …}]; of prospects "known_of_members"

    class Meta:
        indexes = [models.Index(fields=["listing", "rank"], name="look_alikes_by_rank")]

    def __str__(self) -> str:
        return f"{self.customer_id} at {self.rank}"
