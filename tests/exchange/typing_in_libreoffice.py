"""Type into a form as a person does, in LibreOffice, set to a language: run by the Python that LibreOffice knows.

Usage: `python3 typing_in_libreoffice.py PIPE LOCALE SOURCE TARGET TEXTS`; a LibreOffice listens at PIPE; TEXTS is JSON,
text by key of a line and number of a cell (`A1/provisions/1 2`), by key of a table of text, or by cell of the first
sheet (`F3`).
"""

# Another Python runs it, whose libraries are not here.
# mypy: ignore-errors
import json
import os
import re
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

LANGUAGES = {"en-US": 1033, "fr-FR": 1036, "ar-EG": 3073}
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".csv": "Text - txt - csv (StarCalc)"}


def prop(name, value):
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def office(pipe):
    """Return the desktop of the LibreOffice that listens at a pipe, what makes services there, and its context."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _attempt in range(1500):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except NoConnectException:
            # It is not there yet.
            time.sleep(0.1)
    manager = context.ServiceManager
    return manager.createInstanceWithContext("com.sun.star.frame.Desktop", context), manager, context


def cells(book):
    """Return the cells to fill in: sheet, column and row, by key and number."""
    found = {}
    for sheet in book.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        rows = sheet.getCellRangeByPosition(0, 0, min(last.EndColumn, 8), last.EndRow).getDataArray()
        table = rows[0][0] == "key"
        for number, row in enumerate(rows):
            key = str(row[0])
            if "/" in key and table:
                found[key] = (sheet, 5, number)
            elif "/" in key:
                found |= {f"{key} {place}": (sheet, 1 + place, number) for place in range(1, 6)}
    return found


def main(pipe, locale, source, target, texts):
    desktop, manager, context = office(pipe)
    options = [prop("Hidden", True)]
    if source.endswith(".csv"):
        # Comma, quotation mark, UTF-8, from the first line, the language, and everything taken for what it looks like.
        options += [
            prop("FilterName", FILTERS[".csv"]),
            prop("FilterOptions", f"44,34,76,1,,{LANGUAGES[locale]},false,true"),
        ]
    book = desktop.loadComponentFromURL(Path(source).resolve().as_uri(), "_blank", 0, tuple(options))
    controller = book.CurrentController
    dispatch = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    there = cells(book)
    for key, text in json.loads(texts).items():
        if re.fullmatch(r"[A-Z]+[0-9]+", key):
            sheet = book.Sheets.getByIndex(0)
            cell = sheet.getCellRangeByName(key)
        else:
            sheet, column, row = there[key]
            cell = sheet.getCellByPosition(column, row)
        controller.setActiveSheet(sheet)
        controller.select(cell)
        frame = controller.Frame
        dispatch.executeDispatch(frame, ".uno:EnterString", "", 0, (prop("StringName", text),))
    saving = [prop("FilterName", FILTERS[re.search(r"\.\w+$", target)[0]])]
    if target.endswith(".csv"):
        saving.append(prop("FilterOptions", "59,34,76,1,,0,false,true,false"))
    book.storeToURL(Path(target).resolve().as_uri(), tuple(saving))


if __name__ == "__main__":
    main(*sys.argv[1:])
    # Everything is stored. The thread of the bridge to LibreOffice outlives the interpreter that it calls into, and an
    # interpreter that is taken down in the usual way sometimes ends by a fault of memory.
    os._exit(0)
