"""The reference's generated parts: `<!-- from code: NAME -->` in a page becomes what code says.

Links to Markdown outside of docs/ become words, for there is no page of it here; readers of the
source follow them.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import typer
from sphinx.application import Sphinx

from guidegen import city, errors, tables
from guidegen.cli import app as commands
from guidegen.places import curated_file

Json = dict[str, Any]
OUTSIDE = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+)([\w/-]+\.md)\)")
CHANGES = ("](../CHANGELOG.md)", "](changelog.md)")
TYPES = {"string[pyarrow]": "text", "str": "text", "float64": "number", "int64": "whole number",
         "bool": "yes or no", "datetime64[ns]": "time", "datetime64[us]": "time"}  # fmt: skip
_HERE: Any = None  # the context of a call, of which the names of types need nothing
MARK = re.compile(r"^<!-- from code: (\w+) -->$", re.MULTILINE)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _fill)
    app.connect("source-read", _contents)
    return {"parallel_read_safe": True}


def _fill(app: Sphinx, name: str, source: list[str]) -> None:
    del app

    def outside(link: re.Match[str]) -> str:
        leaves = link[2].count("../") > name.count("/")
        return f"{link[1]} (`{link[3]}`, in the source)" if leaves else link[0]

    source[0] = OUTSIDE.sub(outside, source[0].replace(*CHANGES))
    source[0] = MARK.sub(lambda mark: "\n".join(PARTS[mark[1]]()), source[0])


def _contents(app: Sphinx, name: str, source: list[str]) -> None:
    """Leave pages that are not there out of the list of contents; name those below sources."""
    if name == "sources/README":
        source[0] += "\n```{toctree}\n:hidden:\n:glob:\n\n[a-z]*\n```\n"
    if name == "index":
        known = app.project.docnames
        lines = source[0].splitlines()
        source[0] = "\n".join(
            each for each in lines if each in known or not re.fullmatch(r"[a-z]+(-[a-z]+)*", each)
        )


def command_line() -> Iterator[str]:
    """A section for each command, and for each command of a group."""
    root = typer.main.get_command(commands)
    yield "## guidegen"
    yield from _command(root)
    for name, command in sorted(root.commands.items()):  # type: ignore[attr-defined]
        group = getattr(command, "commands", None)
        yield f"\n## guidegen {name}"
        yield from _command(command)
        for inner, each in (group or {}).items():
            yield f"\n### guidegen {name} {inner}"
            yield from _command(each)


def _command(command: Any) -> Iterator[str]:
    yield f"\n{_plain(command.help)}\n"
    rows = [row for each in command.params if not each.hidden and (row := _parameter(each))]
    if rows:
        yield from _table(("argument", "meaning", "default"), rows)


def _parameter(each: Any) -> tuple[str, str, str] | None:
    if "--install-completion" in each.opts or "--show-completion" in each.opts:
        return None
    value = each.metavar or each.display_type(_HERE).strip("<>")
    if each.param_type_name == "argument":
        return _code(each.metavar or each.name.upper()), _plain(each.help), _needed(each, "")
    names = ", ".join(_code(name) for name in (*each.opts, *each.secondary_opts))
    flag = each.is_flag or each.count
    told = names if flag else f"{names} {_code(value)}"
    return told, _plain(each.help), _needed(each, "")


def _needed(each: Any, absent: str) -> str:
    if each.required:
        return "required"
    nothing = each.default is None or each.default is False or callable(each.default)
    return absent if nothing or each.default == 0 else _code(str(each.default))


def exit_codes() -> Iterator[str]:
    """The tree of errors, as its docstring draws it."""
    yield "```text"
    yield inspect.cleandoc(errors.__doc__ or "").split("\n\n", 1)[1].strip("\n")
    yield "```"


def city_file() -> Iterator[str]:
    """A section for each part of a city file."""
    yield from _document(city.json_schema(), "The whole file")


def places_file() -> Iterator[str]:
    """The same for what editors write."""
    yield from _document(curated_file.json_schema(), "The whole file")


def _document(schema: Json, title: str) -> Iterator[str]:
    definitions = schema.get("$defs", {})
    yield f"## {title}"
    yield from _keys(schema, definitions)
    for name, each in definitions.items():
        yield f"\n## {_heading(name, each)}\n"
        yield f"{_plain(each.get('description', ''))}\n"
        yield from _keys(each, definitions)


def _heading(name: str, definition: Json) -> str:
    """What a part is called in the file, for example ``source: flickr`` or ``walks``."""
    source = definition.get("properties", {}).get("source", {})
    named = [source["const"]] if "const" in source else source.get("enum", [])
    if name.endswith("Source") and named:
        return "source: " + ", ".join(named)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _keys(schema: Json, definitions: Json) -> Iterator[str]:
    needed = schema.get("required", [])
    rows = []
    for key, each in schema.get("properties", {}).items():
        default = "required" if key in needed else _default(each)
        rows.append(
            (_code(key), _kind(each, definitions), _plain(_told(each, definitions)), default)
        )
    yield from _table(("key", "value", "meaning", "default"), rows)


def _told(value: Json, definitions: Json) -> str:
    own = value.get("description", "")
    return own or definitions.get(value.get("$ref", "").rsplit("/", 1)[-1], {}).get(
        "description", ""
    )


def _default(value: Json) -> str:
    if "default" not in value or "$ref" in value:
        return "" if "$ref" in value else "none"
    return _code(json.dumps(value["default"], ensure_ascii=False)) if value["default"] else "none"


def _kind(value: Json, definitions: Json) -> str:
    """What may stand there, in a few words."""
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        heading = _heading(name, definitions[name])
        return f"[{heading}](#{_anchor(heading)})"
    several = value.get("anyOf") or value.get("oneOf")
    if several:
        kinds = [_kind(each, definitions) for each in several if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in value or "const" in value:
        return ", ".join(_code(str(each)) for each in value.get("enum", [value.get("const")]))
    kind = str(value.get("type", ""))
    if kind == "array":
        inner = _kind(value.get("items", {}), definitions)
        return f"list of {inner}" if inner else "list"
    if kind == "object":
        pattern = next(iter(value.get("patternProperties", {}).values()), {})
        return f"keys of yours, each with {_kind(pattern, definitions)}" if pattern else "keys"
    if "pattern" in value:
        unit = "min|h" in value["pattern"] or "km" in value["pattern"]
        return "number with unit" if unit else "text"
    words = {"string": "text", "integer": "whole number", "boolean": "yes or no"}
    return words.get(kind, kind) + _range(value)


def _range(value: Json) -> str:
    low, high = value.get("minimum"), value.get("maximum")
    above = value.get("exclusiveMinimum")
    if low is not None and high is not None:
        return f", {low} to {high}"
    if low is not None:
        return f", {low} or more"
    return f", more than {above}" if above is not None else ""


def contracts() -> Iterator[str]:
    """Columns and types of every table between stages, with the remarks beside them."""
    remarks = _remarks()
    for schema in _schemas():
        yield f"\n## {schema.name}\n"
        lead = remarks.get((schema.name, ""), "")
        if lead:
            yield f"{lead}\n"
        rows = []
        for name, column in schema.columns.items():
            notes = [remarks.get((schema.name, name), ""), _limits(column)]
            may = ["may be empty"] if column.nullable else []
            may += [] if column.required else ["may be absent"]
            told = "; ".join(note for note in [*notes, *may] if note)
            rows.append((_code(name), TYPES.get(str(column.dtype), str(column.dtype)), told))
        yield from _table(("column", "type", "meaning and limits"), rows)


def _schemas() -> list[Any]:
    return [each for each in vars(tables).values() if isinstance(each, tables.pa.DataFrameSchema)]


def _limits(column: Any) -> str:
    unique = ["unique"] if column.unique else []
    return "; ".join(unique + [_limit(check) for check in column.checks])


def _limit(check: Any) -> str:
    told: dict[str, Any] = check.statistics or {}
    match check.name:
        case "isin":
            return "one of " + ", ".join(_code(str(each)) for each in told["allowed_values"])
        case "in_range":
            return f"{told['min_value']} to {told['max_value']}"
        case "greater_than_or_equal_to":
            return f"{told['min_value']} or more"
        case "greater_than":
            return f"more than {told['min_value']}"
        case "str_matches":
            return "matches " + _code(str(getattr(told["pattern"], "pattern", told["pattern"])))
    return "not empty"


def _remarks() -> dict[tuple[str, str], str]:
    """Comments of tables.py: behind a column or above it, and above a table (column "")."""
    found: dict[tuple[str, str], str] = {}
    above: list[str] = []
    waiting: list[tuple[str, str]] = []
    for line in inspect.getsource(tables).splitlines():
        comment = line.partition("# ")[2].strip() if "# " in line else ""
        if line.strip().startswith("# "):
            above.append(comment)
            continue
        if opening := re.match(r"([A-Z_]+) = pa\.DataFrameSchema\(", line):
            waiting.append((opening[1].lower(), " ".join(above)))
            found[opening[1].lower(), ""] = " ".join(above)
        elif waiting:
            for column in re.findall(r'"(\w+)": pa\.Column', line):
                found[waiting[-1][0], column] = comment or " ".join(above)
        above = []
    return found


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    used = [i for i in range(len(heads)) if any(row[i] for row in rows)]
    yield "| " + " | ".join(heads[i] for i in used) + " |"
    yield "|" + " --- |" * len(used)
    for row in rows:
        yield "| " + " | ".join(row[i].replace("|", "\\|") for i in used) + " |"


def _code(text: str) -> str:
    return f"`{text}`"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _plain(text: str | None) -> str:
    """One line; what could be taken for markup shows as it is."""
    line = " ".join((text or "").split())
    return re.sub(r"([<>*_\[\]])", r"\\\1", line)


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "command_line": command_line,
    "exit_codes": exit_codes,
    "city_file": city_file,
    "places_file": places_file,
    "contracts": contracts,
}
