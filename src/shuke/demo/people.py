"""Generated people for households that the published data leaves nameless. Every row says that it is generated."""

import random
from collections.abc import Iterable

import pandas as pd
from faker import Faker

# A grocer in the American north-east: most names English, some Chinese, so that pinyin search has someone to find.
CHINESE_SHARE = 0.15
CARD_PREFIX = "290"  # EAN-13's range for use inside a company


def ean13(first_twelve: str) -> str:
    """The thirteen digits of a card: the check digit weighs odd places once and even places three times."""
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return f"{first_twelve}{-weighed % 10}"


def people(household_ids: Iterable[int], *, rng: random.Random) -> pd.DataFrame:
    """One generated person a household: customer_id, name, family_name, gender, birthday, phone, email, card.

    Phones are from the 555-01xx block that is reserved for fiction, e-mails from example.com.
    """
    fakers = {"en": Faker("en_US"), "zh": Faker("zh_CN")}
    for faker in fakers.values():
        faker.seed_instance(rng.randrange(2**32))
    phones = [f"+1{area}55501{tail:02d}" for area in range(201, 990) if area % 100 != 11 for tail in range(100)]
    chosen = rng.sample(phones, k=len(phones))
    rows = []
    for place, household_id in enumerate(sorted(household_ids)):
        gender = rng.choice(["female", "male"])
        family, name = _name(fakers, gender=gender, chinese=rng.random() < CHINESE_SHARE)
        rows.append(
            {
                "customer_id": str(household_id),
                "name": name,
                "family_name": family,
                "gender": gender,
                "birthday": f"{rng.randint(1938, 1999)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
                "phone": chosen[place],
                "email": f"household.{household_id}@example.com",
                "card": ean13(f"{CARD_PREFIX}{household_id:09d}"),
            }
        )
    return pd.DataFrame(rows)


def _name(fakers: dict[str, Faker], *, gender: str, chinese: bool) -> tuple[str, str]:
    faker = fakers["zh" if chinese else "en"]
    given = faker.first_name_female() if gender == "female" else faker.first_name_male()
    family = faker.last_name()
    return family, f"{family}{given}" if chinese else f"{given} {family}"
