"""Members who grew; what a page shows."""

from datetime import timedelta

from django.test import Client
from tests.records import make

from shuke.records.membership.models import GrowthRow, Member


def grow(member: Member, growth: int, days_ago: int = 1) -> None:
    on = make.NOW.date() - timedelta(days=days_ago)
    key = f"g{member.pk}:{days_ago}"
    GrowthRow.objects.create(member=member, growth=growth, on=on, at=make.NOW, source="test", source_key=key)


def shown(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()
