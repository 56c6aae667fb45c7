"""Writes what Jinja makes of small templates: the reference for Cria's own engine. See README.md."""

import itertools
import random
import sys

from environment import UNOPTIMIZED, render, write_lines

DATA = {
    "s": "Hello World",
    "e": "",
    "u": "héllo 日本 😀!",
    "sp": "  \n two  words\t ",
    "nl": "a\nb\r\nc\n\nd",
    "q": "it's \"so\" \\ <b> & é",
    "think": "<think>\nhm\n</think>\n\nyes",
    "t": True,
    "f": False,
    "n": None,
    "i": 42,
    "neg": -7,
    "z": 0,
    "x": 3.5,
    "w": 2.25,
    "tiny": 0.00001,
    "huge": 1.5e300,
    "l": ["b", "A", "c"],
    "nums": [3, 1, 2.5, 1],
    "mixed": ["x", 1, 2.5, True, None, ["y"], {"k": "v"}],
    "empty": [],
    "d": {"b": 2, "a": "one", "c": None, "nest": {"k": [1, {"z": 0}]}, "items": "own", "é": "ü"},
    "ed": {},
    "users": [
        {"name": "Bob", "age": 30, "on": True, "at": {"city": "Rome"}},
        {"name": "alice", "age": 25, "on": False, "at": {"city": "Bonn"}},
        {"name": "Carl", "age": 30, "on": True},
    ],
    "messages": [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Hi 😀"},
        {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f", "arguments": {"a": 1, "b": [True, None, 2.5]}}}]},
        {"role": "tool", "content": "3"},
    ],
}

VALUES = ["s", "e", "u", "sp", "nl", "q", "think", "t", "f", "n", "i", "neg", "z", "x", "w", "tiny", "huge",
          "l", "nums", "mixed", "empty", "d", "ed", "users", "missing", "(i, 'a')", "range(4)", "s[:3]", "d.missing"]

FILTERS = """abs|attr('upper')|batch(2)|list|batch(2, 'x')|list|capitalize|center(20)|center|count|default('D')|d('D', true)|
dictsort|dictsort(true)|dictsort(by='value')|dictsort(false, 'key', true)|e|escape|filesizeformat|filesizeformat(true)|first|float|float(1.5)|
forceescape|format(1)|indent|indent(2)|indent(2, true)|indent('> ', blank=true)|int|int(7)|int(base=16)|int(0, 2)|items|list|join|join(', ')|
join(d='-')|last|length|list|lower|map('upper')|list|map('string')|join(',')|max|min|pprint|reject|list|reverse|list|reverse|round|
round(1)|round(2, 'floor')|round(method='ceil')|safe|select|list|select('string')|list|slice(2)|list|slice(3, 'f')|list|sort|sort(reverse=true)|
string|striptags|sum|title|tojson|tojson(indent=2)|tojson(separators=(',', ':'))|tojson(sort_keys=true)|tojson(ensure_ascii=true)|tojson(indent=0)|
trim|trim('H! ')|truncate(5)|truncate(9, true, '…', 0)|unique|list|upper|urlencode|wordcount|wordwrap(5)|xmlattr|string|length|
replace('l', 'L')|replace('o', '0', 1)|replace(1, 2)|select('none')|list|reject('none')|list|default(none)|default(false)|trim|upper""".replace("\n", "")

TESTS = ["defined", "undefined", "none", "boolean", "true", "false", "integer", "float", "number", "string", "mapping",
         "sequence", "iterable", "callable", "escaped", "lower", "upper", "odd", "even", "divisibleby(2)", "divisibleby 7",
         "sameas none", "sameas(true)", "eq 42", "== 3.5", "ne('x')", "gt 1", "ge(0)", "lt 100", "le 2.0", "in [42, 3.5, none]",
         "in 'Hello World!'", "in d", "equalto 0", "greaterthan 3", "lessthan(9)", "not none", "not string"]

METHODS = """upper() lower() title() capitalize() swapcase() casefold() strip() lstrip() rstrip() strip('H!') lstrip('\\n') rstrip('d!') split()
split('o') split(' ', 1) split(sep='l') split(maxsplit=1) rsplit(' ', 1) rsplit() rsplit('l', 1) split('') splitlines() splitlines(true)
partition(' ') rpartition('o') partition('') join(['a','b']) join('xyz') join([1]) replace('l','L') replace('l','L',1) replace('','-') replace('','-',2)
find('o') find('o',5) find('zz') find('',3) rfind('o') rfind('o',0,5) index('o') index('zz') rindex('o') count('l') count('') count('l',4)
startswith('He') startswith(('x','H')) startswith('lo',3) endswith('ld') endswith('!') endswith(('a','!')) startswith('') removeprefix('He')
removesuffix('ld') removesuffix('') center(21,'*') center(20,'é') ljust(14,'.') rjust(14) zfill(14) expandtabs() expandtabs(4) isalpha() isalnum() isdigit()
isdecimal() isnumeric() isspace() isascii() isprintable() isidentifier() isupper() islower() istitle() encode() encode('utf-8').decode()
format(1) format_map(d) __class__ nope nope() upper lower(1) strip(1) replace('a') split(1)""".split()
METHODS += ["split(none, 1)", "split('</think>')[-1].lstrip('\\n')", "split('<think>')[-1]", "translate({108: 'L'})"]

STRINGS = ["s", "e", "u", "sp", "nl", "q", "think"]

OPERANDS = ["1", "2", "-3", "0", "2.5", "-0.0", "1e3", "true", "none", "'a'", "'é😀'", "''", "[1]", "['a']", "(1,)", "{'a': 1}", "missing", "10**20"]

FORMATS = """'{}'|'{0}{0}'|'{:>12}'|'{:<12}|'|'{:^12}|'|'{:*^13}'|'{:05d}'|'{:+d}'|'{: d}'|'{:,}'|'{:_}'|'{:x}'|'{:#x}'|'{:X}'|'{:b}'|'{:#010b}'|
'{:o}'|'{:c}'|'{:e}'|'{:.2e}'|'{:f}'|'{:.2f}'|'{:08.2f}'|'{:+.1f}'|'{:g}'|'{:.3g}'|'{:G}'|'{:%}'|'{:.1%}'|'{:.3}'|'{:10.3}'|'{!r}'|'{!s:>5}'|'{!a}'|
'{:,.2f}'|'{:012,}'|'{{}}{}'|'{'|'}'|'{} {}'|'{x}'|'{:s}'|'{:n}'|'{!x}'|'{0.nope}'|'{0[0]}'|'{0[k]}'|'{:{}}'|'{1:{0}}'|'{:é>8}'|'{:=+8}'|'{:-}'|'{:z}'""".replace("\n", "").split("|'")
FORMATS = [f if f.startswith("'") else "'" + f for f in FORMATS]

PERCENTS = ["%s", "%d", "%5d|", "%-5d|", "%05d", "%+d", "% d", "%x", "%#x", "%X", "%o", "%e", "%.2f", "%8.3f", "%g", "%G", "%c", "%r", "%a", "%%",
            "%s %s", "%(a)s", "%i", "%u", "%.2s", "%*d", "%", "%y", "%10s|", "%-10s|", "%.0f", "%#.0f", "%F", "%E"]
PERCENT_VALUES = ["1", "-42", "2.5", "'é'", "(1, 2)", "d", "none", "true", "[1, 2]", "1e20", "0", "(5, 3)", "missing"]

HAND = r"""
{{ true }}|{{ false }}|{{ none }}|{{ True }}{{ False }}{{ None }}|{{ 'v=' ~ true }}|{{ 'v=' ~ none ~ 1.0 }}|{{ [1, none] }}|{{ 2.0 }}|{{ {'a': 2.0} | tojson }}
{{ 1e16 }} {{ 1e15 }} {{ 123456789012345678 }} {{ 1e-4 }} {{ 1e-5 }} {{ 0.1 + 0.2 }} {{ 1/3 }} {{ 100.0 }} {{ 1.5e300 * 1e10 }}
{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2 ** 0.5 }} {{ 2 ** 3 ** 2 }}
{{ 1 / 0 }}|{{ 1 // 0 }}|{{ 1.0 % 0 }}|{{ 0 ** -1 }}|{{ -2 ** 2 }}|{{ (-8) ** 0.5 }}|{{ 10 ** 400 }}|{{ 1e308 * 10 }}|{{ 'a' * 3 }}|{{ 3 * [1] }}|{{ 'a' * -1 }}|{{ (1,) * 2 }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1.0 == true }} {{ 'a' < 'b' }} {{ [1,2] < [1,3] }} {{ (1,) == [1] }} {{ {'a':1} == {'a':1.0} }} {{ 'é' > 'z' }} {{ '😀' > '￿' }}
{{ 1 < 'a' }}|{{ none < 1 }}|{{ [] < {} }}|{{ missing < 1 }}|{{ missing == missing2 }}|{{ missing == none }}|{{ 'a' in 1 }}|{{ 1 in 'a' }}|{{ missing in [] }}|{{ 'x' in missing }}
{{ 'a' in 'abc' }} {{ 'a' not in 'abc' }} {{ 1 in [1.0] }} {{ true in [1] }} {{ 'b' in d }} {{ 2 in d.values() }} {{ ('b', 2) in d.items() }} {{ 3 in range(0, 10, 3) }} {{ none in [none] }}
{{ not 1 }} {{ not '' }} {{ not missing }} {{ 1 and 2 }} {{ 0 or 'x' }} {{ missing or 'y' }} {{ none and 1 }} {{ not 1 == 2 }} {{ not (1 == 2) }} {{ 1 if false }} {{ 'a' if 0 else 'b' if 0 else 'c' }}
{{ s[0] }}{{ s[-1] }}{{ s[99] }}{{ s[1:4] }}{{ s[::-1] }}{{ s[::2] }}{{ s[-3:] }}{{ s[:-3] }}{{ u[6:9] }}{{ u[-2] }}{{ u[::-1] }}{{ u|length }}{{ l[1:] }}{{ l[::-1] }}{{ l[5:] }}{{ nums[1:3][0] }}
{{ messages[1:] | length }}|{{ messages[::-1] | map(attribute='role') | join(' ') }}|{{ messages[0]['role'] }}|{{ messages[0].role }}|{{ messages[-1].content }}|{{ messages[2].tool_calls[0].function.arguments | tojson }}
{{ messages | join('/', attribute='role') }}|{{ messages | map(attribute='content') | list }}|{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | first }}|{{ messages | rejectattr('role', 'in', ['system', 'tool']) | list | length }}
{{ messages | selectattr('tool_calls') | list | length }}|{{ messages | selectattr('tool_calls', 'defined') | list | length }}|{{ messages | selectattr('content', 'none') | list | length }}|{{ messages | groupby('role') | map('first') | list }}
{{ users | map(attribute='at.city') | list }}|{{ users | map(attribute='at.city', default='?') | list }}|{{ users | map(attribute='name') | sort | list }}|{{ users | sort(attribute='age') | map(attribute='name') | join(',') }}
{{ users | sort(attribute='age,name') | map(attribute='name') | join(',') }}|{{ users | sort(attribute='name', case_sensitive=true) | map(attribute='name') | join(',') }}|{{ users | sum(attribute='age') }}|{{ users | sum('age', 1.5) }}|{{ users | max(attribute='age') }}
{{ users | min(attribute='name') }}|{{ users | unique(attribute='age') | map(attribute='name') | list }}|{{ users | groupby('age') | list }}|{% for k, v in users | groupby('age') %}{{ k }}={{ v | length }};{% endfor %}|{% for g in users | groupby('on') %}{{ g.grouper }}:{{ g.list | length }} {% endfor %}
{{ users | groupby('at.city') | length }}|{{ users | groupby('at.city', default='') | map(attribute='grouper') | list }}|{{ users | selectattr('age', '>', 26) | map(attribute='name') | list }}|{{ users | selectattr('on', 'true') | list | length }}|{{ users | map('attr', 'name') | list }}
{{ users | map(attribute='name') | map('replace', 'o', '0') | list }}|{{ l | map('upper') | join }}|{{ nums | select('odd') | list }}|{{ nums | select('gt', 1) | list }}|{{ nums | reject('gt', 1) | list }}|{{ l | select('in', ['A', 'b']) | list }}|{{ ['a', '', none, 0, 'b'] | select | list }}
{{ l | map }}|{{ l | map() | list }}|{{ l | map('nope') | list }}|{{ l | select('nope') | list }}|{{ users | map(attribute='name', x=1) | list }}|{{ users | selectattr | list }}|{{ l | nope }}|{{ l is nope }}|{{ l | join(1, 2, 3, 4) }}|{{ l | join(x=1) }}|{{ s.strip('a', 'b') }}
{{ d.items() | list }}|{{ d['items'] }}|{{ d.keys() | list }}|{{ d.values() | list }}|{{ d.get('b') }} {{ d.get('c', 'x') }} {{ d.get('q', 'x') }} {{ d.get('q') }}|{{ d.items() }}|{{ d.keys() }}|{{ d.values() }}|{{ d.pop('a') }}|{{ d.update({}) }}|{{ l.append(1) }}|{{ d.copy() == d }}
{{ d.a }} {{ d['a'] }} {{ d.q }} {{ d['q'] }} {{ d.q is defined }} {{ d.c is none }} {{ d.nest.k[1].z }} {{ d.é }}|{{ d.q.r }}|{{ d['q']['r'] }}|{{ none.x }}|{{ none.x is defined }}|{{ (1).x }}|{{ missing.x }}|{{ missing() }}|{{ s() }}|{{ d.a.b is defined }}|{{ l.0 }}{{ l.5 }}|{{ l['x'] }}
{{ {'a': 1, 'a': 2} }}|{{ {1: 'a', true: 'b', 1.0: 'c'} }}|{{ {'x': {'y': [1, (2, 3), ()]}} }}|{{ {} }}{{ [] }}{{ () }}{{ (1,) }}|{{ {[1]: 2} }}|{{ {(1, 2): 3} }}|{{ {(1, 2): 3}[(1, 2)] }}|{{ {none: 1} | tojson }}|{{ {1: 2, 1.5: 3, true: 4} | tojson }}|{{ {(1,): 2} | tojson }}
{{ "it's" | list }}|{{ ["it's", 'say "x"', 'both \' and "'] }}|{{ ['\n\t\\', 'é', '\x00\x7f', '😀', '\u200b', '\xa0', '\x85'] }}|{{ '\x41\u00e9\U0001F600\101\q\'\"' }}|{{ "a" 'b' "c" }}|{{ 'a\
b' }}|{{ '\x4' }}|{{ '\é' }}|{{ 'unterminated }}|{{ "{{" }}|{{ '%}' }}|{{ '}}' }}
{{ s | upper | lower | title }}|{{ s | upper() }}|{{ (s | upper)[0] }}|{{ s.upper().lower() }}|{{ -1 | abs }}|{{ (-1) | abs }}|{{ not s | length }}|{{ 1 + s | length }}|{{ s ~ 1 + 2 }}|{{ 1 ~ 2 * 3 }}|{{ '1' + '2' | int | string }}|{{ -x }}{{ +i }}{{ -t }}|{{ - s }}
{{ 'a' is string and 'b' is not none }}|{{ 1 is odd == true }}|{{ x is float is defined }}|{{ 3 is not divisibleby 2 }}|{{ i is in [42] }}|{{ i is not in([42]) }}|{{ 'foo' is filter }} {{ 'upper' is filter }} {{ 'odd' is test }} {{ 'nope' is test }}|{{ s is eq('x') or s is eq s }}
{{ range(3) | list }}{{ range(1, 4) | list }}{{ range(5, 0, -2) | list }}{{ range(0) | list }}{{ range(3) }}{{ range(3)[1] }}{{ range(10)[2:5] }}{{ range(3) | length }}|{{ range() }}|{{ range(1, 2, 0) }}|{{ range('a') }}|{{ range(1.5) }}|{{ range(1000000) }}|{{ range(true) | list }}
{{ dict(a=1, b=2) }}|{{ dict([('a', 1)]) }}|{{ dict({'a': 1}, b=2) }}|{{ namespace(a=1).a }}|{{ namespace(a=1) }}|{{ namespace({'x': 1}).x }}|{{ namespace().y is defined }}|{{ namespace(a=1)['a'] }}|{{ joiner(',') is callable }}|{{ cycler('a', 'b').next() }}|{{ cycler() }}
{{ raise_exception('roles must alternate') }}|{{ raise_exception() }}|{{ raise_exception(none) }}|{{ strftime_now('%d %B %Y') }}|{{ strftime_now('%Y-%m-%d %H:%M:%S') }}|{{ strftime_now('%d %b %Y|%-d %b %y|%A %a|%I:%M %p|%j|%F %T|%e|%%|%U %W %V %w %u|%D %R') }}|{{ strftime_now("%-m/%-d") }}
{{ '%s is %d' % ('x', 3) }}|{{ '%s' % s }}|{{ '%s' % [1] }}|{{ '%(a)s-%(b)d' % d }}|{{ '%s' % (1, 2) }}|{{ '%s %s' | format('a', 1.0) }}|{{ '%(x)s' | format(x=1) }}|{{ '%s' | format(1, x=2) }}|{{ '%.2f' | format(3.14159) }}|{{ '%5s|%-5s|' % ('é', 'b') }}
{{ '{a} {b[0]} {c.x}'.format(a=1, b=[2], c={'x': 3}) }}|{{ '{0.__class__}'.format(1) }}|{{ '{}'.format() }}|{{ '{} {1}'.format(1, 2) }}|{{ '{:>{w}}'.format('a', w=5) }}|{{ '{:{}}'.format('a', 4) }}|{{ 'a{}b'.format('{}') }}|{{ '{!r:>6}'.format('a') }}
{{ '<b>' | e }}|{{ '<b>' | safe }}|{{ ('<b>' | safe) ~ '<i>' }}|{{ ('<b>' | safe) + '<i>' }}|{{ '<i>' + ('<b>' | safe) }}|{{ ('<b>' | e) | upper }}|{{ ['<', '<b>' | safe] | join('&') }}|{{ ('<b>' | safe) is escaped }}|{{ ('%s' | safe) % '<' }}|{{ ('{}' | safe).format('<') }}
{{ ('a<b' | safe).split('<') }}|{{ ('<' | safe).join(['<', '>']) }}|{{ ('<b>' | safe)[0] }}|{{ ('<b>' | safe) | tojson }}|{{ ('ab' | safe) == 'ab' }}|{{ ('ab' | safe).replace('a', '<') }}|{{ ('<b>' | safe) | replace('b', '<') }}|{{ ('a' | safe) * 2 }}|{{ '<p>a &amp; <i>b</i>  c</p>' | striptags }}
{{ d | tojson }}|{{ mixed | tojson }}|{{ u | tojson }}|{{ q | tojson }}|{{ '\x00\x1f\x7f\u2028\u0085</script>' | tojson }}|{{ missing | tojson }}|{{ range(3) | tojson }}|{{ (1, 2) | tojson }}|{{ 1e22 | tojson }} {{ 0.1 | tojson }} {{ -0.0 | tojson }} {{ 1e400 | tojson }}
{{ d | tojson(indent=4) }}|{{ d | tojson(2) }}|{{ d | tojson(indent='\t') }}|{{ d | tojson(indent=none) }}|{{ d | tojson(separators=(',', ':'), indent=1) }}|{{ ed | tojson(indent=2) }}{{ empty | tojson(indent=2) }}|{{ d | tojson(true) }}|{{ {1: 2, 'a': 3} | tojson(sort_keys=true) }}|{{ d | tojson(nope=1) }}
{{ 'ǆ' | capitalize }} {{ 'ß' | capitalize }} {{ 'ß' | upper }} {{ 'İ' | lower }} {{ 'ΑΣ' | lower }} {{ 'ﬁx' | title }} {{ "they're bill's" | title }} {{ "they're".title() }} {{ 'a-b (c) [d] {e} <f' | title }} {{ 'ß'.casefold() }} {{ 'éÉ'.swapcase() }}
{{ '²'.isdigit() }} {{ '²'.isdecimal() }} {{ '½'.isnumeric() }} {{ '٣'.isdecimal() }} {{ 'é'.isalpha() }} {{ 'é'.isascii() }} {{ '\xa0'.isspace() }} {{ ''.isspace() }} {{ ''.isascii() }} {{ 'a b'.isprintable() }} {{ 'a\n'.isprintable() }} {{ 'é1_'.isidentifier() }} {{ '1a'.isidentifier() }}
{{ '42' | int }} {{ '42.9' | int }} {{ ' 42 ' | int }} {{ '4_2' | int }} {{ '0x1f' | int(base=16) }} {{ 'ff' | int(0, 16) }} {{ '0b11' | int(0, 0) }} {{ 'x' | int }} {{ 'x' | int(-1) }} {{ 3.9 | int }} {{ -3.9 | int }} {{ true | int }} {{ none | int }} {{ '1e3' | int }} {{ [] | int(5) }}
{{ '1.5' | float }} {{ 'x' | float }} {{ 'x' | float(2) }} {{ 1 | float }} {{ 'inf' | float }} {{ ' 1e3 ' | float }} {{ none | float }} {{ '1_0' | float }} {{ 'nan' | float }}|{{ 2.5 | round }} {{ 3.5 | round }} {{ 2.675 | round(2) }} {{ 1234 | round(-2) }} {{ 1250 | round(-2) }} {{ 2.1 | round(0, 'ceil') }} {{ 2.9 | round(method='floor') }} {{ 5 | round(1) }} {{ -2.5 | round }} {{ true | round }}
{{ 'x' is sameas 'x' }}|{{ 1.0 is integer }} {{ true is integer }} {{ true is number }} {{ 1 is float }} {{ none is number }}|{{ 'A' is upper }} {{ 'a1' is lower }} {{ 1 is lower }} {{ '' is upper }}|{{ 5 is odd }} {{ 5.0 is odd }} {{ 'a' is odd }}|{{ 2 is even }}{{ missing is odd }}|{{ users[0] is mapping }}
"""

STATEMENTS = r"""
{% for a, b in [(1, 2), (3, 4)] %}{{ a }}-{{ b }};{% endfor %}
{% for a, b in [(1, 2, 3)] %}{{ a }}{% endfor %}
{% for a, b in [(1,)] %}{{ a }}{% endfor %}
{% for a, b in [1] %}{{ a }}{% endfor %}
{% for a, b in d.items() %}{{ a }}={{ b }};{% endfor %}
{% for k in d %}{{ k }},{% endfor %}
{% for k, v in d | dictsort %}{{ k }}:{{ v }} {% endfor %}
{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}
{% for [a, b] in [[1, 2]] %}{{ a }}{{ b }}{% endfor %}
{% for x in 5 %}{{ x }}{% endfor %}
{% for x in none %}{{ x }}{% endfor %}
{% for x in missing %}{{ x }}{% else %}none{% endfor %}
{% for x in [] %}{{ x }}{% else %}empty{% endfor %}
{% for c in 'né😀' %}[{{ c }}]{% endfor %}
{% for x in l %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.revindex }}/{{ loop.revindex0 }}/{{ loop.first }}/{{ loop.last }}/{{ loop.length }}/{{ loop.depth }}/{{ loop.depth0 }};{% endfor %}
{% for x in l %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }};{% endfor %}
{% for x in l %}{{ loop.cycle('odd', 'even') }} {% endfor %}
{% for x in [1, 1, 2] %}{{ loop.changed(x) }} {% endfor %}
{% for x in l %}{{ loop.nope }}{% endfor %}
{% for x in l %}{{ loop }}{% endfor %}
{% for x in l if x != 'A' %}{{ loop.index }}{{ x }}{{ loop.last }} {% endfor %}
{% for x in nums if x > 5 %}{{ x }}{% else %}none{% endfor %}
{% for x in nums if x > 1 %}{{ loop.length }}{{ loop.revindex }} {% endfor %}
{% for x in l | reverse %}{{ x }}{{ loop.last }}{% endfor %}
{% for x in l | map('upper') %}{{ x }}{{ loop.length }}{% endfor %}
{% for x in range(10) %}{% if x == 3 %}{% break %}{% endif %}{{ x }}{% endfor %}
{% for x in range(6) %}{% if x is odd %}{% continue %}{% endif %}{{ x }}{% endfor %}
{% for x in [1, 2] %}{% for y in [1, 2] %}{% if y == 2 %}{% break %}{% endif %}{{ x }}{{ y }} {% endfor %}{{ loop.index }}{% endfor %}
{% break %}
{% for x in [1] %}{% else %}{% endfor %}{% continue %}
{% for n in [{'v': 1, 'c': [{'v': 2, 'c': []}]}] recursive %}{{ n.v }}{{ loop.depth }}({{ loop(n.c) }}){% endfor %}
{% for n in [1] %}{{ loop([2]) }}{% endfor %}
{% for x in 1, 2, 3 %}{{ x }}{% endfor %}
{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = 5 %}{{ x }}{% endfor %}{{ x }}
{% set y = 1 %}{% if true %}{% set y = 2 %}{% endif %}{{ y }}
{% for i in [1, 2] %}{% set z = i %}{% endfor %}{{ z is defined }}
{% set ns = namespace(n=0, found=false) %}{% for i in nums %}{% set ns.n = ns.n + i %}{% if i == 2.5 %}{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.n }}{{ ns.found }}
{% set ns = namespace() %}{% set ns.x, ns.y = 1, 2 %}{{ ns.x }}{{ ns.y }}{{ ns.z }}
{% set d2 = {} %}{% set d2.x = 1 %}
{% set nope.x = 1 %}
{% set a, b = 1, 2 %}{{ a }}{{ b }}
{% set a = 1, 2 %}{{ a }}
{% set a, b = 'xy' %}{{ b }}{{ a }}
{% set a = b = 1 %}
{% set none = 1 %}
{% set t1 %}x{{ 1 + 1 }}y{% endset %}[{{ t1 }}]
{% set t1 | upper | trim %} ab {% endset %}[{{ t1 }}]
{% set t1 %}{% set inner = 1 %}{% endset %}{{ inner is defined }}
{% macro f(a, b='B', c=none) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }} {{ f(1, 2) }} {{ f(c=3, a=1) }} {{ f() }}
{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}
{% macro f(a) %}{{ a }}{% endmacro %}{{ f(b=2) }}
{% macro f(a, b=a) %}{{ b }}{% endmacro %}{{ f(7) }}
{% macro f(a, b) %}{{ b is defined }}{{ a }}{% endmacro %}{{ f(7) }}
{% macro f(a) %}{{ b.x }}{% endmacro %}{{ f(7) }}
{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, x=3) }}
{% macro f(a) %}{{ a }}{{ varargs | length }}{% endmacro %}{{ f(*[1, 2, 3]) }} {{ f(**{'a': 5}) }}
{% macro f() %}[{{ caller() }}]{% endmacro %}{% call f() %}body{% endcall %}
{% macro f() %}[{{ caller(1, 2) }}]{% endmacro %}{% call(a, b=5) f() %}{{ a }}{{ b }}{% endcall %}
{% macro f() %}{{ caller() }}{% endmacro %}{{ f() }}
{% macro f(x) %}{{ x }}{{ caller() if caller is defined else '-' }}{% endmacro %}{{ f(1) }}{% call f(2) %}c{% endcall %}
{% call upper() %}x{% endcall %}
{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}
{% macro f() %}{{ g }}{% endmacro %}{% set g = 1 %}{{ f() }}
{% macro f() %}{% set g = 2 %}{{ g }}{% endmacro %}{% set g = 1 %}{{ f() }}{{ g }}
{% for i in [1, 2] %}{% macro f() %}{{ i }}{% endmacro %}{{ f() }}{% endfor %}
{{ f }}{% macro f() %}{% endmacro %}
{% macro f() %}  x  {% endmacro %}[{{ f() | trim }}]{{ f() | length }}{{ f().strip() }}
{% macro f() %}{% endmacro %}{{ f.name }}{{ f() == '' }}{{ f is callable }}
{% filter upper %}a{{ 'b' }}{% endfilter %}
{% filter replace('a', 'b') | upper %}aca{% endfilter %}
{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}
{% with %}{% set q1 = 1 %}{{ q1 }}{% endwith %}{{ q1 is defined }}
{% set a = 1 %}{% with a = 2, b = a %}{{ a }}{{ b }}{% endwith %}
{% block x %}in{{ s }}{% endblock %}
{% for i in [1] %}{% block b1 %}{{ i is defined }}{% endblock %}{% block b2 scoped %}{{ i }}{% endblock %}{% endfor %}
{% block t %}T{% endblock %}{{ self.t() }}
{% print s, 1 %}
{% raw %}{{ x }}{% y %}{# z #}{% endraw %}
{%- raw -%}  a  {%- endraw -%} b
{# comment {{ x }} #}a{#- b -#} c
a {#- x #} b {# y -#} c
{% include 'x' %}
{% import 'x' as y %}
{% if false %}{% include 'x' %}{% endif %}ok
{% nope %}
{% if %}{% endif %}
{% if 1 %}
{% endif %}
{% for %}{% endfor %}
{% for x in l %}{% endif %}
{% else %}
{% if 1 %}a{% elif 2 %}b{% else %}c{% endif %}{% if 0 %}a{% elif 2 %}b{% else %}c{% endif %}{% if 0 %}a{% elif 0 %}b{% else %}c{% endif %}
{% if missing %}a{% else %}b{% endif %}{% if s and l %}c{% endif %}{% if not e %}d{% endif %}
{% if 1, 2 %}a{% endif %}
{% if (x := 1) %}{% endif %}
{{ }}
{{ 1 2 }}
{{ 1 + }}
{{ (1 }}
{{ [1, 2 }}
{{ a b }}
{{ x. }}
{{ .x }}
{{ x | }}
{{ 'a }}
{{ 1 if }}
{{ f(a=1, 2) }}
{{ f(**d, *l) }}
{{ @ }}
{{ $x }}
{{ a ? b }}
{{ lambda x: x }}
{{ [x for x in l] }}
{{ x = 1 }}
{{ True == true }}{{ NONE is defined }}
{% generation %}x{% endgeneration %}
{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}{%- generation -%} x {%- endgeneration -%}
{% generation %}{% set v1 = 1 %}{{ v1 }}{% endgeneration %}{{ v1 is defined }}
{% for m in messages %}{% generation %}{{ m.role }}{{ loop.index }}{% endgeneration %}{% endfor %}
{% for t in [{'p': {'a': {}}}] %}{% for k, v in t.p | items %}{{ k }}:{{ v['type'] | upper }};{% endfor %}{% endfor %}
[{{ missing | upper }}][{{ missing | length }}][{{ missing | list }}][{{ missing | join(',') }}][{{ missing | first }}][{{ missing | trim }}][{{ missing | replace('a', 'b') }}][{{ missing | string }}][{{ missing | safe }}][{{ missing | title }}]
{% autoescape true %}{{ '<' }}{{ '<' | safe }}{% endautoescape %}{{ '<' }}
{% set x = none %}{{ x }}{{ x is none }}{{ x | default('d') }}{{ x | default('d', true) }}
{% macro f(x) %}{{ x }}{{ x is none }}{% endmacro %}{{ f(none) }}
{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}
{% set j = joiner(', ') %}{% for x in l %}{{ j() }}{{ x }}{% endfor %}
{% set it = l | map('upper') %}{{ it | list }}{{ it | list }}
{% set parts = 'a,b,c'.split(',') %}{{ parts[0] }}{{ parts | last }}{{ parts[1:] }}
{% set c = think %}{% if '</think>' in c %}{% set c = c.split('</think>')[-1].lstrip('\n') %}{% endif %}[{{ c }}]
{%- for x in l -%}
    {{ x }}
{%- endfor -%}
  {% if 1 %}
  a
  {% endif %}
b
  {%+ if 1 %}a{% endif +%}
b
 x {% if 1 %} y {% endif %} z
{{ 1 }}
{{ 2 }}

{{- 3 -}}

4
{% set x = 1 -%}   
  a
{%- set x = 1 %}

b
""".strip("\n").split("\n")

LAYOUT = [
    "a\n  {% if 1 %}\n  b\n  {% endif %}\nc\n", "a\n{%- if 1 -%}\n  b\n{%- endif -%}\nc\n\n", "  {% if 1 %}x{% endif %}  \n", "\n\n{% if 1 %}\n\nx{% endif %}\n\n",
    "a\r\nb\r{{ 1 }}\r\n", "a {#- x -#} b\n {# y #}\nc", "  {# a #}  \n  {{ 1 }}  \n", "\t{% set a = 1 %}\n\t{{ a }}", "{{ 1 -}}  \n {{- 2 }}", "{% raw %}\n{{ a }}\n{% endraw %}\nb",
    "  {% raw %}  x  {% endraw %}  y", "a{% if 1 +%}\nb{% endif %}", "a\n  {%+ if 1 %}b{% endif %}", "{% if 1 %}\n{% if 1 %}\n  x\n  {% endif %}\n{% endif %}\ny", "{%- if 1 %} x {% endif -%}\n y",
    "{% set a %}\n x\n{% endset %}[{{ a }}]", "{% macro f() %}\n  x\n{% endmacro %}[{{ f() }}]", "{% for x in [1, 2] %}\n{{ x }}\n{% endfor %}\nz", "{% for x in [1, 2] -%}\n{{ x }}\n{%- endfor %}\nz", "{{ '\n' }}{{ \"\\n\" }}x",
    "x{%- raw -%}  y  {%- endraw -%}  z", "{% raw -%} a {%- endraw %} b", "{#\n multi\n#}\nx", "a{# unterminated", "a{% raw %}b", "a{{ 1", "a{% if 1", "{ { x } }", "{{ {'a': {'b': 1}}}}", "{{ {'a': {'b': 1} } }}", "\u00a0{% if 1 %}x{% endif %}", "\u2028  {%- if 1 %}x{% endif %}",
]


def pairs():
    for value, name in itertools.product(VALUES, split_filters()):
        yield f"{{{{ {value} | {name} }}}}"
    for value, test in itertools.product(VALUES[:-4], TESTS):
        yield f"{{{{ {value} is {test} }}}}"
    for value, method in itertools.product(STRINGS, METHODS):
        yield f"{{{{ {value}.{method} }}}}"
    for a, b, op in itertools.product(OPERANDS, OPERANDS, ["+", "-", "*", "/", "//", "%", "**", "~", "==", "<", "in"]):
        yield f"{{{{ {a} {op} {b} }}}}"
    for form, value in itertools.product(FORMATS, ["1", "-42", "2.5", "'é😀'", "1234567.891", "none", "[5, 6]", "true", "d", "1e22"]):
        yield f"{{{{ {form}.format({value}) }}}}"
    for form, value in itertools.product(PERCENTS, PERCENT_VALUES):
        yield f"{{{{ '{form}' % {value} }}}}"


def split_filters():
    names, depth, current = [], 0, ""
    for character in FILTERS:
        if character == "|" and depth == 0:
            names.append(current)
            current = ""
            continue
        depth += {"(": 1, ")": -1}.get(character, 0)
        current += character
    names.append(current)
    # `x|list` after what gives a generator.
    merged = []
    for name in names:
        if name in ("list", "join(',')") and merged and merged[-1].split("(")[0] in (
            "batch", "slice", "map", "select", "reject", "unique", "items", "reverse"
        ):
            merged[-1] += f" | {name}"
        else:
            merged.append(name)
    return list(dict.fromkeys(merged))


def chains(rng):
    """Chains of filters, tests and methods on one value, as templates have them."""
    filters, methods = split_filters(), [m for m in METHODS if "__" not in m]
    while True:
        text = rng.choice(VALUES)
        for _ in range(rng.randint(2, 4)):
            text = rng.choice([f"{text} | {rng.choice(filters)}", f"({text}).{rng.choice(methods)}", f"({text})[{rng.choice(['0', '-1', '1:', ':2', '::-1', '::2', chr(39) + 'a' + chr(39)])}]",
                               f"({text}) ~ {rng.choice(OPERANDS)}", f"[{text}, {rng.choice(OPERANDS)}]", f"{{'k': {text}}}", f"({text}) if {rng.choice(VALUES)} else {rng.choice(OPERANDS)}"])
        yield f"{{{{ {text} }}}}"


def is_firm(text):
    """Whether a vector says something: no address of memory, no accident of the optimiser, no complex number, not long."""
    result = render(text, DATA)
    if result[0] is None:
        return render(text, DATA, UNOPTIMIZED)[0] is None
    return result == render(text, DATA, UNOPTIMIZED) and " at 0x" not in result[0] and "j)" not in result[0] and len(result[0]) < 600


def main():
    path, kept, fuzz, seed = sys.argv[1], *(int(each) for each in (sys.argv[2:5] or ["1300", "700", "1"]))
    rng = random.Random(seed)
    hand = [part for line in HAND.strip().split("\n") for part in line.split("|{{")]
    hand = [part if part.startswith("{") else "{{" + part for part in hand]
    every = list(dict.fromkeys(pairs()))
    some = rng.sample(every, min(kept, len(every)))
    texts = list(dict.fromkeys(hand + STATEMENTS + LAYOUT + some + list(itertools.islice(chains(rng), fuzz))))
    vectors = [[text, *render(text, DATA)] for text in texts if is_firm(text)]
    write_lines(path, [DATA, *vectors])
    print(len(vectors), "vectors,", sum(v[1] is None for v in vectors), "of them errors")


if __name__ == "__main__":
    main()
