from shuke.web.customers.views.list import customers
from shuke.web.customers.views.page import customer

__all__ = ["customer", "customers"]
