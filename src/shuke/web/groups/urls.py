from django.urls import path

from shuke.web.groups.views import alike, asking, groups, rules

urlpatterns = [
    path("groups/", groups.groups, name="insight_groups"),
    path("groups/new/", asking.new_grouping, name="new_grouping"),
    path("groups/<int:pk>/compare/", groups.compare, name="compare_groups"),
    path("groups/<int:pk>/again/", asking.find_again, name="find_groups_again"),
    path("groups/<int:pk>/delete/", asking.forget_grouping, name="forget_grouping"),
    path("groups/group/<int:pk>/", groups.group, name="insight_group"),
    path("groups/group/<int:pk>/name/", asking.rename_group, name="rename_group"),
    path("rules/", rules.rules, name="insight_rules"),
    path("rules/<slug:target>/learn/", asking.new_rules, name="new_rules"),
    path("look-alikes/", alike.alike, name="insight_alike"),
    path("look-alikes/new/", asking.new_look_alikes, name="new_look_alikes"),
]
