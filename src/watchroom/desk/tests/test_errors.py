"""Answers that the framework would give without words."""

from django.test import Client


def test_an_api_that_takes_no_such_method_says_which_it_takes() -> None:
    answer = Client(headers={"Accept-Language": "en"}).delete("/api/alarms")

    assert (answer.status_code, answer.json()["code"]) == (405, "desk.WrongMethod")
    assert answer["Allow"] in answer.json()["text"]
    assert "DELETE" in answer.json()["text"]
