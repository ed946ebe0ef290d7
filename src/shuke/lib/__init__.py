"""Small, stateless modules every stage may use: no tables, no business words."""
