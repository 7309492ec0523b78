"""`watchroom map import`: a map of OpenStreetMap becomes the site's road network."""

import json as jsons
import sys
from pathlib import Path

from watchroom.kernel.words import Words
from watchroom.ops.terminal import OK, say

STAGE = Words(zh="  {place}/{of} {what}", en="  {place}/{of} {what}")
DONE = Words(
    zh="已导入 {file}：{ways} 条道路。派遣和到达时间从现在起按路网计算。", en="{file} is imported: {ways} ways. Dispatch and arrivals count by road from now on."
)  # fmt: skip


def brought(file: Path, *, json: bool = False) -> int:
    """Raises MapRefused, NoRoadEngine."""
    import django

    django.setup()
    from watchroom.dispatch.road_import import import_map

    def tell(place: int, of: int, what: Words) -> None:
        say(STAGE, place=place, of=of, what=what, to=sys.stderr)

    told = import_map(file, tell, actor="ops:cli")
    if json:
        print(jsons.dumps(told, ensure_ascii=False))
    else:
        say(DONE, file=told["file"], ways=told["ways"])
    return OK
