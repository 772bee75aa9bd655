"""Turning pages into files."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from textmining.publishing.site.data import SiteData
from textmining.publishing.site.page import Page
from textmining.publishing.site.pages import pages

__all__ = ["write_site"]

HERE = Path(__file__).parent


def write_site(data: SiteData, folder: Path) -> None:
    """Write every page and the style sheet into ``folder``; no page asks for anything outside it."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    folder.mkdir(parents=True)
    (folder / "stijl.css").write_bytes((HERE / "static" / "stijl.css").read_bytes())
    menu = [("Overzicht", "index.html", ""), ("Thema’s", "themas/index.html", "themas")]
    menu += [("Groepen", "groepen/index.html", "groepen")] if data.groupings else []
    menu += [("Gegevens", "gegevens.html", "gegevens"), ("Verantwoording", "verantwoording.html", "verantwoording")]
    for page in pages(data):
        text = environment.get_template(page.template).render(
            title=page.title,
            site_title=data.study.study.title,
            root=page.root,
            menu=menu,
            current=_section(page),
            concept=data.concept,
            synthetic=data.study.study.synthetic,
            edition=data.edition_id,
            **page.context,
        )
        path = folder / page.path
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _section(page: Page) -> str:
    """The part of the menu that a page is in."""
    return (
        page.path.split("/", maxsplit=1)[0]
        if "/" in page.path
        else page.path.removesuffix(".html").replace("index", "")
    )
