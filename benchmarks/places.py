"""Places against their peers: ``python -m benchmarks.places [--photos N] [--quick]``.

One run measures guidegen's mean shift, scikit-learn's MeanShift and the usual density-and-
watershed recipe of scikit-image on the same simulated city at the same bandwidth, and compares
guidegen with exact mean shift. `--quick` leaves out scikit-learn, which takes minutes.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.exact import exact_mean_shift
from benchmarks.measure import Measured, measure
from benchmarks.simulate import CENTRE, simulate_city
from guidegen.places.find import find_places
from guidegen.places.meanshift import Clusters, mean_shift

Floats = npt.NDArray[np.float64]
BANDWIDTH_M = 100.0
SIDE_M = 20_000.0
CELLS = 5  # per bandwidth; the accuracy printed belongs to it
SAMPLE = 3000


def ours(x_m: Floats, y_m: Floats) -> Clusters:
    return mean_shift(x_m, y_m, BANDWIDTH_M, cells_per_bandwidth=CELLS)


def scikit_learn(x_m: Floats, y_m: Floats) -> Any:
    from sklearn.cluster import MeanShift

    return MeanShift(bandwidth=BANDWIDTH_M, bin_seeding=True).fit(np.column_stack((x_m, y_m)))


def scikit_image(x_m: Floats, y_m: Floats) -> npt.NDArray[np.int64]:
    """Histogram at h/8, Gaussian filter, local maxima, watershed, label of every photo."""
    from scipy.ndimage import gaussian_filter
    from skimage.feature import peak_local_max
    from skimage.segmentation import watershed

    cell = BANDWIDTH_M / 8
    rows = ((y_m - y_m.min()) / cell).astype(int)
    cols = ((x_m - x_m.min()) / cell).astype(int)
    shape = rows.max() + 1, cols.max() + 1
    counts = np.bincount(rows * shape[1] + cols, minlength=shape[0] * shape[1]).reshape(shape)
    density = gaussian_filter(counts.astype(float), 8, truncate=5)
    peaks = peak_local_max(density, exclude_border=False)
    markers = np.zeros(shape, int)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    labels: npt.NDArray[np.int64] = watershed(-density, markers, mask=density > 1e-9)[rows, cols]
    return labels


def accuracy(found: Clusters, x_m: Floats, y_m: Floats) -> tuple[float, float, float]:
    """Adjusted Rand index to exact mean shift, median error of photos' modes and of modes, m."""
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import KDTree
    from sklearn.metrics import adjusted_rand_score

    sample = np.random.default_rng(0).choice(len(x_m), SAMPLE, replace=False)
    end_x, end_y = exact_mean_shift(x_m[sample], y_m[sample], x_m, y_m, BANDWIDTH_M)
    ends = KDTree(np.column_stack((end_x, end_y)))
    near = ends.sparse_distance_matrix(ends, 0.1 * BANDWIDTH_M)
    _, truth = connected_components(near)
    labels = found.labels[sample]
    off = np.hypot(end_x - found.x_m[labels], end_y - found.y_m[labels])
    by_mode = [np.median(off[truth == mode]) for mode in range(truth.max() + 1)]
    return adjusted_rand_score(truth, labels), float(np.median(off)), float(np.median(by_mode))


def tell(name: str, measured: Measured, unit: Measured) -> None:
    print(
        f"{name:<44} {measured.seconds:9.2f} s  {measured.seconds / unit.seconds:7.1f} x "
        f"{measured.megabytes:8.0f} MB over the input"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true", help="without scikit-learn")
    parser.add_argument("--largest", type=int, default=10_000_000, help="of the growth run")
    wanted = parser.parse_args()

    city = simulate_city(wanted.photos, side_m=SIDE_M, places=1500).photos
    x_m, y_m = city["x_m"].to_numpy(), city["y_m"].to_numpy()
    ours(x_m[:1000], y_m[:1000])  # compiles
    find_places(city.iloc[:1000].reset_index(drop=True), CENTRE)
    print(f"{wanted.photos:,} photos on {SIDE_M / 1000:.0f} km, h = {BANDWIDTH_M:.0f} m\n")

    own = measure(lambda: ours(x_m, y_m), runs=5)
    tell(f"guidegen, grid of h/{CELLS}", own, own)
    tell("scikit-image, grid of h/8 and watershed", measure(lambda: scikit_image(x_m, y_m), 3), own)
    if not wanted.quick:
        peer = measure(lambda: scikit_learn(x_m, y_m))
        tell("scikit-learn MeanShift(bin_seeding=True)", peer, own)
    index, of_photos, of_modes = accuracy(own.result, x_m, y_m)
    print(
        f"\nto exact mean shift, {SAMPLE} photos: adjusted Rand index {index:.5f}; median error "
        f"of a photo's mode {of_photos:.3f} m, of a mode {of_modes:.3f} m\n"
    )

    tree = measure(lambda: find_places(city, CENTRE))
    levels = tree.result[0]["level"].value_counts().to_dict()
    tell("the whole scale tree, 11 bandwidths, areas", tree, own)
    print(f"    {levels}\n")

    photos = wanted.largest // 100
    while photos <= wanted.largest:
        grown = simulate_city(photos, side_m=SIDE_M, places=1500).photos
        x, y = grown["x_m"].to_numpy(), grown["y_m"].to_numpy()
        del grown
        tell(f"guidegen, {photos:,} photos", measure(lambda x=x, y=y: ours(x, y), 3), own)
        photos *= 10


if __name__ == "__main__":
    main()
