"""Serves the sample corpus and lets Schemathesis ask its endpoint at length: `make api-test`.

python scripts/api_test.py [OPTION...]    options go to `schemathesis run`
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).parent

# Limits off: the point is to ask more than a reader may.
SERVER = (
    "from pathlib import Path; from corpus.settings import Settings; from webui.serving import serve;"
    "import sys; serve(Settings(data=Path(sys.argv[1]), rate_limit=0, rate_limit_meaning=0), port=0, workers=2)"
)


def main(options: list[str]) -> int:
    """Return Schemathesis' exit status."""
    with TemporaryDirectory(prefix="kutipan-api-") as folder:
        for words in (["ingest", "corpus/sample/statements"], ["index"]):
            subprocess.run([COMMAND / "kutipan", "--data", folder, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([sys.executable, "-c", SERVER, folder], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert server.stderr is not None
        try:
            line = server.stderr.readline()
            if "http://" not in line:
                print(line + server.stderr.read(), file=sys.stderr)
                return 2
            document = line.split()[1] + "api/v1/openapi.json"
            chosen = options or ["--max-examples", "200", "--phases", "examples,coverage,fuzzing"]
            return subprocess.run([COMMAND / "schemathesis", "run", document, *chosen], cwd=ROOT, check=False).returncode
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
