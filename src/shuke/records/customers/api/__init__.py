from shuke.records.customers.api.bookings import router as bookings_router
from shuke.records.customers.api.details import router as details_router
from shuke.records.customers.api.merging import router as merging_router
from shuke.records.customers.api.people import router as people_router
from shuke.records.customers.api.policies import router as policies_router
from shuke.records.customers.api.relations import router as relations_router

__all__ = [
    "bookings_router",
    "details_router",
    "merging_router",
    "people_router",
    "policies_router",
    "relations_router",
]
