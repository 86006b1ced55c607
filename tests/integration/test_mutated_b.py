import sys
import pytest
from django.db.models import Q
from tests.integration.test_matrix import *  # noqa
from tests.integration import test_matrix as m
every = lambda *a: ~Q(pk__in=())
MUT = {
 "reach": [("truyvet.investigations.queries.contacts","in_reach")],
 "labels": [("truyvet.venues.queries.places","within")],
 "cases": [("truyvet.cases.queries.visible","within")],
 "residents": [("truyvet.investigations.queries.residents","within"),("truyvet.people.queries.finding","in_reach")],
 "runs": [("truyvet.investigations.queries.runs","visible_codes")],
}
for n in list(globals()):
    if n.startswith("test_"): del globals()[n]
@pytest.mark.parametrize("name", list(MUT))
def test_caught(client_for, world, monkeypatch, name, units, staff, now):
    import truyvet.site.urls
    for module, attr in MUT[name]: monkeypatch.setattr(sys.modules[module], attr, every if attr!="visible_codes" else (lambda s, c: set(c)))
    fails=[]
    role = Role.COMMUNE_OFFICER if name=="residents" else Role.TRACER
    for label, f in (("leak", lambda: m.test_nothing_of_the_other_commune_reaches_a_reader(client_for, world, role)),
              ("outside", lambda: m.test_a_row_of_elsewhere_is_answered_like_one_that_is_not_there(client_for, world, role)),
              ("own", lambda: m.test_a_run_lists_own_residents_alone(world))):
        try: f()
        except BaseException as e: fails.append((label, type(e).__name__, str(e)[:200]))
    print("MUT", name, fails)
    assert fails
