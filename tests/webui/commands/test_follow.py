import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.settings import Settings
from corpus.store import Store
from indexer.encoders.fake import FakeEncoder
from kutipan import main
from search import manifest
from search.service import index_writer
from tests.corpus.fetching.loopback import Reply, Site, serve
from tests.corpus.following.sites import feed, page, said
from webui.commands import follow as follow_command

WHEN = "Fri, 05 May 2023 08:00:00 +0700"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def planned(data: Path, site: Site, more: str = "") -> None:
    (data / "sources.toml").write_text(
        f'contact = "redaksi@kabar.example"\n[sources.telaga]\nkind = "feed"\nurl = "{site.url}/feed"\n'
        f"allow_private = true\npause = 0\n{more}",
        encoding="utf-8",
    )


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), *arguments])


def a_feed(site: Site) -> None:
    site.pages["/1"] = page("Rapat", said("Mari kita jaga kerukunan"))
    site.pages["/feed"] = feed([(f"{site.url}/1", WHEN)])


def test_one_round_is_reported_and_not_repeated_before_its_time(data: Path) -> None:
    with serve({}) as site:
        a_feed(site)
        planned(data, site)
        first = run(data, "follow", "--no-index", "--format", "json")
        assert first.exit_code == 0, first.output
        report = json.loads(first.stdout)
        assert (report["source"], report["added"], report["error"]) == ("telaga", 1, None)
        assert run(data, "follow", "--no-index").stdout == "", "its hour has not passed"
        asked = run(data, "follow", "--no-index", "--source", "telaga")
        assert asked.stdout == "telaga: nothing new\n"
        status = json.loads(run(data, "status", "--format", "json").stdout)
        assert status["followed"][0]["totals"]["added"] == 1
        assert "last success" in run(data, "status").stdout


def test_a_source_that_fails_does_not_stop_the_others(data: Path) -> None:
    with serve({}) as site:
        a_feed(site)
        planned(
            data,
            site,
            f'[sources.rusak]\nkind = "feed"\nurl = "{site.url}/tidak-ada"\nallow_private = true\npause = 0\n',
        )
        result = run(data, "follow", "--no-index")
        assert result.exit_code == 1
        assert "telaga: 1 added" in result.stdout
        assert "rusak: FAILED" in result.stdout
        assert "FAILED" in run(data, "status").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--source", "lain"], "has no source called 'lain'"), (["--sources", "tidak-ada.toml"], "there is no such file")],
)
def test_what_cannot_be_followed_is_said(data: Path, arguments: list[str], message: str) -> None:
    with serve({"/feed": Reply()}) as site:
        planned(data, site)
        result = run(data, "follow", *arguments)
        assert result.exit_code == 2
        assert message in result.stderr


def test_an_index_that_another_process_held_is_caught_up_with_by_the_next_round(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUTIPAN_ENCODER", "fake")
    monkeypatch.setattr(follow_command, "INDEX_PATIENCE", 0.3)
    settings, encoder = Settings(data=data), FakeEncoder()
    with serve({}) as site:
        a_feed(site)
        planned(data, site)
        held = index_writer(settings, encoder.fingerprint, encoder.dimensions, "lain")
        first = run(data, "follow")
        assert first.exit_code == 0, first.output
        assert "waiting until it has finished" in first.stderr
        assert "the index stays behind" in first.stderr
        held.close()
        second = run(data, "follow", "--source", "telaga")
        assert second.stdout == "telaga: nothing new\n"
        assert second.stderr == ""
    with Store.open(settings.store_address) as store:
        assert manifest.read(settings.index_path).position == store.position > 0


def test_a_daemon_works_alone_and_ends_in_good_order(data: Path) -> None:
    with serve({}) as site:
        a_feed(site)
        planned(data, site)
        command = [sys.executable, "-m", "kutipan", "--data", str(data), "follow", "--daemon", "--no-index"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ.copy()
        ) as daemon:
            assert daemon.stdout is not None
            try:
                assert "1 added" in daemon.stdout.readline()
                other = run(data, "follow", "--no-index")
                assert other.exit_code == 2
                assert "held by another" in other.stderr
            finally:
                # The handler for the end is in place before the first round is reported.
                daemon.send_signal(signal.SIGTERM)
            _, errors = daemon.communicate(timeout=60)
        assert daemon.returncode == 0, errors
        with Store.open(f"sqlite:///{data / 'store.sqlite'}") as store:
            assert store.counts().documents == 1
