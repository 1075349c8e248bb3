"""The project as a whole: its import names are its own, its documentation says what the code does."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
import runpy
import tomllib
from pathlib import Path

import click
import pytest

import kutipan

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["corpus", "evaluation", "indexer", "search", "webui", "kutipan"])
def test_import_names_are_ours(name: str) -> None:
    """Generic names: another distribution that installs one of them would shadow ours silently."""
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).is_relative_to(ROOT)
    owners = importlib.metadata.packages_distributions().get(name, [])
    assert set(owners) <= {"kutipan"}


def test_all_packages_are_listed() -> None:
    """A package missing in pyproject.toml works from a checkout and is absent from the wheel."""
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    for top in ("corpus", "evaluation", "indexer", "search", "webui"):
        for init in (ROOT / top).rglob("__init__.py"):
            assert ".".join(init.parent.relative_to(ROOT).parts) in listed


def test_command_line_reference_is_current() -> None:
    reference = runpy.run_path(str(ROOT / "scripts" / "docs.py"))["reference"]()
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written == reference, "run `.venv/bin/python scripts/docs.py`"


@pytest.mark.parametrize("name", sorted(kutipan.main.commands))
def test_help_teaches(name: str) -> None:
    command: click.Command = kutipan.main.commands[name]
    assert command.help
    assert len(command.help) > 60
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"


def test_readme_names_both_commands_and_every_package() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for wanted in ("make demo", "make test", "corpus/", "indexer/", "search/", "webui/", "docs/design.md"):
        assert wanted in readme


def test_links_in_the_documentation_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"
