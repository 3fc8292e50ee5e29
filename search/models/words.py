from django.db import models

from portal.tenancy.models import Authority

from ..enums import WordForm


class IndexedWord(models.Model):
    """In how many entries of an authority a word stands, in one of its forms.

    Counted anew from time to time (`search.services.words_count`): it weighs words and finds near
    ones, and neither needs it to be exact. `in_titles` tells the words of titles and names.
    """

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="+")
    form = models.CharField(max_length=1, choices=WordForm.choices)
    word = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()
    in_titles = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "form", "word"], name="indexed_word_once"),
        ]

    def __str__(self) -> str:
        return self.word
