"""Filters of quality: ``python -m benchmarks.quality [--photos N] [--seeds N]``.

First what they find of planted anomalies and what they lose of ordinary photos, in simulated
cities; then how long each takes, as a ratio to the search for places on the same photos.
"""

from __future__ import annotations

import argparse

import numpy as np

from benchmarks.measure import Measured, measure
from benchmarks.plant import Planted, plant
from benchmarks.simulate import CENTRE, simulate_city
from guidegen.cityquality import Bulk, Events, Luminance, Quality, Speed
from guidegen.geo import Box
from guidegen.places.find import find_places
from guidegen.quality import FILTERS, sift

SIZES = {20_000: 6, 100_000: 20}  # photos, and how many anomalies of each kind
# Speeds are measured without their ordinary photos: people of the simulation fly.
ALL = Quality(bulk=Bulk(), luminance=Luminance(), events=Events())
OFF = Quality(duplicates=False, precision=False, hotspots=False)
PAPER = OFF.model_copy(update={"events": Events(rule="paper")})
# As many people of an event as must be gone for it to count as found.
EVENT_GONE = 0.9


def box_of(side_m: float) -> Box:
    lon, lat = CENTRE.to_degrees(np.array([-side_m, side_m]) / 2, np.array([-side_m, side_m]) / 2)
    return Box(float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1]))


def gone(city: Planted, quality: Quality) -> np.ndarray:
    dropped = sift(city.photos, quality, box_of(9000)).dropped
    return city.photos["photo_id"].isin(dropped["photo_id"]).to_numpy()


def accuracy(seeds: int) -> None:
    for photos, each in SIZES.items():
        found: dict[str, list[bool]] = {}
        lost, lost_by_paper, left_by_paper = [], [], []
        for seed in range(1, seeds + 1):
            city = plant(photos, seed, each)
            flags, by_paper = gone(city, ALL), gone(city, PAPER)
            ordinary = city.kind == ""
            lost.append(flags[ordinary].mean())
            lost_by_paper.append(by_paper[ordinary].mean())
            jumps = sift(
                city.photos[city.kind == "jump"],
                OFF.model_copy(update={"speed": Speed()}),
                box_of(9000),
            ).dropped
            found.setdefault("jump", []).extend(n < len(jumps) for n in range(each))
            for kind in ("hotspot", "event", "burst", "copy", "coarse", "bulk", "dark"):
                for number in range(each):
                    mine = (city.kind == kind) & (city.number == number)
                    enough = {"event": EVENT_GONE, "burst": 0.75, "copy": 0.0}.get(kind, 1.0)
                    found.setdefault(kind, []).append(flags[mine].mean() >= enough)
                    if kind == "event":
                        left_by_paper.append(int((~by_paper[mine]).sum()))
        print(f"{photos:,} ordinary photos, {seeds} cities, {each} anomalies of each kind in each")
        for kind, each_found in found.items():
            print(f"    {kind:<10} {np.mean(each_found):7.2%} of {len(each_found)} found")
        print(f"    ordinary photos lost: {np.mean(lost):.3%}, at most {np.max(lost):.3%}")
        print(
            f"    events by the paper's rule: at most {max(left_by_paper)} people left, "
            f"{np.mean(lost_by_paper):.3%} of ordinary photos lost\n"
        )


def speed(photos: int) -> None:
    city = simulate_city(photos, side_m=20_000, places=1500).photos
    city = city.assign(luminance_bv=9.0, accuracy=16.0)
    find_places(city.iloc[:1000].reset_index(drop=True), CENTRE)  # compiles
    places = measure(lambda: find_places(city, CENTRE))
    print(f"{photos:,} photos; the search for places takes {places.seconds:.1f} s")
    every = ALL.model_copy(update={"speed": Speed()})
    for name in FILTERS:
        if name != "faces":
            alone = OFF.model_copy(update={name: getattr(every, name)})
            tell(name, measure(lambda alone=alone: sift(city, alone, box_of(20_000))), places)
    tell("the paper's events", measure(lambda: sift(city, PAPER, box_of(20_000))), places)
    tell("those on by default", measure(lambda: sift(city, Quality(), box_of(20_000))), places)
    tell("all", measure(lambda: sift(city, every, box_of(20_000))), places)


def tell(name: str, measured: Measured, places: Measured) -> None:
    print(
        f"    {name:<20} {measured.seconds:6.2f} s  {measured.seconds / places.seconds:6.3f} of it "
        f"{measured.megabytes:8.0f} MB over the input"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=1_000_000)
    parser.add_argument("--seeds", type=int, default=10)
    wanted = parser.parse_args()
    accuracy(wanted.seeds)
    speed(wanted.photos)


if __name__ == "__main__":
    main()
