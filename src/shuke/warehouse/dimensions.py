"""Writes the dimensions: small beside the facts, and written anew by every build."""

from datetime import date
from typing import Any

import ibis

from shuke.lib.money import exponent
from shuke.warehouse.extract import Extract
from shuke.warehouse.marts.customer_map import customer_map, merge_roots
from shuke.warehouse.marts.dim_customer import dim_customer
from shuke.warehouse.marts.dim_date import dim_date
from shuke.warehouse.marts.dim_product import dim_product
from shuke.warehouse.marts.dim_store import dim_store
from shuke.warehouse.marts.dim_topic import dim_topic
from shuke.warehouse.staging import offer, people, service
from shuke.warehouse.writing import Writer


def write_dimensions(extract: Extract, writer: Writer, *, currency: str) -> dict[str, list[str]]:
    """Customers, products, stores and topics of cases as they are now; files by table."""
    places = exponent(currency)
    raw_customers, raw_products, raw_categories, raw_stores, raw_topics = extract.land(
        "customers", "products", "categories", "stores", "topics"
    )
    customers = people.customers(raw_customers)
    mapping = customer_map(customers, _roots(customers))
    products = offer.products(raw_products, exponent=places)
    tables = {
        "customer_map": mapping,
        "dim_customer": dim_customer(customers, mapping),
        "dim_product": dim_product(products, offer.categories(raw_categories)),
        "dim_store": dim_store(offer.stores(raw_stores)),
        "dim_topic": dim_topic(service.topics(raw_topics)),
    }
    return {name: writer.whole(table, name) for name, table in tables.items()}


def write_days(writer: Writer, *, first: date, latest: date) -> dict[str, list[str]]:
    """The calendar of the facts."""
    return {"dim_date": writer.whole(dim_date(first=first, latest=latest), "dim_date")}


def _roots(customers: Any) -> Any:
    """Where merged customers end up: few enough to follow their chains in Python."""
    merged = customers.filter(customers.merged_into_key.notnull()).select("customer_key", "merged_into_key")
    pairs = merged.to_pyarrow()
    roots = merge_roots(dict(zip(pairs["customer_key"].to_pylist(), pairs["merged_into_key"].to_pylist(), strict=True)))
    return ibis.memtable(
        {"customer_key": list(roots), "current_key": list(roots.values())},
        schema={"customer_key": "int64", "current_key": "int64"},
    )
