from __future__ import annotations

import pytest
from pydantic import ValidationError

from textmining.study_settings import Review


def test_review_is_for_this_machine_by_default() -> None:
    found = Review()
    assert (found.database, found.address, found.proxy_header) == (None, None, None)


def test_database_is_one_of_postgresql_without_a_password() -> None:
    for url in ("postgresql://codeurs@db.school.nl/monitor", "postgresql+psycopg://codeurs@db.school.nl/monitor"):
        assert Review(database=url).database == "postgresql+psycopg://codeurs@db.school.nl/monitor"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("database", "mysql://db/monitor", "must be a database"),
        ("database", "postgresql://db.school.nl", "must be a database"),
        ("database", "postgresql://u:geheim@db/monitor", "password"),
        ("database", "postgresql://db/monitor?password=geheim", "password"),
        ("address", "codeboek.school.nl", "web address"),
        ("address", "https://school.nl/codeboek", "web address"),
        ("address", "http://codeboek.school.nl", "unprotected"),
        ("address", "https://u:p@school.nl", "name, password"),
        ("proxy_header", "X Remote", "name of a header"),
        ("proxy_header", "Cookie", "browsers set"),
        ("proxies", ["overal"], "no IP address"),
        ("proxies", [], "at least 1"),
    ],
)
def test_setting_that_is_not_safe_is_refused(key: str, value: object, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Review.model_validate({"address": "https://codeboek.school.nl", key: value})


def test_password_of_a_database_is_not_repeated_in_the_error() -> None:
    from textmining.errors import StudyError
    from textmining.study_file import parse_study

    with pytest.raises(StudyError) as told:
        parse_study({"review": {"database": "postgresql://u:zeergeheim@db/monitor"}}, "study.toml")
    assert "zeergeheim" not in str(told.value)


def test_proxy_that_vouches_for_users_needs_an_address() -> None:
    with pytest.raises(ValidationError, match="address"):
        Review(proxy_header="X-Remote-User")


def test_double_sample_is_a_part_of_the_random_one() -> None:
    assert Review(random_sample=300, double_sample=300).double_sample == 300
    assert Review(double_sample=60).random_sample is None
    with pytest.raises(ValidationError, match="double_sample is a part of random_sample"):
        Review(random_sample=40, double_sample=60)


@pytest.mark.parametrize("key", ["random_sample", "double_sample"])
@pytest.mark.parametrize("value", [-1, 2.5, "veel", 10**9])
def test_sample_is_a_number_of_answers(key: str, value: object) -> None:
    with pytest.raises(ValidationError, match=key):
        Review.model_validate({key: value})
