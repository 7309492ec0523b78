"""Cameras as a site or a scenario writes them in a file: read strictly, so that a slip is told and not guessed at."""

import math
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from watchroom.kernel.datum import Datum, to_wgs84
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.cameras.actions import SETUP, Wanted, put_camera
from watchroom.sources.cameras.faults import CamerasUnreadable
from watchroom.sources.cameras.models import Camera
from watchroom.sources.cameras.rules import REACH_M

MOST_BYTES, MOST_CAMERAS = 1 << 20, 2000
Line = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Named(_Strict):
    zh: Line
    en: Line


class CameraOf(_Strict):
    """A camera as written. A password stands in no file: `watchroom camera password CODE` takes it."""

    code: Line
    name: Named
    point: list[float] = Field(min_length=2, max_length=2)
    datum: Annotated[Datum, Field(strict=False)] = Datum.WGS84
    snapshot: str = ""
    hls: str = ""
    user: str = ""
    private: bool = True
    simulated: bool = False
    bearing: float | None = None
    view: float | None = None
    reach_m: int = REACH_M
    every_s: int = 2
    parent: Line | None = None
    schematic: bool = False
    retired: bool = False
    source: Named | None = None

    @property
    def wanted(self) -> Wanted:
        lon, lat = self.point
        if all(map(math.isfinite, self.point)):
            lon, lat = to_wgs84((lon, lat), self.datum)
        said = f"{self.source.zh} / {self.source.en}" if self.source else ""
        return Wanted(
            zh=self.name.zh, en=self.name.en, lon=lon, lat=lat, snapshot_url=self.snapshot,
            hls_url=self.hls, user=self.user, private=self.private, simulated=self.simulated, bearing=self.bearing,
            view=self.view, reach_m=self.reach_m, every_s=self.every_s, parent=self.parent, source=said,
            schematic=self.schematic, retired=self.retired,
        )  # fmt: skip


class Cameras(_Strict):
    cameras: list[CameraOf] = Field(max_length=MOST_CAMERAS)


def load(file: Path, *, actor: str = SETUP) -> list[Camera]:
    """Registers every camera of a file. Raises CamerasUnreadable, and what `put_camera` raises."""
    return put_all(read(file), actor=actor)


def put_all(rows: list[CameraOf], *, actor: str) -> list[Camera]:
    return [put_camera(row.code, row.wanted, actor=actor) for row in rows]


def read(file: Path) -> list[CameraOf]:
    """Raises CamerasUnreadable."""
    try:
        with file.open("rb") as opened:
            body = opened.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise CamerasUnreadable(file=file.name, why=Words(zh="超过 1 MB", en="it is larger than 1 MB"))
        given: Any = yaml.safe_load(body.decode())
        return Cameras.model_validate(given).cameras
    except OSError as error:
        raise CamerasUnreadable(file=file.name, why=error.strerror or type(error).__name__) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise CamerasUnreadable(file=file.name, why=shown(why, 200)) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise CamerasUnreadable(file=file.name, why=shown(str(error), 200)) from error
