"""Writes data/datasets/: iris.csv, wine.csv, penguins.csv and digits.csv, from packages of PyPI that hold the original values.

    python -m venv .venv
    .venv/bin/pip install --no-deps scikit-learn==1.9.1 palmerpenguins==0.1.6
    .venv/bin/python scripts/datasets/make.py

Only data files of the packages are read; none of their code runs. Values are copied as they are written there. docs/datasets.md
says where the data comes from and under which licence, and NOTICE names its authors.
"""

import csv
import gzip
import importlib.util
import io
from pathlib import Path

OUT = Path(__file__).parents[2] / "data" / "datasets"


def package_file(package, *path):
    """A file in an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None, f"{package} is not installed; see the first lines of this script"
    return Path(spec.origin).parent.joinpath(*path)


def write(name, header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    (OUT / name).write_text(text.getvalue())
    print(f"{name}: {len(rows)} rows, {len(text.getvalue())} bytes")


def from_sklearn(name, counts):
    """A file of scikit-learn: a first line with rows, columns and classes, then values with the class number at the end."""
    first, *rows = list(csv.reader(package_file("sklearn", "datasets", "data", name).open()))
    assert [int(first[0]), int(first[1])] == [len(rows), len(rows[0]) - 1]
    assert [sum(row[-1] == str(label) for row in rows) for label in range(len(counts))] == counts
    return rows


def iris():
    classes = ["setosa", "versicolor", "virginica"]
    rows = from_sklearn("iris.csv", [50, 50, 50])
    # Fisher's own values; UCI's file has two of these flowers wrong (its rows 35 and 38).
    assert rows[34][:4] == ["4.9", "3.1", "1.5", "0.2"] and rows[37][:4] == ["4.9", "3.6", "1.4", "0.1"]
    header = ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"]
    write("iris.csv", header, [[*row[:-1], classes[int(row[-1])]] for row in rows])


def wine():
    # UCI numbers the cultivars 1, 2, 3; the counts 59, 71, 48 are those of the wines named here (Forina and others, 1986).
    classes = ["barolo", "grignolino", "barbera"]
    rows = from_sklearn("wine_data.csv", [59, 71, 48])
    header = [
        *["alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids"],
        *["nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue", "od280_od315", "proline", "cultivar"],
    ]
    write("wine.csv", header, [[*row[:-1], classes[int(row[-1])]] for row in rows])


def penguins():
    header, *rows = list(csv.reader(package_file("palmerpenguins", "data", "penguins.csv").open()))
    assert [row[0] for row in rows].count("Adelie") == 152 and len(rows) == 344
    # A missing value is blank here: 'NA' would be a text of its own in a column of texts.
    write("penguins.csv", header, [["" if value == "NA" else value for value in row] for row in rows])


def digits():
    with gzip.open(package_file("sklearn", "datasets", "data", "digits.csv.gz"), "rt") as file:
        rows = [[int(float(value)) for value in row] for row in csv.reader(file)]
    assert len(rows) == 1797 and all(len(row) == 65 and 0 <= min(row) and max(row[:-1]) <= 16 for row in rows)
    # One character a pixel, 0 to 9 and a to g for 10 to 16: half the size of 64 columns.
    write("digits.csv", ["pixels", "digit"], [["".join("0123456789abcdefg"[p] for p in row[:-1]), row[-1]] for row in rows])


OUT.mkdir(parents=True, exist_ok=True)
for make in (iris, wine, penguins, digits):
    make()
