"""Pages of segments: the list, the builder, one segment with who is in it and who came and went."""
