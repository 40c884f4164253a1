"""The JSON Schemas accept what the program accepts, and underline what it refuses."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from checklist.cli import main
from checklist.commands.demo import dossier
from checklist.commands.schema import FORMATS, schema
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.content.reference_files import REFERENCE_FILES
from tests.conftest import TINY

QUESTIONNAIRES = shipped("questionnaires")
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast one, where the library has it."""


class EditorLoader(SafeLoader):  # type: ignore[misc]
    """Reads scalars as editors do, by the core schema of YAML 1.2: dates are texts."""


EditorLoader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
    for first, rules in SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def made(name: str, questionnaire: str = "") -> dict[str, Any]:
    return schema(name, Library(), questionnaire)


def faults(name: str, text: str, questionnaire: str = "") -> list[str]:
    """Return what a validator says of a text: the place, as an editor underlines it."""
    content: Any = yaml.load(text, Loader=EditorLoader)
    # It compiles a grammar of addresses when it is loaded: seconds, which only those need to wait who use it.
    from jsonschema import Draft7Validator

    validator = Draft7Validator(made(name, questionnaire))
    return ["/".join(map(str, error.absolute_path)) for error in validator.iter_errors(content)]


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_every_schema_is_one(name: str) -> None:
    from jsonschema import Draft7Validator

    Draft7Validator.check_schema(made(name))


@pytest.mark.slow
def test_everything_that_is_shipped_fits() -> None:
    for path in QUESTIONNAIRES.glob("*.yaml"):
        assert faults("questionnaire", path.read_text(encoding="utf-8")) == [], path.name
    for path in QUESTIONNAIRES.glob("fr/*.yaml"):
        assert faults("overlay", path.read_text(encoding="utf-8")) == [], path.name
    for name in REFERENCE_FILES:
        assert faults(name, (QUESTIONNAIRES / "reference" / f"{name}.yaml").read_text(encoding="utf-8")) == [], name
    for path in dossier():
        assert faults("answers", path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("level: consider", "level: mandatory", "sections/0/items/2/level"),
        ("paragraph: 7(1)", "paragraph: 7(9)", "sections/0/items/2/basis/0/paragraph"),
        ("source: wg4-2009", "source: wg4-2012", "sections/1/items/0/basis/0/source"),
        ("kinds: [training]", "kinds: [trainings]", "sections/0/items/0/assistance/1/kinds/0"),
        ("{id: sherloc}", "{id: sherlock}", "sections/0/items/1/resources/0/id"),
        (
            "    pillar: prosecution\n",
            "    pillar: prosecution\n    usual: [justice, police, polize]\n",
            "sections/0/usual/2",
        ),
        ("        aspects: [law]\n", "        aspects: [law]\n        usual: []\n", "sections/0/items/1/usual"),
        ("aspects: [practice]", "aspect: [practice]", "sections/0/items/3"),
        ("breakdown: [sex, age]", "breakdown: [sex, colour]", "sections/1/items/0/breakdown/1"),
    ],
)
def test_mistakes_in_a_questionnaire_are_underlined(old: str, new: str, place: str) -> None:
    assert faults("questionnaire", TINY) == []
    assert old in TINY
    assert place in faults("questionnaire", TINY.replace(old, new))


@pytest.mark.slow
def test_mistakes_in_answers_are_underlined() -> None:
    text = dossier()[0].read_text(encoding="utf-8")
    assert faults("answers", text, "protocol") == []
    assert faults("answers", text.replace("  P5.1:", "  P5.11:"), "protocol") == ["answers"]
    assert faults("answers", text.replace("state: XAA", "state: XX"), "protocol") == ["state"]
    assert faults("answers", text.replace("law: full", "law: yes", 1)) != []
    head = text[: text.index("answers:")]
    assert faults("answers", head + "answers:\n") == []
    for key, good, bad in (
        ("number", ["12", "'1.5'"], ["many", "-1"]),
        ("year", ["2025", "'1999'"], ["25", "'20250'"]),
    ):
        assert [faults("answers", head + f"answers: {{A1: {{{key}: {value}}}}}\n") for value in good] == [[], []]
        assert all(faults("answers", head + f"answers: {{A1: {{{key}: {value}}}}}\n") for value in bad)
    assert faults("answers", text.replace("domain: cooperation", "domain: co-operation", 1)) != []


@pytest.mark.slow
def test_an_editor_shows_what_each_key_is_for() -> None:
    item = made("questionnaire")["$defs"]["Item"]["properties"]
    assert item["level"]["description"] == "How strongly the source asks for it."
    silent = []
    for name in FORMATS:
        whole = made(name)
        for model, definition in {"": whole, **whole.get("$defs", {})}.items():
            fields = definition.get("properties", {}).items()
            silent += [f"{name}: {model}.{field}" for field, place in fields if not place.get("description")]
    assert [field for field in silent if not field.endswith((".format", ".entries"))] == []


@pytest.mark.slow
def test_the_command_prints_one_or_writes_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "answers", "--questionnaire", "protocol"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["title"] == "checklist/answers/1"
    assert printed["properties"]["answers"]["properties"]["P5.1"]["description"].endswith("?")
    assert main(["schema", "--output", str(tmp_path / "schemas")]) == 0
    written = [Path(line).name for line in capsys.readouterr().out.splitlines()]
    assert written == [f"{name}.schema.json" for name in FORMATS]
    assert main(["schema", "--output", str(tmp_path / "schemas")]) == 1
    assert "--force replaces it" in capsys.readouterr().err
    assert main(["schema", "--output", str(tmp_path / "schemas"), "--force"]) == 0
    assert main(["schema", "nonsense"]) == 2
    assert main(["schema", "overlay", "--questionnaire", "protocol"]) == 2
