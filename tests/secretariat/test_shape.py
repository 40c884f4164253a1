"""The overview's data have the shape that is documented, and templates ask for nothing else."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from jinja2 import nodes
from pydantic import TypeAdapter, ValidationError
from typing_extensions import is_typeddict

from checklist.cli import EXIT_PROBLEMS, main
from checklist.content.folders import shipped
from checklist.output.render import sandbox
from checklist.secretariat import publication, shape
from tests import hostile
from tests.conftest import first_of
from tests.secretariat.conftest import writer_of

TEMPLATES = shipped("templates")
SHAPES: dict[str, Any] = {
    "overview": shape.OverviewData,
    "watch": shape.WatchData,
    "practices": shape.PracticesData,
    "annex": shape.AnnexData,
    "matrix": shape.MatrixData,
    "requests": shape.RequestsData,
    "rejected": shape.LetterData,
    "letter-reminder": shape.StateLetter,
    "letter-receipt": shape.StateLetter,
}
LETTERS = ("rejected", "letter-reminder", "letter-receipt")
NAMES = sorted(path.name for path in TEMPLATES.iterdir() if path.stem in SHAPES and path.suffix in (".html", ".md"))


class Reading:
    """Follows what a template asks for, with the types that it meets on the way."""

    def __init__(self, name: str) -> None:
        self._environment = sandbox([TEMPLATES])
        self.asked: set[tuple[str, str]] = set()
        self.wrong: list[str] = []
        self._macros: dict[str, nodes.Macro] = {}
        self._blocks: list[nodes.Block] = []
        scope = dict(get_type_hints(SHAPES[name.partition(".")[0]]))
        self._root = {*scope}
        self._name = SHAPES[name.partition(".")[0]].__name__
        self._template(name, scope)

    def _template(self, name: str, scope: dict[str, Any]) -> None:
        tree = self._environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))
        self._visit(tree, scope)
        # What a template sets, the one that it extends can read; and blocks, what any of them sets.
        for one in tree.find_all(nodes.Extends):
            assert isinstance(one.template, nodes.Const)
            self._template(one.template.value, scope)
        while self._blocks:
            for child in self._blocks.pop().body:
                self._visit(child, scope)

    def _visit(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        match node:
            case nodes.Extends() | nodes.Block() | nodes.FromImport() | nodes.Macro() | nodes.AssignBlock():
                self._note(node, scope)
            case nodes.For():
                self._visit(node.iter, scope)
                inner = {**scope, "loop": {"previtem": self._element(node.iter, scope)}}
                if isinstance(node.target, nodes.Name):
                    inner[node.target.name] = self._element(node.iter, scope)
                for child in (*([node.test] if node.test else []), *node.body):
                    self._visit(child, inner)
                for child in node.else_:
                    self._visit(child, scope)
            case nodes.Call(node=nodes.Name(name=called)) if called in self._macros:
                macro = self._macros[called]
                names = [argument.name for argument in macro.args]
                given = [self._type(argument, scope) for argument in node.args]
                for child in macro.body:
                    self._visit(child, {**scope, **dict(zip(names, given, strict=True))})
            case nodes.Assign(target=nodes.Name(name=target)):
                self._visit(node.node, scope)
                scope[target] = self._type(node.node, scope)
            case nodes.Name() | nodes.Getattr():
                self._type(node, scope)
            case _:
                for child in node.iter_child_nodes():
                    self._visit(child, scope)

    def _note(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        """Remember what is visited later: blocks, macros, also those of other files; and what holds a text."""
        match node:
            case nodes.Macro():
                self._macros[node.name] = node
            case nodes.AssignBlock(target=nodes.Name(name=target)):
                for child in node.body:
                    self._visit(child, scope)
                scope[target] = None
            case nodes.Block():
                self._blocks.append(node)
            case nodes.FromImport(template=nodes.Const(value=imported)):
                tree = self._environment.parse((TEMPLATES / imported).read_text(encoding="utf-8"))
                self._macros |= {macro.name: macro for macro in tree.find_all(nodes.Macro)}

    def _type(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        """Return the type of an expression, as far as keys can be asked of it."""
        if isinstance(node, nodes.Name):
            if node.name in self._root:
                self.asked.add((self._name, node.name))
            elif node.name not in {*scope, "self", "loop", "caller", *self._environment.globals}:
                self.wrong.append(node.name)
            return scope.get(node.name)
        if not isinstance(node, nodes.Getattr):
            for child in node.iter_child_nodes():
                self._visit(child, scope)
            return None
        if isinstance(node.node, nodes.Const) or node.attr == "format":
            self._visit(node.node, scope)
            return None
        of = self._type(node.node, scope)
        if isinstance(of, dict):
            return of.get(node.attr)
        if isinstance(node.node, nodes.Name) and node.node.name in ("self", "loop"):
            return None
        of = next((one for one in (of, *get_args(of)) if is_typeddict(one)), None)
        if of is None or node.attr not in get_type_hints(of):
            self.wrong.append(f"{getattr(of, '__name__', '?')}.{node.attr}")
            return None
        self.asked.add((of.__name__, node.attr))
        return get_type_hints(of)[node.attr]

    def _element(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        return next(iter(get_args(self._type(node, scope))), None)


def shapes() -> Iterator[Any]:
    for _name, one in inspect.getmembers(shape):
        if is_typeddict(one) and one.__module__ == shape.__name__:
            yield one


@pytest.mark.parametrize("name", NAMES)
def test_a_template_asks_for_no_key_that_the_shape_does_not_have(name: str) -> None:
    assert Reading(name).wrong == []


def test_a_wrong_key_in_a_template_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (TEMPLATES / "annex.md").read_text(encoding="utf-8")
    assert text.count("fact.question") == 1
    (tmp_path / "annex.md").write_text(text.replace("fact.question", "fact.text"), encoding="utf-8")
    monkeypatch.setattr(f"{__name__}.TEMPLATES", tmp_path)
    assert Reading("annex.md").wrong == ["AnnexFact.text"]


def inherited(one: Any) -> set[str]:
    """Return the keys that a shape has from others."""
    return {
        key for parent in getattr(one, "__orig_bases__", ()) if is_typeddict(parent) for key in get_type_hints(parent)
    }


@pytest.mark.slow
def test_no_key_of_the_shape_is_asked_for_by_no_template() -> None:
    asked = {pair for name in NAMES for pair in Reading(name).asked}
    heirs = [one for one in shapes() if inherited(one)]
    asked |= {
        (parent.__name__, key)
        for heir in heirs
        for parent in heir.__orig_bases__
        for name, key in set(asked)
        if name == heir.__name__ and key in inherited(heir)
    }
    own = {(one.__name__, key) for one in shapes() for key in get_type_hints(one).keys() - inherited(one)}
    # The language of a letter is read by whoever renders it.
    assert own - asked == {("LetterData", "language"), ("StateLetter", "language")}


@pytest.mark.slow
def test_every_key_of_the_shape_is_explained() -> None:
    every = list(shapes())
    # Together, as each takes a while and is part of others.
    explained = TypeAdapter(tuple[tuple(every)]).json_schema()["$defs"]  # type: ignore[arg-type, misc]
    for one in every:
        fields = explained[one.__name__]["properties"]
        silent = {key for key, field in fields.items() if not field.get("description")}
        assert silent <= inherited(one), one


@cache
def adapter_of(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(SHAPES[name])


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five States in two cycles, a State with everything of its own, and what is set aside."""
    folder = tmp_path_factory.mktemp("sent")
    for identifier in ("protocol", "victims-and-witnesses"):
        writer = writer_of(identifier)
        for cycle in ("2026", "2024"):
            for state in ("ALB", "BRA", "DEU", "FRA", "XAA"):
                path = folder / f"{state}-{identifier}-{cycle}.yaml"
                path.write_bytes(writer.content(state, cycle, 0, stage="submitted"))
    (folder / "KEN.yaml").write_text(hostile.sealed(hostile.GOOD), encoding="utf-8")
    (folder / "IND.yaml").write_text("state: IND\nanswers: [\n", encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "audience"), first_of([("fr", "internal"), ("en", "public"), ("en", "internal"), ("fr", "public")], 2)
)
def test_the_data_have_exactly_the_keys_of_the_shape(
    sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, audience: str
) -> None:
    met: dict[str, Any] = {}

    def render(template: str, data: Any, _folders: Path) -> str:
        met[template] = data
        return ""

    monkeypatch.setattr(publication, "render", render)
    arguments = ["--audience", audience, "--language", language, "--include-exercises", "--workers", "1", "--fresh"]
    groups = sent.parent / "groups.yaml"
    text = "format: checklist/groups/1\ngroups:\n- {id: a, name: {en: A}, states: [FRA, IND]}\n"
    groups.write_text(text, encoding="utf-8")
    contacts = sent.parent / "contacts.yaml"
    text = "format: checklist/contacts/1\ncontacts:\n- {state: FRA, institution: Ministry, confidential: false}\n"
    contacts.write_text(text, encoding="utf-8")
    arguments += ["--due", "2026-10-01", "--letters", "--groups", str(groups), "--contacts", str(contacts)]
    assert main(["aggregate", str(sent), "-o", str(tmp_path), *arguments]) == EXIT_PROBLEMS
    wanted = {"overview", "practices", "annex", *(() if audience == "public" else ("matrix", "requests", *LETTERS))}
    assert {template.partition(".")[0] for template in met} == wanted
    for template, data in met.items():
        adapter = adapter_of(template.partition(".")[0])
        assert adapter.validate_python(data, strict=True) == data
        for key in data:
            with pytest.raises(ValidationError):
                adapter.validate_python({one: value for one, value in data.items() if one != key}, strict=True)
