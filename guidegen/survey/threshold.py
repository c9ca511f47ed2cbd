"""Which brightness a photo should have: what each threshold keeps, and what it is worth.

For each threshold, the share of attractive photos among those that are kept, and the share of
photos that are kept: the curve of figure 2 of Kachkaev and Wood (2014).

A threshold is suggested by a model with one step: photos below it are attractive with one
probability, those from it on with a larger one. The likeliest step is suggested if the likelihood
ratio of the model is more than chance: compared with that of 999 shufflings of the ratings, each
with its own likeliest step (a maximally selected statistic), p ≤ 0.05. How sure the step is, is
told by 999 bootstrap samples. Both use the same random numbers every time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guidegen.geo import Floats

STEP_BV = 0.5
FEWEST_PHOTOS = 30
FEWEST_OF_A_KIND = 5
LEVEL = 0.05
_ROUNDS = 999
_MOST_NUMBERS = 4_000_000  # at once
_Z = 1.959963984540054  # of the normal distribution, 95%

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Curve:
    """What each threshold keeps; arrays of shape (n,).

    Attributes:
        threshold_bv: APEX brightness values; photos of this and more are kept.
        kept: how many photos are kept.
        attractive: how many of these are attractive.
        photos: how many there are in all.
        all_attractive: how many of these are attractive.
    """

    threshold_bv: Floats
    kept: Floats
    attractive: Floats
    photos: int
    all_attractive: int

    @property
    def attractive_share(self) -> Floats:
        """Of the photos that are kept, 0 to 1."""
        return self.attractive / self.kept

    @property
    def kept_share(self) -> Floats:
        """Of all photos, 0 to 1."""
        return self.kept / self.photos

    @property
    def attractive_band(self) -> tuple[Floats, Floats]:
        """The 95% interval of attractive_share at each threshold by itself."""
        return wilson(self.attractive, self.kept)

    @property
    def kept_band(self) -> tuple[Floats, Floats]:
        """The same of kept_share."""
        return wilson(self.kept, np.full(self.kept.shape, float(self.photos)))


@dataclass(frozen=True)
class Suggestion:
    """A threshold, or why there is none.

    Attributes:
        threshold_bv: None if nothing is suggested.
        low_bv: the 95% interval of the threshold.
        high_bv: the same.
        p_value: how likely so much evidence is by chance; 1 if it was not looked at.
        below: share of attractive photos below the threshold.
        above: share of attractive photos from it on.
        why: the evidence, or what is missing, in words.
    """

    threshold_bv: float | None
    low_bv: float
    high_bv: float
    p_value: float
    below: float
    above: float
    why: str


def curve(luminance_bv: Floats, attractive: Mask) -> Curve:
    """What each threshold keeps.

    Args:
        luminance_bv: APEX brightness values, all known, shape (n,).
        attractive: how the photos were rated, shape (n,).

    Returns:
        Thresholds in steps of half a stop from one that keeps all to the last that keeps any.
    """
    if not luminance_bv.size:
        nothing = np.empty(0)
        return Curve(nothing, nothing, nothing, 0, 0)
    thresholds = _thresholds(luminance_bv)
    kept = luminance_bv >= thresholds[:, None]
    return Curve(
        thresholds,
        kept.sum(axis=1).astype(float),
        (kept & attractive).sum(axis=1).astype(float),
        luminance_bv.size,
        int(attractive.sum()),
    )


def suggest(luminance_bv: Floats, attractive: Mask) -> Suggestion:
    """The threshold that ratings ask for; arguments as of `curve`."""
    photos, wanted = luminance_bv.size, int(attractive.sum())
    if photos < FEWEST_PHOTOS or min(wanted, photos - wanted) < FEWEST_OF_A_KIND:
        return _none(
            f"not enough evidence: {photos} rated photos tell of the light, {wanted} of them "
            f"attractive; at least {FEWEST_PHOTOS} are needed, and {FEWEST_OF_A_KIND} of each kind"
        )
    order = np.argsort(luminance_bv, kind="stable")  # the order of rows must not count
    light, rated = luminance_bv[order], attractive[order].astype(float)
    rated[:] = rated[np.lexsort((rated, light))]
    thresholds = _thresholds(light)[1:]  # the first keeps all
    kept = (light >= thresholds[:, None]).astype(float)
    gains = _gains(kept, rated[:, None])[:, 0]
    if not gains.size or gains.max() <= 0:
        return _none("not enough evidence: photos with more light are not the more attractive ones")
    random = np.random.default_rng(0)
    chance = np.concatenate(
        [
            _gains(kept, random.permuted(np.tile(rated, (rounds, 1)), axis=1).T).max(axis=0)
            for rounds in _blocks(photos)
        ]
    )
    p_value = float((1 + np.sum(chance >= gains.max() - 1e-9)) / (_ROUNDS + 1))
    best = int(gains.argmax())
    below, above = _shares(kept[best], rated)
    if p_value > LEVEL:
        return _none(
            f"not enough evidence: the likeliest threshold is {thresholds[best]:g} Bv, but chance "
            f"alone gives one as good in {p_value:.0%} of cases",
            p_value,
        )
    low, high = _interval(random, thresholds, kept, rated)
    return Suggestion(
        float(thresholds[best]),
        float(low),
        float(high),
        p_value,
        below,
        above,
        f"{above:.0%} of the photos with {thresholds[best]:g} Bv or more are attractive, "
        f"{below:.0%} of the darker ones; p = {p_value:.3f}, {photos} photos; 95% interval of the "
        f"threshold: {low:g} to {high:g} Bv",
    )


def _interval(
    random: np.random.Generator, thresholds: Floats, kept: Floats, rated: Floats
) -> tuple[float, float]:
    """The 95% interval of the likeliest step, by bootstrap."""
    photos = rated.size
    best = []
    for rounds in _blocks(photos):
        drawn = random.multinomial(photos, np.full(photos, 1 / photos), size=rounds)
        weights = drawn.T.astype(np.float64)
        best.append(_gains(kept, rated[:, None] * weights, weights).argmax(axis=0))
    steps = thresholds[np.concatenate(best)]
    low, high = np.quantile(steps, (0.025, 0.975), method="closest_observation")
    return float(low), float(high)


def _blocks(photos: int) -> list[int]:
    """All rounds in parts that fit into memory."""
    most = max(1, _MOST_NUMBERS // photos)
    return [min(most, _ROUNDS - done) for done in range(0, _ROUNDS, most)]


def wilson(hits: Floats, of: Floats) -> tuple[Floats, Floats]:
    """The 95% interval of a share (Wilson 1927), shape (n,) each.

    Args:
        hits: shape (n,).
        of: at least 1, shape (n,).
    """
    share = hits / of
    middle = (share + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    half = _Z / (1 + _Z**2 / of) * np.sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)


def _thresholds(luminance_bv: Floats) -> Floats:
    """Half stops, from the one under all photos to the last that keeps one."""
    first, last = (int(np.floor(end / STEP_BV)) for end in (luminance_bv.min(), luminance_bv.max()))
    return np.arange(first, last + 1, dtype=np.float64) * STEP_BV


def _gains(kept: Floats, rated: Floats, weights: Floats | None = None) -> Floats:
    """How much more likely a step at each threshold makes the ratings; shape (thresholds, k).

    Half the likelihood ratio against one probability for all; 0 where the step leads down.

    Args:
        kept: 1 where a threshold keeps a photo, else 0; shape (thresholds, n).
        rated: how often each photo was rated attractive, shape (n, k).
        weights: how often it was rated, shape (n, k); once if not given.
    """
    above = kept @ rated
    all_above = kept @ weights if weights is not None else kept.sum(axis=1)[:, None]
    total = weights.sum(axis=0) if weights is not None else float(kept.shape[1])
    hits = rated.sum(axis=0)
    below, all_below = hits - above, total - all_above
    gain = _likelihood(above, all_above) + _likelihood(below, all_below) - _likelihood(hits, total)
    found: Floats = np.where(above * all_below > below * all_above, gain, 0.0)
    return found


def _likelihood(hits: Floats, of: Floats | float) -> Floats:
    """The largest logarithm of the likelihood of so many hits, any shape."""
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [part * np.log(part / of) for part in (hits, of - hits)]
    found: Floats = sum(np.where(np.isfinite(part), part, 0.0) for part in parts)  # type: ignore[assignment]
    return found


def _shares(kept: Floats, rated: Floats) -> tuple[float, float]:
    return float(rated[kept == 0].mean()), float(rated[kept == 1].mean())


def _none(why: str, p_value: float = 1.0) -> Suggestion:
    return Suggestion(None, np.nan, np.nan, p_value, np.nan, np.nan, why)
