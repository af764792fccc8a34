# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Run the parts of the test suite in a copy of the checkout, and say at the end what passed.

Every part runs, whatever became of the ones before it. The last line sums up tests, integration targets and checks, the lines
before it say why something was skipped; the exit code is 0 only if there was something to run in each part and nothing of it
failed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import tree

CACHE = tree.ROOT / ".cache"
# What the emulator and the scripts of the unit tests record for the check against Zoho's documents, one folder for each part.
TRAFFIC = CACHE / "traffic"
DOCUMENTS = "ZOHO_CLIQ_OPENAPI"
# What coverage measures while tests run, and how much of the lines in plugins/ they must have run, in percent.
COVERAGE = CACHE / "coverage"
COVERAGE_FILE = COVERAGE / "settings.ini"
COVERAGE_SETTINGS = """\
[run]
source = {source}
data_file = {data}
parallel = true
concurrency = thread,multiprocessing
patch = subprocess,_exit
[report]
include_namespace_packages = true
fail_under = 95
precision = 1
skip_covered = true
skip_empty = true
"""
BIN = Path(sys.executable).parent
# No part takes longer than some minutes, the plays twenty of them on a slow machine. One that hangs is ended, so that the others
# still run.
TIMEOUT_SECONDS = 2400
# How much of each failure is repeated at the end, and of how many of a part.
MESSAGE_CHARACTERS = 800
FAILURES_TOLD = 20


@dataclass
class Result:
    """What one part came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    problem: str = ""
    note: str = ""
    seconds: float = 0.0
    why_skipped: Counter[str] = field(default_factory=Counter)
    what_failed: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.passed > 0 and self.failed == 0

    def __str__(self) -> str:
        counts = f"{self.passed} passed, {self.failed} failed"
        if self.skipped:
            counts += f", {self.skipped} skipped"
        told = ", ".join(filter(None, (self.problem, self.note)))
        return counts + (f" ({told})" if told else "")


class Runner:
    """
    Runs commands in the copy, cut off from the settings and credentials of the person at the keyboard.

    ``every`` says that of so many plays one is run.
    """

    def __init__(self, destination: Path, every: int = 1) -> None:
        self.every = every
        self.home = destination.resolve()
        self.tree = tree.refresh(destination)
        self.reports = CACHE / "reports"
        self.reports.mkdir(parents=True, exist_ok=True)
        configuration = CACHE / "ansible.cfg"
        configuration.write_text("")
        own = ("ANSIBLE_", "ZOHO_CLIQ_")
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        self.environment.update(
            PATH=os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
            ANSIBLE_COLLECTIONS_PATH=str(self.home),
            ANSIBLE_CONFIG=str(configuration),
            ANSIBLE_HOME=str(CACHE / "ansible"),
        )

    def run(
        self,
        *command: str | Path,
        folder: Path | None = None,
        capture: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """Run one command; return its exit code and, where wanted, what it printed. It is shown in any case."""
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder or self.tree,
            env={**self.environment, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if capture else None,
            stderr=subprocess.STDOUT if capture else None,
            text=True,
            start_new_session=True,
        )
        timed_out = False
        try:
            output, _none = process.communicate(timeout=TIMEOUT_SECONDS)
        except BaseException as error:
            # The command has a session of its own, so Ctrl-C does not reach it and what it started.
            os.killpg(process.pid, signal.SIGKILL)
            output, _none = process.communicate()
            timed_out = isinstance(error, subprocess.TimeoutExpired)
            if not timed_out:
                raise
        if capture:
            print(output, end="", flush=True)
        if timed_out:
            print(f"Ended after {TIMEOUT_SECONDS} seconds.", flush=True)
        return process.returncode, output or ""


def read_junit(report: Path) -> Result:
    """The counts of a JUnit report."""
    result = Result()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
        failed = count["failures"] + count["errors"]
        result.failed += failed
        result.skipped += count["skipped"]
        # A test that fails and whose clean-up fails as well counts twice as failed, but it is one test.
        result.passed += max(0, count["tests"] - failed - count["skipped"])
        # A test that is expected to fail counts as skipped, and has no reason to be told here.
        skips = [skip for skip in suite.iter("skipped") if skip.get("type") == "pytest.skip"]
        result.why_skipped.update(skip.get("message", "") for skip in skips)
        for case in suite.iter("testcase"):
            for problem in (*case.iter("failure"), *case.iter("error")):
                message = " ".join(problem.get("message", "").split())[:MESSAGE_CHARACTERS]
                result.what_failed.append(f"{case.get('classname')}::{case.get('name')}: {message}")
    return result


def run_pytest(
    runner: Runner,
    *folders: str,
    workers: int = 0,
    arguments: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
) -> Result:
    missing = [folder for folder in folders if not (runner.tree / folder).is_dir()]
    if missing:
        return Result(failed=1, problem=f"no folder {' and no folder '.join(missing)}")
    report = runner.reports / f"{folders[0].replace('/', '-')}.xml"
    report.unlink(missing_ok=True)
    parallel = ["-n", str(workers)] if workers else []
    command = ["pytest", "-q", *parallel, *arguments, f"--junit-xml={report}", *folders]
    code, _none = runner.run(*command, variables=variables)
    result = read_junit(report) if report.is_file() else Result()
    if code == 5:
        result.problem = "there are no tests"
    elif code not in (0, 1):
        result.problem = f"pytest ended with {code}"
    if code != 0 and not result.failed:
        result.failed = 1
    return result


def run_targets(runner: Runner) -> Result:
    if not (runner.tree / "tests/integration/targets").is_dir():
        return Result(failed=1, problem="no folder tests/integration/targets")
    command = ["ansible-test", "integration", "--local", "--continue-on-error", "--color", "no"]
    code, output = runner.run(*command, capture=True)
    ran = set(re.findall(r"^Running (\S+) integration test", output, re.MULTILINE))
    # Where targets failed, it closes on "The 2 integration test(s) listed below (out of 5) failed." and their names.
    listed = re.search(r"integration test\(s\) listed below \(out of \d+\) failed\..*\n((?:.*\n?)*)", output)
    failed = set(listed.group(1).split()) & ran if listed else set()
    result = Result(passed=len(ran - failed), failed=len(failed), problem=", ".join(sorted(failed)))
    if not ran:
        result.problem = "there are no targets"
    if not result.failed and (code != 0 or not ran):
        result.failed = 1
        result.problem = result.problem or f"ansible-test ended with {code}"
    return result


def run_plays(runner: Runner) -> Result:
    """All plays, or a part of them."""
    result = run_pytest(runner, "tests/integration/plays", workers=2, arguments=[f"--every={runner.every}"])
    if runner.every > 1:
        result.note = f"one of {runner.every}"
    return result


def run_contract(runner: Runner) -> Result:
    """What was recorded against Zoho's OpenAPI documents. They are not ours to hand on, so that they may not be there."""
    given = os.environ.get(DOCUMENTS)
    documents = Path(given).resolve() if given else tree.ROOT.parent / "shared/openapi"
    variables = {"ZOHO_CLIQ_TRAFFIC": str(TRAFFIC)}
    if given or documents.is_dir():
        variables[DOCUMENTS] = str(documents)
    # One worker for a file, so that what is read for it is read once.
    arguments = ("--dist", "loadfile")
    result = run_pytest(runner, "tests/contract", workers=2, arguments=arguments, variables=variables)
    report = TRAFFIC / "report.txt"
    if report.is_file():
        result.note = report.read_text(encoding="utf-8").partition("\n")[0]
    elif DOCUMENTS not in variables:
        result.note = f"nothing held against Zoho's documents: {DOCUMENTS} does not say where they are"
    return result


def measure(runner: Runner) -> None:
    """Have coverage begin anew; every Python that is started with the variable in its environment takes part."""
    shutil.rmtree(COVERAGE, ignore_errors=True)
    COVERAGE.mkdir(parents=True)
    COVERAGE_FILE.write_text(COVERAGE_SETTINGS.format(source=runner.tree / "plugins", data=COVERAGE / "data"))


def run_coverage(runner: Runner) -> Result:
    """How many of the lines in plugins/ the tests ran. Tests kill processes, whose data is half-written and left out."""
    words = (sys.executable, "-W", "ignore", "-m", "coverage")
    settings = f"--rcfile={COVERAGE_FILE}"
    runner.run(*words, "combine", "--quiet", settings)
    code, output = runner.run(*words, "report", settings, capture=True)
    total = re.search(r"^TOTAL .* (\S+%)$", output, re.MULTILINE)
    note = f"{total[1]} of the lines in plugins" if total else ""
    return Result(passed=1, note=note) if code == 0 else Result(failed=1, problem=f"exit code {code}", note=note)


def run_check(runner: Runner, *command: str | Path, folder: Path | None = None) -> Result:
    code, output = runner.run(*command, folder=folder, capture=True)
    if code == 0:
        return Result(passed=1)
    return Result(failed=1, problem=f"exit code {code}", what_failed=output.splitlines()[-FAILURES_TOLD:])


def run_mypy(runner: Runner) -> Result:
    # From above the collection, so that imports by its full name lead to the same files.
    collection = runner.tree.relative_to(runner.home)
    command = ["mypy", "--config-file", collection / "mypy.ini", "--cache-dir", CACHE / "mypy", collection / "plugins"]
    return run_check(runner, *command, folder=runner.home)


def check(*command: str) -> Callable[[Runner], Result]:
    """A part that is one command, which has to end with 0."""
    return lambda runner: run_check(runner, *command)


# In the order in which they run: what takes long and matters most comes first.
PARTS: dict[str, Callable[[Runner], Result]] = {
    "unit tests": lambda runner: run_pytest(runner, "tests/unit", "tests/emulator", workers=2),
    "coverage": run_coverage,
    "integration targets": run_targets,
    "integration plays": run_plays,
    "interoperability": lambda runner: run_pytest(runner, "tests/interoperability"),
    "contract": run_contract,
    # A sample; "make reliability" runs all of it.
    "reliability": lambda runner: run_pytest(runner, "tests/reliability", workers=2),
    "documentation": lambda runner: run_pytest(runner, "tests/docs", "tests/release"),
    "ruff check": check("ruff", "check", "."),
    "ruff format": check("ruff", "format", "--check", "."),
    "mypy": run_mypy,
    "yamllint": check("yamllint", "--strict", "."),
    "ansible-lint": check("ansible-lint", "--offline", "--nocolor"),
    "antsibull-docs": check(
        "python",
        "tests/tools/lint_docs.py",
        "lint-collection-docs",
        "--plugin-docs",
        "--validate-collection-refs=all",
        "--disallow-unknown-collection-refs",
        ".",
    ),
    "antsibull-changelog": check("antsibull-changelog", "lint"),
    "reuse": check("reuse", "lint", "--lines"),
}
RECORDED = ("unit tests", "integration plays", "interoperability")
GROUPS: dict[str, list[str]] = {
    "unit": ["unit tests"],
    "integration": ["integration targets", "integration plays"],
    "interoperability": ["interoperability"],
    "contract": ["unit tests", "contract"],
    "coverage": ["unit tests", "integration plays", "coverage"],
    "docs-check": ["documentation", "antsibull-docs"],
    "reliability": ["reliability"],
    "lint": list(PARTS)[7:],
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the test suite and say at the end what passed.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"what to run: {', '.join(GROUPS)} (default: all)")
    parser.add_argument("--tree", type=Path, default=CACHE / "tree", help="where the copy of the checkout is kept")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="of the plays, run one in N only")
    arguments = parser.parse_args()
    unknown = set(arguments.groups) - set(GROUPS)
    if unknown:
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    chosen = {name for group in arguments.groups for name in GROUPS[group]} or set(PARTS)

    # As an exception, so that the command under way is ended as well.
    signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit(128 + signal.SIGTERM))
    runner = Runner(arguments.tree, arguments.every)
    if "contract" in chosen:
        shutil.rmtree(TRAFFIC, ignore_errors=True)
    # The plays take twice as long when they are measured, and hardly run a line that the unit tests do not.
    measured = {"unit tests", "integration plays"} if "coverage" in arguments.groups else {"unit tests"}
    if "coverage" in chosen:
        measure(runner)
    results: dict[str, Result] = {}
    for name, part in PARTS.items():
        if name not in chosen:
            continue
        print(f"\n=== {name}", flush=True)
        start = time.monotonic()
        if name in RECORDED and "contract" in chosen:
            runner.environment["ZOHO_EMULATOR_TRAFFIC"] = str(TRAFFIC / name)
        if name in measured and "coverage" in chosen:
            runner.environment["COVERAGE_PROCESS_START"] = str(COVERAGE_FILE)
        results[name] = part(runner)
        for variable in ("ZOHO_EMULATOR_TRAFFIC", "COVERAGE_PROCESS_START"):
            runner.environment.pop(variable, None)
        results[name].seconds = time.monotonic() - start

    print("\n=== Summary")
    width = max(len(str(result)) for result in results.values())
    for name, result in results.items():
        print(f"{name:<20}  {result!s:<{width}}  {result.seconds:>4.0f} s{'' if result.ok else '  FAILED'}")
    for name, result in results.items():
        for what in result.what_failed[:FAILURES_TOLD]:
            print(f"{name} failed: {what}")
    for reason, count in sum((result.why_skipped for result in results.values()), Counter[str]()).most_common():
        print(f"{count} skipped: {reason}")
    total = [sum(getattr(result, count) for result in results.values()) for count in ("passed", "failed", "skipped")]
    print("{} passed, {} failed, {} skipped".format(*total))
    return 0 if all(result.ok for result in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
