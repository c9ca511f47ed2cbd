"""Makes what tests share before they run: Pisa as it is shipped, and the old town of Porto.

Their processes also find the kernels compiled then: Porto has streets, Pisa has routes.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.old_town import build_old_town
from tests.end_to_end.pisa import build_pisa
from tests.shared import made_in


def warm_up(folder: Path) -> None:
    """Make both in a folder."""
    made_in(folder, "porto", build_old_town)
    made_in(folder, "pisa", build_pisa)


if __name__ == "__main__":
    if made := os.environ.get("GUIDEGEN_TESTS_MADE"):
        warm_up(Path(made))
    else:
        with TemporaryDirectory() as name:
            warm_up(Path(name))
