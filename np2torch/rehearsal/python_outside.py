"""Python's modules that reach outside: in a rehearsal there are no files, no clock, no arguments, and one process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .harmless import Dummy, Namespace, Partly, nothing


class Stopped(Exception):
    """The program ended itself."""


def stop(*code: object) -> Any:
    raise Stopped


def no(*args: object, **kwargs: object) -> bool:
    return False


def same(value: Any, *rest: object) -> Any:
    return value


class Output:
    """`sys.stdout`."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self.written = write

    def write(self, text: str) -> int:
        self.written(text)
        return len(text)

    def writelines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.written(line)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return False


def sys_module(output: Output) -> Partly:
    import sys

    return Partly(
        "sys",
        argv=["train.py"],
        stdout=output,
        exit=stop,
        path=[],
        modules={},
        maxsize=sys.maxsize,
        float_info=sys.float_info,
        version_info=sys.version_info,
        version=sys.version,
        platform="linux",
        byteorder="little",
        executable="python",
        setrecursionlimit=nothing,
        getrecursionlimit=lambda: 1000,
        getsizeof=lambda *value: 0,
        intern=same,
    )


def path_module() -> Partly:
    import posixpath

    names = "join basename dirname split splitext normpath isabs commonprefix".split()
    return Partly(
        "os.path",
        **{name: getattr(posixpath, name) for name in names},
        **dict.fromkeys(("exists", "isfile", "isdir", "islink", "lexists"), no),
        **dict.fromkeys(("abspath", "realpath", "expanduser", "expandvars", "relpath"), same),
        getsize=lambda path: 0,
        sep="/",
    )


def os_module() -> Partly:
    no_effect = "makedirs mkdir remove unlink rmdir rename replace chdir putenv system nice kill".split()
    return Partly(
        "os",
        path=path_module(),
        environ={},
        getenv=lambda key, default=None: default,
        **dict.fromkeys(no_effect, nothing),
        listdir=lambda path=".": [],
        scandir=lambda path=".": [],
        walk=lambda top: iter(()),
        getcwd=lambda: ".",
        getpid=lambda: 1,
        cpu_count=lambda: 1,
        sep="/",
        linesep="\n",
        name="posix",
        devnull="/dev/null",
    )


def pathlib_module() -> Partly:
    from pathlib import PurePath, PurePosixPath

    class Path(PurePosixPath):
        """Paths are put together, and nothing is there."""

        @classmethod
        def cwd(cls) -> Path:
            return cls(".")

        home = cwd
        exists = is_file = is_dir = no
        mkdir = touch = unlink = rmdir = write_bytes = nothing

        def write_text(self, data: str, *args: Any, **how: Any) -> int:
            return len(data)

        def resolve(self, strict: bool = False) -> Path:
            return self

        absolute = expanduser = resolve

        def glob(self, pattern: str) -> Iterator[Path]:
            return iter(())

        rglob = glob

        def iterdir(self) -> Iterator[Path]:
            return iter(())

        def open(self, *args: Any, **how: Any) -> Dummy:
            return Dummy("open()")

        read_text = read_bytes = open

    return Partly("pathlib", Path=Path, PosixPath=Path, PurePath=PurePath, PurePosixPath=PurePosixPath)


class Clock:
    """It goes on by the same amount whenever it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def seconds(self) -> float:
        self.now += 0.125
        return self.now

    def nanoseconds(self) -> int:
        return int(self.seconds() * 1e9)


def time_module(clock: Clock) -> Namespace:
    import time

    start = time.gmtime(0)
    return Namespace(
        _title="time",
        **dict.fromkeys(("time", "perf_counter", "process_time", "monotonic", "thread_time"), clock.seconds),
        **dict.fromkeys(("time_ns", "perf_counter_ns", "process_time_ns", "monotonic_ns"), clock.nanoseconds),
        sleep=nothing,
        gmtime=lambda *seconds: start,
        localtime=lambda *seconds: start,
        mktime=lambda moment: 0.0,
        strftime=lambda format, *moment: time.strftime(format, start),
        ctime=lambda *seconds: time.asctime(start),
        asctime=lambda *moment: time.asctime(start),
        struct_time=time.struct_time,
    )


def datetime_module() -> Namespace:
    import datetime

    class Moment(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Moment:
            return cls(2000, 1, 1, tzinfo=tz)

        @classmethod
        def utcnow(cls) -> Moment:
            return cls(2000, 1, 1)

        today = utcnow

    class Day(datetime.date):
        @classmethod
        def today(cls) -> Day:
            return cls(2000, 1, 1)

    names = {n: getattr(datetime, n) for n in ("timedelta", "timezone", "time", "tzinfo", "UTC", "MINYEAR", "MAXYEAR")}
    return Namespace(_title="datetime", datetime=Moment, date=Day, **names)


def argparse_module() -> Namespace:
    """There are no arguments: options have their defaults."""
    import argparse

    class ArgumentParser(argparse.ArgumentParser):
        def __init__(self, *args: Any, fromfile_prefix_chars: Any = None, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)

        def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
            return super().parse_known_args([] if args is None else args, namespace)

        def error(self, message: str) -> Any:
            raise Stopped

        exit = stop
        print_help = print_usage = nothing

    names = "Namespace Action ArgumentTypeError ArgumentError BooleanOptionalAction SUPPRESS REMAINDER OPTIONAL ZERO_OR_MORE ONE_OR_MORE"
    formatters = "HelpFormatter RawTextHelpFormatter RawDescriptionHelpFormatter ArgumentDefaultsHelpFormatter MetavarTypeHelpFormatter"
    known = {n: getattr(argparse, n) for n in f"{names} {formatters}".split()}
    return Namespace(_title="argparse", ArgumentParser=ArgumentParser, FileType=Dummy("argparse.FileType"), **known)


def logging_module() -> Partly:
    levels = {"NOTSET": 0, "DEBUG": 10, "INFO": 20, "WARNING": 30, "WARN": 30, "ERROR": 40, "CRITICAL": 50}
    return Partly("logging", **levels)
