"""Makes sure that a Chromium is there for the browser tests; where it cannot be installed, says how, and the tests skip.

Only Debian's package is used, and only where this process may install it (root, with apt-get).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def main() -> int:
    """Install Debian's chromium if it is missing and can be installed; never fail."""
    if shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"):
        return 0
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing Debian's chromium for the browser tests", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "-qq", "update"],
            ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"],
        ):
            result = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            if result.returncode:
                print(f"'{' '.join(command)}' failed: {result.stderr.strip()[-300:]}")
                break
        else:
            return 0
    print("no Chromium: the browser tests will be skipped. On Debian and Ubuntu: sudo apt-get install chromium")
    return 0


if __name__ == "__main__":
    sys.exit(main())
