"""The demo shop: public data through the same doors a user has."""
