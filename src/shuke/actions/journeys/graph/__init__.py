"""A journey as a graph of typed nodes: read, checked and decided on without a database."""
