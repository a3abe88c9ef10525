"""Places by name and by the scope of a grant."""

from storage.models import Region, Scope


def test_two_regions_may_have_a_district_of_the_same_name(made):
    foreign = made.municipality("District", made.add(Region(name="Foreign")))
    assert [found.id for found in made.repo.places.municipality_named("District")] == [foreign.id]
    both = {made.district.id, foreign.id}
    assert {found.id for found in made.repo.places.municipality_named("District")} == both
    assert made.repo.places.municipality_named("district") == []


def test_the_place_of_a_scope_is_a_region_a_municipality_an_organization_or_nothing(made):
    places = made.repo.places
    assert places.at(Scope.REGION, made.region.id) is made.region
    assert places.at(Scope.MUNICIPALITY, made.district.id) is made.district
    assert places.at(Scope.ORGANIZATION, made.school.id) is made.school
    assert places.at(Scope.ALL, 0) is None


def test_an_organization_is_found_by_its_short_name_unless_it_is_closed(made):
    neighbour = made.municipality("Neighbour")
    other = made.organization("School 3", neighbour)
    made.organization("School 3", neighbour).closed = True
    made.tx.session.flush()
    assert [found.id for found in made.repo.places.organizations_named("School 3", neighbour.id)] == [other.id]
    both = {made.school.id, other.id}
    assert {found.id for found in made.repo.places.organizations_named("School 3", None)} == both
    assert made.repo.places.organizations_named("School 4", None) == []
