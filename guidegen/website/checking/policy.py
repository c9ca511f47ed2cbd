"""What a page's Content-Security-Policy lets it hold, and what the policy itself must not allow."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

_UNSAFE = {"'unsafe-inline'", "'unsafe-eval'"}
_LOCAL_SCHEMES = {"data:", "blob:"}


@dataclass
class Policy:
    """The policies of a page, taken together; directives are in lower case."""

    directives: dict[str, set[str]] = field(default_factory=dict)

    def add(self, content: str) -> str:
        """Read a policy; returns what is wrong with it, or ""."""
        words = [directive.split() for directive in content.split(";") if directive.strip()]
        self.directives |= {name.lower(): set(sources) for name, *sources in words}
        if self._sources("script-src") & _UNSAFE:
            return "the policy must not allow unsafe scripts"
        hosts = sorted(source for _, *sources in words for source in sources if _is_host(source))
        return f"the policy must not allow another host: {', '.join(hosts)}" if hosts else ""

    def allows(self, directive: str, content: str | None) -> bool:
        """Whether inline content may be there: no policy at all is a mistake of its own."""
        sources = self._sources(directive)
        if not self.directives or "'unsafe-inline'" in sources:
            return True
        return content is not None and f"'sha256-{_sha256(content)}'" in sources

    def _sources(self, directive: str) -> set[str]:
        return self.directives.get(directive, self.directives.get("default-src", set()))


def _is_host(source: str) -> bool:
    return not source.startswith("'") and source not in _LOCAL_SCHEMES


def _sha256(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
