"""What other programs are told of the tables: Frictionless, CSV on the Web, and Datasette.

`datapackage.json` (https://specs.frictionlessdata.io) and `csv-metadata.json` (https://www.w3.org/TR/tabular-metadata/)
describe the CSV files, `metadata.json` (https://docs.datasette.io) the SQLite file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from checklist.secretariat.tables import DataColumn, Table

_XSD = {"text": "string", "integer": "integer", "number": "double", "boolean": "boolean", "date": "date"}
"""Types of CSV on the Web that are called otherwise than ours."""


def datapackage(tables: Sequence[Table], title: str, codes: Mapping[str, Sequence[str]], folder: Path) -> bytes:
    """Return the data package of the CSV files in a folder; `codes` are the codes of each list."""
    resources = []
    for table in tables:
        path = folder / f"{table.name}.csv"
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        schema: dict[str, Any] = {
            "fields": [_field(column, codes) for column in table.columns],
            "missingValues": [""],
        }
        if table.key:
            schema["primaryKey"] = list(table.key)
        if table.links:
            schema["foreignKeys"] = [
                {"fields": link.column, "reference": {"resource": link.table, "fields": link.to}}
                for link in table.links
            ]
        resources.append(
            {
                "name": table.name,
                "path": path.name,
                "profile": "tabular-data-resource",
                "title": table.meaning,
                "format": "csv",
                "mediatype": "text/csv",
                # With the mark at the beginning by which Excel knows it.
                "encoding": "utf-8-sig",
                "bytes": path.stat().st_size,
                "hash": f"sha256:{digest}",
                "schema": schema,
            }
        )
    return _json(
        {"profile": "tabular-data-package", "name": "self-assessments", "title": title, "resources": resources}
    )


def _field(column: DataColumn, codes: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": "string" if column.kind == "text" else column.kind,
        "description": column.meaning,
    }
    if column.codes:
        field["constraints"] = {"enum": list(codes[column.codes])}
    return field


def csv_on_the_web(tables: Sequence[Table], title: str) -> bytes:
    """Return the metadata of the CSV files for CSV on the Web."""
    described = []
    for table in tables:
        schema: dict[str, Any] = {"columns": [_web_column(column) for column in table.columns]}
        if table.key:
            schema["primaryKey"] = list(table.key)
        if table.links:
            schema["foreignKeys"] = [
                {
                    "columnReference": [link.column],
                    "reference": {"resource": f"{link.table}.csv", "columnReference": [link.to]},
                }
                for link in table.links
            ]
        described.append({"url": f"{table.name}.csv", "dc:description": table.meaning, "tableSchema": schema})
    dialect = {"header": True, "encoding": "utf-8", "quoteChar": '"', "doubleQuote": True}
    top = {"@context": "http://www.w3.org/ns/csvw", "dc:title": title, "dialect": dialect, "tables": described}
    return _json(top)


def _web_column(column: DataColumn) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "titles": column.name, "dc:description": column.meaning}
    datatype: Any = _XSD.get(column.kind, "dateTimeStamp")
    return {**told, "datatype": datatype, "null": ""}


def for_datasette(tables: Sequence[Table], title: str, base: str) -> bytes:
    """Return what Datasette shows beside the tables of the SQLite file `base` (its name without the ending)."""
    described: dict[str, Any] = {}
    for table in tables:
        described[table.name] = {
            "description": table.meaning,
            "columns": {column.name: column.meaning for column in table.columns},
            **({"label_column": table.label} if table.label else {}),
            **_facets(table.columns),
        }
    return _json({"title": title, "databases": {base: {"tables": described}}})


def _facets(columns: Iterable[DataColumn]) -> dict[str, Any]:
    """Return by what a table is best looked through."""
    facets = [column.name for column in columns if column.name in ("cycle", "questionnaire", "region", "standing")]
    return {"facets": facets} if facets else {}


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
