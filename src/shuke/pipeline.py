"""The refresh, step by step: records become a warehouse, the warehouse becomes scores. Read this to see the system."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shuke.actions.campaigns import sources as campaigns
from shuke.actions.campaigns.services import run_campaigns, run_gatherings, run_targets
from shuke.actions.care import sources as care
from shuke.actions.offers import sources as offers
from shuke.actions.segments.services import run_segments
from shuke.lib.progress import Report
from shuke.outcomes.incentives import run_incentives
from shuke.outcomes.recovery import run_recovery
from shuke.outcomes.services import run_outcomes
from shuke.records.cases import sources as cases
from shuke.records.catalog import sources as catalog
from shuke.records.customers import sources as customers
from shuke.records.membership import sources as membership
from shuke.records.messages import sources as messages
from shuke.records.sales import sources as sales
from shuke.records.stores import sources as stores
from shuke.records.stores.queries import business, business_day
from shuke.scores.groups.services import run_groups
from shuke.scores.models import ModelRun
from shuke.scores.services import fill_in_history, run_forecasts, run_scores
from shuke.scores.services.category_pairs import run_category_pairs
from shuke.scores.services.next_baskets import run_next_baskets
from shuke.scores.services.steps import run_steps
from shuke.scores.trials import sources as trials
from shuke.scores.trials.services import run_trials
from shuke.warehouse.build import Built, build
from shuke.warehouse.engine import require_engine, warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.tables import latest_order_on

SOURCES = (
    *(*stores.SOURCES, *catalog.SOURCES, *customers.SOURCES, *sales.SOURCES, *membership.SOURCES),  # who, what, where
    *(*messages.SOURCES, *care.SOURCES, *offers.SOURCES, *cases.SOURCES),  # what was said to each other
    *(*campaigns.SOURCES, *trials.SOURCES),  # who was contacted, and what they did
)
# What is computed out of a built warehouse, in this order; each step knows only what stands before it.
STEPS = (
    *(fill_in_history, run_forecasts, run_scores),  # what each customer is worth, and does next
    *(run_next_baskets, run_category_pairs, run_groups, run_trials),  # what goes together, who is alike, what was tried
    *(run_segments, run_campaigns, run_gatherings, run_targets),  # who is meant, who answered, what is reached
    *(run_outcomes, run_recovery, run_incentives),  # what came of it
)


@dataclass(frozen=True)
class RefreshResult:
    as_of: date
    built: Built
    runs: tuple[ModelRun, ...]  # one for each step that had something to do


def refresh(*, as_of: date | None, engine: str, now: datetime, report: Report) -> RefreshResult:
    """Bring warehouse and scores up to the records; what was there before stays readable until the new is whole.

    `as_of` None is the day of the latest order, never later than yesterday (docs/definitions.md, As of); nothing later
    is looked at. Raises UnknownEngine, AlreadyRefreshing; StepsFailed after the last step.
    """
    require_engine(engine)
    folder = Folder(warehouse_folder())
    with folder.only_one():
        built = build(folder=folder, sources=SOURCES, currency=business().currency, now=now, report=report)
        yesterday = business_day(now) - timedelta(days=1)
        day = as_of or latest_order_on(until=yesterday) or yesterday
        runs = run_steps(STEPS, as_of=day, now=now, engine=engine, report=report)
    return RefreshResult(as_of=day, built=built, runs=runs)
