"""Calls of the API as a till or system makes them: with a key, in JSON."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from tests.records import make

from shuke.records.access.models import Role
from shuke.records.access.services import issue_api_key
from shuke.records.stores.models import Store


class Api:
    def __init__(self, role: str = Role.INTEGRATOR, *stores: Store) -> None:
        """Without stores the key works everywhere."""
        self.key, self.secret = issue_api_key(
            scope=make.SYSTEM,
            now=make.NOW,
            name=f"key of {role}",
            created_by=make.staff(),
            role=role,
            stores=stores,
            works_everywhere=not stores,
        )
        self.client = Client(headers={"Authorization": f"Bearer {self.secret}"})

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", query)  # type: ignore[return-value]

    def post(self, path: str, body: object = None, **headers: str) -> HttpResponse:
        return self._send("POST", path, body, headers)

    def put(self, path: str, body: object, **headers: str) -> HttpResponse:
        return self._send("PUT", path, body, headers)

    def patch(self, path: str, body: object, **headers: str) -> HttpResponse:
        return self._send("PATCH", path, body, headers)

    def delete(self, path: str) -> HttpResponse:
        return self._send("DELETE", path, None, {})

    def _send(self, method: str, path: str, body: object, headers: dict[str, str]) -> HttpResponse:
        return self.client.generic(  # type: ignore[return-value]
            method,
            f"/api/v1{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
