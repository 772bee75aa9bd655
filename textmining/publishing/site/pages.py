"""The pages of the site: which there are."""

from __future__ import annotations

from collections.abc import Iterator

from textmining.publishing.site.accountability import accountability
from textmining.publishing.site.data import SiteData
from textmining.publishing.site.data_page import data_page
from textmining.publishing.site.group_pages import all_groups, group_page, grouping_page
from textmining.publishing.site.map_pages import map_pages
from textmining.publishing.site.overview import overview
from textmining.publishing.site.page import Page
from textmining.publishing.site.theme_pages import all_themes, theme_page

__all__ = ["pages"]


def pages(data: SiteData) -> Iterator[Page]:
    """Every page of the site."""
    yield overview(data)
    yield all_themes(data)
    for theme in data.theme_files:
        yield theme_page(data, theme)
    if data.groupings:
        yield all_groups(data)
    for grouping in data.groupings:
        yield grouping_page(data, grouping)
        for group in data.groups[grouping]:
            yield group_page(data, grouping, group)
    yield from map_pages(data.maps, research=False)
    yield data_page(data)
    yield accountability(data)
