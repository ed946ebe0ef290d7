from django.urls import path

from shuke.web.journeys.views import drawing, followed, listing, page, people, rehearsing

urlpatterns = [
    path("", listing.journeys, name="journeys"),
    path("new/", listing.choose, name="new_journey"),
    path("new/<slug:key>/", listing.add, name="add_journey"),
    path("<int:pk>/", page.journey, name="journey"),
    path("<int:pk>/edit/", page.edit, name="edit_journey"),
    path("<int:pk>/start/", page.start, name="start_journey"),
    path("<int:pk>/version/", page.publish, name="publish_journey"),
    path("<int:pk>/pause/", page.pause, name="pause_journey"),
    path("<int:pk>/resume/", page.resume, name="resume_journey"),
    path("<int:pk>/end/", page.end, name="end_journey"),
    path("<int:pk>/versions/", page.versions, name="journey_versions"),
    path("<int:pk>/draw/", drawing.draw, name="draw_journey"),
    path("<int:pk>/nodes/", drawing.add, name="add_journey_node"),
    path("<int:pk>/nodes/<slug:key>/", drawing.change, name="journey_node"),
    path("<int:pk>/nodes/<slug:key>/remove/", drawing.remove, name="remove_journey_node"),
    path("<int:pk>/followed/", followed.followed, name="journey_followed"),
    path("<int:pk>/people/", people.people, name="journey_people"),
    path("<int:pk>/people/enter/", people.enter, name="enter_journey"),
    path("<int:pk>/people/<int:run>/", people.way, name="journey_way"),
    path("<int:pk>/people/<int:run>/out/", people.leave, name="leave_journey"),
    path("<int:pk>/test/", rehearsing.test, name="test_journey"),
    path("<int:pk>/dry-run/", rehearsing.past, name="journey_dry_run"),
]
