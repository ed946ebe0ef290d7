"""Keys and reason codes of the scores in the reader's language. Data keeps the keys; words are chosen at the edge."""

from shuke.report.words.names import keys_of, meaning_of, name_of
from shuke.report.words.reasons import reason_plain, reason_sentence, rhythm_words

__all__ = ["keys_of", "meaning_of", "name_of", "reason_plain", "reason_sentence", "rhythm_words"]
