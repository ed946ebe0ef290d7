from django.urls import path

from shuke.web.care.views import acts, inbox, previews, programmes

urlpatterns = [
    path("", inbox.inbox, name="care"),
    path("today/", inbox.on_today, name="care_today"),
    path("settings/", programmes.settings, name="care_settings"),
    path("programmes/", programmes.programmes, name="care_programmes"),
    path("programmes/new/", programmes.new, name="care_new"),
    path("programmes/usual/", programmes.usual, name="care_usual"),
    path("programmes/<int:pk>/", programmes.programme, name="care_programme"),
    path("programmes/<int:pk>/edit/", programmes.edit, name="care_edit"),
    path("programmes/<int:pk>/switch/", programmes.switch, name="care_switch"),
    path("programmes/<int:pk>/preview/", previews.preview, name="care_preview"),
    path("programmes/<int:pk>/due/<int:number>/<str:day>/", previews.due, name="care_due"),
    path("programmes/<int:pk>/plans/", previews.plans, name="care_plans"),
    path("<int:pk>/", inbox.task, name="care_task"),
    path("<int:pk>/outcome/<str:outcome>/", acts.outcome, name="care_outcome"),
    path("<int:pk>/give/", acts.give, name="care_give"),
]
