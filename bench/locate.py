"""A million points against 1,600 neighbourhoods: the whole command, the bare index on the same arrays, and the naive way.

python bench/locate.py [--points 1000000]
"""

import argparse
import csv
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy
import shapely

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=1_000_000)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="palier-bench-"))
    environment = {**os.environ, "PALIER_DATA_DIR": str(folder / "data")}
    dice = numpy.random.default_rng(1)
    shapes = []
    for n in range(1600):
        x, y = -4 + 12 * (n % 40) / 40, 42 + 9 * (n // 40) / 40
        angles = numpy.sort(dice.uniform(0, 2 * math.pi, 60))
        radius = dice.uniform(0.05, 0.11, 60)
        shapes.append(shapely.Polygon(numpy.column_stack([x + radius * numpy.cos(angles), y + radius * numpy.sin(angles)])))
    features = [
        f'{{"type":"Feature","properties":{{"code_qp":"QP{n:06}"}},"geometry":{shapely.to_geojson(shape)}}}'
        for n, shape in enumerate(shapes)
    ]
    (folder / "q.geojson").write_text('{"type":"FeatureCollection","features":[' + ",".join(features) + "]}")
    palier = [sys.executable, "-m", "palier.config"]
    subprocess.run([*palier, "import", "neighbourhoods", str(folder / "q.geojson")], env=environment, check=True, stdout=subprocess.DEVNULL)
    lons, lats = dice.uniform(-4.2, 8.2, arguments.points), dice.uniform(41.9, 51.1, arguments.points)
    with (folder / "p.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["n", "lon", "lat"])
        writer.writerows(zip(range(arguments.points), lons.round(6), lats.round(6), strict=True))
    begun = time.perf_counter()
    with (folder / "out.csv").open("w") as out:
        subprocess.run(
            [*palier, "locate", "--csv", str(folder / "p.csv"), "--lon", "lon", "--lat", "lat"], env=environment, check=True, stdout=out
        )
    whole = time.perf_counter() - begun
    begun = time.perf_counter()
    shapely.STRtree(shapes).query(shapely.points(lons, lats), predicate="intersects")
    index = time.perf_counter() - begun
    sample = 2_000
    for shape in shapes:
        shapely.prepare(shape)
    begun = time.perf_counter()
    for x, y in zip(lons[:sample], lats[:sample], strict=True):
        point = shapely.Point(x, y)
        next((n for n, shape in enumerate(shapes) if shape.contains(point)), None)
    naive = (time.perf_counter() - begun) * arguments.points / sample
    print(f"{arguments.points:,} points, 1,600 polygons: command {whole:.1f} s (reading and writing the CSV included), bare index {index:.2f} s, "
          f"naive {naive / 60:.0f} min (from {sample:,})")  # fmt: skip


if __name__ == "__main__":
    main()
