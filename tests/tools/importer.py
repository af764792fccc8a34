# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Import the collection as Ansible Galaxy does when it is uploaded: ``make importer``.

The importer has an environment of its own in .venv/importer. It ends well whatever it complains about, so its lines are read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import tree

PLACE = tree.ROOT / ".cache" / "importer"
IMPORTER = tree.ROOT / ".venv" / "importer" / "bin"
SETTINGS = """\
[galaxy-importer]
CHECK_REQUIRED_TAGS=True
RUN_ANSIBLE_DOC=True
RUN_ANSIBLE_LINT=True
RUN_FLAKE8=True
"""
COMPLAINT = re.compile(r"^(?:WARNING|ERROR|CRITICAL)\b.*|^Traceback.*", re.MULTILINE)
# The formatter breaks lines before operators, and puts blanks around the colon of a slice, as PEP 8 has it today.
OF_STYLE = re.compile(r": (?:W503|E203) ")


def complaints(printed: str) -> list[str]:
    """The lines in which the importer complains about something that is not how the formatter writes."""
    return [line for line in COMPLAINT.findall(printed) if not OF_STYLE.search(line)]


def main() -> int:
    shutil.rmtree(PLACE, ignore_errors=True)
    (PLACE / "home").mkdir(parents=True)
    (PLACE / "settings.ini").write_text(SETTINGS)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    environment |= {
        "PATH": os.pathsep.join([str(IMPORTER), os.environ.get("PATH", os.defpath)]),
        "HOME": str(PLACE / "home"),
        "GALAXY_IMPORTER_CONFIG": str(PLACE / "settings.ini"),
    }
    collection = tree.refresh(tree.ROOT / ".cache" / "tree")
    build = [IMPORTER / "ansible-galaxy", "collection", "build", "--output-path", PLACE]
    subprocess.run(build, cwd=collection, env=environment, stdout=subprocess.DEVNULL, check=True)
    (artifact,) = PLACE.glob("*.tar.gz")
    command: list[str | Path] = [IMPORTER / "python", "-m", "galaxy_importer.main", artifact]
    done = subprocess.run(
        command, cwd=PLACE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    found = complaints(done.stdout)
    # The last line that it prints if all went well.
    if done.returncode != 0 or found or "Importer processing completed successfully" not in done.stdout:
        print("\n".join(found) or done.stdout[-2000:])
        print(f"importer.py: {len(found)} complaints, exit code {done.returncode}.")
        return 1
    print(f"{artifact.name} can be imported; {len(done.stdout.splitlines())} lines of the importer, no complaint.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
