"""Row ids as they stand in an address, where anybody can write anything."""

LONGEST_ID = 18  # digits that every database keeps


def is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID
