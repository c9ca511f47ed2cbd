"""The texts that a page's scripts show, for languages other than that of their source."""

from __future__ import annotations

import hashlib

from guidegen.languages import script_texts
from guidegen.website.data_files import to_json


def strings_script(language: str) -> tuple[str, str]:
    """The texts in a language as a script: its file's name, and what is in it.

    The name holds the hash of the content, as those of all shared files do.
    """
    text = f"window.guidegenTexts = {to_json(script_texts(language))};\n"
    digest = hashlib.sha256(text.encode()).hexdigest()[:8].upper()
    return f"strings.{language}-{digest}.js", text
