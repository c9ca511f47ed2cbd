"""The search as browsers run it, in Node: what is found for what is typed."""

from __future__ import annotations

from typing import Any

from tests.routes.movers import THEME, in_node

SEARCH = THEME / "src" / "search"
PLACES: list[tuple[str, str, dict[str, str], dict[str, str]]] = [
    # id, name, names in other languages, texts
    ("ponte-di-mezzo", "Ponte di Mezzo and Borgo Stretto", {}, {"en": "Arcades and a bridge."}),
    ("bridge", "Ponte di Mezzo", {"en": "Middle Bridge"}, {"en": "One low arch."}),
    ("cathedral", "Köln Cathedral", {"ja": "ケルン大聖堂", "ru": "Кёльнский собор"}, {}),
    ("kiyomizu", "清水寺", {"en": "Kiyomizu-dera"}, {}),
    ("market", "Grote Markt", {"ar": "السوق الكَبير"}, {"en": "The tower rises over stalls."}),
    ("garden", "Łazienki Królewskie", {}, {}),
    ("beach", "Haeundae", {"ko": "해운대해수욕장"}, {}),
    ("square", "Straße des 17. Juni", {}, {}),
]
STREETS = ["Pônt du Gard", "Rua das Flores", "Calle Cathedral"]
WALKS: list[tuple[str, str, str, list[int]]] = [
    ("loop", "Round the Old Town", "Round walk · 45 min · 3.2 km", [1, 4]),
]


def data() -> dict[str, Any]:
    labels = ["local"] + ["tourist"] * (len(PLACES) - 1)
    return {
        "labels": {"tourist": "Visitors", "local": "Locals"},
        "levels": {"place": "Place"},
        "places": [
            [place_id, name, "place", label, None, also, texts]
            for (place_id, name, also, texts), label in zip(PLACES, labels, strict=True)
        ],
        "walks": WALKS,
        "streets": [[name, 43.7, 10.4, 120, 0] for name in STREETS],
    }


def search(*typed: str) -> list[list[str]]:
    """For each thing typed: how it was found, then the names that were found, in their order."""
    script = """
      import { createEngine } from "@engine";
      const { find } = await createEngine(given.data);
      const told = (typed) => {
        const { how, groups } = find(typed);
        return [how, ...groups.flatMap(({ results }) => results.map(({ entry }) => entry.name))];
      };
      console.log(JSON.stringify(given.typed.map(told)));
    """
    given = {"data": data(), "typed": typed}
    found: list[list[str]] = in_node(script, given, engine=SEARCH / "engine.js")
    return found


def test_accents_case_and_letters_of_their_own_make_no_difference() -> None:
    typed = ("PONT DU GARD", "koln", "lazienki krolewskie", "strasse des 17", "Кельнский", "كبير")
    names = [found[:2] for found in search(*typed)]
    assert names == [
        ["all", "Pônt du Gard"],
        ["all", "Köln Cathedral"],
        ["all", "Łazienki Królewskie"],
        ["all", "Straße des 17. Juni"],
        ["all", "Köln Cathedral"],
        ["all", "Grote Markt"],
    ]


def test_beginnings_and_small_typos_are_enough() -> None:
    typed = ("flo", "catedral", "lazeinki", "kiyomizo")
    beginning, missing, swapped, wrong = search(*typed)
    assert beginning == ["all", "Rua das Flores"]
    assert missing == ["all", "Köln Cathedral", "Calle Cathedral"]
    assert swapped == ["all", "Łazienki Królewskie"]
    assert wrong == ["all", "清水寺"]


def test_scripts_without_spaces_are_found_in_the_middle() -> None:
    typed = ("水寺", "寺", "大聖堂", "聖", "ﾀﾞｲ", "해수욕장", "清寺")
    found = search(*typed)
    assert found[:4] == [["all", "清水寺"], ["all", "清水寺"], *[["all", "Köln Cathedral"]] * 2]
    assert found[4] == ["none"]
    assert found[5] == ["all", "Haeundae"]
    assert found[6] == ["none"]  # two letters that do not stand together


def test_the_whole_name_comes_before_names_that_only_have_it() -> None:
    for found in search("ponte di mezzo", "PONTE DI MEZZO ", "middle bridge"):
        assert found[1] == "Ponte di Mezzo"  # although the other is photographed more


def test_ids_labels_texts_and_what_a_walk_passes_are_found() -> None:
    by_id, by_label, by_text, by_passing = search("kiyomizu", "locals", "tower", "markt loop walk")
    assert by_id[1] == "清水寺"
    assert by_label == ["all", "Ponte di Mezzo and Borgo Stretto"]
    assert by_text == ["all", "Grote Markt"]
    assert by_passing[0] == "some"  # "loop" is nowhere
    assert "Round the Old Town" in by_passing


def test_where_nothing_is_found_names_like_it_are_offered() -> None:
    like, nothing, empty = search("katedrahl", "qqqqqzzz", "!?")
    assert like == ["like", "Köln Cathedral", "Calle Cathedral"]
    assert nothing == ["none"]
    assert empty == ["none"]


def test_what_was_found_is_marked_in_the_text_as_it_is_written() -> None:
    script = """
      import { pieces, excerpt } from "@marked";
      console.log(JSON.stringify(given.map(([text, terms, queryTerms]) =>
        [pieces(text, { terms, queryTerms }), excerpt(text, { terms, queryTerms })])));
    """
    long = "before it " * 20 + "the <b>Tower</b> " + "after it " * 20
    found = in_node(
        script,
        [
            ["Le Pônt-Neuf", ["pont", "neuf"], ["pon", "neuf"]],
            ["Am Großmarkt", ["grossmarkt"], ["gross"]],
            ["東京清水寺", ["清水", "水寺"], ["清水", "水寺"]],
            ["A Cathedral", ["cathedral"], ["catedral"]],
            ["Cafe\u0301 noir", ["cafe"], ["cafe"]],
            [long, ["tower"], ["tower"]],
        ],
        marked=SEARCH / "marked.js",
    )
    shown = ["".join(f"[{text}]" if hit else text for text, hit in parts) for parts, _ in found]
    assert shown[:5] == [
        "Le [Pôn]t-[Neuf]",
        "Am [Groß]markt",
        "東京[清水寺]",
        "A [Cathedral]",
        "[Cafe\u0301] noir",
    ]
    assert "".join(text for text, _ in found[5][0]) == long  # nothing is lost
    assert "the <b>Tower</b> after" in found[5][1]
    assert len(found[5][1]) < 140


def test_results_lead_to_the_map_from_the_map_and_to_pages_from_elsewhere() -> None:
    script = """
      import { addressOf } from "@addresses";
      console.log(JSON.stringify(given.map(([entry, page]) => addressOf(entry, page))));
    """
    place, street = {"kind": "places", "id": "duomo"}, {"kind": "streets", "at": "1/2/3/Rua & Cª"}
    on_map = {"home": "", "onMap": True, "hash": "#at=15/1/2&show=dots&month=7&walk=loop"}
    elsewhere = {"home": "../", "onMap": False, "hash": "#steps"}
    found = in_node(
        script,
        [[place, on_map], [place, elsewhere], [street, on_map], [street, elsewhere]],
        addresses=SEARCH / "addresses.js",
    )
    assert found == [
        "#show=dots&month=7&place=duomo",
        "../places/duomo.html",
        "#show=dots&month=7&street=1%2F2%2F3%2FRua+%26+C%C2%AA",
        "../index.html#street=1%2F2%2F3%2FRua+%26+C%C2%AA",
    ]


def test_a_street_in_an_address_is_read_as_it_was_written() -> None:
    script = """
      import { readHash, writeHash } from "@hash";
      import { LABELS } from "@state";
      const view = { show: ["places", "dots"], ground: true, flow: "all", tint: "traffic" };
      const rest = { ...view, show: new Set(view.show), who: new Set(LABELS) };
      console.log(JSON.stringify(given.map((hash) => {
        const read = (text) => readHash(text, () => false, () => false).street;
        const street = read(hash);
        return [street, street && read(writeHash({ ...rest, street }))];
      })));
    """
    wrong = [
        "",
        "#street=",
        "#street=1/2/Rua",
        "#street=99/2/3/Rua",
        "#street=1/2/3/",
        "#street=x/2/3/y",
    ]
    name = "Rua A/B & Cª #1 +%"
    sound = (
        f"#street=41.1/-8.6/240/{name.replace('%', '%25').replace('+', '%2B').replace('&', '%26')}"
    )
    found = in_node(
        script, [sound.replace(" ", "+"), *wrong],
        hash=THEME / "src" / "hash.js", state=THEME / "src" / "state.js",
    )  # fmt: skip
    street = {"lat": 41.1, "lon": -8.6, "reach_m": 240, "name": name}
    assert found == [[street, street], *[["", ""]] * len(wrong)]
