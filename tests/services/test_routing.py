"""Which associations a teacher finds herself in, and why."""

from datetime import timedelta

from bot.services import routing
from storage.models import Level
from tests.made import NOW, TODAY


def placed(made, teacher):
    return routing.place(made.repo, made.actor(teacher), made.whole(teacher), NOW)


def test_a_teacher_of_two_subjects_belongs_to_the_schools_and_the_municipal_association_of_each(made):
    computing = made.subject("computing")
    anna = made.teacher(made.maths, computing)
    ours = [made.association(made.maths), made.association(made.maths, level=Level.MUNICIPAL)]
    ours += [made.association(computing), made.association(computing, level=Level.MUNICIPAL)]
    made.association(made.subject("chemistry"))
    made.association(made.maths, at=made.organization("School 4"))

    found = placed(made, anna)

    assert {one.association.id for one in found.school} == {ours[0].id, ours[2].id}
    assert {one.association.id for one in found.municipal} == {ours[1].id, ours[3].id}
    assert found.missing == ()
    assert found.uncovered == ()
    assert [one.association.level for one in found.own] == [Level.SCHOOL] * 2 + [Level.MUNICIPAL] * 2


def test_where_the_school_has_none_the_municipal_one_stands_alone_and_the_reason_is_the_number_of_teachers(made):
    anna, _ = made.teacher(made.maths), made.teacher(made.maths)
    made.association(made.maths, level=Level.MUNICIPAL)

    found = placed(made, anna)

    assert found.school == ()
    (municipal,) = found.municipal
    (missing,) = municipal.missing
    assert (missing.organization.id, missing.subject.key, missing.teachers) == (made.school.id, "maths", 2)
    assert not missing.is_enough


def test_three_teachers_of_a_subject_are_enough_and_who_left_does_not_count_but_who_opted_out_does(made):
    anna, _ = made.teacher(made.maths), made.teacher(made.maths, opted_out_at=NOW)
    made.teacher(made.maths, left_on=TODAY)
    assert placed(made, anna).missing[0].teachers == 2
    made.teacher(made.maths, left_on=TODAY + timedelta(days=1))
    assert placed(made, anna).missing[0].is_enough
