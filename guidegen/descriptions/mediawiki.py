"""Which wikis there are, and how they are asked about a city."""

from __future__ import annotations

import math
from dataclasses import dataclass

from guidegen.descriptions.candidate import Wish
from guidegen.services import address
from guidegen.web import Request
from guidegen.wikimedia.query import COMMON

EXTRACTS = 20  # the most introductions of a request
_FAMOUS = 100  # an item with that many articles is as well known as anything

# Wikipedias with more than some thousand articles. A language that is in neither list is not
# asked for: a made-up host would be somebody else's, or nobody's.
_WIKIPEDIAS = (
    "af als am an ar arz as ast av az azb ba ban bar be be-tarask bg bn bpy br bs bug ca ce"
    " ceb ckb co cs cv cy da de diq el en eo es et eu fa fi fo fr fy ga gd gl gu he hi hr hsb"
    " ht hu hy ia id ilo io is it ja jv ka kk km kn ko ku ky la lb li lij lmo lt lv mai map-bms"
    " mg mhr mi min mk ml mn mr ms mt my mzn nah nap nds nds-nl ne new nl nn no oc or os pa pl"
    " pms pnb ps pt qu ro ru rue sa sah sc scn sco sd sh shn si simple sk sl so sq sr su sv sw"
    " szl ta te tg th tl tr tt ug uk ur uz vec vep vi vls vo wa war wuu xmf yi yo zh zh-min-nan"
    " zh-yue"
)
_WIKIVOYAGES = "bn cs de el en eo es fa fi fr he hi id it ja nl pl ps pt ro ru sv tr uk vi zh"
WIKIPEDIAS = frozenset(_WIKIPEDIAS.split())
WIKIVOYAGES = frozenset(_WIKIVOYAGES.split())
# Languages whose wiki has another name, and variants of a wiki's script: (host, variant).
_OTHER_NAMES = {
    "nb": ("no", ""),
    "yue": ("zh-yue", ""),
    "nan": ("zh-min-nan", ""),
    "gsw": ("als", ""),
    "be-x-old": ("be-tarask", ""),
    "zh-hans": ("zh", "zh-hans"),
    "zh-hant": ("zh", "zh-hant"),
    "zh-cn": ("zh", "zh-cn"),
    "zh-sg": ("zh", "zh-sg"),
    "zh-tw": ("zh", "zh-tw"),
    "zh-hk": ("zh", "zh-hk"),
    "sr-latn": ("sr", "sr-el"),
    "sr-cyrl": ("sr", "sr-ec"),
}


@dataclass(frozen=True)
class Wiki:
    """One of the wikis of a project.

    Attributes:
        host: the first part of its host name, such as "en".
        variant: of the script to be written in, such as "zh-hans", or "".
    """

    host: str
    variant: str = ""

    @property
    def variants(self) -> dict[str, str]:
        """The query parameter for the variant."""
        return {"variant": self.variant} if self.variant else {}


def wiki(language: str, hosts: frozenset[str]) -> Wiki | None:
    """The wiki in a language as city files write it, such as "pt-BR"; None if there is none."""
    code = language.lower()
    host, variant = _OTHER_NAMES.get(code, (code, ""))
    for name in (host, code.partition("-")[0]):
        if name in hosts:
            return Wiki(name, variant)
    return None


def request(wish: Wish, service: str, host: str = "", **params: str) -> Request:
    """A request to a wiki."""
    fields = {"language": host} if host else {}
    url = address(service, wish.services, **fields)
    return Request(service, url, {**COMMON, **params}, wish.services.get(service, ""))


def query(wish: Wish, service: str, host: str = "", **params: str) -> Request:
    """A request for pages."""
    return request(wish, service, host, action="query", **params)


def fame(count: float, full: float = _FAMOUS) -> float:
    """How well known something is, 0 to 1: ln(1 + count) / ln(1 + full), at most 1."""
    return min(1.0, math.log1p(max(0.0, count)) / math.log1p(full))
