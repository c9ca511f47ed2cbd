"""Writing a workflow for GitHub Actions that builds, checks and publishes the guide."""

from __future__ import annotations

from pathlib import Path

from guidegen import __version__
from guidegen.errors import ConfigError, OutputError, Problem
from guidegen.services import SERVICES
from guidegen.web.secret import CONTACT_VARIABLE

WORKFLOW = Path(".github/workflows/guide.yml")
_KEYS = {service.key.variable for service in SERVICES.values() if service.key}
SECRETS = (CONTACT_VARIABLE, *sorted(_KEYS))
"""What a build may want from the environment; those that are not set are empty."""

_TEMPLATE = """\
# Builds the guide of all cities, checks it, and publishes it by GitHub Pages.
# Once, in the repository's settings: choose "GitHub Actions" under Pages, and add the secrets that
# the city files need under Secrets and variables, Actions. GUIDEGEN_CONTACT (your e-mail address or
# web page) is always needed: services want to know who asks.
name: guide
on:
  push:
    branches: [main]
  schedule:
    - cron: "17 4 * * 1"              # Mondays, 4:17 UTC: photos and texts that are new
  workflow_dispatch:

permissions: {}

# A publication that has begun is not cut short by the next one.
concurrency:
  group: guide
  cancel-in-progress: false

jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 300
    permissions:
      contents: read
      pages: read                     # the site's address
    env:
      GUIDEGEN_CACHE: .guidegen
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8  # v5.0.0
        with:
          persist-credentials: false
      - uses: actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c  # v6.0.0
        with:
          python-version: "3.12"
      - run: python -m pip install "guidegen==@VERSION@"
      - uses: actions/configure-pages@983d7736d9b0ae728b81ab479565c72886d7745b  # v5.0.0
        id: pages
      # What services answered, and results of stages. Nobody's key is in there, but photos are:
      # keep the repository private if they are.
      - uses: actions/cache@0057852bfaa89a56745cba8c7296529d2fc39830  # v4.3.0
        with:
          path: .guidegen
          key: guidegen-${{ runner.os }}-${{ github.run_id }}
          restore-keys: guidegen-${{ runner.os }}-
      - run: guidegen build --strict --base-url "$BASE_URL"
        env:
          BASE_URL: ${{ steps.pages.outputs.base_url }}
@SECRETS@
      - run: guidegen check
      - uses: actions/upload-pages-artifact@7b1f4a764d45c48632c6b24a0339c27f5614fb0b  # v4.0.0
        with:
          path: output

  publish:
    needs: build
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      pages: write
      id-token: write                 # tells GitHub Pages where the site is from
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - uses: actions/deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e  # v4.0.5
        id: deployment
"""


def refuse_existing_workflow(folder: Path) -> None:
    """Stop before anything is written where a workflow is already.

    Raises:
        ConfigError: when it is there.
    """
    path = folder / WORKFLOW
    if path.is_symlink() or path.exists():
        message = "is there already, for all cities; nothing was written: leave out --ci"
        raise ConfigError([Problem(message, path)])


def write_workflow(folder: Path) -> Path:
    """Write the workflow into a repository.

    Args:
        folder: of the repository, in which `cities` is.

    Returns:
        The workflow's file.

    Raises:
        ConfigError: when it is there already.
        OutputError: when it cannot be written.
    """
    refuse_existing_workflow(folder)
    path = folder / WORKFLOW
    lines = (f"          {name}: ${{{{ secrets.{name} }}}}" for name in SECRETS)
    text = _TEMPLATE.replace("@VERSION@", __version__).replace("@SECRETS@", "\n".join(lines))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    return path
