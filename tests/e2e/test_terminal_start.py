"""What keeps the program from starting, told with every fault and exit code 2; the commands beside the session."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from e2e.terminal import Ended, piped, quorum

from bot import zonedata
from content.loader import SHIPPED

CANNOT_START = 2
FAULTS = 1


def refused(ended: Ended) -> list[str]:
    """The lines that a refused start says, and nothing else."""
    assert ended.code == CANNOT_START
    assert ended.out == ""
    assert "Traceback" not in ended.err
    return ended.err.splitlines()


# ---- settings


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("DATABSE_URL", "x", "there is no such setting; did you mean QUORUM_DATABASE_URL?"),
        ("NONSENSE", "1", "there is no such setting; did you mean QUORUM_CONTENT_DIR?"),
        ("WEB_PORT", "70000", "'70000' does not fit; give a whole number from 0 (off) to 65535"),
        ("CONTENT_DIR", "nowhere", "'nowhere' does not fit; name a folder that exists"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_start(tmp_path: Path, name: str, text: str, told: str) -> None:
    assert refused(quorum(tmp_path, **{f"QUORUM_{name}": text})) == [f"QUORUM_{name}: {told}"]
    assert list(tmp_path.iterdir()) == []


def test_every_bad_setting_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "quorum.yaml").write_text("web_port: many\nlog_format: xml\ncolour: red\n", "utf-8")
    bad = {
        "QUORUM_CONFIG": "quorum.yaml",
        "QUORUM_LOG_LEVEL": "LOUD",
        "QUORUM_LOG_FORMAT": "csv",
        "QUORUM_DATABASE_URL": "mysql://secret@host/db",
        "QUORUM_PUBLIC_URL": "example.org",
        "QUORUM_DISCORD_SHARDS": "4/4",
    }
    told = refused(quorum(tmp_path, **bad))
    assert {line.partition(":")[0] for line in told} == {
        "QUORUM_WEB_PORT",
        "QUORUM_COLOUR",
        "QUORUM_LOG_LEVEL",
        "QUORUM_LOG_FORMAT",
        "QUORUM_DATABASE_URL",
        "QUORUM_PUBLIC_URL",
        "QUORUM_DISCORD_SHARDS",
    }
    assert len(told) == 7
    assert "secret" not in "".join(told)


@pytest.mark.parametrize(
    "content",
    [None, b"\xff\xfe\x00broken", b"web_port: [1", b"- a\n- list\n"],
    ids=["missing", "not text", "not YAML", "no mapping"],
)
def test_a_settings_file_that_cannot_be_read_stops_the_start(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "quorum.yaml").write_bytes(content)
    (line,) = refused(quorum(tmp_path, QUORUM_CONFIG="quorum.yaml"))
    assert line.startswith("QUORUM_CONFIG: quorum.yaml cannot be read: ")


def test_the_settings_file_is_used_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "quorum.yaml").write_text(
        "database_url: sqlite:///from-file.db\npublic_url: https://file.example\n", "utf-8"
    )
    ended = quorum(
        tmp_path,
        lines=["/lesson caching"],
        QUORUM_CONFIG="quorum.yaml",
        QUORUM_PUBLIC_URL="https://environment.example",
    )
    assert ended.code == 0
    assert (tmp_path / "from-file.db").is_file()
    assert "https://environment.example/lesson/" in ended.out


@pytest.mark.parametrize("name", ["n" * 33, "a\x1bb", " "])
def test_a_bad_name_stops_the_start(tmp_path: Path, name: str) -> None:
    assert refused(quorum(tmp_path, "--user", name)) == [
        "--user: A name has 1 to 32 printable characters, for example: /user ann"
    ]


def test_an_unknown_argument_is_told_with_those_there_are(tmp_path: Path) -> None:
    ended = quorum(tmp_path, "--usr", "ann", "dance")
    assert ended.code == CANNOT_START
    assert "check-content" in ended.err


# ---- the database


def test_a_second_process_on_one_database_is_refused_and_told_by_whom(tmp_path: Path) -> None:
    with piped(tmp_path, "--user", "ann") as first:
        first.until("[1] ")
        (line,) = refused(quorum(tmp_path, "--user", "bob"))
        assert f"is in use by process {first.process.pid}." in line
        first.type("/quit")
        assert first.ended() == 0
    assert quorum(tmp_path, "--user", "bob").code == 0


def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(tmp_path: Path, sqlite_url: str) -> None:
    path = tmp_path / "quorum.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = path.read_bytes()
    (line,) = refused(quorum(tmp_path, QUORUM_DATABASE_URL=sqlite_url))
    assert line.startswith("The database was written by a newer Quorum (schema 9999, this program knows ")
    assert path.read_bytes() == before


def regular_file(folder: Path) -> str:
    (folder / "file").write_text("", "utf-8")
    return "file/below/quorum.db"


def sub_folder(folder: Path) -> str:
    (folder / "quorum.db").mkdir()
    return "quorum.db"


def text_file(folder: Path) -> str:
    (folder / "notes.txt").write_text("These are notes.\n" * 100, "utf-8")
    return "notes.txt"


def foreign_tables(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "music.db")) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    return "music.db"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (
            regular_file,
            "The folder file/below cannot be made (Not a directory). Make it, or change",
        ),
        (sub_folder, "quorum.db is a folder. Name a file in QUORUM_DATABASE_URL."),
        (text_file, "The file is not a Quorum database. Name another one in QUORUM_DATABASE_URL."),
        (foreign_tables, "The database holds other tables (songs), not Quorum's."),
    ],
)
def test_a_place_that_cannot_hold_the_database_is_told(tmp_path: Path, make: Callable[[Path], str], told: str) -> None:
    (line,) = refused(quorum(tmp_path, QUORUM_DATABASE_URL=f"sqlite:///{make(tmp_path)}"))
    assert line.startswith(told)


# ---- content


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The shipped content and two lessons more: one is no YAML, one lacks nearly everything and has a strange area."""
    folder = tmp_path / "content"
    folder.mkdir()
    shutil.copy(SHIPPED / "taxonomy.yaml", folder)
    shutil.copytree(SHIPPED / "library", folder / "library")
    area = next(path for path in sorted((folder / "library").iterdir()) if path.is_dir())
    (area / "torn.yaml").write_text("id: torn\ntitle: [one\nkind: skill\n", "utf-8")
    (area / "thin.yaml").write_text("id: thin\ntitle: A thin lesson\narea: atlantis\nlevel: high\n", "utf-8")
    return folder


def places(text: str) -> set[tuple[str, int]]:
    """The files and lines that a list of faults names."""
    return {(Path(file).name, int(line)) for file, line in re.findall(r"^(\S+\.yaml):(\d+): ", text, re.MULTILINE)}


def test_broken_content_stops_the_start_with_all_faults(tmp_path: Path, broken: Path) -> None:
    told = refused(quorum(tmp_path, QUORUM_CONTENT_DIR=str(broken)))
    assert {("torn.yaml", 3), ("thin.yaml", 3), ("thin.yaml", 4)} <= places("\n".join(told))
    assert all(re.match(r"library/\S+/(torn|thin)\.yaml:\d+: .", line) for line in told)
    assert not (tmp_path / "data").exists()


def test_check_content_lists_all_faults(tmp_path: Path, broken: Path) -> None:
    ended = quorum(tmp_path, "check-content", str(broken))
    assert (ended.code, ended.err) == (FAULTS, "")
    assert {("torn.yaml", 3), ("thin.yaml", 3), ("thin.yaml", 4)} <= places(ended.out)
    assert re.fullmatch(r"\d+ faults\.", ended.out.splitlines()[-1])


def test_check_content_looks_at_the_folder_of_the_settings(tmp_path: Path, broken: Path) -> None:
    ended = quorum(tmp_path, "check-content", QUORUM_CONTENT_DIR=str(broken))
    assert ended.code == FAULTS
    assert ("torn.yaml", 3) in places(ended.out)


def test_the_shipped_content_has_no_faults(tmp_path: Path) -> None:
    ended = quorum(tmp_path, "check-content", str(SHIPPED))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1].endswith(": no faults.")


def test_a_folder_without_content_is_a_fault(tmp_path: Path) -> None:
    ended = quorum(tmp_path, "check-content", str(tmp_path / "nowhere"))
    assert ended.code == FAULTS
    assert ("taxonomy.yaml", 1) in places(ended.out)


# ---- doctor


def test_the_doctor_tells_versions_and_what_there_is(tmp_path: Path) -> None:
    ended = quorum(tmp_path, "doctor")
    assert (ended.code, ended.err) == (0, "")
    assert re.search(r"^quorum \d+\.\d+\.\d+, python \d+\.\d+\.\d+$", ended.out, re.MULTILINE)
    assert re.search(r"^content: \d+ lessons, \d+ cards, \d+ questions$", ended.out, re.MULTILINE)
    assert re.search(r"^schema: \w+$", ended.out, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_tells_both_versions_of_the_zone_data(tmp_path: Path) -> None:
    (tmp_path / "zones").mkdir()
    (tmp_path / "zones" / "tzdata.zi").write_text(
        "# version 2001a\n# This zic input file is in the public domain.\n", "utf-8"
    )
    ended = quorum(tmp_path, "doctor", PYTHONTZPATH=str(tmp_path / "zones"))
    assert f"zone data: system 2001a, package {zonedata.package_version()}" in ended.out


def test_the_doctor_refuses_what_the_start_would_refuse(tmp_path: Path, broken: Path) -> None:
    assert refused(quorum(tmp_path, "doctor", QUORUM_WEB_PORT="many"))[0].startswith("QUORUM_WEB_PORT: ")
    assert ("torn.yaml", 3) in places("\n".join(refused(quorum(tmp_path, "doctor", QUORUM_CONTENT_DIR=str(broken)))))
