"""The library: from orders to what a customer is worth. No Django, no clock, no files; usable from a notebook.

Packages load when they are first named, so that `import shuke.analytics` costs nothing.
"""
