"""What the code must not do, as far as reading it can tell."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import source
from tests.house.source import ROOT, Source

_LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log", "bind"}
_LOGGERS = {"log", "_log", "logger", "_logger", "logging"}
_PERSONAL = re.compile(
    r"(^|_)(body|text|phone|wa_id|bsuid|name|caption|payload|email|cpf|message|answer|password|token|secret)(_|$)"
)
_ALLOWED_KEYS = {"display_name", "model_name", "template_name", "job_name", "queue_name", "phone_number_id"}
_REGISTRIES = re.compile(
    r"https?://[^\s\"']*(pypi|pythonhosted|npmjs|crates\.io|proxy\.golang)[^\s\"']*", re.I
)


def _calls(each: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(each.tree) if isinstance(node, ast.Call))


def _is_log(call: ast.Call) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr in _LOG_METHODS
        and isinstance(function.value, ast.Name)
        and function.value.id in _LOGGERS
    )


def _built_at_run_time(node: ast.expr) -> bool:
    """An f-string, `%`, `+` or `.format`: words that could hold anything."""
    return isinstance(node, ast.JoinedStr | ast.BinOp) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    )


def _names_a_row(value: ast.expr) -> bool:
    """`message=row.uuid`, `str(row.pk)` and the like say which row, not what it holds."""
    return re.search(r"(^|[._])(uuid|pk|id)\)?$", ast.unparse(value)) is not None


def _is_personal(keyword: ast.keyword) -> bool:
    name = keyword.arg or ""
    return bool(_PERSONAL.search(name)) and name not in _ALLOWED_KEYS and not _names_a_row(keyword.value)


def log_problems(each: Source) -> list[str]:
    """What is wrong with the log calls of a file."""
    problems = []
    for call in filter(_is_log, _calls(each)):
        place = f"{each}:{call.lineno}"
        if any(_built_at_run_time(argument) for argument in call.args):
            problems.append(f"{place} the event is built at run time")
        for keyword in call.keywords:
            if _is_personal(keyword):
                problems.append(f"{place} {keyword.arg}")
            if keyword.arg and isinstance(keyword.value, ast.JoinedStr):
                problems.append(f"{place} {keyword.arg} is built at run time")
    return problems


def test_log_calls_hold_no_personal_data() -> None:
    """R10.2: fixed events, and no key that names a text, a name or a number of a person."""
    assert not [problem for each in source.product() for problem in log_problems(each)]


@pytest.mark.parametrize(
    ("line", "bad"),
    [
        ('_log.info("sent", wamid=x)', False),
        ('_log.info(f"sent {x}")', True),
        ('_log.info("sent %s" % x)', True),
        ('_log.info("sent {}".format(x))', True),
        ('logger.warning("odd", body=x)', True),
        ('_log.warning("odd", phone_number=x)', True),
        ('_log.warning("odd", message=x.payload)', True),
        ('_log.warning("odd", message=str(row.uuid))', False),
        ('_log.warning("odd", phone_number_id=x)', False),
        ('_log.warning("odd", detail=f"{x}")', True),
    ],
)
def test_the_rule_about_logs_sees(line: str, bad: bool) -> None:
    assert bool(log_problems(Source(Path("x.py"), line, ast.parse(line)))) is bad


def test_only_commands_print() -> None:
    found = [
        f"{each}:{call.lineno}"
        for each in source.product()
        if not each.is_command
        for call in _calls(each)
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    ]
    assert not found


def test_only_the_environment_reads_the_environment() -> None:
    """`chatbot.environment` reads it all once; processes may hand it on to what they start."""
    allowed = {
        Path("chatbot/environment.py"),
        Path("chatbot/settings.py"),
        Path("chatbot/wsgi.py"),
        Path("chatbot/operation/views.py"),
        Path("chatbot/operation/management/commands/web.py"),
        Path("manage.py"),
    }
    found = [
        f"{each}:{node.lineno}"
        for each in source.product()
        if each.path not in allowed
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    assert not found


def test_nothing_is_unpickled_outside_the_cache() -> None:
    """B9: what comes over the wire or from a file is never executed."""
    found = [
        f"{each}:{node.lineno}"
        for each in source.product()
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(alias.name in ("pickle", "marshal", "shelve") for alias in node.names)
    ]
    assert not found


def test_tests_do_not_sleep() -> None:
    found = [
        f"{each}:{call.lineno}"
        for each in source.everything()
        if each.path.name.startswith("test_")
        for call in _calls(each)
        if ast.unparse(call.func) in ("time.sleep", "sleep")
    ]
    assert not found


def test_the_repository_names_no_package_registry() -> None:
    suffixes = {".py", ".toml", ".txt", ".md", ".yml", ".yaml", ".sh", ".cfg", ".ini", ""}
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    found = []
    for name in listed:
        path = ROOT / name
        if path.suffix in suffixes and path.is_file() and path != Path(__file__):
            found += [f"{name}: {hit[0]}" for hit in _REGISTRIES.finditer(path.read_text(errors="replace"))]
    assert not found


def test_import_contracts_are_kept() -> None:
    """Rooms import downwards only, through their doors."""
    ended = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stdout[-3000:]
