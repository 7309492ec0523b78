"""What sources hand over with a post: equipment that is silent or unwell."""

from datetime import datetime

from watchroom.kernel.words import Words
from watchroom.people.handing import Handing, Matter
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources.queries import source_health


class Silent(Handing):
    name, title = "sources", Words(zh="信息源", en="Sources")

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        if not viewer.may(Act.SEE):
            return []
        health = source_health(viewer)
        down = health["silent"] + health["unwell"]
        said = Words(zh="{n} 个信息源失联或异常", en="{n} sources silent or unwell").fill(n=down)
        return [Matter(f"sources:{down}", said, "/sources/")] if down else []


HANDING = [Silent()]
