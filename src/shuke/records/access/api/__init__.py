from shuke.records.access.api.authentication import AUTHENTICATION
from shuke.records.access.api.idempotency import idempotent
from shuke.records.access.api.me import router

__all__ = ["AUTHENTICATION", "idempotent", "router"]
