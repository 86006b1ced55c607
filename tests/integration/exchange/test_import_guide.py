"""The commands of docs/how-to/import.md are run as they stand there, in their order."""

from __future__ import annotations

import json
import re
import shlex
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from truyvet.cli import import_command
from truyvet.cli.language import add_language_option
from truyvet.tabular import load_mapping

pytestmark = pytest.mark.db
GUIDE = Path(__file__).resolve().parents[3] / "docs/how-to/import.md"
IN, OUT = "2021-05-29T07:00:00+07:00", "2021-05-29T08:00:00+07:00"


CORNERS = [[106.10, 21.20], [106.12, 21.20], [106.12, 21.22], [106.10, 21.22], [106.10, 21.20]]
COMMUNE = {
    "type": "Feature",
    "properties": {"code": "07783", "name": "Thị trấn Nếnh"},
    "geometry": {"type": "Polygon", "coordinates": [CORNERS]},
}


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE.read_text("utf-8"), re.S)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that the page speaks of."""
    texts = {
        "people.csv": "person_id,name\na,Lê Văn Ba\nb,Lê Thị Tư\n",
        "venues.csv": "venue_id,name\nv,Chợ\n",
        "encounters.csv": f"person_a,person_b,start,seconds\na,b,{IN},900\n",
        "units.csv": "code,name,level\n24,Tỉnh Bắc Giang,province\n",
        "commune_a.csv": "person_id,name\n1,Ngô Văn Một\n",
        "commune_b.csv": "person_id,name\n1,Lý Văn Hai\n",
        "communes.geojson": json.dumps({"type": "FeatureCollection", "features": [COMMUNE]}),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    visits = {"person_id": ["a", "nobody"], "venue_id": ["v", "v"], "check_in": [IN, IN], "check_out": [OUT, OUT]}
    pq.write_table(pa.table(visits), tmp_path / "visits.parquet")
    book = Workbook()
    for row in (["person_id", "sample", "reference", "outcome"], ["a", "2021-05-29", "XN-1", "positive"]):
        book.active.append(row)
    book.save(tmp_path / "cases.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_does_what_the_page_says(files: Path, staff: Callable[..., object], house_clock: object) -> None:
    staff("tracer", "24", username="lan")
    done = []
    for line in "".join(blocks("sh")).splitlines():
        program, word, *given = shlex.split(line)
        assert (program, word) == ("truyvet", "import")
        parser = ArgumentParser()
        import_command.add_arguments(parser)
        add_language_option(parser)
        status = import_command.run(parser.parse_args(given))
        # One visit of the file is of nobody: it is the row that is mended.
        assert status == (1 if given[0] == "visits" else 0), line
        done.append(given[0])
    assert len(done) == 11


def test_the_mapping_of_the_page_is_one(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(blocks("toml")[0], "utf-8")
    mapping = load_mapping(tmp_path / "map.toml")
    assert mapping.columns["person_id"] == "Mã NB" and mapping.values["gender"]["nữ"] == "f"
