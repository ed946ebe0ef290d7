from shuke.records.membership.api.checkout import router as checkout_router
from shuke.records.membership.api.coupons import router as coupons_router
from shuke.records.membership.api.members import router as members_router
from shuke.records.membership.api.points import router as points_router
from shuke.records.membership.api.rewards import router as rewards_router
from shuke.records.membership.api.setting import router as setting_router

routers = (checkout_router, members_router, points_router, rewards_router, coupons_router, setting_router)

__all__ = ["routers"]
