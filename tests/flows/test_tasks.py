from __future__ import annotations

from flows.tasks import told
from textmining.errors import Problem, StudyError, SurveyError


def test_what_prefect_keeps_of_a_wrong_survey_file_quotes_no_cell_of_it() -> None:
    error = SurveyError(
        [
            Problem("monitor.csv: row 3", "'ik ben ziek door de sfeer' is not a number.", "Correct it."),
            Problem("monitor.csv: row 9", "'12 of 13' is not a number.", "Correct it."),
        ]
    )
    assert "ziek" not in told(error)
    assert "2 problems" in told(error)
    assert "monitor.csv: row 3; monitor.csv: row 9" in told(error)
    assert "textmining check" in told(error)


def test_what_is_wrong_with_a_study_file_is_told_in_full() -> None:
    error = StudyError(Problem("study.toml: [study] id", "is missing.", "Add it."))
    assert told(error) == str(error)
