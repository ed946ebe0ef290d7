"""A file in, batches of text columns out. Knows no Django and no database: `shuke analyse` reads by it too.

source = open_source(path)             # what it is, and why we think so: source.description
for batch in source.batches():         # Arrow string columns with the exact line of every row
    ...
"""

from shuke.intake.reading.source import Batch, Description, Misfit, Options, Source, open_source

__all__ = ["Batch", "Description", "Misfit", "Options", "Source", "open_source"]
