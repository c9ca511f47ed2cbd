"""Licences under which texts and pictures of others may be published, and where they stand."""

from __future__ import annotations

import re

_DEEDS = "https://creativecommons.org"
_VERSIONS = ("1.0", "2.0", "2.5", "3.0", "4.0")
# Versions that were rewritten for the law of a country, or for organisations of states (igo).
_PORTS = {
    "1.0": "fi il nl",
    "2.0": "at au be br ca cl de es fr hr it jp kr nl pl tw uk za",
    "2.1": "au ca es jp",
    "2.5": (
        "ar au bg br ca ch cn co dk es hr hu il in it mk mt mx my nl pe pl pt scotland se si tw za"
    ),
    "3.0": (
        "am at au az br ch cl cn cr cz de ec ee eg es fr ge gr gt hk hr ie igo it lu nl no nz ph"
        " pl pr pt ro rs sg th tw ug us ve vn za"
    ),
}
_CODE = re.compile(r"cc-(by|by-sa)-(\d\.\d)(?:-([a-z]+))?")
# What services and people call licences that allow publishing, as codes of Wikimedia Commons.
# Flickr's two are of version 2.0.
_CODES = {
    "attribution license": "cc-by-2.0",
    "attribution-sharealike license": "cc-by-sa-2.0",
    "public domain dedication (cc0)": "cc0",
    "public domain": "pd",
    "public domain mark": "pd",
    "united states government work": "pd",
}
_ADDRESS = re.compile(r"https?://creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/([\d.]+)")
_ADDRESS_CODES = {"zero": "cc0", "mark": "pd"}


def _attribution_licences() -> dict[str, str]:
    """CC BY and CC BY-SA, every version and port."""
    variants = [(version, "") for version in _VERSIONS]
    variants += [(version, port) for version, ports in _PORTS.items() for port in ports.split()]
    return {
        f"CC {kind.upper()} {version} {port.upper()}".strip(): "/".join(
            part for part in (_DEEDS, "licenses", kind, version, port) if part
        )
        + "/"
        for kind in ("by", "by-sa")
        for version, port in variants
    }


LICENCES: dict[str, str] = {
    "CC0 1.0": f"{_DEEDS}/publicdomain/zero/1.0/",
    "Public domain": f"{_DEEDS}/publicdomain/mark/1.0/",
    "Apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
    "CC BY-NC-SA 3.0": f"{_DEEDS}/licenses/by-nc-sa/3.0/",  # of texts only, see `publishable`
    **_attribution_licences(),
}
"""The address of a licence's text by its short name, such as "CC BY-SA 4.0"."""

FREE_OF_CREDIT = frozenset({"CC0 1.0", "Public domain"})
"""Licences that ask for no name beside the work."""


def publishable(commons_code: str) -> str:
    """The short name of a licence by its code on Commons, such as "cc-by-sa-3.0-it".

    It is "" for every licence that may not be published or is not known: whatever is not
    explicitly allowed is not.
    """
    code = commons_code.strip().lower()
    if re.fullmatch(r"cc0(-1\.0)?|cc-zero(-1\.0)?", code):
        return "CC0 1.0"
    if re.fullmatch(r"pd(-[\w.+-]*)?", code, re.ASCII):
        return "Public domain"
    found = _CODE.fullmatch(code.removesuffix("-migrated"))
    name = f"CC {found[1]} {found[2]} {found[3] or ''}".strip().upper() if found else ""
    return name if name in LICENCES else ""


def licence_of(text: str) -> str:
    """The short name of a licence that allows publishing, as services and people write it, or "".

    For example "CC BY-SA 2.0", "cc-by-2.0", "Attribution License", "CC0 1.0" or the address of
    the licence. Licences that forbid commercial use or changes are none of these.
    """
    plain = " ".join(text.casefold().split())
    if address := _ADDRESS.match(plain):
        name, version = address.groups()
        return publishable(_ADDRESS_CODES.get(name, f"cc-{name}-{version}"))
    code = _CODES.get(plain, plain.replace(" ", "-"))
    return publishable(f"cc-{code}" if code.startswith("by-") else code)
