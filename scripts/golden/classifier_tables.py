"""Writes test/golden/sklearn-classifier-tables.json: the accuracy of scikit-learn's usual pipeline on the tables of
test/support/classifierTables.ts, in each of five folds.

The pipeline: numbers are filled in by their median and standardised, everything else is a category, missing ones too, and one-hot;
then LogisticRegression with its default C. What pandas reads as missing is missing, and ?, too.

Run:  npm run build && node scripts/golden/classifier_tables.js FOLDER
      python -m venv .venv && .venv/bin/pip install scikit-learn==1.9.1 pandas && .venv/bin/python scripts/golden/classifier_tables.py FOLDER
"""

import json
import sys
import warnings
from pathlib import Path

import pandas
import sklearn
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.simplefilter("ignore")

golden = {"tools": {"scikit-learn": sklearn.__version__, "pandas": pandas.__version__}, "accuracy": {}}
for path in sorted(Path(sys.argv[1]).glob("*.csv")):
    table = pandas.read_csv(path, na_values=["?"])
    fold, labels = table.pop("fold"), table.pop("label").astype(str)
    table = table.dropna(axis="columns", how="all")
    numbers = [name for name in table if table[name].dtype.kind in "if"]
    others = [name for name in table if name not in numbers]
    for name in others:
        table[name] = table[name].astype(object).where(table[name].notna(), "missing").astype(str)
    scores = []
    for k in range(5):
        test = fold == k
        columns = make_column_transformer(
            (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            (OneHotEncoder(handle_unknown="ignore"), others),
        )
        model = make_pipeline(columns, LogisticRegression(max_iter=5000)).fit(table[~test], labels[~test])
        scores.append(model.score(table[test], labels[test]))
    golden["accuracy"][path.stem] = scores
    print(f"{path.stem:14s} {sum(scores) / len(scores):.4f}")
out = Path(__file__).resolve().parents[2] / "test" / "golden" / "sklearn-classifier-tables.json"
out.write_text(json.dumps(golden, indent=2) + "\n")
