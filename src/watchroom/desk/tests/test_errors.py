"""Answers that the framework would give without words."""

from django.test import Client


def test_an_api_that_takes_no_such_method_says_which_it_takes() -> None:
    answer = Client(headers={"Accept-Language": "en"}).delete("/api/alarms")

    assert (answer.status_code, answer.json()["code"]) == (405, "desk.WrongMethod")
    assert answer["Allow"] in answer.json()["text"]
    assert "DELETE" in answer.json()["text"]


def test_an_address_that_only_takes_what_a_page_sends_says_so_in_words() -> None:
    """A browser shows a page of its own for an answer without a body."""
    for lang, words in (("zh", "不能直接打开"), ("en", "cannot be opened by itself")):
        client = Client(headers={"Accept-Language": lang})
        for path in ("/duty/leave", "/duty/exchanges", "/sign-out"):
            answer = client.get(path)
            assert (answer.status_code, answer["X-Fault"]) == (405, "desk.OnlyForSending")
            assert (words in answer.content.decode(), "POST" in answer["Allow"]) == (True, True)
    refused = Client().put("/duty/leave")
    assert (refused.status_code, refused["X-Fault"]) == (405, "desk.WrongMethod")
