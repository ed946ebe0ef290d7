from django.urls import path

from shuke.web.campaigns.views import (
    calendar,
    calls,
    followed,
    incentive,
    listing,
    outcomes,
    page,
    partners,
    plan,
    reports,
    steps,
    writing,
)
from shuke.web.campaigns.views.events import door as event_door
from shuke.web.campaigns.views.events import listing as event_listing
from shuke.web.campaigns.views.events import page as event_page
from shuke.web.campaigns.views.events import writing as event_writing

urlpatterns = [
    path("campaigns/", listing.campaigns, name="campaigns"),
    path("campaigns/calendar/", calendar.calendar, name="campaign_calendar"),
    path("campaigns/rules/", listing.rules, name="campaign_rules"),
    path("campaigns/partners/", partners.partners, name="campaign_partners"),
    path("campaigns/partners/<int:pk>/", partners.partner, name="campaign_partner"),
    path("campaigns/new/", writing.new, name="new_campaign"),
    path("campaigns/plan/", writing.plan, name="plan_campaign"),
    path("campaigns/<int:pk>/", page.campaign, name="campaign"),
    path("campaigns/<int:pk>/edit/", writing.edit, name="edit_campaign"),
    path("campaigns/<int:pk>/followed/", followed.followed, name="campaign_followed"),
    path("campaigns/<int:pk>/calls/", calls.calls, name="campaign_calls"),
    path("campaigns/<int:pk>/calls/<int:gift>/", calls.outcome, name="campaign_call"),
    path("campaigns/<int:pk>/approve/", steps.approve, name="approve_campaign"),
    path("campaigns/<int:pk>/roll-out/", steps.roll_out, name="roll_out_campaign"),
    path("campaigns/<int:pk>/count/", steps.count, name="count_campaign"),
    path("campaigns/<int:pk>/<slug:step>/", steps.take, name="campaign_step"),
    path("events/", event_listing.events, name="events"),
    path("events/doors/", event_listing.doors, name="event_doors"),
    path("events/new/", event_writing.new, name="new_event"),
    path("events/<int:pk>/", event_page.event, name="event"),
    path("events/<int:pk>/edit/", event_writing.edit, name="edit_event"),
    path("events/<int:pk>/guests/<int:guest>/", event_page.answer, name="event_answer"),
    path("events/<int:pk>/door/", event_door.door, name="event_door"),
    path("events/<int:pk>/door/came/", event_door.check_in, name="event_check_in"),
    path("events/<int:pk>/door/undo/<int:guest>/", event_door.undo, name="event_undo"),
    path("events/<int:pk>/door/strangers/", event_door.strangers, name="event_strangers"),
    path("events/<int:pk>/<slug:step>/", event_writing.take, name="event_step"),
    path("targets/", plan.plan, name="marketing_plan"),
    path("targets/new/", plan.new, name="new_target"),
    path("targets/<int:pk>/edit/", plan.edit, name="edit_target"),
    path("targets/<int:pk>/delete/", plan.delete, name="delete_target"),
    path("incentive/", incentive.incentive, name="incentive"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("reports/", reports.reports, name="settings_reports"),
]
