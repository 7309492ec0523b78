"""`watchroom plan export` and `watchroom plan diff`."""

import json
from pathlib import Path

import pytest

from watchroom.ops.plan_versions import NoPlanFile, differ, exported
from watchroom.plans.actions import put_plan
from watchroom.plans.faults import NoSuchPlan
from watchroom.plans.tests.samples import content

pytestmark = pytest.mark.django_db


def test_a_version_is_written_in_each_form(tmp_path: Path) -> None:
    row = put_plan(content())

    for form, begins in (("yaml", b"{"), ("docx", b"PK"), ("pdf", b"%PDF")):
        out = tmp_path / f"plan.{form}"
        assert exported("test-wind", None, form, out) == 0
        assert out.read_bytes().startswith(begins)
    assert (tmp_path / "plan.yaml").read_text() == row.source
    with pytest.raises(NoSuchPlan):
        exported("test-wind", 7, "yaml", tmp_path / "none")


def test_files_and_versions_of_the_platform_are_compared_and_the_code_says_whether_they_differ(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_plan(content())
    changed = tmp_path / "changed.yaml"
    changed.write_bytes(content(lambda d: d["actions"][0]["deadline"].update(within="6m")))

    assert differ("test-wind@1", "test-wind") == 0
    assert differ("test-wind", str(changed)) == 1
    assert "actions.hold.deadline.within" in capsys.readouterr().out
    assert differ("test-wind", str(changed), as_json=True) == 1
    assert json.loads(capsys.readouterr().out)[0]["new"] == "6m"
    changed.write_text("code: x")
    with pytest.raises(NoPlanFile):
        differ(str(changed), "test-wind")
