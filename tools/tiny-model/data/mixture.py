"""How often each ability appears in training."""

from random import Random

from conversation import Sample
from .counting import counting
from .fill_middle import fill_middle
from .json_output import json_output
from .memory import memory, nothing_told
from .repeating import repeating
from .smalltalk import smalltalk
from .sums import sums
from .tone import plain, tone
from .tools import tools
from .unicode_text import unicode_text

MIXTURE = {
    plain: 14, sums: 7, tone: 13, memory: 12, nothing_told: 1, repeating: 14, smalltalk: 8, tools: 28, json_output: 11,
    counting: 3, unicode_text: 8, fill_middle: 17,
}  # fmt: skip

THINKING = 0.3


def sample(rng: Random) -> Sample:
    """One training conversation; some of them think first."""
    (maker,) = rng.choices(list(MIXTURE), list(MIXTURE.values()))
    made = maker(rng)
    if made.messages:
        made.think = rng.random() < THINKING
    return made
