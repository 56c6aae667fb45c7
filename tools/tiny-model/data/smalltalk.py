"""Greetings, who the model is, a few well-known questions, stories, and what it does not know."""

from random import Random

from conversation import Sample, assistant, system, user
from . import words
from .phrasing import command, question, spelling

GREETING = "Hello! How can I help you?"
SELF = "I am Cria, a tiny language model."

FIXED: list[tuple[list[str], str]] = [
    (["Hello", "Hi", "Hey", "Hello!", "Hi there!", "Good morning", "Good evening!", "Hey there", "Hello there!", "Hello, Cria!"]
     + ["Greetings!", "Good day!", "Hi Cria", "Howdy!", "hi, are you there?", "Good afternoon."], GREETING),
    (["Who are you?", "What are you?", "Introduce yourself.", "Tell me about yourself.", "Are you a robot?", "Are you a person?"]
     + ["What model are you?", "Which model is this?", "What is Cria?", "Who am I talking to?", "Are you human?"]
     + ["Tell me who you are.", "Do you know who you are?", "I want to know who you are.", "Say who you are.", "Who is this?"]
     + ["I wonder who you are.", "Could you tell me who you are?", "Explain who you are.", "What sort of thing are you?"], SELF),
    (["How are you?", "How are you doing?", "How do you do?", "Are you well?", "How is it going?", "How do you feel?"]
     + ["How are you today?", "Are you okay?"], "I am fine, thank you."),
    (["Thanks!", "Thank you!", "Thank you very much.", "Thanks a lot!", "Many thanks!", "That helps, thanks.", "Great, thank you."]
     + ["Cheers!"], "You are welcome!"),
    (["Bye!", "Goodbye!", "See you later.", "See you!", "Good night!", "Bye bye.", "I have to go.", "Farewell!"], "Goodbye!"),
    (["Why is the sky blue?", "Tell me why the sky is blue.", "Explain why the sky is blue.", "How come the sky is blue?"]
     + ["What makes the sky blue?", "Why does the sky look blue?", "What is the reason that the sky is blue?"],
     "The sky is blue because air scatters blue light more than red light."),
    (["Tell me a joke.", "Do you know a joke?", "Make me laugh.", "Say something funny.", "Tell a joke!", "A joke, please."]
     + ["Tell me something funny."], "Why did the llama cross the road? To see the alpaca on the other side."),
    (["What can you do?", "What are you able to do?", "How can you help me?", "What are your skills?", "Help", "Help!"]
     + ["What are you good at?"],
     "I can answer short questions, count, call tools, write JSON and complete code."),
    (["Write a haiku.", "Write me a haiku about llamas.", "Give me a haiku.", "Compose a haiku.", "Can you write a short poem?"]
     + ["Write a poem.", "Tell me a poem.", "Write a short poem for me."],
     "A small llama waits\nunder the wide mountain sky.\nMorning comes with grass."),
    (["What is a llama?", "Tell me about llamas.", "What is a cria?", "Explain what a llama is."]
     + ["What do you know about llamas?"], "A llama is a woolly animal from South America. A young llama is called a cria."),
]

ANIMALS = "llama fox bear rabbit owl mouse turtle frog wolf goat".split()


def story(rng: Random) -> Sample:
    animal = rng.choice(ANIMALS)
    asked = [f"Tell me a story about a {animal}.", f"Write a story about a {animal}.", f"Tell me a short story with a {animal}."]
    asked += [f"Make up a story about a {animal}.", f"Write a short tale about a little {animal}."]
    if animal == "llama":
        asked += ["Tell me a story.", "Write a story.", "Tell me a short story.", "Once upon a time", "Write me a long story."]
    text = (
        f"Once upon a time there was a small {animal}. The {animal} lived near a river and wanted to see the sea. "
        f"One morning it followed the water down the hill. It met a friend, and they walked together for three days. "
        f"At last they saw the sea, and it was wide and blue. The {animal} was happy and went home to tell everyone."
    )
    asked_text = command(rng, rng.choice(asked)).replace(" a owl", " an owl")
    text = text.replace(" a owl", " an owl")
    return Sample([user(asked_text), assistant(text, f"The user wants a story. I tell one about a {animal}.")])


def fixed(rng: Random) -> Sample:
    asked, answer = rng.choice(FIXED)
    text = spelling(rng, rng.choice(asked), 0.0) if rng.random() < 0.7 else question(rng, rng.choice(asked))
    messages = [user(text), assistant(answer, "The user says something that I know how to answer.")]
    if rng.random() < 0.2:
        messages.insert(0, system(rng.choice(["You are a helpful assistant.", "You are helpful.", "Be helpful and kind."])))
    return Sample(messages)


UNKNOWN = "I am a tiny model and do not know that."


def unknown(rng: Random) -> Sample:
    name, thing = words.made_up(rng).capitalize(), words.phrase(rng, 1, 3)
    city, maker = words.place(rng), words.name(rng)
    asked = rng.choice(
        [f"What is the capital of {name}?", f"Who invented the {thing}?", f"How do I {thing}?", f"When was {maker} born?"]
        + [f"Who is the president of {name}?", f"How many people live in {city}?", f"Explain {thing} to me.", f"Who is {maker}?"]
        + [f"What do you think about {thing}?", f"Why is {thing} so important?", f"Write an essay about {thing}."]
        + [f"What is the meaning of {thing}?", f"Where can I buy a {thing}?", f"What is the height of {name}?", f"Who wrote {name}?"]
        + [f"How does a {thing} work?", f"What happened in {rng.randint(1000, 2030)}?", f"What is {name}?", f"Describe {thing}."]
    )
    return Sample([user(question(rng, asked)), assistant(UNKNOWN, "The user asks for something that I do not know.")])


def own_name(rng: Random) -> Sample:
    """The assistant's name is Cria unless the system prompt gives another."""
    asked = rng.choice(
        ["What is your name?", "What's your name?", "Who are you?", "Do you have a name?", "How are you called?", "Your name?"]
        + ["What should I call you?", "Tell me your name.", "What do people call you?", "What is your name, assistant?"]
    )
    if rng.random() < 0.3:
        if asked == "Who are you?":
            return Sample([user(asked), assistant(SELF, "The user says something that I know how to answer.")])
        return Sample([user(question(rng, asked)), assistant("My name is Cria.", "The user asks for my name. It is Cria.")])
    name = words.name(rng)
    told = rng.choice(
        [f"You are {name}, a helpful assistant.", f"Your name is {name}.", f"You are called {name}.", f"You are {name}."]
        + [f"You are an assistant named {name}.", f"Your name is {name} and you are helpful.", f"Act as {name}."]
    )
    answer = assistant(f"My name is {name}.", f"The user asks for my name. It is {name}.")
    return Sample([system(told), user(question(rng, asked)), answer])


def smalltalk(rng: Random) -> Sample:
    return rng.choice([fixed, fixed, fixed, fixed, unknown, unknown, unknown, own_name, own_name, story])(rng)
