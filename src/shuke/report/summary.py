"""summary.json: every figure of the report for programs. Keys are stable; money is in the file's own unit."""

import datetime as dt
import json
from typing import Any

import pandas as pd

from shuke.analytics.worth.reason_frame import why_frame
from shuke.report.figures import WINDOW_DAYS, Figures
from shuke.report.sales import Sales
from shuke.report.tables import in_file_money, money
from shuke.report.words import keys_of

# Kinds counted over everybody; the others over those with an order in the window.
EVERYBODY = ("rfm_group", "rfm_eight", "value_class", "stage")
IN_WINDOW = ("abc", "pyramid_level")


def summary_text(sales: Sales, figures: Figures) -> str:
    return json.dumps(summary_of(sales, figures), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def summary_of(sales: Sales, figures: Figures) -> dict[str, Any]:
    first_on = figures.as_of - dt.timedelta(days=WINDOW_DAYS - 1)
    return {
        "as_of": figures.as_of.isoformat(),
        "window": {"from": first_on.isoformat(), "until": figures.as_of.isoformat(), "days": WINDOW_DAYS},
        "rfm_method": "independent",
        "file": _file(sales),
        "customers": _totals(sales, figures),
        **{kind: _classes(figures.customers, kind, sales) for kind in EVERYBODY},
        **{kind: _classes(figures.in_window, kind, sales) for kind in IN_WINDOW},
        "rfm_codes": {code: _codes(figures.in_window[code]) for code in "rfm"},
        "pareto": _pareto(sales, figures),
        "health": [
            {
                "on": _day(point["month_end"]),
                "customers_active": int(point["customers_active"]),
                "customers_total": int(point["customers_total"]),
            }
            for point in figures.health.to_dict("records")
        ],
        "rhythm": _rhythm(sales, figures),
        "to_act_on": _to_act_on(sales, figures),
    }


def _file(sales: Sales) -> dict[str, Any]:
    return {
        "name": sales.path.name,
        "sha256": sales.sha256,
        "format": sales.format,
        "encoding": sales.encoding or None,
        "rows": sales.tally.rows,
        "refused_rows": sum(sales.tally.refused.values()),
        "refused": dict(sorted(sales.tally.refused.items())),
        "noticed": dict(sorted(sales.tally.noticed.items())),
        "columns": [{"field": column.field, "number": column.number, "name": column.name} for column in sales.columns],
        "decimals": sales.decimals,
        "currency": sales.currency or None,
        "first_on": sales.first_on.isoformat() if sales.first_on else None,
        "latest_on": sales.latest_on.isoformat() if sales.latest_on else None,
    }


def _totals(sales: Sales, figures: Figures) -> dict[str, Any]:
    return {
        "ever": len(figures.customers),
        "in_window": len(figures.in_window),
        "bought_again": figures.bought_again,
        "orders": int(figures.customers["orders"].sum()),
        "spend": _money(figures.customers["spend"].sum(), sales),
    }


def _classes(customers: pd.DataFrame, kind: str, sales: Sales) -> dict[str, Any]:
    """Customers and spend of every class; those nobody is in count 0."""
    grouped = customers.groupby(kind)["spend"].agg(["size", "sum"])
    return {
        key: {
            "customers": int(grouped["size"].get(key, 0)),
            "spend": _money(grouped["sum"].get(key, 0), sales),
        }
        for key in keys_of(kind)
    }


def _codes(codes: "pd.Series[int]") -> dict[str, int]:
    counts = codes.value_counts()
    return {str(code): int(counts.get(code, 0)) for code in range(1, 6)}


def _pareto(sales: Sales, figures: Figures) -> dict[str, Any]:
    return {
        "gini": round(figures.gini, 6),
        "share_bringing_80": round(figures.share_bringing_80, 6),
        "points": [
            {
                "customers": int(point["customers"]),
                "customer_share": round(float(point["customer_share"]), 6),
                "spend": _money(point["spend"], sales),
                "spend_share": round(float(point["spend_share"]), 6),
            }
            for point in figures.curve.to_dict("records")
        ],
    }


def _rhythm(sales: Sales, figures: Figures) -> dict[str, Any]:
    at_risk = figures.slipping["value_at_risk"]
    return {
        "alerts": int(figures.customers["is_abnormal"].sum()),
        "slipping": len(figures.slipping),
        "value_at_risk": _money(at_risk.sum(), sales) if at_risk.notna().any() else None,
        "bands": {
            band["overdue_band"]: {
                "customers": int(band["customers"]),
                "churned": int(band["churned"]),
                "churn_probability": round(float(band["churn_probability"]), 6),
            }
            for band in figures.bands.sort_values("overdue_band").to_dict("records")
        },
    }


def _to_act_on(sales: Sales, figures: Figures) -> list[dict[str, Any]]:
    chosen = figures.to_act_on
    reasons = why_frame(in_file_money(chosen, sales.decimals)).tolist()
    return [
        {
            "customer_id": row["customer_id"],
            "value_at_risk": _money(row["value_at_risk"], sales),
            "churn_probability": None if pd.isna(row["churn_probability"]) else round(row["churn_probability"], 4),
            "stage": row["stage"],
            "value_class": row["value_class"],
            "pyramid_level": row["pyramid_level"],
            "silence_days": int(row["silence_days"]),
            "why": why,
        }
        for row, why in zip(chosen.to_dict("records"), reasons, strict=True)
    ]


def _money(units: float, sales: Sales) -> float | None:
    """JSON knows no decimals: the shortest number that reads as the same amount."""
    return None if pd.isna(units) else float(money(round(units), sales.decimals))


def _day(value: object) -> str:
    return pd.Timestamp(str(value)).date().isoformat()
