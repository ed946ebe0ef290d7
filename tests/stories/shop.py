"""A small shop with two stores and a past of fourteen months, made with a seed; the files are what a shop hands in."""

import csv
import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

AS_OF = dt.date(2025, 6, 30)
CUSTOMERS = 60
SEED = 7
PRODUCTS = (("P1", "Iced mocha", "Drinks"), ("P2", "Basque cheesecake", "Food"), ("P3", "Dark beans 250 g", "Beans"))
FAMILY_NAMES = ("潘", "许", "林", "Smith", "Jones")


@dataclass(frozen=True)
class ShopFiles:
    customers: Path
    orders: Path


def write_shop(folder: Path) -> ShopFiles:
    rng = random.Random(SEED)
    files = ShopFiles(folder / "customers.csv", folder / "orders.csv")
    with files.customers.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["customer_id", "name", "family_name", "phone", "card", "store_code"])
        for number in range(1, CUSTOMERS + 1):
            writer.writerow(person(number))
    with files.orders.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                "order_id",
                "date",
                "customer_id",
                "store_code",
                "product_id",
                "product_name",
                "category",
                "quantity",
                "amount",
            ]
        )
        order = 0
        for number in range(1, CUSTOMERS + 1):
            for day in visits(number, rng):
                order += 1
                for code, name, category in rng.sample(PRODUCTS, k=rng.randint(1, 3)):
                    writer.writerow(
                        [
                            f"R{order:05d}",
                            day,
                            f"M{number:03d}",
                            store_of(number),
                            code,
                            name,
                            category,
                            1,
                            f"{rng.randint(400, 3000) / 100:.2f}",
                        ]
                    )
    return files


def person(number: int) -> list[str]:
    family = FAMILY_NAMES[number % len(FAMILY_NAMES)]
    name = f"{family}天伟{number}" if not family.isascii() else f"Ann {family} {number}"
    return [f"M{number:03d}", name, family, f"+86138000{number:05d}", f"290{number:09d}", store_of(number)]


def store_of(number: int) -> str:
    return "RIVER" if number % 2 else "HILL"


def visits(number: int, rng: random.Random) -> list[dt.date]:
    """Every customer has a rhythm of their own; every fifth stopped coming four months ago."""
    gap = 7 + number % 20
    ends = AS_OF - dt.timedelta(days=120 if number % 5 == 0 else rng.randint(0, gap))
    day = AS_OF - dt.timedelta(days=400 + number)
    days = []
    while day <= ends:
        days.append(day)
        day += dt.timedelta(days=max(1, gap + rng.randint(-2, 2)))
    return days
