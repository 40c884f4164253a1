"""What a file is, whatever its name says; and for each that cannot be read, its own advice."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checklist.answering.loading import load
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.library import Library
from tests.conftest import HEADER, TINY, first_of, needed
from tests.exchange.test_reformatted import changes, edited, exported, put
from tests.libreoffice import converted, typed

ANSWERS = {"A1": {"law": "partial", "reason": "é – one", "provisions": [{"law": "Code", "provision": "5.10"}]}}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def named(*streams: str) -> bytes:
    """Return the beginning of a compound file with streams of these names."""
    return OLE + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams) + b"\0" * 512


def packed(**parts: bytes) -> bytes:
    """Return an archive; two lines stand for a slash, one for a point."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form of the answer file, made once for all."""
    folder = tmp_path_factory.mktemp("workbook")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    answers, form = put(str(folder / "full.answers.yaml"), ANSWERS), folder / "form.xlsx"
    assert main(["export", str(answers), "-o", str(form), "--questionnaires", str(folder)]) == EXIT_OK
    return form


@pytest.fixture
def file(tmp_path: Path, folder: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An answer file, and its form as a workbook, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    shutil.copy(workbook, "form.xlsx")
    return put("full.yaml", ANSWERS)


@pytest.mark.parametrize(
    ("content", "message", "remedy"),
    [
        (named("EncryptionInfo", "EncryptedPackage"), "is protected by a password", "take the password away"),
        (named("\x06DataSpaces", "DRMEncryptedDataSpace", "EncryptedPackage"), "by a sensitivity label", "without encryption"),
        (named("WordDocument"), "this is a document, not a table", "send the form back"),
        (OLE, "was cut off or damaged", "ask for it once more"),
        (b"", "the file is empty", "ask for it once more"),
        (b"\xef\xbb\xbf \r\n", "the file is empty", "ask for it once more"),
        (b"%PDF-1.7\n", "this is a PDF document", "the answers themselves"),
        (rb"{\rtf1 A1}", "word processor (RTF)", "the answers themselves"),
        (b"<html><table><tr><td>key</td></tr></table></html>", "this is a web page", "as an Excel workbook (.xlsx)"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook>', "XML Spreadsheet 2003", ".xlsx"),
        (b"Rar!\x1a\x07", "this is an archive", "unpack it"),
        (packed(notes_txt=b"x", form_xlsx=b"y"), "this is an archive", "unpack it"),
        (packed(word__document_xml=b"<w/>"), "this is a document, not a table", "send the form back"),
        (packed(Index__Tables_iwa=b"x"), "Apple Numbers, or of Pages", "Export to"),
        (packed(xl__workbook_bin=b"x"), "(.xlsb)", "as an Excel workbook (.xlsx)"),
        (b"From: moj@example.org\r\nSubject: the form\r\n\r\nHere it is", "this is an e-mail message", "as an attachment"),
        (b"PK\x03\x04 but not for long", "was cut off or damaged", "ask for it once more"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "this is a picture", "the answers themselves"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "this is a picture", "the answers themselves"),
        (b"\1\2\0\3" * 50, "neither a form nor a text", "is it the right file?"),
        (b'{"url": "https://docs.google.com/x", "doc_id": "y"}', "this is data as JSON", "as XLSX or CSV"),
        (b'[{"_id": 1, "A1__law": "full"}]', "this is data as JSON", "as XLSX or CSV"),
        (b'<?xml version="1.0"?><office:document x="y">', "(.fods)", "as an Excel workbook (.xlsx)"),
        (b'<?xml version="1.0"?><data id="f"><A1/></data>', "this is an XML file", "as XLSX or CSV"),
        (b"<!-- saved from x --><div><table></table></div>", "this is a web page, or a table", "as an Excel workbook (.xlsx)"),
        (b"$FL2@(#) SPSS DATA FILE" + b"\0" * 50, "this is a file of SPSS", "as XLSX or CSV"),
        (b"[InternetShortcut]\r\nURL=https://x.example", "this is a link to a file", "ask for it once more"),
        (b"ID;PWXL;N;E\r\nC;X1;Y1", "this is a table in an old format", "as an Excel workbook (.xlsx)"),
        (named("__substg1.0_0037001F"), "this is an e-mail message of Outlook", "save the file that is attached"),
        (b"hello", "this is no workbook, though its name ends in .xlsx", "ask for it once more"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", first_of(["part.xlsx", "part"]))
def test_each_file_that_is_not_read_has_its_own_advice(
    file: Path, content: bytes, message: str, remedy: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(name).write_bytes(content)
    for command in (["import", "full.yaml", name, "--yes"], ["merge", "full.yaml", name]):
        assert main(command) == EXIT_PROBLEMS
        told = capsys.readouterr().err
        if content != b"hello" or name == "part.xlsx":
            assert message in told
            assert remedy in told


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95, 0.999])
def test_a_workbook_that_was_cut_off_is_told(file: Path, share: float, capsys: pytest.CaptureFixture[str]) -> None:
    content = Path("form.xlsx").read_bytes()
    Path("part.xlsx").write_bytes(content[: int(len(content) * share)])
    assert main(["import", "full.yaml", "part.xlsx", "--yes"]) == EXIT_PROBLEMS
    assert "the file was cut off or damaged on its way (ask for it once more)" in capsys.readouterr().err


def test_a_workbook_saved_as_strict_open_xml_is_read(file: Path) -> None:
    typed(Path("form.xlsx"), Path("form.xlsx"), {("A4/practice", 1): "yes"})
    source, target = zipfile.ZipFile("form.xlsx"), io.BytesIO()
    with zipfile.ZipFile(target, "w") as strict:
        for part in source.infolist():
            text = source.read(part)
            for usual, other in (
                (
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
                ),
                (
                    b"http://schemas.openxmlformats.org/officeDocument/2006/",
                    b"http://purl.oclc.org/ooxml/officeDocument/",
                ),
                (b"http://schemas.openxmlformats.org/drawingml/2006/", b"http://purl.oclc.org/ooxml/drawingml/"),
            ):
                text = text.replace(usual, other)
            strict.writestr(part.filename, text)
    Path("part.xlsx").write_bytes(target.getvalue())
    assert {item: answer.practice for item, answer in changes("part.xlsx").items()} == {"A4": "full"}


@pytest.mark.parametrize("name", ["part.xls", "part.ods", "part.XLSX", "part.csv", "part.txt", "part", "part.xlsx.txt"])
def test_the_content_says_what_a_file_is_and_its_ending_is_a_hint(file: Path, name: str) -> None:
    typed(Path("form.xlsx"), Path("typed.xlsx"), {("A4/practice", 1): "yes"})
    shutil.copy("typed.xlsx", name)
    assert list(changes(name)) == ["A4"]


@pytest.mark.parametrize(
    "name", ["part.yaml", "part.yml", "part.yaml.txt", "part.YAML", "part", "part.csv", "part.bak"]
)
def test_an_answer_file_is_known_by_what_it_says(file: Path, name: str) -> None:
    Path(name).write_text(HEADER + "answers:\n  A4: {practice: full}\n", encoding="utf-8")
    assert list(changes(name)) == ["A4"]


_LINES = ("sep=;", '"sep=;"', "SEP=;", "sep=\t", "sep=|", "sep=,")
_ENCODINGS = ("utf-8-sig", "utf-16", "utf-8", "utf-16-le", "utf-32")


@pytest.mark.parametrize(
    ("line", "encoding"),
    [
        *((line, "utf-16") for line in _LINES),
        *(("sep=;", encoding) for encoding in _ENCODINGS if encoding != "utf-16"),
        *first_of(product(_LINES[1:], [one for one in _ENCODINGS if one != "utf-16"]), 0),
    ],
)
def test_a_first_line_that_names_the_separator_is_read(file: Path, line: str, encoding: str) -> None:
    separator = line.strip('"')[-1]
    rows = csv.reader(io.StringIO(edited(exported(), {"A4/practice": "yes"}).decode("utf-8-sig"), newline=""))
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    Path("part.csv").write_bytes(f"{line}\r\n{stream.getvalue()}".encode(encoding))
    assert list(changes("part.csv")) == ["A4"]


def test_a_table_that_was_saved_twice_is_read_all_the_same(file: Path) -> None:
    # A spreadsheet that knows another separator shows each line in one cell, and saves it so.
    text = edited(exported(), {"A4/practice": "yes"}).decode("utf-8-sig")
    single = "\n".join(line for line in text.split("\r\n") if "before" not in line and "\n" not in line)
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows([line] for line in single.split("\n"))
    Path("part.csv").write_text("\ufeff\ufeff" + stream.getvalue(), encoding="utf-8")
    assert changes("part.csv")["A4"].practice == "full"


@pytest.mark.parametrize("escape", ["_x000D_\n", "_x000d_\n", "_x000A_", "\r\n", "_x000B_\n"])
def test_escapes_of_control_signs_are_line_breaks(file: Path, escape: str) -> None:
    typed(Path("form.xlsx"), Path("part.xlsx"), {("A4/comment", 1): f"one{escape}two"})
    assert changes("part.xlsx")["A4"].comment == "one\ntwo"


@pytest.mark.parametrize("address", ["https://x.example/Shared_x0020_Documents/a", "a_x005F_b", "_xyz_", "x_x00e9_"])
def test_what_only_looks_like_an_escape_stays(file: Path, address: str) -> None:
    put("full.yaml", {"A1": {**ANSWERS["A1"], "comment": address}})
    assert main(["export", "full.yaml", "-o", "form.xlsx", "--force"]) == EXIT_OK
    assert changes("form.xlsx") == {}


def test_what_programs_leave_beside_documents_is_passed_over_with_a_note(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [
        "~$form.xlsx",
        "._form.xlsx",
        ".~lock.form.xlsx#",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "form.xlsx~",
        "form.xlsx.tmp",
        "#form.yaml#",
        ".form.yaml.swp",
    ]
    for name in names:
        Path(name).write_bytes(b"\x05Me" + b" " * 50)
    typed(Path("form.xlsx"), Path("form.xlsx"), {("A4/practice", 1): "yes"})
    assert main(["merge", "full.yaml", "form.xlsx", *names]) == EXIT_OK
    told = capsys.readouterr().err
    for name in names:
        assert f"{name}: note: an office program left this file beside a document" in told
    assert load("full.yaml", Library("questionnaires")).file.answers["A4"].practice == "full"


def test_the_form_for_kobotoolbox_is_no_export(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "full.yaml", "--format", "xlsform", "-o", "kobo.xlsx"]) == EXIT_OK
    assert main(["import", "full.yaml", "kobo.xlsx", "--yes"]) == EXIT_PROBLEMS
    assert "this is the form itself, as KoboToolbox and ODK take it in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("state: XAA", "state: XAB", "the State is XAB, that of the file merged into is XAA"),
        ('cycle: "2026"', 'cycle: "2022"', "the cycle is 2022, that of the file merged into is 2026"),
    ],
)
def test_the_form_of_another_file_is_told(
    file: Path, old: str, new: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    Path("other.yaml").write_text(text.replace(old, new), encoding="utf-8")
    assert main(["export", "other.yaml", "-o", "other.xlsx"]) == EXIT_OK
    assert main(["import", "full.yaml", "other.xlsx", "--yes"]) == EXIT_PROBLEMS
    assert told in capsys.readouterr().err


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which LibreOffice keeps what it makes at its first start."""
    return tmp_path_factory.mktemp("office")


@pytest.mark.office
@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_workbooks_of_other_formats_are_read(
    file: Path, office: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    needed("soffice")
    given = {
        ("A4/practice", 1): "yes",
        ("A4/comment", 1): "قانون\nسطر  ثانٍ",
        ("B1/number", 1): 45,
        ("B2/confidential", 1): True,
    }
    typed(Path("form.xlsx"), Path("part.xlsx"), given)
    back = converted(Path("part.xlsx"), ending, office)
    found = changes(str(back))
    assert set(found) == {"A4", "B1", "B2"}
    assert (found["A4"].comment, found["B1"].number, found["B2"].confidential) == ("قانون\nسطر  ثانٍ", "45", True)
    book = openpyxl.load_workbook("form.xlsx")
    cell = next(row[2] for page in book.worksheets for row in page.iter_rows() if row[0].value == "A4/comment")
    cell.value = "=1+1"
    book.save("part.xlsx")
    if ending == "ods":
        back = converted(Path("part.xlsx"), ending, office)
        assert main(["import", "full.yaml", str(back), "--yes"]) == EXIT_PROBLEMS
        assert "A4: a formula stands here; formulas are not taken over" in capsys.readouterr().err


def quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


def fenced(text: str) -> str:
    return f"```yaml\n{text}```\n"


def in_conflict(text: str) -> str:
    return text.replace("answers:", "<<<<<<< HEAD\nanswers:\n=======\nanswers: {}\n>>>>>>> other\n", 1)


def as_mail(text: str) -> str:
    return f"From: moj@example.org\nSubject: answers\n\n{text}"


def quoted_printable(text: str) -> str:
    import quopri

    return quopri.encodestring(f"{text}# é à ü\n".encode()).decode()


def with_a_rest_of_a_conflict(text: str) -> str:
    return text.replace("answers:", "answers:\n>>>>>>> other", 1)


def as_french_mail(text: str) -> str:
    return f"De : moj@example.org\nEnvoyé : lundi\nObjet : nos réponses\n\n{text}"


def out_of_a_chat(text: str) -> str:
    return "".join(f"[11/05/26, 10:0{n % 10}:00] Amina: {line}\n" for n, line in enumerate(text.splitlines()))


def wrapped_by_mail(text: str) -> str:
    return f"{text}# two =3D one, and more wo=\nrds\n"


@pytest.mark.parametrize(
    ("wrapped", "told"),
    [
        (with_a_rest_of_a_conflict, "a mark of git is left here"),
        (as_french_mail, "this is an e-mail message (ask for the file as an attachment)"),
        (out_of_a_chat, "this was copied out of a chat"),
        (wrapped_by_mail, "a mail program wrote other signs for letters"),
        (quoted, "a mail program put a sign of quoting before each line (ask for the file as an attachment)"),
        (fenced, "the text is fenced, as in a chat"),
        (in_conflict, "git left both versions of these lines, between `<<<<<<<` and `>>>>>>>`"),
        (as_mail, "this is an e-mail message (ask for the file as an attachment)"),
        (quoted_printable, "a mail program wrote other signs for letters"),
    ],
)
@pytest.mark.parametrize("command", ["check", "merge"])
def test_what_other_programs_put_around_answers_is_known(
    file: Path, wrapped: Callable[[str], str], told: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("part.yaml").write_text(wrapped(file.read_text(encoding="utf-8")), encoding="utf-8")
    asked = ["check", "part.yaml"] if command == "check" else ["merge", "full.yaml", "part.yaml"]
    assert main(asked) == EXIT_PROBLEMS
    assert told in capsys.readouterr().err
    text = exported().decode("utf-8-sig")
    wrapped_table = wrapped(text.replace("\nA1/reason", "\nanswers:\nA1/reason") if wrapped is in_conflict else text)
    Path("part.csv").write_text(wrapped_table, encoding="utf-8")
    if command == "merge" and wrapped not in (in_conflict, with_a_rest_of_a_conflict):
        assert main(["merge", "full.yaml", "part.csv"]) == EXIT_PROBLEMS
        assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    "rest",
    [
        "\n-- \nKind regards\nJohn Smith\n",
        "\nSent from my iPhone\n",
        "\nCordialement,\nAmina\n",
        "________________________________\nThis message is confidential: do not forward\n",
    ],
)
def test_what_a_mail_program_adds_at_the_end_is_named_where_it_begins(
    file: Path, rest: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = file.read_text(encoding="utf-8")
    Path("part.yaml").write_text(text + rest, encoding="utf-8")
    assert main(["check", "part.yaml"]) == EXIT_PROBLEMS
    line = text.count("\n") + 1 + rest.startswith("\n")
    assert f"part.yaml:{line}:1: error: this does not belong to the file" in capsys.readouterr().err


def test_indentation_of_signs_that_look_like_blanks_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEADER + "answers:\n\u00a0 \u00a0 A1:\n\u00a0 \u00a0 \u00a0 law: full\n"
    Path("hand.yaml").write_text(text, encoding="utf-8")
    assert main(["check", "hand.yaml"]) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert told.count("U+00A0 stands here, which only looks like a blank (type it anew)") == 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("checklist/answers/1", "checklist\u2215answers\u22151", "write `checklist/answers/1` anew"),
        ("state: XAA", "state: \u0425\u0410\u0410", "write `XAA` anew: its sign 1, U+0425"),
        ("cycle: ", "cycle\uff1a ", "4:6: error: U+FF1A stands here, which only looks like a colon (type it anew)"),
        (
            "- {id: moj",
            "\u00a0- {id: moj",
            "8:1: error: U+00A0 stands here, which only looks like a blank (type it anew)",
        ),
    ],
)
def test_a_sign_that_looks_like_another_is_named_where_it_stands(
    file: Path, old: str, new: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = HEADER + "answers: {}\n"
    assert old in text
    Path("hand.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert main(["check", "hand.yaml"]) == EXIT_PROBLEMS
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "key", "place"),
    [
        ("  A1: {law\u00a0: full}", "law", "4, U+00A0"),
        ("  A1: {l\u0430w: full}", "law", "2, U+0430"),
        ("  A1: {\u200elaw: full}", "law", "1, U+200E"),
        ("  A1: {law: f\u200dull}", "full", "2, U+200D"),
        ("  A1: {law: ｆull}", "full", "1, U+FF46"),
        ("  B4: {choice: p\u00adarty}", "party", "2, U+00AD"),
    ],
)
def test_a_sign_that_cannot_be_seen_is_named(
    file: Path, line: str, key: str, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("hand.yaml").write_text(f"{HEADER}answers:\n{line}\n", encoding="utf-8")
    assert main(["check", "hand.yaml"]) == EXIT_PROBLEMS
    assert f"write `{key}` anew: its sign {place}, cannot be seen or looks like another" in capsys.readouterr().err


def test_a_single_sheet_saved_as_text_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook("form.xlsx")
    rows = [[str(cell or "") for cell in row] for row in book.worksheets[1].iter_rows(values_only=True)]
    for name in ("sheet.txt", "sheet.csv"):
        Path(name).write_text("\n".join("\t".join(row).replace("\n", " ") for row in rows), encoding="utf-16")
        assert main(["import", "full.yaml", name, "--yes"]) == EXIT_PROBLEMS
        assert (
            "this is a single sheet of a form, saved as a text (send the whole workbook (.xlsx))"
            in capsys.readouterr().err
        )


def test_the_table_of_text_saved_as_a_workbook_is_read(file: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("form")
    for row in csv.reader(io.StringIO(edited(exported(), {"A4/practice": "yes"}).decode("utf-8-sig"), newline="")):
        page.append(row)
    book.save("form2.xlsx")
    assert list(changes("form2.xlsx")) == ["A4"]


@pytest.mark.parametrize("column", [2, 4, 8])
def test_what_stands_beside_a_line_is_told(file: Path, column: int, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook("form.xlsx")
    for page in book.worksheets:
        for row in page.iter_rows(max_col=1):
            if row[0].value == "A4/practice":
                page.cell(row[0].row, column).value = "yes" if column > 2 else page.cell(row[0].row, 2).value
    book.save("part.xlsx")
    assert main(["import", "full.yaml", "part.xlsx", "--preview"]) == EXIT_OK
    assert ("nothing of the questionnaire belongs to this line" in capsys.readouterr().err) == (column > 2)


@pytest.mark.parametrize(
    ("value", "form", "told"), [(0.5, "0%", "50%"), (45, "0000", "0045"), (timedelta(hours=36), "[h]:mm", "36:00:00")]
)
def test_what_the_form_of_a_cell_says_is_kept(file: Path, value: Any, form: str, told: str) -> None:
    book = openpyxl.load_workbook("form.xlsx")
    for page in book.worksheets:
        for row in page.iter_rows(max_col=3):
            if row[0].value == "A4/comment":
                row[2].value, row[2].number_format = value, form
    book.save("part.xlsx")
    assert changes("part.xlsx")["A4"].comment == told


MEASURED = """
import contextlib, io, re, sys, time
from checklist.cli import main
for path in sys.argv[1:]:
    before = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        main(["import", "full.yaml", path, "--preview"])
    # What the system says of children includes the memory of whoever started them.
    most = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
    print(path, round(time.process_time() - before, 1), int(most[1]) // 1024)
"""


def separators() -> bytes:
    return b"key,answer\n" + b",".join([b""] * 1000) * 8000


def full_cells() -> bytes:
    return b"key,answer\n" + b"abc,de,f\n" * 300_000


def lines() -> bytes:
    return b"key,answer\n" + b"A1/law,yes\n" * 700_000


def one_text() -> bytes:
    return b'key,answer\nA1/comment,"' + b"x" * (19 * 1024 * 1024) + b'"\n'


def wide_sheet() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("wide").append(["x"])
    source, target = io.BytesIO(), io.BytesIO()
    book.save(source)
    cell = '<c t="inlineStr"><is><t>x</t></is></c>'
    with zipfile.ZipFile(source) as one, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wide:
        for part in one.namelist():
            text = one.read(part).decode()
            wide.writestr(part, re.sub("<row.*</row>", f"<row>{cell * 16_000}</row>" * 60, text))
    return target.getvalue()


def far_cells() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for number in range(1, 5_000):
        book.active.cell(number, 16_384, "x")
    book.active.cell(1_048_576, 16_384, "x")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    return packed(xl__workbook_xml=b"<x>", xl__sharedStrings_xml=b"<si><t>x</t></si>" * 5_000_000)


def repeated() -> bytes:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="900000000"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="900000000">{cell * 3}</table:table-row>'
    text = f'<office:document-content{spaces}><office:body><table:table table:name="a">{row * 3}</table:table></office:body></office:document-content>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", text)
    return buffer.getvalue()


def submissions() -> bytes:
    header = (
        "checklist__format,checklist__questionnaire,checklist__version,checklist__state,checklist__cycle,A1__comment\n"
    )
    return (header + "checklist/form/1,tiny,1.0.0,XAA,2026,x\n" * 19_000).encode()


def blanks() -> bytes:
    return edited(exported(), {"A4/comment": "x" + " " * 300_000 + "y"})


def long_name() -> bytes:
    return f"checklist__format,{'_a' * 150_000},A1__law\nchecklist/form/1,x,full\n".encode()


def choices() -> bytes:
    return ("checklist__format,B5__choices\nchecklist/form/1," + "Forced labour " * 40_000 + "\n").encode()


@pytest.mark.parametrize(
    ("content", "told"),
    [("key,answer\n" + "," * 20_000, "more than 20000 cells"), ("key,answer\n" * 20_001, "more than 20000 rows")],
    ids=["columns", "rows"],
)
def test_a_table_beyond_the_limits_is_told_which_limit(
    file: Path, content: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("part.csv").write_text(content, encoding="utf-8")
    assert main(["merge", str(file), "part.csv"]) == EXIT_PROBLEMS
    assert told in capsys.readouterr().err


def styles() -> bytes:
    return packed(xl__workbook_xml=b"<x>", xl__styles_xml=b"<xf/>" * 6_000_000)


def many_blanks() -> bytes:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    text = '<text:s text:c="1000"/>' * 200_000
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        cell = f'<table:table-row><table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell></table:table-row>'
        archive.writestr(
            "content.xml", f'<office:x{spaces}><table:table table:name="a">{cell}</table:table></office:x>'
        )
    return buffer.getvalue()


def marks_on_one_letter() -> bytes:
    """Marks that Unicode puts in order, each with all the others."""
    return (
        exported().replace(b'"A1/comment",', b'"A1/comment\xcc\x96",', 1) + b"e" + "\u0301\u0316".encode() * 1_800_000
    )


WITHIN = (
    separators,
    full_cells,
    lines,
    one_text,
    wide_sheet,
    far_cells,
    bomb,
    repeated,
    submissions,
    blanks,
    long_name,
    choices,
    styles,
    many_blanks,
    marks_on_one_letter,
)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
@pytest.mark.parametrize(
    "files",
    first_of([pytest.param(WITHIN, id="all"), *(pytest.param([one], id=one.__name__) for one in WITHIN)]),
)
def test_no_file_within_the_limits_takes_much_memory_or_time(
    file: Path, files: Sequence[Callable[[], bytes]], tmp_path: Path
) -> None:
    """Below 300 MB and 10 s; the time is that of the processor, so that other work beside it does not count.

    One after the other in one process, none may take more than if it were alone there.
    """
    for make in files:
        path = Path(f"{make.__name__}.csv")
        path.write_bytes(make())
        assert path.stat().st_size < 20 * 1024 * 1024
    command = [sys.executable, "-c", MEASURED, *(f"{make.__name__}.csv" for make in files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines()]
    assert len(rows) == len(files)
    for name, seconds, megabytes in rows:
        assert float(seconds) < 10, (name, done.stderr[-500:])
        assert int(megabytes) < 300, (name, done.stderr[-500:])
