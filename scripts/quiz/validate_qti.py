"""Validates the files of `argmax quiz export FILE --to qti` against XML schemas of QTI 3, which are not part of argmax (their licence
is 1EdTech's): get them from https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/.

python scripts/quiz/validate_qti.py ITEMS_AND_TEST.xsd MANIFEST.xsd FOLDER   (needs lxml)
"""

import pathlib
import sys

from lxml import etree

content, manifest, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
faults = 0
for path, files in ((content, [folder / "test.xml", *sorted(folder.glob("items/*.xml"))]), (manifest, [folder / "imsmanifest.xml"])):
    schema = etree.XMLSchema(etree.parse(path))
    for file in files:
        schema.validate(etree.parse(str(file)))
        for error in schema.error_log:
            faults += 1
            print(f"{file}:{error.line}: {error.message}")
print(f"{faults} faults")
sys.exit(1 if faults else 0)
