from jinja2 import DictLoader, Environment

from guidegen.languages import _, ngettext, speaking
from guidegen.website.compiled import Compiled, prepare

PAGE = (
    '{{ _("Walks") }} {{ _("at its best %(when)s", when=when) }} '
    "{% trans n=number %}{{ n }} place <b>{% pluralize %}{{ n }} places <b>{% endtrans %} "
    '{{ _("100%% sure") }} {{ ngettext("%(num)s walk", "%(num)s walks", number) }}'
)


def environment(page: str = PAGE) -> Environment:
    found = Environment(
        loader=DictLoader({"page.html": page}), autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    found.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return found


def test_texts_are_those_of_jinja() -> None:
    own = environment()
    prepare(own)
    for language in ("en", "it"):
        for number in (1, 2):
            told = {"when": "<in May>", "number": number}
            with speaking(language):
                expected = environment().get_template("page.html").render(told)
                assert own.get_template("page.html").render(told) == expected
                assert "&lt;in May&gt;" in expected
                assert "100% sure" in expected


def test_a_changed_template_is_compiled_anew() -> None:
    kept = Compiled()
    for page in ("first", "first", "second"):
        changed = environment(page)
        changed.bytecode_cache = kept
        assert changed.get_template("page.html").render() == page
