from shuke.records.cases.api.complaints import router as complaints_router
from shuke.records.cases.api.inbox import router as inbox_router
from shuke.records.cases.api.working import router as working_router

routers = (inbox_router, working_router, complaints_router)

__all__ = ["routers"]
