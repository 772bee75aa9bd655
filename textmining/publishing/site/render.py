"""Turning pages into files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from textmining.publishing.content import EditionContent
from textmining.publishing.map import QuestionMap, picture_png
from textmining.publishing.site.data import SiteData
from textmining.publishing.site.map_pages import FOLDER, map_pages
from textmining.publishing.site.page import Page
from textmining.publishing.site.pages import pages
from textmining.study import Study

__all__ = ["write_research_maps", "write_site"]

HERE = Path(__file__).parent


def write_site(data: SiteData, folder: Path) -> None:
    """Write every page and the style sheet into ``folder``; no page asks for anything outside it."""
    folder.mkdir(parents=True)
    (folder / "stijl.css").write_bytes(_static("stijl.css"))
    menu = [("Overzicht", "index.html", ""), ("Thema’s", "themas/index.html", "themas")]
    menu += [("Groepen", "groepen/index.html", "groepen")] if data.groupings else []
    menu += [("Kaart", f"{FOLDER}/index.html", FOLDER)] if data.maps else []
    menu += [("Gegevens", "gegevens.html", "gegevens"), ("Verantwoording", "verantwoording.html", "verantwoording")]
    frame = _frame(data.study, data.edition_id, concept=data.concept)
    _write_pages(pages(data), frame | {"menu": menu}, folder)
    if data.maps:
        _write_drawing(data.maps, frame, folder / FOLDER)


def write_research_maps(maps: Sequence[QuestionMap], content: EditionContent, folder: Path) -> None:
    """Write maps with text into an empty folder; who may read it is up to the caller."""
    (folder / "stijl.css").write_bytes(_static("stijl.css"))
    menu = [("Kaart", "index.html", "")]
    frame = _frame(content.study, content.edition_id, concept=content.concept)
    _write_pages(map_pages(maps, research=True), frame | {"menu": menu}, folder)
    _write_drawing(maps, frame, folder)


def _frame(study: Study, edition_id: str, *, concept: bool) -> dict[str, Any]:
    """What every page is handed."""
    title, synthetic = study.study.title, study.study.synthetic
    return {"site_title": title, "concept": concept, "synthetic": synthetic, "edition": edition_id}


def _write_pages(found: Iterable[Page], frame: Mapping[str, Any], folder: Path) -> None:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for page in found:
        text = environment.get_template(page.template).render(
            title=page.title, root=page.root, current=_section(page), **frame, **page.context
        )
        path = folder / page.path
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _write_drawing(maps: Sequence[QuestionMap], frame: Mapping[str, Any], folder: Path) -> None:
    """What pages with a map need beside them: the library, the script, and the pictures."""
    from plotly.offline import get_plotlyjs

    (folder / "plotly.min.js").write_text(get_plotlyjs(), encoding="utf-8")
    (folder / "kaart.js").write_bytes(_static("kaart.js"))
    state = ("Concept. " if frame["concept"] else "") + ("Synthetische gegevens. " if frame["synthetic"] else "")
    for found in maps:
        picture = picture_png(found, frame["site_title"], f"{state}Editie {frame['edition']}")
        (folder / f"{found.file}.png").write_bytes(picture)


def _static(name: str) -> bytes:
    return (HERE / "static" / name).read_bytes()


def _section(page: Page) -> str:
    """The part of the menu that a page is in."""
    return (
        page.path.split("/", maxsplit=1)[0]
        if "/" in page.path
        else page.path.removesuffix(".html").replace("index", "")
    )
