"""The picture of a camera that plays a part: drawn by us, and saying so in it, so that no copy of it is taken for real.

A slope with people on it, other ones each minute; by night it is dark. Pure: the same camera at the same second gives
the same bytes.
"""

import hashlib
import itertools
import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 640, 360
HORIZON, BAND = 150, 30
type Pixels = NDArray[np.uint8]
type Colour = tuple[int, int, int]
type Point = tuple[float, float]

_DAY: dict[str, Colour] = {"sky": (168, 196, 222), "hill": (122, 138, 152), "snow": (236, 239, 242), "track": (205, 211, 217),
                           "person": (48, 58, 72), "fence": (176, 70, 52)}  # fmt: skip
_NIGHT: dict[str, Colour] = {"sky": (16, 22, 34), "hill": (26, 33, 44), "snow": (78, 86, 98), "track": (62, 70, 82),
                             "person": (14, 17, 22), "fence": (104, 48, 40)}  # fmt: skip
_BAR: Colour = (18, 20, 24)
_INK: Colour = (250, 250, 250)
_SIGN: Colour = (255, 214, 64)

# Letters as lines on a grid of 4 by 6, x and y as one digit each; `|` lifts the pen.
_LETTERS = {
    "A": "06 02 20 42 46|04 44", "B": "00 06 36 45 44 33 42 41 30 00|03 33", "C": "41 30 10 01 05 16 36 45",
    "D": "00 06 26 44 42 20 00", "E": "40 00 06 46|03 33", "F": "40 00 06|03 33", "G": "41 30 10 01 05 16 36 45 43 23",
    "H": "00 06|40 46|03 43", "I": "10 30|20 26|16 36", "J": "40 45 36 16 05", "K": "00 06|40 03 46", "L": "00 06 46",
    "M": "06 00 23 40 46", "N": "06 00 46 40", "O": "10 30 41 45 36 16 05 01 10", "P": "06 00 30 41 42 33 03",
    "Q": "10 30 41 45 36 16 05 01 10|24 46", "R": "06 00 30 41 42 33 03|23 46", "S": "41 30 10 01 02 13 33 44 45 36 16 05",
    "T": "00 40|20 26", "U": "00 05 16 36 45 40", "V": "00 26 40", "W": "00 16 23 36 40", "X": "00 46|40 06",
    "Y": "00 23 40|23 26", "Z": "00 40 06 46", "0": "10 30 41 45 36 16 05 01 10|32 14", "1": "11 20 26|16 36",
    "2": "01 10 30 41 42 06 46", "3": "01 10 30 41 42 33 13|33 44 45 36 16 05", "4": "36 30 04 44",
    "5": "40 00 03 33 44 45 36 06", "6": "41 30 10 01 05 16 36 45 44 33 03", "7": "00 40 16",
    "8": "13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33", "9": "05 16 36 45 41 30 10 01 02 13 43",
    "-": "13 33", "_": "06 46", ":": "21 22|24 25", "+": "22 24|13 33",
}  # fmt: skip
# 模 and 拟 as strokes on a square of 100.
_SIGNS: tuple[tuple[tuple[Point, ...], ...], ...] = (
    (
        ((4, 30), (42, 30)), ((23, 5), (23, 96)), ((23, 33), (5, 66)), ((24, 36), (40, 54)),
        ((45, 15), (97, 15)), ((60, 5), (60, 25)), ((82, 5), (82, 25)),
        ((52, 32), (90, 32), (90, 57), (52, 57), (52, 32)), ((52, 44), (90, 44)),
        ((45, 70), (97, 70)), ((71, 58), (67, 78), (45, 96)), ((72, 71), (97, 96)),
    ),
    (
        ((4, 28), (37, 28)), ((22, 5), (22, 92), (12, 84)), ((4, 64), (38, 50)),
        ((47, 16), (47, 76), (65, 62)), ((56, 26), (66, 44)), ((86, 8), (83, 48), (56, 95)), ((79, 58), (97, 95)),
    ),
)  # fmt: skip


def draw(code: str, local: datetime) -> bytes:
    """A PNG. `local` is the moment in the site's zone, aware; it stands in the picture with its offset."""
    chance = np.random.default_rng(_number(code))
    hues = _DAY if 7 <= local.hour < 18 else _NIGHT
    pixels = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    pixels[:] = hues["sky"]
    _land(pixels, chance, hues)
    _people(pixels, np.random.default_rng(_number(f"{code} {local:%Y%m%d%H%M}")), hues)
    pixels[:BAND] = pixels[-BAND:] = _BAR
    _sign(pixels)
    _write(pixels, "SIM", (96, 8), 2.4, _SIGN)
    _write(pixels, f"{local:%Y-%m-%d %H:%M:%S} {local:%z}", (12, HEIGHT - BAND + 8), 2.2, _INK)
    _write(pixels, code.upper()[:24], (WIDTH - 12 - 13 * len(code[:24]), 8), 2.2, _INK)
    return _png(pixels)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _land(pixels: Pixels, chance: np.random.Generator, hues: dict[str, Colour]) -> None:
    across, down = np.arange(WIDTH), np.arange(HEIGHT)[:, None]
    ridge = np.full(WIDTH, HORIZON - 40.0)
    for high, waves in ((26, 1.3), (12, 3.1), (5, 7.7)):
        ridge -= high * np.sin(across / WIDTH * 2 * np.pi * waves + chance.uniform(0, 6))
    pixels[down >= ridge[None, :]] = hues["hill"]
    foot = HORIZON + 14 * np.sin(across / WIDTH * np.pi * 2 + chance.uniform(0, 6))
    pixels[down >= foot[None, :]] = hues["snow"]
    lean, middle = chance.uniform(-0.5, 0.5), chance.uniform(240, 400)
    depth = np.clip(down - HORIZON, 0, None)
    track = np.abs(across[None, :] - middle - lean * depth) < 24 + depth * 0.45
    pixels[track & (down >= foot[None, :] + 8)] = hues["track"]
    for post in range(40, WIDTH, 60):
        _line(pixels, (post, HORIZON + 22), (post, HORIZON + 46), 2.5, hues["fence"])
    _line(pixels, (0, HORIZON + 28), (WIDTH, HORIZON + 28), 2, hues["fence"])


def _people(pixels: Pixels, chance: np.random.Generator, hues: dict[str, Colour]) -> None:
    for _ in range(int(chance.integers(6, 22))):
        y = float(chance.uniform(HORIZON + 60, HEIGHT - BAND - 12))
        x, high = float(chance.uniform(20, WIDTH - 20)), 9 + (y - HORIZON) * 0.12
        _line(pixels, (x, y), (x, y - high), high * 0.34, hues["person"])
        _line(pixels, (x, y - high * 1.38), (x + 0.5, y - high * 1.38), high * 0.36, hues["person"])


def _sign(pixels: Pixels) -> None:
    for at, strokes in enumerate(_SIGNS):
        for stroke in strokes:
            points = [(12 + at * 36 + x * 0.26, 2 + y * 0.26) for x, y in stroke]
            _polyline(pixels, points, 2.2, _SIGN)


def _write(pixels: Pixels, text: str, at: Point, size: float, colour: Colour) -> None:
    x, y = at
    for letter in text:
        for line in _lines(letter):
            _polyline(pixels, [(x + dx * size, y + dy * size) for dx, dy in line], size * 0.75, colour)
        x += 13 * size / 2.2


def _lines(letter: str) -> Iterator[list[Point]]:
    for line in _LETTERS.get(letter, "").split("|"):
        if line:
            yield [(float(pair[0]), float(pair[1])) for pair in line.split()]


def _polyline(pixels: Pixels, points: Sequence[Point], thick: float, colour: Colour) -> None:
    for a, b in itertools.pairwise(points):
        _line(pixels, a, b, thick, colour)


def _line(pixels: Pixels, a: Point, b: Point, thick: float, colour: Colour) -> None:
    """A line with round ends: every pixel nearer to it than half its thickness, the edge mixed."""
    half = thick / 2
    x0, x1 = max(0, int(min(a[0], b[0]) - half - 1)), min(WIDTH, int(max(a[0], b[0]) + half + 2))
    y0, y1 = max(0, int(min(a[1], b[1]) - half - 1)), min(HEIGHT, int(max(a[1], b[1]) + half + 2))
    if x0 >= x1 or y0 >= y1:
        return
    xs, ys = np.arange(x0, x1)[None, :] - a[0], np.arange(y0, y1)[:, None] - a[1]
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = np.clip((xs * dx + ys * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
    share = np.clip(half + 0.5 - np.hypot(xs - along * dx, ys - along * dy), 0, 1)[..., None]
    here = pixels[y0:y1, x0:x1]
    here[:] = (here * (1 - share) + np.array(colour) * share).astype(np.uint8)


def _png(pixels: Pixels) -> bytes:
    rows = np.zeros((HEIGHT, 1 + WIDTH * 3), np.uint8)
    rows[:, 1:] = pixels.reshape(HEIGHT, WIDTH * 3)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
