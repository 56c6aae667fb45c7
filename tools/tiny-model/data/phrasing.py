"""Ways to say the same thing: openings, endings, capitals and punctuation."""

from random import Random

OPENINGS = (
    ["Hey, ", "Hi, ", "Hello, ", "Hi! ", "Hello! ", "Hey! ", "Please, ", "Quick question: ", "Question: ", "So, ", "And ", "Now, "]
    + ["Okay, ", "Well, ", "One more thing: ", "I have a question. ", "Listen, ", "Excuse me, ", "Sorry, ", "Also, ", "Next: "]
    + ["Tell me: ", "I wonder: ", "Let me ask you: ", "Say, ", "My question is: ", "Just one thing: ", "Then: ", "You there, "]
)
REQUESTS = ["Please ", "Can you ", "Could you ", "Would you ", "I want you to ", "I need you to ", "Could you please "]
REQUESTS += ["Can you please ", "Kindly ", "I would like you to ", "Help me: ", "Now ", "Just "]
ENDINGS = [" Thanks!", " Thank you.", " Please.", " Please answer.", " I want to know.", " Do you know?", " I forgot."]


def lower_first(text: str) -> str:
    return text if text[:2] in ("I ", "I'") else text[:1].lower() + text[1:]


def question(rng: Random, text: str) -> str:
    """A question, with or without an opening, an ending and careful spelling."""
    if rng.random() < 0.3:
        opening = rng.choice(OPENINGS)
        text = opening + (text if opening.rstrip()[-1] in ".!:" and rng.random() < 0.6 else lower_first(text))
    return spelling(rng, text, 0.15)


def command(rng: Random, text: str) -> str:
    """A request like "Name the capital of France", made polite or not."""
    if rng.random() < 0.45:
        opening = rng.choice(REQUESTS)
        text = opening + lower_first(text)
        if opening.startswith(("Can", "Could", "Would")):
            text = text.rstrip(".!") + "?"
    return spelling(rng, text, 0.1)


def spelling(rng: Random, text: str, endings: float) -> str:
    if rng.random() < endings:
        text += rng.choice(ENDINGS)
    elif rng.random() < 0.15:
        text = text.rstrip("?.!")
    if rng.random() < 0.12:
        text = lower_first(text)
    return text
