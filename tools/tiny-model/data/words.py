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
EVERYDAY = (
    "apple orange lemon paper number counter count weight width height length price index item step gate summer winter spring "
    "autumn moon star sun cloud storm road street corner shoulder finger number letter story question answer minute hour week "
    "second morning evening night today tomorrow soon later never always maybe because under over above below between around "
    "small tiny huge soft hard loud silent gentle bitter sweet sharp round empty full early late first last next other same "
    "yellow purple silver golden copper iron wooden glass marble velvet cotton leather rubber plastic stone brick sand water "
    "fire smoke light shadow mirror picture painting sculpture dancer doctor farmer sailor soldier tailor student parent "
    "brother sister uncle cousin neighbour friend stranger visitor guest owner player winner leader member partner driver "
    "value total result record balance account message packet buffer stream source target parent child node edge weight score "
    "level point angle radius speed force power energy volume area range limit offset margin column field table entry cache "
    "queue stack list array string word line page chapter title author editor reader sender receiver client server user group "
    "team project task event action option setting config version status error warning signal channel device sensor button "
    "see you me we they will can come go home at the in on with for to from by is are was not and or but all some any each "
    "parcel package basket bucket barrel blanket cushion curtain drawer cupboard shelf ceiling floor wall fence ladder tower"
).split()
VERBS = "find sell paint clean move open close fix wash carry build visit draw".split()

ONSETS = "b c d f g h j k l m n p qu r s t v w y z bl br cl cr dr fl fr gl gr kr pl pr sc sh sk sl sm sn sp st str sw th tr ch".split()
VOWELS = "a e i o u a e i o u ai au ea ee ei ie oa oo ou y".split()
CODAS = ["", "", "", "", "n", "r", "s", "l", "m", "x", "t", "k", "d", "p", "g", "ck", "ld", "mp", "nd", "ng", "nt", "ple", "rt", "sh", "st", "th"]


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
    if kind < 0.3:
        return made_up(rng)
    return rng.choice(EVERYDAY if kind < 0.5 else THINGS if kind < 0.75 else ADJECTIVES if kind < 0.92 else VERBS)


def phrase(rng: Random, least: int = 2, most: int = 5) -> str:
    """Some words in a row."""
    return " ".join(word(rng) for _ in range(rng.randint(least, most)))
