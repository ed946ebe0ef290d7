from django.urls import path

from shuke.web.campaigns.views import calendar, calls, listing, outcomes, page, reports, steps, writing

urlpatterns = [
    path("campaigns/", listing.campaigns, name="campaigns"),
    path("campaigns/calendar/", calendar.calendar, name="campaign_calendar"),
    path("campaigns/rules/", listing.rules, name="campaign_rules"),
    path("campaigns/new/", writing.new, name="new_campaign"),
    path("campaigns/plan/", writing.plan, name="plan_campaign"),
    path("campaigns/<int:pk>/", page.campaign, name="campaign"),
    path("campaigns/<int:pk>/edit/", writing.edit, name="edit_campaign"),
    path("campaigns/<int:pk>/calls/", calls.calls, name="campaign_calls"),
    path("campaigns/<int:pk>/calls/<int:gift>/", calls.outcome, name="campaign_call"),
    path("campaigns/<int:pk>/approve/", steps.approve, name="approve_campaign"),
    path("campaigns/<int:pk>/roll-out/", steps.roll_out, name="roll_out_campaign"),
    path("campaigns/<int:pk>/count/", steps.count, name="count_campaign"),
    path("campaigns/<int:pk>/<slug:step>/", steps.take, name="campaign_step"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("reports/", reports.reports, name="settings_reports"),
]
