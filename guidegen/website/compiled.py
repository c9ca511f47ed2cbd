"""What templates need again and again, made once: their compiled code, and their texts."""

from __future__ import annotations

from functools import lru_cache
from types import FunctionType
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from guidegen.languages import _, ngettext, spoken


class Compiled(BytecodeCache):
    """The code of templates, for the next build in this process.

    Jinja compares what is kept with the template as it is now.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept of a template."""
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


class _Context(Context):
    """What templates know; it calls macros and functions as Jinja's does, with fewer questions."""

    def call(self, called: Any, /, *values: Any, **named: Any) -> Any:
        is_macro = type(called) is Macro
        if not (is_macro or (type(called) is FunctionType and not called.__dict__)):
            return super().call(called, *values, **named)  # Jinja marks what wants the context
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(self.eval_ctx, *values, **named) if is_macro else called(*values, **named)


_COMPILED = Compiled()


def prepare(templates: Environment) -> None:
    """Let templates keep their code, and have their texts as `newstyle` gettext fills them in.

    Jinja's own functions ask for each text anew, through three calls.
    """
    templates.bytecode_cache = _COMPILED
    templates.context_class = _Context
    templates.auto_reload = False  # a build is of one moment
    templates.globals |= {"_": _text, "gettext": _text, "ngettext": _one_or_many}


def _text(text: str, /, **values: Any) -> Markup:
    return _marked(spoken(), text) % values if values else _unfilled(spoken(), text)


def _one_or_many(one: str, many: str, number: int, /, **values: Any) -> Markup:
    return Markup(ngettext(one, many, number)) % {"num": number, **values}  # noqa: S704 - as Jinja


@lru_cache(4096)
def _marked(_language: str, text: str) -> Markup:
    return Markup(_(text))  # noqa: S704 - catalogues are ours, values are escaped


@lru_cache(4096)
def _unfilled(language: str, text: str) -> Markup:
    return _marked(language, text) % {}
