"""Names and words made comparable, for rooms: the rule is that of files (`tabular.folded_text`), since both must find the same people."""

from truyvet.tabular.folded_text import contains_phrase, fold, fold_words, tidy

__all__ = ["contains_phrase", "fold", "fold_words", "tidy"]
