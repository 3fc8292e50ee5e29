from portal.sources import unsearched

from .models import Pin, Synonym

unsearched("How others are found.", Pin, Synonym)
