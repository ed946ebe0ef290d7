"""Who would want a product, or a kind of product."""
