"""Where drafts come from: exercises, and the templates of plans."""

from watchroom.conftest import SetClock
from watchroom.journal import clock as site_clock
from watchroom.journal import queries as journal
from watchroom.journal.followers import Runner
from watchroom.kernel.cap import read
from watchroom.people.testing import Cast
from watchroom.plans import actions as plans
from watchroom.plans.queries import templates_of
from watchroom.warnings import actions, queries
from watchroom.warnings.rules import State
from watchroom.warnings.tests import scene
from watchroom.warnings.tests.scene import HILL, drafted, released, seen, texts


def test_in_an_exercise_everything_is_one(cast: Cast, clock: SetClock) -> None:
    site_clock.start_scenario("drill", clock.at, exercise=True)
    row = released(cast)

    alert = read(row.document.encode()).alert
    assert (row.exercise, alert.status) == (True, "Exercise")
    assert alert.note.startswith("【演练】EXERCISE")
    for info, sign in zip(alert.infos, ("【演练】", "EXERCISE: "), strict=True):
        assert all(text.startswith(sign) for text in (info.headline, info.description, info.instruction))
    assert all(entry.exercise for entry in journal.of_subject(row.subject))


def test_what_follows_from_an_exercise_is_one_even_after_its_end(cast: Cast, clock: SetClock) -> None:
    site_clock.start_scenario("drill", clock.at, exercise=True)
    where = scene.incident(cast)
    site_clock.start_scenario("test", clock.at, exercise=False)

    assert actions.draft(cast.sun, incident=where.pk, **texts()).exercise is True
    assert drafted(cast).exercise is False


def test_a_draft_from_a_plans_template_is_filled_and_knows_the_order_that_asked_for_it(cast: Cast) -> None:
    plans.put_shipped()
    where = scene.incident(cast)
    activation = plans.activate_plan(cast.zhao, where.pk, "ski-jump-wind", 3, reason="测试")
    Runner("test").run()
    code = templates_of(activation.pk)[0]

    row = actions.draft(cast.sun, activation=activation.pk, template=code)

    assert (row.incident_id, row.activation_id, row.template) == (where.pk, activation.pk, code)
    assert row.area == HILL
    assert "{" not in row.headline_zh + row.description_zh + row.instruction_en
    entry = journal.last(row.subject)
    assert entry is not None
    story = [one.kind for one in journal.chain(entry.id)]
    assert story[0] == "incidents.opened"
    assert story[-1] == "warnings.drafted"
    assert "plans.activated" in story
    actions.review(cast.chen, row.pk, fingerprint=seen(row))
    assert actions.sign(cast.zhao, row.pk, fingerprint=seen(row), hazard=row.event_zh).state == State.RELEASED
    assert queries.level_of(where.pk, row.released_at or row.changed_at) == row.level
