"""The house rules that a program can check: layers, lazy loading, one tenant for each heavy library."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import checklist

PACKAGE = Path(checklist.__file__).parent
# From the ground up; a module may import from its own layer and from those before it.
LAYERS = [
    ["cells", "errors", "safetext", "language", "system"],
    ["yamlfaults", "yamlfile", "yamltext", "words", "typed", "joining", "translated"],
    ["reading", "extras"],
    ["signing"],
    ["content"],
    ["answering"],
    ["analysis"],
    ["planning"],
    ["output"],
    ["exchange", "secretariat"],
    ["desk"],
    ["tui", "plain"],
    ["commands"],
    ["commandline"],
    ["cli"],
    ["__main__", "__init__"],
]
HOME = {
    "yaml": {"yamlfile", "yamltext"},
    "jinja2": {"output"},
    "textual": {"tui"},
    "filelock": {"answering"},
    "cryptography": {"signing"},
    "mnemonic": {"signing"},
    "pyrage": {"signing"},
    "gettext": {"language"},
    "babel": {"language"},
}
"""Libraries that only one room of the house knows."""


@cache
def modules() -> list[tuple[str, ast.Module]]:
    return [
        (path.relative_to(PACKAGE).with_suffix("").as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


def room(module: str) -> str:
    return module.split("/")[0]


def layer(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


@cache
def walked() -> list[tuple[str, list[ast.AST]]]:
    """Return every node of each module, with the module's name."""
    return [(module, list(ast.walk(tree))) for module, tree in modules()]


def dotted(node: ast.expr) -> str:
    """Return the name that an expression is, `os.path.join`; whatever else it is made of has no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


@cache
def imported(tree: ast.Module) -> list[str]:
    """Return every module imported anywhere in the tree, type-checking blocks left out."""
    names = []
    left: list[ast.AST] = [tree]
    while left:
        node = left.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        # An expression holds no import.
        left += [one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.expr)]
    return names


@pytest.mark.slow
def test_every_module_has_its_layer() -> None:
    assert {room(module) for module, _tree in modules()} == {name for names in LAYERS for name in names}


@pytest.mark.slow
def test_imports_run_downwards_only() -> None:
    upwards = []
    for module, tree in modules():
        for name in imported(tree):
            parts = name.split(".")
            ours = parts[0] == "checklist" and len(parts) > 1 and parts[1] != "__version__"
            if ours and layer(parts[1]) > layer(room(module)):
                upwards.append(f"{module} imports {name}")
    assert upwards == []


def test_the_two_front_ends_do_not_know_each_other() -> None:
    for module, tree in modules():
        if room(module) == "plain":
            assert not [name for name in imported(tree) if name.startswith("checklist.tui")]
        if room(module) == "tui":
            assert not [name for name in imported(tree) if name.startswith("checklist.plain")]


def test_no_modules_import_one_another_in_a_circle() -> None:
    """Imports inside functions count as well; those for types alone do not."""
    trees = dict(modules())
    arrows = {
        module: {
            place.removesuffix("/__init__")
            for name in imported(tree)
            for place in (
                name.replace(".", "/").removeprefix("checklist/"),
                name.rpartition(".")[0].replace(".", "/").removeprefix("checklist/"),
            )
            if name.startswith("checklist.") and place in trees
        }
        for module, tree in trees.items()
    }
    assert "answering/answers" in arrows["answering/session"]
    left = {module: others - {module} for module, others in arrows.items()}
    # What imports nothing that is left is in no circle; in the end only circles, and what leads to them, remain.
    while free := [module for module, others in left.items() if not others & left.keys()]:
        for module in free:
            del left[module]
    assert left == {}


def test_no_two_public_classes_bear_one_name() -> None:
    places: dict[str, list[str]] = {}
    for module, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(module)
    assert {name: of for name, of in places.items() if len(of) > 1} == {}


MOST_LINES = 450
"""Lines that a module may have: what is longer has two rooms in it."""
TABLES = {"cli", "secretariat/shape", "output/gap_report/shape"}
"""The command line and the shapes of reports are tables, to be read from top to bottom."""


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        module: len((PACKAGE / f"{module}.py").read_text(encoding="utf-8").splitlines()) for module, _tree in modules()
    }
    assert {module for module, lines in lengths.items() if lines > MOST_LINES} == TABLES


OF_THE_SYSTEM = {
    *(
        "signal",
        "fcntl",
        "msvcrt",
        "resource",
        "platform",
        "locale",
        "winreg",
        "ctypes",
        "pwd",
        "grp",
        "termios",
        "tty",
        "pty",
    ),
    *("select", "curses", "readline", "syslog", "posix", "nt", "plistlib", "shlex"),
}
"""Modules that say other things, or are missing, on other systems."""
CALLS_OF_THE_SYSTEM = re.compile(
    r"os\.(?:fork|getppid|replace|rename|unlink|remove|cpu_count|process_cpu_count|sched_getaffinity|kill|killpg|_exit|open"
    r"|umask|f?sync|fdatasync|geteuid|getuid|setsid|dup2?|name|uname|chmod|chown|mkfifo|symlink|link|nice|O_\w+)"
    r"|sys\.(?:platform|getwindowsversion)|loop\.(?:add|remove)_signal_handler|(?:self\.)?\w*path\.rename"
)


@pytest.mark.slow
def test_what_differs_between_systems_has_one_home() -> None:
    strays = []
    for module, tree in modules():
        if room(module) == "system":
            continue
        strays += [f"{module} imports {name}" for name in imported(tree) if name.split(".")[0] in OF_THE_SYSTEM]
    for module, nodes in walked():
        used = (dotted(node) for node in nodes if isinstance(node, ast.Attribute) and room(module) != "system")
        strays += [f"{module}: {name}" for name in used if CALLS_OF_THE_SYSTEM.fullmatch(name)]
    assert strays == []


def test_the_two_wings_do_not_know_each_other() -> None:
    for module, tree in modules():
        other = {"secretariat": "checklist.exchange", "exchange": "checklist.secretariat"}.get(room(module))
        assert other is None or not [name for name in imported(tree) if name.startswith(other)], module


def test_the_secretariat_is_called_by_its_command_alone() -> None:
    callers = {
        module
        for module, tree in modules()
        if room(module) != "secretariat" and any(name.startswith("checklist.secretariat") for name in imported(tree))
    }
    assert callers <= {"commands/aggregate", "cli"}


def test_heavy_libraries_have_one_home_each() -> None:
    strays = [
        f"{module} imports {name}"
        for module, tree in modules()
        for name in imported(tree)
        if name.split(".")[0] in HOME and room(module) not in HOME[name.split(".")[0]]
    ]
    assert strays == []


@pytest.mark.slow
def test_a_command_loads_only_what_it_needs() -> None:
    """One program runs them all, those that need least first: what one loads is there for those after it."""
    from checklist.commands.demo import sample

    commands = [
        (["--help"], ["textual", "pydantic", "jinja2", "yaml", "babel"]),
        (["list"], ["textual", "jinja2", "filelock"]),
        (["check", str(sample())], ["textual", "jinja2"]),
        (["report", str(sample()), "-o", "-"], ["textual"]),
    ]
    code = (
        "import sys; from checklist.cli import main\n"
        f"for arguments, absent in {commands!r}:\n"
        "    code = main(arguments)\n"
        "    print(arguments[0], code, [name for name in absent if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    told = [line for line in done.stderr.splitlines() if line.endswith("]")]
    assert told == ["--help 0 []", "list 0 []", "check 0 []", "report 0 []"], done.stderr


@pytest.mark.slow
def test_the_first_picture_waits_for_no_questionnaire_and_the_whole_one_for_no_report() -> None:
    """What `fill` loads before it shows that it opens a file, and before it shows the file."""
    code = (
        "import sys\n"
        "import checklist.cli, checklist.commands.fill, checklist.commands.desk, checklist.tui.run\n"
        "print([name for name in ('pydantic', 'yaml', 'textual.widgets._text_area') if name in sys.modules])\n"
        "import checklist.tui.answering_screen\n"
        "print([name for name in ('jinja2', 'checklist.analysis') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n[]\n"


def test_every_module_and_public_function_says_what_it_is_for() -> None:
    silent = []
    for module, tree in modules():
        if not ast.get_docstring(tree):
            silent.append(module)
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
        for node in [*tree.body, *(inner for class_ in classes for inner in class_.body)]:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                silent.append(f"{module}.{node.name}")
    assert silent == []


@pytest.mark.slow
def test_every_field_of_a_format_has_its_line() -> None:
    """A field is followed by its docstring, or its class explains all of them."""
    silent = []
    for name in (
        "content/item",
        "content/questionnaire",
        "content/overlay",
        "answering/answers",
        "content/reference_files",
        "content/sources",
    ):
        tree = ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))
        for node in tree.body:
            if not isinstance(node, ast.ClassDef) or any(
                getattr(base, "id", "") in ("StrEnum", "NamedTuple") for base in node.bases
            ):
                continue
            for field, after in zip(node.body, [*node.body[1:], None], strict=True):
                documented = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                if isinstance(field, ast.AnnAssign) and not documented:
                    silent.append(f"{name}: {node.name}.{ast.unparse(field.target)}")
    assert [field for field in silent if not field.endswith((".format", "ListFile.entries"))] == []


def test_nothing_reaches_for_the_network() -> None:
    for module, tree in modules():
        assert not {"socket", "urllib", "http", "requests"} & {name.split(".")[0] for name in imported(tree)}, module


def test_no_machine_path_stands_in_the_project() -> None:
    root = PACKAGE.parent
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [root / name for name in listed.stdout.split("\n") if name]
    texts = {
        path: path.read_text(encoding="utf-8", errors="ignore")
        for path in paths
        if path.suffix not in (".png", ".svg") and path.is_file()
    }
    assert [str(path) for path, text in texts.items() if re.search(r"/(?:home|root|work)/[a-z]", text)] == []
