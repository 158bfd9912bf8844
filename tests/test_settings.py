"""What the environment may say of the language model, and what is refused at the start."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput
from app.main import queue_model
from app.model import Model
from app.settings import Settings

URL, NAME = {"FORESEEN_MODEL_URL": "http://127.0.0.1:8080/v1"}, {"FORESEEN_MODEL_NAME": "llama-3.2"}


def test_there_is_no_model_by_default() -> None:
    held = Settings.read({})
    assert (held.has_model, held.model_secret, held.model_ingestions) == (False, None, "off")
    assert held == Settings()


def test_a_model_on_this_machine() -> None:
    held = Settings.read({**URL, **NAME, "FORESEEN_MODEL_KEY": "secret-1", "FORESEEN_MODEL_SECONDS": "5"})
    assert (held.has_model, held.model_url, held.model_name) == (True, URL["FORESEEN_MODEL_URL"], "llama-3.2")
    assert (held.model_secret, held.model_seconds) == ("secret-1", 5)
    assert "secret-1" not in repr(held)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "on",
        "ftp://models.example/v1",
        "file:///etc/passwd",
        "http://",
        "http://:8080/v1",
        "http://user:secret-1@models.example/v1",
        "http://secret-1@models.example/v1",
        "http://models.example/v1?key=secret-1",
        "http://models.example/v1#x",
        "http://models.example:99999/v1",
        "http://[::1/v1",
        "http://models.example/v 1",
        "http://models.example/v1\r\nX: y",
    ],
)
def test_an_address_that_does_not_fit_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InvalidInput, match="FORESEEN_MODEL_URL: is no such address") as refused:
        Settings.read({**NAME, "FORESEEN_MODEL_URL": url})
    assert "secret-1" not in refused.value.message


@pytest.mark.parametrize("key", ["", "secret-1 x", "secret-1\r\nX-Other: y", "sécret-1", "secret-1" * 600])
def test_a_key_that_does_not_fit_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(InvalidInput, match="FORESEEN_MODEL_KEY: does not fit") as refused:
        Settings.read({**URL, **NAME, "FORESEEN_MODEL_KEY": key})
    assert "cret-1" not in refused.value.message


@pytest.mark.parametrize(
    ("environment", "variable"),
    [
        (URL, "FORESEEN_MODEL_NAME"),
        ({**URL, "FORESEEN_MODEL_NAME": "a b"}, "FORESEEN_MODEL_NAME"),
        ({**URL, "FORESEEN_MODEL_NAME": "x" * 201}, "FORESEEN_MODEL_NAME"),
        ({**URL, **NAME, "FORESEEN_MODEL_SECONDS": "0"}, "FORESEEN_MODEL_SECONDS"),
        ({**URL, **NAME, "FORESEEN_MODEL_SECONDS": "601"}, "FORESEEN_MODEL_SECONDS"),
        ({**URL, **NAME, "FORESEEN_MODEL_INGESTIONS": "yes"}, "FORESEEN_MODEL_INGESTIONS"),
        ({"FORESEEN_MODEL_INGESTIONS": "on"}, "FORESEEN_MODEL_URL"),
    ],
)
def test_half_a_model_is_refused_by_the_name_of_what_is_missing(
    environment: dict[str, str], variable: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        Settings.read(environment)
    assert refused.value.field == variable


def test_the_servers_queue_asks_the_model_only_where_that_is_turned_on() -> None:
    assert queue_model(Settings.read({**URL, **NAME})) is None
    turned_on = Settings.read({**URL, **NAME, "FORESEEN_MODEL_INGESTIONS": "on"})
    assert queue_model(turned_on) == Model(url=URL["FORESEEN_MODEL_URL"], name="llama-3.2", seconds=60)
