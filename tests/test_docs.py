"""What the guides say is what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from textmining.cli import main
from textmining.study import Study
from textmining.study_file import parse_study

GUIDES = [*sorted((Path(__file__).parent.parent / "docs").glob("*.md")), Path(__file__).parent.parent / "README.md"]


def test_example_of_a_study_file_is_a_study(repository: Path) -> None:
    text = (repository / "docs" / "onderzoeker.md").read_text(encoding="utf-8")
    example, expected = re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    study = parse_study(tomllib.loads(example), "voorbeeld")
    assert study.questions[0].none == "geen belemmering"
    with_themes = re.sub(r"\[\[questions\]\].*?(?=\n\[\[)", lambda _: expected, example, count=1, flags=re.DOTALL)
    (question,) = parse_study(tomllib.loads(with_themes), "voorbeeld").questions
    assert [len(theme.examples) for theme in question.themes] == [3, 3]


def test_guide_names_every_part_of_a_study_file(repository: Path) -> None:
    text = (repository / "docs" / "onderzoeker.md").read_text(encoding="utf-8")
    assert [part for part in Study.model_fields if f"[{part}]" not in text] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_commands_in_a_guide_exist(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = set(re.findall(r"\btextmining ([a-z]+(?:\|[a-z]+)*) ?(?:study|STUDY|`|$)", guide.read_text("utf-8"), re.M))
    for command in {word for words in named for word in words.split("|")}:
        with pytest.raises(SystemExit) as stop:
            main([command, "--help"])
        assert stop.value.code == 0
        capsys.readouterr()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_links_in_a_guide_lead_somewhere(guide: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", guide.read_text(encoding="utf-8"))
    assert [link for link in links if not (guide.parent / link).exists()] == []
