"""The slowest parts of the last `make test` and `make test-slow`, from the reports that these leave in build/."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from tools import ROOT

BUILD = ROOT / "build"
REPORTS = {"make test": "test.xml", "make test-slow": "test-slow.xml"}


def parts(report: Path) -> tuple[float, Counter[str]]:
    """Seconds of the whole run, and of each file of tests; files run side by side, so these add up to more."""
    suite = ElementTree.parse(report).getroot().find("testsuite")
    seconds: Counter[str] = Counter()
    for case in suite.iter("testcase"):
        seconds[case.get("classname")] += float(case.get("time"))
    return float(suite.get("time")), seconds


def main(most: int = 12) -> None:
    """Print a table for each report that is there."""
    for verb, name in REPORTS.items():
        if not (BUILD / name).exists():
            print(f"{verb} has not been run here yet")
            continue
        whole, seconds = parts(BUILD / name)
        print(f"{verb}: {whole:.0f} s in all; the files that took most, in seconds:")
        for file, each in seconds.most_common(most):
            print(f"  {file:58}{each:7.0f}")


if __name__ == "__main__":
    main()
