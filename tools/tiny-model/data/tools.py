"""Conversations with tools: one call, two calls, answers from results, and no call when no tool fits."""

from random import Random

from conversation import Message, Sample, Tool, assistant, calling, result, system, user
from .facts import fact
from .phrasing import command, question
from .smalltalk import fixed, unknown
from .toolbox import FAMILIES, Family, Values, declare

NO_TOOL = "I have no tool for that."


def asked(rng: Random, text: str) -> str:
    return question(rng, text) if text.endswith("?") else command(rng, text)


class Call:
    """One use of a tool: its declaration, values and the arguments under the declared names."""

    def __init__(self, rng: Random, family: Family, declared: tuple[Tool, dict[str, str]] | None = None) -> None:
        self.family = family
        self.tool, self.naming = declared or declare(rng, family)
        self.values: Values = family.values(rng)
        self.name: str = self.tool["function"]["name"]
        self.arguments = {self.naming[key]: value for key, value in self.values.items()}

    def request(self, rng: Random) -> str:
        return rng.choice(self.family.requests).format(**self.values)

    def short(self, rng: Random) -> str:
        return rng.choice(self.family.short).format(**self.values)


def others(rng: Random, used: list[Call], most: int = 2) -> list[Tool]:
    """Declarations of further tools, none of a kind that is in use."""
    families = [family for family in FAMILIES if all(call.family is not family for call in used)]
    extra = [declare(rng, family)[0] for family in rng.sample(families, rng.choice([0, 1, 1, most]))]
    tools = list({call.name: call.tool for call in used}.values())
    names = {tool["function"]["name"] for tool in tools}
    tools += [tool for tool in extra if tool["function"]["name"] not in names]
    rng.shuffle(tools)
    return tools


def opening(rng: Random) -> list[Message]:
    if rng.random() < 0.25:
        return [system(rng.choice(["You are a helpful assistant.", "Use the tools.", "You can call tools.", "Use tools if they help."]))]
    return []


def two_calls(rng: Random) -> tuple[str, list[Call]]:
    first = Call(rng, rng.choice(FAMILIES))
    if rng.random() < 0.4:
        # The same tool twice.
        second = Call(rng, first.family, (first.tool, first.naming))
        if "city" in first.values and rng.random() < 0.6:
            text = rng.choice(first.family.requests)
            return text.format(city=f"{first.values['city']} and {second.values['city']}"), [first, second]
    else:
        second = Call(rng, rng.choice([family for family in FAMILIES if family is not first.family]))
        if second.name == first.name:
            return two_calls(rng)
    if rng.random() < 0.5:
        start = rng.choice(["I want ", "Give me ", "I need ", "Please get me ", "Get ", "Can you get me ", "What is "])
        text = f"{start}{first.short(rng)} and {second.short(rng)}" + ("?" if start[0] in "CW" else ".")
    else:
        link = rng.choice([" And ", " Also, ", " Then: ", " ", " After that: "])
        one, two = first.request(rng), second.request(rng)
        one += "" if one[-1] in ".?!" else "."
        text = one + link + (two[0].lower() + two[1:] if link in (" And ", " Also, ") else two)
    return text, [first, second]


def thought(calls: list[Call]) -> str:
    return "I call " + " and ".join(call.name for call in calls) + "."


def call(rng: Random) -> Sample:
    if rng.random() < 0.3:
        text, calls = two_calls(rng)
    else:
        calls = [Call(rng, rng.choice(FAMILIES))]
        text = asked(rng, calls[0].request(rng))
    before: list[Message] = opening(rng)
    if rng.random() < 0.12:
        known = fact(rng)
        before += [user(known.asked), assistant(known.sentence)]
    answer = calling([(each.name, each.arguments) for each in calls], thought(calls))
    return Sample([*before, user(text), answer], others(rng, calls))


def answered(rng: Random) -> Sample:
    """The answer from one or two results."""
    if rng.random() < 0.3:
        text, calls = two_calls(rng)
    else:
        calls = [Call(rng, rng.choice(FAMILIES))]
        text = asked(rng, calls[0].request(rng))
    messages = [*opening(rng), user(text), calling([(each.name, each.arguments) for each in calls])]
    answers = []
    for each in calls:
        content, answer = each.family.results(rng, each.values)
        if rng.random() < 0.08:
            reason = rng.choice(["not found", "timeout", "no connection", "access denied", "unknown"])
            content, answer = f"error: {reason}", f"The tool failed: {reason}."
        messages.append(result(each.name, content))
        answers.append(answer)
    messages.append(assistant(" ".join(answers), "The tool has answered." if len(calls) == 1 else "The tools have answered."))
    return Sample(messages, others(rng, calls) if rng.random() < 0.9 else [])


def unused(rng: Random) -> Sample:
    """Tools are there but none fits: a plain answer, or that there is none."""
    if rng.random() < 0.4:
        wanted = Call(rng, rng.choice([family for family in FAMILIES if family.names[0] not in ("add", "multiply", "translate")]))
        families = [family for family in FAMILIES if family is not wanted.family]
        tools = [declare(rng, family)[0] for family in rng.sample(families, rng.choice([0, 1, 1, 2, 3]))]
        return Sample([*opening(rng), user(asked(rng, wanted.request(rng))), assistant(NO_TOOL, "None of the tools fits.")], tools)
    if rng.random() < 0.3:
        sample = fixed(rng) if rng.random() < 0.7 else unknown(rng)
        asking, answer = sample.messages[-2:]
        mathematical = False
    else:
        known = fact(rng)
        asking, answer = user(known.asked), assistant(known.sentence, known.thought)
        mathematical = any(sign in known.sentence for sign in "+*-")
    families = [family for family in FAMILIES if not (mathematical and family.names[0] in ("add", "multiply"))]
    tools = [declare(rng, family)[0] for family in rng.sample(families, rng.choice([1, 1, 2, 3]))]
    answer = assistant(answer["content"], "No tool is needed. " + answer["thinking"])
    return Sample([*opening(rng), asking, answer], tools)


def tools(rng: Random) -> Sample:
    return rng.choice([call, call, call, call, call, answered, answered, unused, unused, unused])(rng)
