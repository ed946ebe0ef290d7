"""Choosing customers: a tree of conditions (`tree`), its one-line text (`text`), its JSON (`documents`), whether it
makes sense (`checks`), and who that is today (`compile`)."""
