"""Writes test/golden/sklearn-preprocessing.json: what scikit-learn's transforms give for a few columns.

Run:  python -m venv .venv && .venv/bin/pip install scikit-learn==1.9.1 && .venv/bin/python scripts/golden/sklearn_preprocessing.py
"""

import json
from pathlib import Path

import numpy
import sklearn
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, RobustScaler, StandardScaler
from sklearn.utils import murmurhash3_32

random = numpy.random.default_rng(5)

NUMBERS = {
    "normal": random.normal(3, 2, 40),
    "skewed": numpy.exp(random.normal(8, 2, 33)),
    "few": numpy.array([1.0, 1.0, 2.0]),
    "whole": random.integers(-5, 6, 50).astype(float),
    "far": 1e9 + random.normal(0, 30, 21),
    "tiny": random.normal(0, 1e-9, 20),
    "equal quartiles": numpy.array([0.0] * 9 + [5.0, -2.0]),
}
SCALERS = {"standard": StandardScaler, "minMax": MinMaxScaler, "robust": RobustScaler}
FILLS = {"median": "median", "mean": "mean", "mostFrequent": "most_frequent"}

GAPS = [3.5, None, 1.0, 2.0, 2.0, None, 9.0, 1.0]
CATEGORIES = ["b", "a", "c", "b", "b", "a", "d", "c", "b", "a"]
LATER = ["a", "e", "c", "b"]

TEXTS = [
    "The cat sat on the mat.",
    "A dog, a cat and 3 mice: the mice ran!",
    "Über den Wölken ist Ärger selten",
    "the the the THE",
    "x",
    "naïve café déjà-vu",
    "don't stop_me now",
]
LATER_TEXTS = ["The dog sat on a mouse", "unseen entirely 9", "ärger über café"]
WORD = r"(?u)[^\W_]+"  # a run of letters and numbers, of which one is enough


def rows(matrix):
    return numpy.asarray(matrix.todense() if hasattr(matrix, "todense") else matrix).tolist()


def bag(name, vectorizer):
    """A vectorizer with a vocabulary: its terms by their UTF-16 units, which is scikit-learn's order for these texts."""
    vectorizer.fit(TEXTS)
    return {"name": name, "terms": vectorizer.get_feature_names_out().tolist(), "values": rows(vectorizer.transform(LATER_TEXTS))}


def hashed(name, vectorizer):
    return {"name": name, "values": rows(vectorizer.transform(LATER_TEXTS))}


words = {"token_pattern": WORD, "lowercase": True}
pieces = {"analyzer": "char_wb", "ngram_range": (1, 4), "lowercase": True}
golden = {
    "tools": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    "scaled": [
        {"name": name, "values": values.tolist(), "scaler": scaler, "wanted": make().fit_transform(values[:, None])[:, 0].tolist()}
        for name, values in NUMBERS.items()
        for scaler, make in SCALERS.items()
    ],
    "filled": [
        {
            "values": GAPS,
            "missing": ours,
            "wanted": rows(SimpleImputer(strategy=theirs, add_indicator=True).fit_transform(numpy.array(GAPS, float)[:, None])),
        }
        for ours, theirs in FILLS.items()
    ],
    "oneHot": [
        {
            "categories": CATEGORIES,
            "later": LATER,
            "options": ours,
            "wanted": rows(OneHotEncoder(sparse_output=False, **theirs).fit(numpy.array(CATEGORIES)[:, None]).transform(numpy.array(LATER)[:, None])),
        }
        for ours, theirs in [
            ({}, {"handle_unknown": "ignore"}),
            ({"minRows": 3}, {"handle_unknown": "infrequent_if_exist", "min_frequency": 3}),
            ({"most": 3}, {"handle_unknown": "infrequent_if_exist", "max_categories": 4}),
        ]
    ],
    "ordinal": {
        "categories": CATEGORIES,
        "wanted": OrdinalEncoder().fit_transform(numpy.array(CATEGORIES)[:, None])[:, 0].tolist(),
    },
    "texts": TEXTS,
    "laterTexts": LATER_TEXTS,
    "words": [
        bag("counts", CountVectorizer(**words)),
        bag("pairs", CountVectorizer(ngram_range=(1, 2), **words)),
        bag("rare", CountVectorizer(min_df=2, **words)),
        bag("tfidf", TfidfVectorizer(sublinear_tf=True, **words)),
        bag("tfidf without logarithm", TfidfVectorizer(**words)),
    ],
    "characters": [bag("counts", CountVectorizer(**pieces)), bag("tfidf", TfidfVectorizer(sublinear_tf=True, **pieces))],
    "hashedWords": hashed("words", HashingVectorizer(n_features=64, alternate_sign=False, **words)),
    "hashedCharacters": hashed("characters", HashingVectorizer(n_features=64, alternate_sign=False, **pieces)),
    "murmur3": [
        {"text": text, "wanted": int(murmurhash3_32(text.encode("utf-8"), seed=0))}
        for text in ["", "a", "ab", "abc", "abcd", "hello, world", "Ärger", "日本語", "😀 smile", "x" * 37]
    ],
}
path = Path(__file__).resolve().parents[2] / "test" / "golden" / "sklearn-preprocessing.json"
path.write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")
print(path, path.stat().st_size)
