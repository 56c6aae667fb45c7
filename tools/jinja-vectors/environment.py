"""Jinja as Transformers sets it up for chat templates (`transformers/utils/chat_template_utils.py`), with a still clock."""

import copy
import json
from datetime import datetime

import jinja2
import jinja2.ext
import jinja2.nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = datetime(2026, 8, 1, 15, 4, 9)


class Generation(jinja2.ext.Extension):
    """`{% generation %}`, which marks what the model itself writes."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_run"), [], [], body).set_lineno(line)

    def _run(self, caller):
        return caller()


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def environment(optimized=True):
    made = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, optimized=optimized, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    made.filters["tojson"] = tojson
    made.globals["raise_exception"] = raise_exception
    made.globals["strftime_now"] = lambda format: NOW.strftime(format)
    return made


ENVIRONMENT = environment()

# Without the folding of constants, which makes a few errors into empty texts.
UNOPTIMIZED = environment(optimized=False)


def render(template, data, environment=ENVIRONMENT):
    """`[output]`, or `[None, message]`; the message is empty where it is no text of Jinja's own."""
    try:
        return [environment.from_string(template).render(**copy.deepcopy(data))]
    except jinja2.exceptions.TemplateSyntaxError:
        return [None, ""]
    except jinja2.exceptions.TemplateError as error:
        return [None, str(error)]
    except Exception:  # whatever Python says of its types differs between its versions
        return [None, ""]


def write_lines(path, values):
    """One JSON value a line."""
    with open(path, "w", encoding="utf-8") as out:
        for value in values:
            out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")
