"""How the documentation is built: Sphinx reads Markdown, Furo draws it; see `scripts/docs`."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from guidegen import __version__ as release  # noqa: E402

project = "guidegen"
author = "the authors of guidegen"
copyright = "the authors of guidegen, MIT licence"  # noqa: A001 - Sphinx calls it so
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "from_code", "looks"]
exclude_patterns = ["build"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
highlight_language = "none"

autodoc_typehints = "description"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "guidegen"
html_static_path = ["_static"]
html_css_files = ["colours.css", "guidegen.css"]
html_js_files = ["reach.js"]
templates_path = ["_templates"]
html_favicon = "../themes/default/src/icon.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {"sidebar_hide_name": False, "navigation_with_keys": False}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "nord-darker"
# Nothing is asked of another host, neither while building nor while reading.
html_permalinks_icon = "¶"
html_last_updated_fmt = None
