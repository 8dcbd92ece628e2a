"""Names what changed files can affect, for `make quick`: ``python -m tests.affected tests|types [BASE]``.

A test is affected by a module that it loads, directly or through others, wherever in them that is written; by what its
fixtures use; and by any other file whose name, or whose folder's, one of all these mentions. Types are checked in what
has changed and in what loads it directly: all of them take half a minute.
"""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from infra.paths import PROJECT

_ROOTS = ("infra/images/backup", "")
"""Where modules are looked up from, the longest first."""

_PROGRAM = "__main__.py"


@dataclass(frozen=True)
class Source:
    """What a file of Python, or a part of it, says: modules that it loads, its strings and the names that it uses."""

    modules: frozenset[str]
    strings: frozenset[str]
    names: frozenset[str]
    asked: frozenset[str]
    """Names of arguments and strings, as which fixtures are asked for."""
    parts: Mapping[str, "Source"] = field(default_factory=dict[str, "Source"])
    """Its functions and classes, by name."""
    bound: Mapping[str, str] = field(default_factory=dict[str, str])
    """What its imports are called in it."""
    always: frozenset[str] = frozenset()
    """The fixtures that every test has."""


def read(text: str) -> Source:
    """Return what a file says."""
    tree = ast.parse(text)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    fixtures = [node for node in functions if any("autouse" in ast.unparse(one) for one in node.decorator_list)]
    bound = {
        alias.asname or alias.name.partition(".")[0]: f"{node.module}.{alias.name}"
        if isinstance(node, ast.ImportFrom)
        else alias.name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    parts = {node.name: _said([node]) for node in functions}
    whole = _said(tree.body)
    always = frozenset(node.name for node in fixtures)
    return replace(whole, parts=parts, bound=bound, always=always)


def _said(nodes: Iterable[ast.AST]) -> Source:
    modules: set[str] = set()
    strings: set[str] = set()
    names: set[str] = set()
    asked: set[str] = set()
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        match node:
            case ast.Import():
                modules.update(alias.name for alias in node.names)
            case ast.ImportFrom():
                modules.update(f"{node.module}.{alias.name}" for alias in node.names)
            case ast.Constant(value=str(value)):
                strings.add(value)
            case ast.arg(arg=name):
                asked.add(name)
            case ast.Name(id=name):
                names.add(name)
            case _:
                pass
    # What is replaced in tests is named by a string; so are fixtures that are used for their effect.
    modules.update(value for value in strings if value.startswith("infra."))
    return Source(frozenset(modules), frozenset(strings), frozenset(names | asked), frozenset(asked | strings))


def tests(sources: Mapping[str, Source], changed: Iterable[str]) -> list[str]:
    """Return the unit tests among sources, by their paths, that changed files can affect."""
    modules = {_module(path): path for path in sources}
    files = set(changed)
    others = {name for path in files - sources.keys() for name in _mentioned(path)}
    found: list[str] = []
    for path in sorted(sources):
        if path.startswith("tests/unit/") and path.rpartition("/")[2].startswith("test_"):
            used = {path: sources[path], **dict(_conftests(sources, path))}
            loaded = _loaded(used.values(), sources, modules)
            said = [*used.values(), *(sources[one] for one in loaded)]
            if files & {*used, *loaded} or any(others & one.strings for one in said):
                found.append(path)
    return found


def types(sources: Mapping[str, Source], changed: Iterable[str]) -> list[str]:
    """Return the files among sources that have changed or load what has, directly."""
    modules = {_module(path): path for path in sources}
    files = set(changed)
    return [path for path in sorted(sources) if path in files or files & _direct(sources[path], modules)]


def _direct(source: Source, modules: Mapping[str, str]) -> set[str]:
    """Return the files that a source loads itself; a package is loaded with what is in it."""
    found: set[str] = set()
    for name in source.modules:
        parts = name.split(".")
        # The last parts may be no module.
        known = (modules.get(".".join(parts[:end])) for end in range(1, len(parts) + 1))
        found.update(path for path in known if path)
    return found


def _loaded(first: Iterable[Source], sources: Mapping[str, Source], modules: Mapping[str, str]) -> set[str]:
    """Return the files that are loaded by some, by those that these load, and so on."""
    found: set[str] = set()
    waiting = list(first)
    while waiting:
        source = waiting.pop()
        paths = {f"infra/{_PROGRAM}"} & sources.keys() if _PROGRAM in source.strings else set[str]()
        paths |= _direct(source, modules)
        waiting += [sources[path] for path in paths - found]
        found |= paths
    return found


def _conftests(sources: Mapping[str, Source], path: str) -> Iterator[tuple[str, Source]]:
    """Yield the files of fixtures that a test uses, each with no more than what these fixtures say."""
    asked = set(sources[path].asked)
    for folder in Path(path).parents:
        conftest = f"{folder.as_posix()}/conftest.py"
        if conftest in sources:
            used = _used(sources[conftest], asked)
            asked |= used.asked
            yield conftest, used


def _used(source: Source, names: Iterable[str]) -> Source:
    """Return what some parts of a file say, with all that they use of it."""
    wanted, known = {*names, *source.always}, set[str]()
    while new := (wanted & source.parts.keys()) - known:
        known |= new
        wanted.update(name for part in new for name in source.parts[part].names)
    said = [source.parts[part] for part in known]
    return Source(
        frozenset[str]().union(
            *(part.modules for part in said), (source.bound[one] for one in wanted & source.bound.keys())
        ),
        frozenset[str]().union(*(part.strings for part in said)),
        frozenset(wanted),
        frozenset[str]().union(*(part.asked for part in said)),
    )


def _mentioned(path: str) -> set[str]:
    """Return the names by which a file may be found: its own, and its first folder's (below infra, the second's)."""
    first, *rest = Path(path).parts
    return {Path(path).name, rest[0] if first == "infra" and rest else first}


def _module(path: str) -> str:
    root = next(root for root in _ROOTS if path.startswith(root))
    return path.removeprefix(root).removeprefix("/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", "-C", str(PROJECT), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def main(kind: str, base: str = "main") -> None:
    """Print what differences from a base can affect, those that are not committed included."""
    (since,) = _git("merge-base", "HEAD", base)
    new = _git("ls-files", "--others", "--exclude-standard")
    known = [path for path in (*_git("ls-files", "infra", "tests"), *new) if path.endswith(".py")]
    sources = {path: read((PROJECT / path).read_text(encoding="utf-8")) for path in known if (PROJECT / path).exists()}
    name = {"tests": tests, "types": types}[kind]
    print("\n".join(name(sources, (*_git("diff", "--name-only", since), *new))))  # noqa: T201 - its only result


if __name__ == "__main__":
    main(*sys.argv[1:])
