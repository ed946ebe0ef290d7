"""What pages and doctor ask the warehouse. Plain values out, never a table of the engine.

Money is in minor units of `state().currency`. `stores` is the caller's scope: customers count by their home store,
orders and money by the order's store. `as_of=None` is the latest snapshot. Answers of one build are kept in memory.
"""

from shuke.warehouse.manifest import NoWarehouse
from shuke.warehouse.read.classes import Classed, ClassesMoney, ClassMoney, class_money
from shuke.warehouse.read.customers import (
    cohorts,
    group_counts,
    health_curve,
    moves,
    pareto,
    volumes,
)
from shuke.warehouse.read.heat import heat_map
from shuke.warehouse.read.leaving import RISKS, LeavingBoard, RiskCell, leaving_board
from shuke.warehouse.read.lifetime import LifetimeClass, Lifetimes, lifetimes
from shuke.warehouse.read.quality import check_results, quality_counts, quality_rows
from shuke.warehouse.read.sales import DIMENSIONS, ITSELF, MEASURES, OF_ORDERS, pivot, sales_by_month, sold_to
from shuke.warehouse.read.shapes import (
    Check,
    Cohort,
    Comparison,
    Group,
    HealthPoint,
    HeatCell,
    HeatMap,
    Move,
    Moves,
    Pareto,
    ParetoPoint,
    Pivot,
    PivotCell,
    QualityCount,
    QualityRow,
    SalesMonth,
    StoreIds,
    Volume,
    WarehouseState,
)
from shuke.warehouse.read.state import snapshot_days, state

__all__ = [
    "DIMENSIONS",
    "ITSELF",
    "MEASURES",
    "OF_ORDERS",
    "RISKS",
    "Check",
    "ClassMoney",
    "Classed",
    "ClassesMoney",
    "Cohort",
    "Comparison",
    "Group",
    "HealthPoint",
    "HeatCell",
    "HeatMap",
    "LeavingBoard",
    "LifetimeClass",
    "Lifetimes",
    "Move",
    "Moves",
    "NoWarehouse",
    "Pareto",
    "ParetoPoint",
    "Pivot",
    "PivotCell",
    "QualityCount",
    "QualityRow",
    "RiskCell",
    "SalesMonth",
    "StoreIds",
    "Volume",
    "WarehouseState",
    "check_results",
    "class_money",
    "cohorts",
    "group_counts",
    "health_curve",
    "heat_map",
    "leaving_board",
    "lifetimes",
    "moves",
    "pareto",
    "pivot",
    "quality_counts",
    "quality_rows",
    "sales_by_month",
    "snapshot_days",
    "sold_to",
    "state",
    "volumes",
]
