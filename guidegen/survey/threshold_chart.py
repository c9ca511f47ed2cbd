"""The curve of brightness thresholds as an SVG file that stands alone, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

import numpy as np
from markupsafe import Markup

from guidegen.geo import Floats
from guidegen.photos.light import EV100_LESS_BV, luminance_cdm2
from guidegen.survey.threshold import Curve, Suggestion

_Scale = Callable[[Floats | float], Floats]
_WIDTH, _HEIGHT = 760, 480
_LEFT, _RIGHT, _TOP, _BOTTOM = 84.0, 736.0, 92.0, 404.0
_STYLE = """
svg { background: #f7f3ea; color: #2b211b; font: 14px "Source Sans 3", system-ui, sans-serif; }
text { fill: currentColor; }
.soft { fill: #6a5a4d; }
.title { font-weight: 600; font-size: 17px; }
.grid { stroke: #d8cdbb; }
.base { stroke: #6a5a4d; }
.attractive { stroke: #b34a00; fill: none; stroke-width: 2.5; }
.kept { stroke: #0067a3; fill: none; stroke-width: 2.5; stroke-dasharray: 7 4; }
.band { opacity: 0.17; }
.band.attractive { fill: #b34a00; stroke: none; }
.band.kept { fill: #0067a3; stroke: none; }
.step { stroke: currentColor; stroke-width: 1.5; stroke-dasharray: 2 3; }
.interval { fill: currentColor; opacity: 0.07; }
@media (prefers-color-scheme: dark) {
  svg { background: #12141a; color: #ede6da; }
  .soft { fill: #a69d90; }
  .grid { stroke: #343842; }
  .base { stroke: #a69d90; }
  .attractive { stroke: #f58442; }
  .kept { stroke: #58aee8; }
  .band.attractive { fill: #f58442; }
  .band.kept { fill: #58aee8; }
}
"""


def threshold_svg(curve: Curve, suggestion: Suggestion) -> str:
    """The curve with its axes, bands and, if there is one, the suggested threshold."""
    first, last = float(curve.threshold_bv[0]), float(curve.threshold_bv[-1])
    last = max(last, first + 1)

    def x(bv: Floats | float) -> Floats:
        return _LEFT + (np.asarray(bv, float) - first) / (last - first) * (_RIGHT - _LEFT)

    about = (
        f"{curve.photos} rated photos, {curve.all_attractive} of them attractive. {suggestion.why}."
    )
    parts = [
        *_axes(first, last, x),
        *_step(suggestion, x),
        _band("kept", x(curve.threshold_bv), *curve.kept_band),
        _band("attractive", x(curve.threshold_bv), *curve.attractive_band),
        _line("kept", x(curve.threshold_bv), curve.kept_share),
        _line("attractive", x(curve.threshold_bv), curve.attractive_share),
        *_key(),
    ]
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" '
        'aria-labelledby="t d"><title id="t">Attractive photos by brightness</title>'
        '<desc id="d">{}</desc><style>{}</style>'
    ).format(_WIDTH, _HEIGHT, about, Markup(_STYLE))  # noqa: S704 - written above
    return f"{head}{Markup('').join(parts)}</svg>\n"


def threshold_csv(curve: Curve) -> str:
    """A row for each threshold."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        [
            "threshold_bv", "luminance_cdm2", "kept", "attractive",
            "attractive_share", "attractive_share_low", "attractive_share_high",
            "kept_share", "kept_share_low", "kept_share_high",
        ]
    )  # fmt: skip
    shares = (
        curve.attractive_share, *curve.attractive_band, curve.kept_share, *curve.kept_band,
    )  # fmt: skip
    luminance = luminance_cdm2(curve.threshold_bv + EV100_LESS_BV)
    for row, threshold in enumerate(curve.threshold_bv):
        counts = [f"{curve.kept[row]:.0f}", f"{curve.attractive[row]:.0f}"]
        told = [f"{share[row]:.4f}" for share in shares]
        writer.writerow([f"{threshold:g}", f"{luminance[row]:.4g}", *counts, *told])
    return text.getvalue()


def _axes(first: float, last: float, x: _Scale) -> Iterator[Markup]:
    yield _text(_LEFT, 26, "Which photos a brightness threshold keeps", "start", "title")
    for percent in range(0, 101, 25):
        y = _y(percent / 100)
        yield Markup('<path class="grid" d="M{} {}H{}"/>').format(_LEFT, y, _RIGHT)
        yield _text(_LEFT - 8, y + 5, f"{percent}%", "end")
    yield Markup('<path class="base" d="M{0} {2}H{1}M{0} {3}H{1}"/>').format(
        _LEFT, _RIGHT, _BOTTOM, _TOP
    )
    every = 1 if last - first <= 10 else 2
    for bv in range(int(np.ceil(first)), int(np.floor(last)) + 1):
        if bv % every == 0:
            at = round(float(x(bv)), 1)
            yield Markup('<path class="base" d="M{0} {1}v5M{0} {2}v-5"/>').format(at, _BOTTOM, _TOP)
            yield _text(at, _BOTTOM + 21, f"{bv}".replace("-", "−"), "middle")
            light = float(luminance_cdm2(bv + EV100_LESS_BV))
            yield _text(at, _TOP - 10, f"{light:,.0f}" if light >= 10 else f"{light:.2g}", "middle")
    yield Markup(
        '<text class="soft" transform="translate(22 {:g}) rotate(-90)" text-anchor="middle">'
        "Share of photos</text>"
    ).format((_TOP + _BOTTOM) / 2)
    middle = (_LEFT + _RIGHT) / 2
    yield _text(middle, _BOTTOM + 44, "Threshold: brightness of the scene, Bv (APEX)", "middle")
    yield _text(middle, _TOP - 34, "the same as luminance, cd/m²", "middle")


def _step(suggestion: Suggestion, x: _Scale) -> Iterator[Markup]:
    if suggestion.threshold_bv is None:
        return
    low, at, high = (
        round(float(x(bv)), 1)
        for bv in (suggestion.low_bv, suggestion.threshold_bv, suggestion.high_bv)
    )
    yield Markup('<rect class="interval" x="{}" y="{}" width="{}" height="{}"/>').format(
        low, _TOP, round(high - low, 1), _BOTTOM - _TOP
    )
    yield Markup('<path class="step" d="M{} {}V{}"/>').format(at, _TOP, _BOTTOM)
    anchor, side = ("start", 6) if at < (_LEFT + _RIGHT) / 2 else ("end", -6)
    yield _text(at + side, _BOTTOM - 10, f"suggested: {suggestion.threshold_bv:g} Bv", anchor, "")


def _key() -> Iterator[Markup]:
    y = _HEIGHT - 10
    for left, name, words in (
        (_LEFT, "attractive", "attractive, of those kept"),
        (_LEFT + 236, "kept", "kept, of all photos"),
    ):
        yield Markup('<path class="{}" d="M{} {}h34"/>').format(name, left, y - 5)
        yield _text(left + 42, y, words, "start", "")
    yield _text(_RIGHT, y, "bands: 95%", "end")


def _band(name: str, x: Floats, low: Floats, high: Floats) -> Markup:
    corners = [*zip(x, high, strict=True), *reversed([*zip(x, low, strict=True)])]
    return Markup('<path class="band {}" d="M{}z"/>').format(name, _points(corners))


def _line(name: str, x: Floats, share: Floats) -> Markup:
    return Markup('<path class="{}" d="M{}"/>').format(name, _points([*zip(x, share, strict=True)]))


def _points(points: list[tuple[float, float]]) -> str:
    return "L".join(f"{x:.1f} {_y(share):.1f}" for x, share in points)


def _y(share: float) -> float:
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _text(x: float, y: float, text: str, anchor: str, kind: str = "soft") -> Markup:
    return Markup('<text class="{}" x="{:g}" y="{:g}" text-anchor="{}">{}</text>').format(
        kind, x, y, anchor, text
    )
