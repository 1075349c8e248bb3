import datetime as dt
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from corpus.following import read_plan

WHOLE = """
contact = "https://redaksi.example/robot"

[sources.telaga]
kind = "wordpress"
url = "https://telaga.example"
label = "Pemkab Telaga Jingga"
every = "30m"
since = 2031-01-01

[sources.kabar]
kind = "sitemap"
url = "https://kabar.example/sitemap.xml"
match = "/politik/"
pause = 5

[sources.surat]
kind = "folder"
path = "rilis"
fields = { text = "isi" }

[sources.kpu]
kind = "pages"
urls = ["https://kpu.example/a", "https://kpu.example/b"]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plan_is_read_as_it_is_written(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, WHOLE))
    assert plan.agent == "Kutipan/1.0 (+https://redaksi.example/robot)"
    telaga, kabar, surat, kpu = plan.sources
    assert (telaga.name, telaga.kind, telaga.address) == ("telaga", "wordpress", "https://telaga.example")
    assert (telaga.every, telaga.since, telaga.label) == (dt.timedelta(minutes=30), dt.date(2031, 1, 1), "Pemkab Telaga Jingga")
    assert kabar.match is not None
    assert kabar.match.search("https://kabar.example/politik/1")
    assert kabar.pause == 5.0
    assert (surat.address, surat.fields) == (str(tmp_path / "rilis"), {"text": "isi"})
    assert kpu.urls == ("https://kpu.example/a", "https://kpu.example/b")


FEED = 'contact = "a@b.example"\n[sources.a]\nkind = "feed"\nurl = "https://a.example"\n'

REFUSED = [
    ("kind = [", "cannot be read as TOML"),
    ('contact = "a@b.example"', "names no source"),
    ('[sources.a]\nkind = "feed"\nurl = "https://a.example"', "does not say who asks"),
    (FEED.replace("feed", "fax"), "has the kind 'fax'"),
    (FEED.replace("url", "uri"), "has 'uri', which is no setting"),
    (FEED.replace('url = "https://a.example"', ""), "has no url"),
    (FEED.replace('"https://a.example"', "7"), "has no url"),
    (FEED + 'every = "sering"', "has every = 'sering'"),
    (FEED + 'every = "10s"', "5m at the least"),
    (FEED + 'match = "("', "which is no regular expression"),
    (FEED + "match = 7", "which is no regular expression"),
    (FEED + 'since = "kemarin"', "give a day"),
    (FEED + "pause = -1", "give seconds"),
    (FEED + 'allow_private = "ya"', "of the wrong kind"),
    ('contact = "a@b.example"\n[sources]\na = 7', "is no table"),
    ('contact = "a@b.example"\n[sources."a/b"]\nkind = "feed"', "a name is of letters"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[row[1] for row in REFUSED])
def test_a_bad_plan_is_one_clear_message(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=r"sources\.toml") as caught:
        read_plan(written(tmp_path, text))
    assert message in str(caught.value)


def test_a_missing_plan_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="list there what to follow"):
        read_plan(tmp_path / "sources.toml")
