from datetime import timedelta

import pytest

from watchroom.incidents.tests.test_pages import as_
from watchroom.journal.clock import site_now
from watchroom.people.testing import Cast
from watchroom.plans.tests.world import bulletin
from watchroom.warnings.tests.scene import incident


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_gravest_warning_in_force_is_the_incident_s_warning_level(cast: Cast, lang: str) -> None:
    url = f"/incidents/{incident(cast).pk}/in-force"
    client = as_(cast.lin, lang)
    assert ("无" if lang == "zh" else "none") in client.get(url).content.decode()

    bulletin("暴雪", 4, at=site_now() - timedelta(hours=1))
    bulletin("大风", 2, at=site_now() - timedelta(hours=1))

    text = client.get(url).content.decode()
    assert 'data-lv="2"' in text
    assert ("官方" if lang == "zh" else "official") in text
    assert as_(cast.guest).get(url).status_code == 403
