from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal

from textmining.errors import SurveyError
from textmining.study import Profile
from textmining.survey.profiles import fit_latent_classes, posteriors, profile_labels

SCALES = ("u1", "u2", "u3")


def people(n: int = 900, *, seed: int = 1, wave: str = "2022", shift: float = 0.0) -> tuple[pd.DataFrame, np.ndarray]:
    """Respondents from three classes with means 2.2, 3.1 and 4.0, and the class of each."""
    rng = np.random.default_rng(seed)
    member = rng.choice(3, n, p=[0.25, 0.5, 0.25])
    scores = np.array([2.2, 3.1, 4.0])[member][:, None] + shift + rng.normal(0, 0.45, (n, 3))
    frame = pd.DataFrame(np.round(scores, 1), columns=list(SCALES))
    return frame.assign(wave=wave, weight=rng.uniform(0.5, 1.5, n)), member


def latent(**parts: object) -> Profile:
    return Profile(scales=SCALES, **parts)


def test_the_classes_are_found_and_named_from_low_to_high() -> None:
    frame, member = people()
    labels = profile_labels(frame, latent(), "2022", 1)
    named = np.array(["achterblijvers", "peloton", "koplopers"])[member]
    assert (labels == named).mean() > 0.92  # the true model itself reaches .94
    means = frame.groupby(labels)["u1"].mean()
    assert means["achterblijvers"] < means["peloton"] < means["koplopers"]


def test_another_seed_finds_the_same_groups_under_the_same_names() -> None:
    frame, _ = people()
    assert (profile_labels(frame, latent(), "2022", 1) == profile_labels(frame, latent(), "2022", 99)).mean() > 0.995


def test_the_order_of_the_rows_makes_no_difference() -> None:
    frame, _ = people(400)
    mixed = frame.sample(frac=1, random_state=3)
    labels = profile_labels(frame, latent(), "2022", 1)
    assert profile_labels(mixed, latent(), "2022", 1).loc[frame.index].equals(labels)


def test_other_waves_are_judged_by_the_reference_wave() -> None:
    now, _ = people(wave="2022")
    before, _ = people(seed=2, wave="2017", shift=-0.9)
    both = pd.concat([before, now], ignore_index=True)
    labels = profile_labels(both, latent(), "2022", 1)
    alone = profile_labels(now, latent(), "2022", 1)
    assert labels[len(before) :].tolist() == alone.tolist()
    assert (labels[: len(before)] == "koplopers").mean() < 0.05


def test_who_misses_half_of_the_scales_or_more_has_no_profile() -> None:
    frame, _ = people()
    frame.loc[0, ["u1", "u2"]] = np.nan
    frame.loc[1, "u1"] = np.nan
    labels = profile_labels(frame, latent(), "2022", 1)
    assert labels.isna().tolist()[:2] == [True, False]


def test_posteriors_are_those_of_the_mixture() -> None:
    frame, _ = people(300)
    scores = frame[list(SCALES)].to_numpy()
    classes = fit_latent_classes(scores, frame["weight"].to_numpy(), 3, 1)
    standard = (scores - classes.centre) / classes.spread
    joint = np.stack(
        [
            share * multivariate_normal(mean, np.diag(variance)).pdf(standard)
            for share, mean, variance in zip(classes.shares, classes.means, classes.variances, strict=True)
        ],
        axis=1,
    )
    assert posteriors(scores, classes) == pytest.approx(joint / joint.sum(axis=1, keepdims=True))


def test_cutoffs_split_the_mean_of_the_scales_and_belong_to_the_upper_group() -> None:
    profile = latent(method="cutoffs", cutoffs=(2.0, 4.0))
    frame = pd.DataFrame({"u1": [1.9, 2.0, 4.0, 5.0, np.nan], "u2": [1.9, 2.0, 4.0, np.nan, np.nan]})
    frame = frame.assign(u3=frame["u2"], wave="2022", weight=1.0)
    labels = profile_labels(frame, profile, "2022", 1)
    assert labels[:3].tolist() == ["achterblijvers", "peloton", "koplopers"]
    assert labels[3:].isna().all()  # one scale of three, and none


def test_too_few_respondents_are_refused() -> None:
    with pytest.raises(SurveyError, match="29 respondents with all its scales; 30 are needed"):
        profile_labels(people(29)[0], latent(), "2022", 1)


def test_a_scale_that_does_not_vary_is_refused() -> None:
    with pytest.raises(SurveyError, match="scale 'u2' is the same for everyone"):
        profile_labels(people(100)[0].assign(u2=3.0), latent(), "2022", 1)


def test_respondents_without_weight_do_not_shape_the_classes() -> None:
    frame, _ = people(400)
    strange = frame.assign(weight=0.0, u1=frame["u1"] * 10)
    both = pd.concat([frame, strange], ignore_index=True)
    alone = profile_labels(frame, latent(), "2022", 1)
    assert profile_labels(both, latent(), "2022", 1)[: len(frame)].tolist() == alone.tolist()
