"""Small files of numpy, pyarrow and DuckDB with what is in them, for src/data/npy.test.ts and src/adapters/parquet.test.ts.

    pip install numpy pyarrow duckdb
    python scripts/golden/table_formats.py > test/golden/table-formats.json
"""

import base64
import datetime
import decimal
import io
import json
import math
import os
import tempfile

import duckdb
import numpy
import pyarrow
import pyarrow.parquet

files = {}


def plain(value):
    """A value as JSON has it: numbers that it lacks are texts."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(value)}
    return value


def add(name, content, **expected):
    files[name] = {"base64": base64.b64encode(content).decode(), **expected}


def npy(array, version=None):
    out = io.BytesIO()
    numpy.lib.format.write_array(out, array, version=version, allow_pickle=array.dtype.hasobject)
    return out.getvalue()


def add_npy(name, array, **options):
    add(name, npy(array, **options), shape=list(array.shape), values=[plain(v) for v in array.flatten().tolist()])


grid = numpy.arange(6).reshape(2, 3)
for dtype in ["?", "|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", ">u8"]:
    array = (grid * 37 - (0 if "u" in dtype or dtype == "?" else 100)).astype(dtype)
    add_npy(f"{dtype}.npy", array)
for dtype in ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]:
    small = float(numpy.finfo(dtype).smallest_subnormal)
    add_npy(f"{dtype}.npy", numpy.array([[0.1, -2.5, small], [math.nan, math.inf, -math.inf]], dtype))
for dtype in ["<U7", ">U7", "|S7"]:
    add_npy(f"{dtype}.npy", numpy.array(["setosa", "", "a b"]).astype(dtype)) if dtype != "|S7" else add(
        f"{dtype}.npy", npy(numpy.array([b"setosa", b"", b"a b"])), shape=[3], values=["setosa", "", "a b"]
    )
add_npy("astral.npy", numpy.array(["\U0001f427", "Zoë"]))
add_npy("scalar.npy", numpy.array(7.5))
add_npy("empty.npy", numpy.zeros((0, 3)))
add_npy("fortran-2.npy", numpy.asfortranarray(grid.astype("<f8")))
add_npy("fortran-3.npy", numpy.asfortranarray(numpy.arange(24, dtype=">i4").reshape(2, 3, 4)))
add_npy("fortran-text.npy", numpy.asfortranarray(numpy.array([["a", "b", "c"], ["d", "e", "f"]])))
add_npy("version-2.npy", grid.astype("<f8"), version=(2, 0))
add_npy("version-3.npy", grid.astype("<f8"), version=(3, 0))
add("objects.npy", npy(numpy.array([{"a": 1}], dtype=object)), refused="Python objects")
add("complex.npy", npy(numpy.array([1 + 2j])), refused="complex numbers")
add("records.npy", npy(numpy.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")])), refused="records")
add("times.npy", npy(numpy.array(["2024-02-29"], dtype="datetime64[D]")), refused="times")

for name, save in [("stored.npz", numpy.savez), ("deflated.npz", numpy.savez_compressed)]:
    out = io.BytesIO()
    save(out, X=numpy.array([[1.5, 2], [3, math.nan], [5, 6]]), y=numpy.array(["a", "b", "a"]), n=numpy.array([7, 8, 9]))
    add(
        name,
        out.getvalue(),
        columns={"X0": [1.5, 3, 5], "X1": [2, {"number": "nan"}, 6], "y": ["a", "b", "a"], "n": [7, 8, 9]},
    )

utc = datetime.timezone.utc
time = datetime.datetime(2024, 2, 29, 12, 30, 0, 500000)
day = datetime.date(1969, 12, 31)
table = pyarrow.table(
    {
        "i8": pyarrow.array([1, None, -3, 4], pyarrow.int8()),
        "u16": pyarrow.array([1, 65535, None, 4], pyarrow.uint16()),
        "i32": pyarrow.array([None, -5, 6, 7], pyarrow.int32()),
        "u32": pyarrow.array([4294967295, None, 6, 7], pyarrow.uint32()),
        "i64": pyarrow.array([2**53, -(2**53), None, 0], pyarrow.int64()),
        "u64": pyarrow.array([2**63, 1, None, 0], pyarrow.uint64()),
        "f16": pyarrow.array(numpy.array([0.5, -2, 65504, 0], numpy.float16)),
        "f32": pyarrow.array([0.5, None, -2.25, math.nan], pyarrow.float32()),
        "f64": pyarrow.array([0.1, None, -1e300, math.nan], pyarrow.float64()),
        "flag": pyarrow.array([True, False, None, True]),
        "text": pyarrow.array(["setosa", "", None, "Zoë \U0001f427"]),
        "word": pyarrow.array(["a", "b", None, "a"]).dictionary_encode(),
        "day": pyarrow.array([day, None, datetime.date(2024, 2, 29), day]),
        "ms": pyarrow.array([time, None, time, time], pyarrow.timestamp("ms")),
        "us": pyarrow.array([time, None, time, time], pyarrow.timestamp("us", "UTC")),
        "price": pyarrow.array([decimal.Decimal("12.50"), None, decimal.Decimal("-0.01"), decimal.Decimal(0)], pyarrow.decimal128(9, 2)),
        "none": pyarrow.nulls(4),
    }
)
nan = {"number": "nan"}
columns = {
    "i8": [1, nan, -3, 4],
    "u16": [1, 65535, nan, 4],
    "i32": [nan, -5, 6, 7],
    "u32": [4294967295, nan, 6, 7],
    "i64": [2**53, -(2**53), nan, 0],
    "u64": [2**63, 1, nan, 0],
    "f16": [0.5, -2, 65504, 0],
    "f32": [0.5, nan, -2.25, nan],
    "f64": [0.1, nan, -1e300, nan],
    "flag": ["true", "false", "", "true"],
    "text": ["setosa", "", "", "Zoë \U0001f427"],
    "word": ["a", "b", "", "a"],
    "day": ["1969-12-31", "", "2024-02-29", "1969-12-31"],
    "ms": ["2024-02-29T12:30:00.5", "", "2024-02-29T12:30:00.5", "2024-02-29T12:30:00.5"],
    "us": ["2024-02-29T12:30:00.5Z", "", "2024-02-29T12:30:00.5Z", "2024-02-29T12:30:00.5Z"],
    "price": [12.5, nan, -0.01, 0],
    "none": [nan, nan, nan, nan],
}


def parquet(table, **options):
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, **options)
    return out.getvalue()


for codec in ["NONE", "SNAPPY", "GZIP", "BROTLI", "LZ4", "ZSTD"]:
    add(f"pyarrow-{codec.lower()}.parquet", parquet(table, compression=codec), columns=columns)
add("pyarrow-groups.parquet", parquet(table, row_group_size=3, use_dictionary=False), columns=columns)
add("pyarrow-v2.parquet", parquet(table, data_page_version="2.0", version="2.6", write_page_index=True), columns=columns)
add("pyarrow-nested.parquet", parquet(pyarrow.table({"id": [1, 2], "tags": [["a"], []], "place": [{"x": 1}, {"x": 2}]})), refused="tags")
add("pyarrow-binary.parquet", parquet(pyarrow.table({"text": pyarrow.array([b"\xff\xfe"], pyarrow.binary())})), refused="damaged")
add("pyarrow-empty.parquet", parquet(table.slice(0, 0)), columns={name: [] for name in columns})

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "duckdb.parquet")
    duckdb.sql(
        f"""copy (select i::int as id, i / 4 as share, case when i % 3 = 0 then null else 'kind ' || i % 2 end as kind, i % 2 = 0 as even,
            date '2024-02-28' + i::int as day, (i / 2)::decimal(9, 2) as half, 5::hugeint as huge from range(6) t(i))
            to '{path}' (format parquet, compression zstd)"""
    )
    with open(path, "rb") as file:
        add(
            "duckdb.parquet",
            file.read(),
            columns={
                "id": [0, 1, 2, 3, 4, 5],
                "share": [0, 0.25, 0.5, 0.75, 1, 1.25],
                "kind": ["", "kind 1", "kind 0", "", "kind 0", "kind 1"],
                "even": ["true", "false", "true", "false", "true", "false"],
                "day": ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"],
                "half": [0, 0.5, 1, 1.5, 2, 2.5],
                "huge": [5, 5, 5, 5, 5, 5],
            },
        )

tools = {"numpy": numpy.__version__, "pyarrow": pyarrow.__version__, "duckdb": duckdb.__version__}
print(json.dumps({"tools": tools, "files": files}, indent=1, ensure_ascii=False))
