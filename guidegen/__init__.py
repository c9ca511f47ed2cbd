"""City guides from geotagged photos.

The public API. Its members are imported when they are first used, because the libraries behind
them take seconds to load and ``guidegen --help`` should not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guidegen.errors import GuideError

if TYPE_CHECKING:
    from guidegen.city import load_city
    from guidegen.pipeline import build_guide

__version__ = "0.1.0"
__all__ = ["GuideError", "__version__", "build_guide", "load_city"]


def __getattr__(name: str) -> Any:
    if name == "load_city":
        from guidegen.city import load_city

        return load_city
    if name == "build_guide":
        from guidegen.pipeline import build_guide

        return build_guide
    raise AttributeError(f"module 'guidegen' has no attribute {name!r}")
