"""Settings: every variable with good and bad values, the file below them, all faults at once, no secret told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import SettingsError, StartError
from bot.settings import PREFIX, Settings
from content.config import read_mapping

SECRETS = ("discord_token", "telegram_token", "telegram_webhook_secret", "database_url", "secret_key")
NAMES = [field.name for field in fields(Settings)]


def no_file(path: Path) -> Mapping[str, object]:
    raise AssertionError(f"nobody named {path}")


def variable(name: str) -> str:
    return PREFIX + name.upper()


def faults_of(environ: Mapping[str, str], file: Mapping[str, object] | None = None) -> list[str]:
    """The lines a refused start prints."""
    with pytest.raises(StartError) as refused:
        Settings.from_env(environ, no_file if file is None else lambda _: file)
    assert all(isinstance(fault, SettingsError) for fault in refused.value.faults)
    lines = str(refused.value).split("\n")
    assert lines == [str(fault) for fault in refused.value.faults]
    return lines


def test_without_any_variable_everything_has_its_default() -> None:
    found = Settings.from_env({"HOME": "/root", "PATH": "/bin", "quorum_web_port": "1"}, no_file)
    assert found == Settings()
    assert found.database_url == "sqlite:///data/quorum.db"
    assert (found.web_host, found.web_port) == ("127.0.0.1", 8080)
    assert (found.discord_shards, found.log_format) == ("auto", "text")
    assert [found.discord_token, found.telegram_token, found.content_dir, found.public_url] == [""] * 4


GOOD: dict[str, list[str]] = {
    "discord_token": ["MTA.abc-_.xyz"],
    "discord_api_url": ["https://proxy.example/api/v10", "http://127.0.0.1:8081/api/v10"],
    "discord_gateway_url": ["wss://gateway.example/", "ws://127.0.0.1:9000/"],
    "discord_shards": ["auto", "0/1", "0,1/4", "3/4"],
    "telegram_token": ["123:ABC"],
    "telegram_api_url": ["http://host:8081", "https://[::1]:8081"],
    "telegram_webhook_url": ["https://bot.example/hook"],
    "telegram_webhook_secret": ["a", "A-b_9", "x" * 256],
    "database_url": ["sqlite:///data/quorum.db", "sqlite:////var/q.db", "postgresql://me:pw@host:5432/quorum?x=1"],
    "content_dir": ["/", "."],
    "web_host": ["0.0.0.0", "localhost", "::1"],
    "web_port": ["0", "1", "8080", "65535", " 8081 "],
    "public_url": ["https://learn.example", "http://learn.example:8080/q"],
    "secret_key": ["anything at all"],
    "log_level": ["DEBUG", "INFO", "WARNING", "ERROR"],
    "log_format": ["text", "json"],
}
BAD: dict[str, list[str]] = {
    "discord_token": ["MTA.abc\nMTA.def", "MTA abc", "MTA\x00abc", "MTA\x7f", "MTÄ"],
    "telegram_token": ["123:ABC\r\n456:DEF", "123: ABC", "123:A\tB", "123:\u200bABC"],
    "discord_api_url": ["proxy.example", "ftp://proxy.example", "https://", "https://host:99999", "https://host:0"],
    "discord_gateway_url": ["https://gateway.example", "wss://", "gateway"],
    "discord_shards": ["all", "4", "4/4", "0,1", "0,/4", "-1/4", "0,1/", "0/0", "٣/٤", "0, 1/4"],
    "telegram_api_url": ["host:8081", "ws://host", "http://:8081", "http://[::1"],
    "telegram_webhook_url": ["/hook", "bot.example"],
    "telegram_webhook_secret": ["two words", "ä", "x" * 257, "semi;colon"],
    "database_url": ["quorum.db", "sqlite://quorum.db", "sqlite:///", "mysql://host/db", "postgresql://"],
    "content_dir": ["/no/such/folder", "/etc/passwd"],
    "web_port": ["http", "-1", "65536", "80.0", "8 080", "0x50", "²", "٨٠", "9" * 5000, "0" * 5000],
    "public_url": ["learn.example", "javascript://x", "https:///path"],
    "log_level": ["info", "TRACE", "10"],
    "log_format": ["yaml", "JSON"],
}


def test_every_variable_is_tried() -> None:
    assert sorted(GOOD) == sorted(NAMES)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in GOOD.items() for text in texts])
def test_a_good_value_is_taken(name: str, text: str) -> None:
    with_it = {variable("telegram_webhook_secret"): "s3cret"} if name == "telegram_webhook_url" else {}
    found = Settings.from_env({variable(name): text, **with_it}, no_file)
    assert getattr(found, name) == (int(text) if name == "web_port" else text)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BAD.items() for text in texts])
def test_a_bad_value_is_refused_with_its_name_and_what_would_fit(name: str, text: str) -> None:
    (line,) = faults_of({variable(name): text})
    assert line.startswith(f"{variable(name)}: ")
    assert (repr(text) in line) == (name not in SECRETS)
    wanted = line.rpartition("; ")[2] if name not in SECRETS else line.partition(": ")[2]
    assert wanted.startswith(("give ", "choose ", "use ", "name ", "copy "))


def test_a_webhook_needs_a_secret_and_a_port_to_come_in() -> None:
    url, secret = "QUORUM_TELEGRAM_WEBHOOK_URL", "QUORUM_TELEGRAM_WEBHOOK_SECRET"
    hook = {url: "https://bot.example/hook"}
    assert [line.partition(":")[0] for line in faults_of(hook)] == [secret]
    assert [line.partition(":")[0] for line in faults_of({**hook, "QUORUM_WEB_PORT": "0"})] == [
        secret,
        "QUORUM_WEB_PORT",
    ]
    assert [line.partition(":")[0] for line in faults_of({**hook, secret: "s", "QUORUM_WEB_PORT": "0"})] == [
        "QUORUM_WEB_PORT"
    ]
    assert Settings.from_env({**hook, secret: "s"}, no_file).telegram_webhook_url == "https://bot.example/hook"


@pytest.mark.parametrize("text", ["", "   ", "\t"])
@pytest.mark.parametrize("name", NAMES)
def test_an_empty_variable_is_as_good_as_none(name: str, text: str) -> None:
    assert Settings.from_env({variable(name): text}, no_file) == Settings()


@pytest.mark.parametrize(
    ("given", "nearest"),
    [
        ("QUORUM_DISCORD_TOKN", "QUORUM_DISCORD_TOKEN"),
        ("QUORUM_WEBPORT", "QUORUM_WEB_PORT"),
        ("QUORUM_PORT", "QUORUM_WEB_PORT"),
        ("QUORUM_DATABASE", "QUORUM_DATABASE_URL"),
        ("QUORUM_TELEGRAM_WEBHOOK", "QUORUM_TELEGRAM_WEBHOOK_URL"),
        ("QUORUM_LOGLEVEL", "QUORUM_LOG_LEVEL"),
        ("QUORUM_CONFIGS", "QUORUM_CONFIG"),
        ("QUORUM_CONFG", "QUORUM_CONFIG"),
    ],
)
def test_an_unknown_variable_stops_the_start_and_names_the_nearest(given: str, nearest: str) -> None:
    assert faults_of({given: "x"}) == [f"{given}: there is no such setting; did you mean {nearest}?"]


@pytest.mark.parametrize("given", ["QUORUM_", "QUORUM_XYZZY", "QUORUM_🐘", "QUORUM_TZ"])
def test_an_unknown_variable_that_is_like_no_other_gets_the_nearest_name_too(given: str) -> None:
    (line,) = faults_of({given: "x"})
    start, _, nearest = line.rstrip("?").rpartition(" ")
    assert start == f"{given}: there is no such setting; did you mean"
    assert nearest in {variable(name) for name in [*NAMES, "config"]}


def test_all_faults_are_listed_at_once() -> None:
    environ = {variable(name): texts[0] for name, texts in BAD.items()} | {"QUORUM_WEB_PROT": "1", "QUORUM_CONFIG": "q"}
    lines = faults_of(environ, {"log_fromat": "text", "secret_key": "fine"})
    assert sorted(line.partition(":")[0] for line in lines) == sorted(
        [*map(variable, BAD), "QUORUM_WEB_PROT", "QUORUM_LOG_FROMAT"]
    )


def test_faults_of_the_file_and_of_the_environment_come_in_one_list() -> None:
    def unreadable(path: Path) -> Mapping[str, object]:
        raise OSError(f"no permission for {path}")

    with pytest.raises(StartError) as refused:
        Settings.from_env({"QUORUM_CONFIG": "my.yaml", "QUORUM_WEB_PORT": "x", "QUORUM_NOPE": "1"}, unreadable)
    lines = str(refused.value).split("\n")
    assert lines[0] == "QUORUM_CONFIG: my.yaml cannot be read: no permission for my.yaml"
    assert [line.partition(":")[0] for line in lines[1:]] == ["QUORUM_WEB_PORT", "QUORUM_NOPE"]


# ---- the file


def test_the_file_holds_the_same_keys_and_the_environment_wins() -> None:
    asked: list[Path] = []

    def read(path: Path) -> Mapping[str, object]:
        asked.append(path)
        return {"web_port": 9000, "log_level": "DEBUG", "public_url": "https://file.example", "log_format": None}

    found = Settings.from_env({"QUORUM_CONFIG": "/etc/quorum.yaml", "QUORUM_LOG_LEVEL": "ERROR"}, read)
    assert asked == [Path("/etc/quorum.yaml")]
    assert (found.web_port, found.log_level) == (9000, "ERROR")
    assert (found.public_url, found.log_format) == ("https://file.example", "text")


def test_a_bad_value_of_the_file_that_the_environment_overrules_is_no_fault() -> None:
    found = Settings.from_env({"QUORUM_CONFIG": "q", "QUORUM_WEB_PORT": "1"}, lambda _: {"web_port": "many"})
    assert found.web_port == 1


def test_the_file_may_not_name_another_file() -> None:
    (line,) = faults_of({"QUORUM_CONFIG": "q"}, {"config": "other.yaml"})
    assert line.startswith("QUORUM_CONFIG: there is no such setting")


def from_file(path: Path, text: str | bytes, **environ: str) -> Settings:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Settings.from_env({"QUORUM_CONFIG": str(path), **environ}, read_mapping)


def test_a_real_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "quorum.yaml"
    text = (
        "# ours\ndatabase_url: sqlite:///over/there.db\nweb_port: 9000\ndiscord_shards: 0,1/4\ntelegram_token: 12:Ab\n"
    )
    found = from_file(path, text, QUORUM_WEB_PORT="9001")
    assert found.database_url == "sqlite:///over/there.db"
    assert (found.web_port, found.discord_shards, found.telegram_token) == (9001, "0,1/4", "12:Ab")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_an_empty_file_sets_nothing(tmp_path: Path, text: str) -> None:
    assert from_file(tmp_path / "quorum.yaml", text) == Settings()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("web_port: [1, 2", "line 1", id="not YAML"),
        pytest.param("web_port: 1\n web_host: x\n", "line 2", id="crooked"),
        pytest.param("\tweb_port: 1\n", "line 1", id="a tab"),
        pytest.param("- web_port\n- web_host\n", "it must hold lines like log_format:", id="a list"),
        pytest.param("just words", "it must hold lines like log_format:", id="words"),
        pytest.param("8080", "it must hold lines like log_format:", id="a number"),
        pytest.param("web_port: [1]\n", "web_port must have one value", id="a list as value"),
        pytest.param("web_port: {a: 1}\n", "web_port must have one value", id="a block as value"),
        pytest.param("? [a]\n: b\n", "line 1", id="a list as key"),
        pytest.param(b"\xff\xfe\x00web", "decode", id="not UTF-8"),
        pytest.param(b"web_host: a\0b\n", "no YAML", id="a null byte"),
        pytest.param("!!python/object/apply:os.system ['true']", "it must hold lines like", id="a Python object"),
    ],
)
def test_a_broken_file_stops_the_start_with_the_reason(tmp_path: Path, text: str | bytes, why: str) -> None:
    path = tmp_path / "quorum.yaml"
    with pytest.raises(StartError) as refused:
        from_file(path, text)
    (line,) = str(refused.value).split("\n")
    assert line.startswith(f"QUORUM_CONFIG: {path} cannot be read: ")
    assert why in line


def test_a_file_that_is_missing_or_a_folder_stops_the_start(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(StartError) as refused:
            Settings.from_env({"QUORUM_CONFIG": str(path)}, read_mapping)
        assert str(refused.value).startswith(f"QUORUM_CONFIG: {path} cannot be read: ")


@pytest.mark.parametrize("value", ["yes", "1.5", "2026-11-20", "2026-13-45"])
def test_a_value_of_another_kind_in_the_file_is_judged_by_its_text(tmp_path: Path, value: str) -> None:
    with pytest.raises(StartError, match=r"QUORUM_WEB_PORT: .* does not fit; give a whole number"):
        from_file(tmp_path / "quorum.yaml", f"web_port: {value}\n")


def test_a_quoted_number_in_the_file_is_a_number(tmp_path: Path) -> None:
    assert from_file(tmp_path / "quorum.yaml", "web_port: ' 8081 '\n").web_port == 8081


# ---- secrets

HIDDEN = "hunter2-HUNTER2"


def test_secrets_never_show_in_a_repr() -> None:
    values = {name: f"sqlite:///{HIDDEN}" if name == "database_url" else HIDDEN for name in SECRETS}
    found = Settings.from_env({variable(name): text for name, text in values.items()}, no_file)
    assert {name: getattr(found, name) for name in SECRETS} == values
    assert HIDDEN not in repr(found)
    assert HIDDEN not in str(found)
    assert HIDDEN not in f"{found!r}"


@pytest.mark.parametrize(
    "environ",
    [
        {"QUORUM_TELEGRAM_WEBHOOK_SECRET": f"{HIDDEN} with blanks"},
        {"QUORUM_DATABASE_URL": f"mysql://me:{HIDDEN}@host/db"},
        {"QUORUM_DATABASE_URL": f"postgres:{HIDDEN}"},
        {"QUORUM_DISCORD_TOKN": HIDDEN},
        {"QUORUM_TOKEN": HIDDEN, "QUORUM_WEB_PORT": "x"},
        {"QUORUM_DISCORD_TOKEN": HIDDEN, "QUORUM_SECRET_KEY": HIDDEN, "QUORUM_LOG_LEVEL": "loud"},
    ],
)
@pytest.mark.parametrize("where", ["environment", "file"])
def test_secrets_never_show_in_a_fault(environ: dict[str, str], where: str) -> None:
    if where == "environment":
        lines = faults_of(environ)
    else:
        file = {name.removeprefix(PREFIX).lower(): text for name, text in environ.items()}
        lines = faults_of({"QUORUM_CONFIG": "q"}, file)
    assert HIDDEN not in "\n".join(lines)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.dictionaries(st.sampled_from([*map(variable, NAMES), "QUORUM_WEB", "QUORUM_X"]), st.text(max_size=30)))
def test_any_values_give_settings_or_a_list_of_faults(environ: dict[str, str]) -> None:
    try:
        found = Settings.from_env(environ, no_file)
    except StartError as error:
        named = [str(fault).partition(":")[0] for fault in error.faults]
    else:
        named = []
        assert 0 <= found.web_port <= 65535
    assert set(named) <= set(environ)
    assert len(named) == len(set(named))
    assert {"QUORUM_WEB", "QUORUM_X"} & set(environ) <= set(named)


def test_a_broken_file_never_shows_what_stands_in_it(tmp_path: Path) -> None:
    with pytest.raises(StartError) as refused:
        from_file(tmp_path / "quorum.yaml", "secret_key: @hunter2\n")
    assert "hunter2" not in str(refused.value)
    assert "line 1" in str(refused.value)


def test_a_secret_of_digits_in_the_file_stays_as_it_is_written(tmp_path: Path) -> None:
    found = from_file(tmp_path / "quorum.yaml", "secret_key: 0123\ntelegram_token: 12:34:56\n")
    assert (found.secret_key, found.telegram_token) == ("0123", "12:34:56")


def test_a_password_in_an_address_is_never_shown() -> None:
    url = "https://user:hunter2@host/api/v10"
    assert "hunter2" not in repr(Settings.from_env({"QUORUM_DISCORD_API_URL": url}, read_mapping))
    with pytest.raises(StartError) as refused:
        Settings.from_env({"QUORUM_DISCORD_API_URL": url.replace("https", "ftp")}, read_mapping)
    assert "hunter2" not in str(refused.value)
