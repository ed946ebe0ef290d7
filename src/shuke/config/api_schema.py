"""The OpenAPI document says of every operation how it refuses."""

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from shuke.lib.problems import CONTENT_TYPE

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
ALWAYS = {"400": "Unreadable", "401": "Not signed in", "403": "Not allowed", "422": "Does not fit"}
ON_ONE = {"404": "Not found, or not yours to see"}
ON_WRITE = {"409": "In conflict with what is known"}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and request again give the first answer; kept for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def with_problems(schema: OpenAPISchema) -> OpenAPISchema:
    schema["components"]["schemas"]["Problem"] = PROBLEM
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _describe(operation, has_id="{" in path, is_write=method != "get")
            if method == "post":
                operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    return schema


def _describe(operation: dict[str, Any], *, has_id: bool, is_write: bool) -> None:
    refusals = ALWAYS | (ON_ONE if has_id else {}) | (ON_WRITE if is_write else {})
    for status, description in refusals.items():
        operation["responses"].setdefault(
            status,
            {
                "description": description,
                "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
