from django.urls import path

from shuke.web.segments.views import acts, building, from_list, listing, page

urlpatterns = [
    path("", listing.segments, name="segments"),
    path("new/", building.new_segment, name="new_segment"),
    path("live/", building.live, name="segment_live"),
    path("things/", building.things, name="segment_things"),
    path("from-list/", from_list.save_list, name="segment_from_list"),
    path("<int:pk>/", page.segment, name="segment"),
    path("<int:pk>/edit/", building.edit_segment, name="edit_segment"),
    path("<int:pk>/rename/", acts.rename, name="rename_segment"),
    path("<int:pk>/count/", acts.count_again, name="count_segment"),
    path("<int:pk>/snapshot/", acts.snapshot, name="snapshot_segment"),
    path("<int:pk>/combine/", acts.combine, name="combine_segment"),
    path("<int:pk>/delete/", acts.drop, name="drop_segment"),
]
