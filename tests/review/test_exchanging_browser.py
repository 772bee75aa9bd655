"""A coder takes the codebook to Excel and back in a browser: with and without JavaScript, at two widths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.review.conftest import Served
from tests.review.exchange.conftest import edited
from tests.review.exchange.test_intake import row_of, set_label
from tests.review.test_browser import Seen, address

__all__ = ["address"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "scheme", "script"), [(1280, "light", True), (375, "dark", False)], ids=["script", "no-script"]
)
def test_workbook_goes_out_is_edited_comes_back_and_is_taken_over(
    browser: Any, address: str, served: Served, tmp_path: Path, width: int, scheme: str, script: bool
) -> None:
    seen = Seen(browser, address, width, color_scheme=scheme, java_script_enabled=script)
    page = seen.page
    seen.sign_in("anna")
    page.goto(f"{address}/vraag/weg")
    page.click("nav a:has-text('Uitwisselen')")
    with page.expect_download() as download:
        page.click("text=Werkmap voor Excel")
    assert download.value.suggested_filename == "klein-weg-stand-0.xlsx"

    def edit(book: Any, codes: Any) -> None:
        set_label("t000", "Te weinig tijd")(book, codes)
        book.cell(row_of(book, "t002"), 4).value = "misschien"

    path = tmp_path / "weg.xlsx"
    path.write_bytes(edited(Path(download.value.path()).read_bytes(), edit))
    page.set_input_files("#bestand", path)
    page.focus("button:has-text('Lees de werkmap')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 wijziging kan worden overgenomen")
    assert "status ‘misschien’ is onbekend" in page.inner_text("main")
    if script:
        seen.look()
    assert served.parts.books.store.last() == 0
    page.click("text=Neem deze wijziging over")
    page.wait_for_selector("text=1 wijziging is overgenomen")
    if script:
        seen.look()
    page.click("main >> text=Besluiten")
    assert "Te weinig tijd" in page.inner_text("main")
    page.go_back()
    page.reload()
    assert "1 wijziging is overgenomen" in page.inner_text("main")
    assert served.parts.books.store.last() == 1
    assert seen.wrong == []
    seen.context.close()


def test_file_that_is_refused_is_told_without_a_barrier(browser: Any, address: str, tmp_path: Path) -> None:
    seen = Seen(browser, address, 375)
    seen.sign_in("anna")
    seen.page.goto(f"{address}/vraag/weg/uitwisselen")
    seen.look()
    assert seen.wrong == []
    path = tmp_path / "weg.xlsx"
    path.write_bytes(b"geen werkmap")
    seen.page.set_input_files("#bestand", path)
    seen.page.click("text=Lees de werkmap")
    assert "is geen Excel-werkmap" in seen.page.inner_text("[role=alert]")
    seen.wrong.clear()  # the browser tells of the status itself
    seen.look()
    assert seen.wrong == []
    seen.context.close()
