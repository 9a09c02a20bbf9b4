"""How long `np2torch convert` of a 120-line script takes, as a multiple of `python -c "import libcst"`.

Both are measured in turns in one run, so that a slow machine slows both. Needs the extra `bench`.

    python benchmarks/startup.py [--stage nn] [--limit 2.5] [--rounds 15]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "benchmarks" / "script.py"


def seconds(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def measure(path: Path, stage: str, rounds: int) -> tuple[float, float]:
    """The medians, of the conversion and of the import."""
    convert, reference = [], []
    for _ in range(rounds):
        convert.append(seconds("-m", "np2torch", "convert", str(path), "--stage", stage, "--force"))
        reference.append(seconds("-c", "import libcst"))
    return statistics.median(convert), statistics.median(reference)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", default="autograd")
    parser.add_argument("--limit", type=float, default=2.5, help="exit 1 beyond this ratio")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(SCRIPT, folder))
        convert, reference = measure(path, options.stage, options.rounds)
    lines = len(SCRIPT.read_text(encoding="utf-8").splitlines())
    print(f"convert, {lines} lines: {convert * 1000:.0f} ms; import libcst: {reference * 1000:.0f} ms")
    print(f"ratio {convert / reference:.2f}, limit {options.limit}")
    sys.exit(convert / reference > options.limit)


if __name__ == "__main__":
    main()
