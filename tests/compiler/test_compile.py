"""What rules become: names resolved, texts sorted and folded, groups and decays settled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import dsl
from dsl import program
from dsl.errors import InputError, RulesError
from dsl.program import Cap, Decay, EventPattern, Field, Plan, Rule


def plan(text: str, **files: str) -> Plan:
    """The plan of a text; `files` are further ones by name without `.punkty`."""
    return dsl.compile({"a.punkty": text, **{f"{name}.punkty": body for name, body in files.items()}}).plan("a")


def rule(text: str) -> Rule:
    """The one rule of a text."""
    (only,) = plan(text).rules
    return only


def first(text: str) -> EventPattern:
    """The first alternative of the one rule of a text."""
    return rule(text).a[0]


def test_a_pages_texts_are_paths_and_urls() -> None:
    """Paths are normalised like those of events; what begins with http is compared with urls; slashes at the end go."""
    pattern = first('on page("/Cennik/", "/bl%C3%B3g/*", "HTTPS://Shop.pl/A/", "/cennik") +5')
    assert pattern.paths == ("/cennik", "/blóg/*")
    assert pattern.urls == ("https://shop.pl/a",)
    assert (pattern.texts, pattern.names, pattern.subject) == ((), (), (Field("path", (("path",),)),))


def test_a_words_texts_are_folded_subjects() -> None:
    """A built-in word knows its tracks and the properties of its subject, in their order."""
    pattern = first('on email(" Newsletter ÓSMY ", "newsletter ósmy") +5')
    assert pattern.names == ("email sent", "email delivered")
    assert pattern.texts == ("newsletter ósmy",)
    assert [f.text for f in pattern.subject] == ["campaign_name", "campaign", "email_subject"]
    assert pattern.per == Field("email_id", (("properties", "email_id"),))


def test_a_track_is_its_names() -> None:
    """The texts of `track` are names; with a `*` they are patterns for its subject, the name."""
    assert first('on track("Demo Booked", "Demo") +5').names == ("demo booked", "demo")
    pattern = first('on track("Demo *") +5')
    assert (pattern.names, pattern.texts, pattern.subject) == ((), ("demo *",), (Field("event", (("event",),)),))


def test_any_looks_at_paths_and_names() -> None:
    """A text of `any` can be a path or a name; one with a question mark only a name; a url only a url."""
    pattern = first('on any("/A/", "Why?", "http://x.pl/") +5')
    assert (pattern.paths, pattern.texts, pattern.urls) == (("/a",), ("/a/", "why?"), ("http://x.pl",))


def test_a_declared_word_replaces_a_built_in_one() -> None:
    """`event purchase = …` is no longer the purchase whose value is also called revenue."""
    assert first("on purchase(value > 1) +5").filters[0] == program.Test(
        Field("value", (("properties", "value"), ("properties", "revenue"), ("properties", "total"))), ">", (Decimal(1),)
    )
    pattern = first('event purchase = "Bought" named shop.name per order\non purchase("x", value > 1) +5')
    assert pattern.names == ("bought",)
    assert pattern.subject == (Field("shop.name", (("properties", "shop", "name"),)),)
    assert pattern.per == Field("order", (("properties", "order"),))
    assert pattern.filters[0] == program.Test(Field("value", (("properties", "value"),)), ">", (Decimal(1),))


def test_campaign_parameters_have_three_sources() -> None:
    """A utm parameter is looked up in the properties, then the campaign, then the url's query."""
    test = first('on page(utm_campaign = "Summer", context.locale = "pl") +5').filters
    assert isinstance(test[0], program.Test)
    assert isinstance(test[1], program.Test)
    assert test[0].field.sources == (
        ("properties", "utm_campaign"),
        ("context", "campaign", "name"),
        ("query", "utm_campaign"),
    )
    assert test[0].values == ("summer",)
    assert test[1].field.sources == (("context", "locale"),)


def test_lets_are_spelled_out() -> None:
    """A `let` is its alternatives, those of other lets included, each once and in the order of writing."""
    made = plan('on hot or page("/a") +5\nlet hot = form or pricing\nlet pricing = page("/a") or page("/b")')
    assert [(p.word, p.paths) for p in made.rules[0].a] == [("form", ()), ("page", ("/a",)), ("page", ("/b",))]


def test_negations_are_plain() -> None:
    """`!=`, `not in` and `is not known` are the negation of the positive comparison, and `in` is `=` with several."""
    condition = rule('when a != 1 and b not in ["X", "x", true] and c is not known +5').condition
    assert condition == program.All(
        (
            program.Not(program.Test(Field("a", (("profile", "a"),)), "=", (Decimal(1),))),
            program.Not(program.Test(Field("b", (("profile", "b"),)), "=", ("x", True))),
            program.Not(program.Test(Field("c", (("profile", "c"),)), "known")),
        )
    )


def test_places_are_resolved() -> None:
    """A distance carries its coordinates, wherever the place is declared."""
    condition = rule("when within 30km of krakow +5\nplace krakow = 50.0614, -19.9366").condition
    assert condition == program.Within(Decimal(30), "krakow", Decimal("50.0614"), Decimal("-19.9366"))


def test_triggers_keep_their_kind() -> None:
    """Counts, sequences, absences and silence."""
    made = plan(
        "on page 2 times in 7d +1\non page then form in 1h +1\non page without form in 2w +1\n"
        "on no_open(email, 24h) -5\non no_login(30d) -1"
    ).rules
    assert [(r.kind, r.times, r.within_ms, r.tied) for r in made] == [
        ("count", 2, 604_800_000, False),
        ("then", 1, 3_600_000, False),
        ("without", 1, 1_209_600_000, False),
        ("without", 1, 86_400_000, True),
        ("silence", 1, 2_592_000_000, False),
    ]
    assert [(r.a[0].word, r.b[0].word if r.b else "") for r in made[3:]] == [("email", "open"), ("login", "")]


def test_events_are_tied_by_one_common_property() -> None:
    """All words of both sides need one and the same `per`."""
    words = 'event a = "A" per x\nevent b = "B" per x\nevent c = "C" per y\n'
    tied = [
        rule(f"{words}on {first} without {second} in 1d +1").tied
        for first, second in (("a", "b"), ("a or b", "b"), ("a", "c"), ("a or c", "b"), ("a", "page"), ("page", "form"))
    ]
    assert tied == [True, True, False, False, False, False]


def test_suffixes_are_carried_over() -> None:
    """Limits, dates and names as written."""
    made = rule(
        "on purchase +1.50 per 100 of value max 3 times per day max 20 points once each from 2026-01-01 "
        'until 2026-12-31 as "Bought" while country = "PL"'
    )
    assert (made.label, made.points, made.once, made.once_each) == ("Bought", Decimal("1.5"), False, True)
    assert made.caps == (Cap("day", "times", Decimal(3)), Cap("ever", "points", Decimal(20)))
    assert (made.since, made.until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert made.scale is not None
    assert made.scale.step == 100
    assert [source[1] for source in made.scale.of[0].sources] == ["value", "revenue", "total"]
    assert made.provided == program.Test(Field("country", (("profile", "country"),)), "=", ("pl",))


def test_the_nearest_decay_wins() -> None:
    """A rule's own over its group's, that over the plan's; `no decay` ends the search; `when` never decays."""
    made = plan(
        'plan "A" decay over 90d\ngroup g decay 10% every 7d\non page +5\non form +5 expire after 2w\n'
        'on login +5 no decay\nwhen a = 1 +5\ngroup h\non page("/h") +5\ngroup i no decay\non page("/i") +5'
    )
    assert [r.decay for r in made.rules] == [
        Decay("percent", 7, Decimal(10)),
        Decay("expire", 14),
        None,
        None,
        Decay("over", 90),
        None,
    ]


def test_groups_stand_in_the_order_of_mention() -> None:
    """Rules before any group are in `behaviour` and `profile`; a group that is opened again is added to."""
    made = plan(
        "when a = 1 +1\non page +1\ngroup fit max 60\nwhen b = 1 +1\ngroup other min -5\non form +1\n"
        "group fit\nwhen c = 1 +1\ngroup behaviour max 10"
    )
    assert [(g.name, g.max, g.min) for g in made.groups] == [
        ("profile", None, None),
        ("behaviour", Decimal(10), None),
        ("fit", Decimal(60), None),
        ("other", None, Decimal(-5)),
    ]
    assert [r.group for r in made.rules] == ["profile", "behaviour", "fit", "other", "fit"]


def test_an_included_file_begins_and_ends_its_own_groups() -> None:
    """Its rules are outside the including file's group, and that one goes on behind it. A second time it is not read."""
    made = plan(
        'group g\non page +1\ninclude "_x.punkty"\non form +1\ninclude "_x.punkty"', _x="on login +1\ngroup x\non lost +1"
    )
    assert [(r.a[0].word, r.group, r.file) for r in made.rules] == [
        ("page", "g", "a.punkty"),
        ("login", "behaviour", "_x.punkty"),
        ("lost", "x", "_x.punkty"),
        ("form", "g", "a.punkty"),
    ]


def test_a_stages_condition_speaks_of_score_groups_and_traits() -> None:
    """In that order: a trait is what is neither."""
    made = plan("group fit\nwhen a = 1 +50\nstage A when score >= 10 and fit > 5 and size = 3 until below 4").stages[0]
    assert isinstance(made.condition, program.All)
    sources = [part.field.sources[0] for part in made.condition.of if isinstance(part, program.Test)]
    assert sources == [("score",), ("group", "fit"), ("profile", "size")]
    assert made.keep == 4


def test_a_stage_can_be_held_by_an_event() -> None:
    """For how long, and until what."""
    made = plan("on page +50\nstage A at 10 or on form for 30d until lost until below 5").stages[0]
    assert made.condition == program.Test(Field("score", (("score",),)), ">=", (Decimal(10),))
    assert (made.on[0].word, made.hold_ms, made.until[0].word, made.keep) == ("form", 30 * 86_400_000, "lost", 5)


def test_alerts_tell_stages_from_patterns() -> None:
    """A stage is its name; a pattern its alternatives; both may stand in an absence."""
    made = plan(
        "on page +50\nstage A at 10\nstage B at 20\nalert x on A at most once per week\nalert x on form or page\n"
        "alert x on no_contacted(A, 4h)\nalert x on A without B in 7d\nalert x on no_login(30d) at most once per 2h\n"
        "alert x on email without open in 1d"
    ).alerts
    assert [a.kind for a in made] == ["stage", "pattern", "without", "without", "silence", "without"]
    assert [a.a if isinstance(a.a, str) else a.a[0].word for a in made] == ["A", "form", "A", "A", "login", "email"]
    assert [a.b if isinstance(a.b, str) else "".join(p.word for p in a.b) for a in made] == [
        "",
        "",
        "contacted",
        "B",
        "",
        "open",
    ]
    assert [a.tied for a in made] == [False, False, False, False, False, True]
    assert [a.cooldown_ms for a in made] == [604_800_000, None, None, None, 7_200_000, None]
    assert made[0].text == "alert x on A at most once per week"


def test_the_rest_of_a_plan() -> None:
    """Title, timezone, range, resets, what is ignored and who is excluded."""
    made = plan(
        'plan "B2B software" timezone "Europe/Warsaw" score from -10 to 100\non page +5\nreset on lost or won\n'
        'reset on lost\nignore page("/careers")\nexclude when email matches "*@us.pl"'
    )
    assert (made.name, made.title, made.timezone) == ("a", "B2B software", "Europe/Warsaw")
    assert (made.score_from, made.score_to) == (-10, 100)
    assert [p.word for p in made.resets] == ["lost", "won"]
    assert made.ignores[0].paths == ("/careers",)
    assert made.excludes == (program.Test(Field("email", (("profile", "email"),)), "matches", ("*@us.pl",)),)


def test_an_experiment_deals_out_buckets() -> None:
    """Whole basis points in the order of writing; it counts once, however many plans include it."""
    half = 'experiment "half" 33.33% b, 66.67% a'
    book = dsl.compile(
        {
            "a.punkty": 'include "_x.punkty"\non page +1',
            "b.punkty": 'include "_x.punkty"\non page +2',
            "c.punkty": "on page +3",
            "_x.punkty": half + "\ncapacity 40 SQL per week\nstage SQL at 1\noutcome won form",
        }
    )
    assert [p.arm for p in book.plans] == [program.Arm("half", 3333, 10000), program.Arm("half", 0, 3333), None]
    assert book.experiments == (program.Experiment("half", (("b", 3333), ("a", 6667))),)
    assert book.capacities == (program.Capacity(40, "SQL", "week"),)
    assert [p.word for p in book.won] == ["form"]
    assert [p.names for p in book.lost] == [("deal lost",)]


def test_the_default_outcome_is_what_the_plans_mean_by_the_word() -> None:
    """A plan that declares `won` for itself is believed."""
    book = dsl.compile({"a.punkty": 'event won = "Closed Won"\non page +5', "b.punkty": "on page +5"})
    assert [p.names for p in book.won] == [("closed won",), ("deal won",)]


def test_a_label_is_the_rules_own_text() -> None:
    """As it would be laid out, keyword included, up to the points."""
    made = plan('on  page( "/a" ,"/b" )   2 times in 7 days +5\nwhen (a=1) or b in ["x"] +3')
    assert [r.label for r in made.rules] == ['on page("/a", "/b") 2 times in 7d', 'when a = 1 or b in ["x"]']


def test_rules_with_errors_are_refused_with_all_findings() -> None:
    """The exception carries what was found, warnings too."""
    with pytest.raises(RulesError, match="2 errors") as caught:
        dsl.compile({"a.punkty": 'on pgae +5\non page("x") +5\nstage Lead at 5'})
    assert [f.code for f in caught.value.findings] == ["E101", "W301", "E113"]


def test_a_rulebook_without_a_plan_is_refused() -> None:
    """Includes and tests alone are nothing to work on."""
    for sources in ({}, {"_x.punkty": "let a = page"}, {"readme.txt": "hello"}):
        with pytest.raises(InputError, match="no plan"):
            dsl.compile(sources)
