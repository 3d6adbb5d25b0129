"""The day of the first measure without a notice on its day follows measures and notices, whoever changes them and however."""

import random
from datetime import timedelta

from django.db import connection, transaction

from cases import selectors
from cases.models import EnforcementCase, Measure, ProactiveNotice
from cases.selectors.unnotified import compare_unnotified
from tests.cases.steps import sql
from tests.support import slow
from tests.support.world import AT, new_walk

TODAY = AT.date()


def kept_as_measures_say(*days):
    assert [finding for finding in compare_unnotified() if finding] == []
    for day in (TODAY, *days):
        shown = selectors.with_unnotified_measures(EnforcementCase.objects.order_by("pk"), day)
        assert list(shown) == list(slow.with_unnotified_measures(EnforcementCase.objects.order_by("pk"), day))


def since(walk):
    return EnforcementCase.objects.get(pk=walk.notice.enforcement_case_id).unnotified_from


def test_a_notice_served_on_the_day_leaves_nothing(cast, db):
    walk = new_walk(cast).record().take_measures()
    assert since(walk) == Measure.objects.filter(notice=walk.notice)[0].taken_on
    walk.serve()
    assert since(walk) is None
    kept_as_measures_say(TODAY + timedelta(days=400))


def test_a_notice_served_later_does_not_help(cast, db):
    walk = new_walk(cast).record().take_measures().later(days=1).serve()
    assert since(walk) == Measure.objects.filter(notice=walk.notice)[0].taken_on
    kept_as_measures_say(since(walk), since(walk) + timedelta(days=1))


def test_there_is_time_until_the_end_of_the_day(cast, db):
    walk = new_walk(cast).record().take_measures()
    cases, day = EnforcementCase.objects.filter(pk=walk.notice.enforcement_case_id), since(walk)
    assert not selectors.with_unnotified_measures(cases, day).exists()
    assert selectors.with_unnotified_measures(cases, day + timedelta(days=1)).exists()


def test_whatever_is_changed_the_day_follows(cast, db):
    dice = random.Random(5)
    walks = [new_walk(cast).record().take_measures() for _ in range(3)]
    notices = [walk.notice.pk for walk in walks]
    some = {"kind": "freeze", "recorded_by_id": cast.people["acceptance_officer"].pk, "recorded_at": AT}
    for _ in range(60):
        day = TODAY - timedelta(days=dice.randrange(6))
        measure = dice.choice(list(Measure.objects.all()) or [None])
        match dice.randrange(5):
            case 0:
                Measure.objects.create(
                    enforcement_case_id=dice.choice(walks).notice.enforcement_case_id,
                    notice_id=dice.choice([None, *notices]),
                    taken_on=day,
                    **some,
                )
            case 1 if measure:
                Measure.objects.filter(pk=measure.pk).update(notice=dice.choice([None, *notices]), taken_on=day)
            case 2 if measure:
                Measure.objects.filter(pk=measure.pk).update(enforcement_case=dice.choice(walks).notice.enforcement_case_id)
            case 3 if measure:
                measure.delete()
            case _:
                with connection.cursor() as cursor:
                    # The day that a paper was made is before all of them, as a served one needs it.
                    cursor.execute(
                        "UPDATE cases_proactivenotice SET prepared_at = prepared_at - interval '9 days' WHERE prepared_at > %s",
                        [AT - timedelta(days=9)],
                    )
                ProactiveNotice.objects.filter(pk=dice.choice(notices)).update(served_on=dice.choice([None, day]))
        kept_as_measures_say(day)


def test_nobody_else_writes_the_day(cast, db):
    walk = new_walk(cast).record()
    stale = EnforcementCase.objects.latest("pk")
    walk.take_measures()
    day = since(walk)
    stale.handler_name = "张示例"
    stale.save()
    EnforcementCase.objects.update(unnotified_from=day - timedelta(days=1))
    assert since(walk) == day


def test_a_day_that_is_not_kept_is_found_in_the_night(cast, db):
    walk = new_walk(cast).record().take_measures()
    with transaction.atomic():
        sql("SET session_replication_role = replica")
        EnforcementCase.objects.filter(pk=walk.notice.enforcement_case_id).update(unnotified_from=None)
        sql("SET session_replication_role = DEFAULT")
    (finding,) = (finding for finding in compare_unnotified() if finding)
    assert finding.object == f"enforcement_case:{walk.notice.enforcement_case_id}"
