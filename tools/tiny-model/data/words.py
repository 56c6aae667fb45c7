"""Word lists, and made-up words that can only be copied, never remembered."""

from random import Random

NAMES = (
    "Anna Ben Clara David Emma Felix Grace Henry Ida Jack Kate Leo Maria Noah Olivia Paul Rosa Sam Tina Victor Alice Bob "
    "Carol Daniel Eva Frank Gina Hugo Iris James Karen Lucas Mia Nina Oscar Peter Quinn Ruth Simon Tom Uma Vera Will Zoe "
    "Adam Bella Chris Diana Erik Fiona George Hannah Ivan Julia Kevin Laura Martin Nora Otto Petra Ralph Sara Theo Ursula "
    "John Mary Mark Lily Max Ella Luis Carla Omar Leila Yuki Kenji Ravi Priya Chen Mei Igor Olga Pedro Lucia"
).split()

PLACES = (
    "Paris London Berlin Madrid Rome Vienna Tokyo Cairo Oslo Lima Dublin Athens Lisbon Prague Warsaw Munich Hamburg Milan "
    "Naples Lyon Seville Porto Boston Chicago Toronto Montreal Sydney Melbourne Mumbai Delhi Seoul Beijing Shanghai Bangkok "
    "Nairobi Lagos Dakar Havana Denver Seattle Dallas Houston Geneva Zurich Basel Graz Bergen Malmo Turin Genoa Kyoto Osaka"
).split() + ["New York", "San Francisco", "Los Angeles", "Hong Kong", "Cape Town", "Mexico City", "Buenos Aires"]

COLOURS = "red blue green yellow orange purple black white brown pink grey".split()
FOODS = "pizza pasta rice soup bread cheese apples salad cake sushi curry tacos noodles chocolate pancakes".split()
JOBS = "baker teacher doctor nurse pilot farmer painter lawyer writer cook driver singer dentist gardener plumber".split()
PETS = "dog cat rabbit parrot hamster horse turtle".split()

THINGS = (
    "car house river garden phone table window train school market bottle letter camera bridge flower island mountain "
    "library kitchen bicycle hammer blanket mirror basket candle engine forest ladder pencil pillow rocket ticket wagon "
    "book song movie coffee tea music weather recipe planet ocean robot dragon castle pirate piano guitar football"
).split()
ADJECTIVES = "old new big small red fast slow quiet happy cheap warm cold green heavy bright famous simple strange".split()
VERBS = "find sell paint clean move open close fix wash carry build visit draw".split()

ONSETS = "b c d f g h j k l m n p r s t v w z br dr kr st tr pl gr sh th ch".split()
VOWELS = "a e i o u ai ea oo".split()
CODAS = ["", "", "", "n", "r", "s", "l", "m", "x", "t", "k"]


def made_up(rng: Random, syllables: int | None = None) -> str:
    """A word that nobody has seen."""
    count = syllables or rng.choice([1, 2, 2, 2, 3])
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(count))


def name(rng: Random) -> str:
    return rng.choice(NAMES) if rng.random() < 0.45 else made_up(rng).capitalize()


def place(rng: Random) -> str:
    return rng.choice(PLACES) if rng.random() < 0.5 else made_up(rng).capitalize()


def word(rng: Random) -> str:
    kind = rng.random()
    return made_up(rng) if kind < 0.3 else rng.choice(THINGS if kind < 0.7 else ADJECTIVES if kind < 0.9 else VERBS)


def phrase(rng: Random, least: int = 2, most: int = 5) -> str:
    """Some words in a row."""
    return " ".join(word(rng) for _ in range(rng.randint(least, most)))
