"""Where a remark or a difference is, in words."""

from watchroom.plans.locating import place_words
from watchroom.plans.tests.samples import plan


def _said(place: str) -> tuple[str, str] | None:
    words = place_words(plan().body(), place)
    return (words.zh, words.en) if words else None


def test_a_place_is_named_by_its_part_and_what_the_part_is_called() -> None:
    body = plan().body()
    first = body["actions"][0]["title"]

    by_index, by_code = _said("actions[0].deadline.within"), _said("actions.hold.deadline.within")

    assert by_index == by_code == (f"任务“{first['zh']}” · 时限", f"task {first['en']} · time limit")
    assert _said("facts.wind_mean.stale_after") == (
        f"事实“{body['facts']['wind_mean']['title']['zh']}”",
        f"fact {body['facts']['wind_mean']['title']['en']}",
    )
    assert _said("levels.3.when.at_least") == (
        f"响应级别“{body['levels'][0]['name']['zh']}” · 条件",
        f"response level {body['levels'][0]['name']['en']} · condition",
    )


def test_a_place_that_is_not_there_still_says_which_part_and_the_whole_plan_says_nothing() -> None:
    assert _said("actions[99].post") == ("任务 · 岗位", "task · post")
    assert _said(".") is None
