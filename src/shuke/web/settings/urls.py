from django.urls import path

from shuke.web.settings.views import api_keys, audit, business, fields, jobs, overview, recommending, staff

urlpatterns = [
    path("", overview.overview, name="settings"),
    path("business/", business.edit_business, name="settings_business"),
    path("stores/", business.stores, name="settings_stores"),
    path("stores/new/", business.add_store, name="add_store"),
    path("stores/<int:pk>/", business.edit_store, name="edit_store"),
    path("fields/", fields.fields, name="settings_fields"),
    path("fields/new/", fields.add_field, name="add_field"),
    path("fields/<int:pk>/", fields.edit_field, name="edit_field"),
    path("fields/<int:pk>/drop/", fields.drop_field, name="drop_field"),
    path("not-recommended/", recommending.not_recommended, name="settings_not_recommended"),
    path("not-recommended/new/", recommending.exclude, name="exclude_from_recommendations"),
    path("not-recommended/<int:pk>/again/", recommending.allow, name="recommend_again"),
    path("staff/", staff.staff_list, name="settings_staff"),
    path("staff/new/", staff.add_staff, name="add_staff"),
    path("staff/<int:pk>/rights/", staff.edit_rights, name="edit_rights"),
    path("staff/<int:pk>/password/", staff.set_password, name="set_password"),
    path("staff/<int:pk>/sign-out/", staff.sign_out_everywhere, name="sign_out_everywhere"),
    path("staff/<int:pk>/two-factor/off/", staff.end_two_factor, name="end_two_factor"),
    path("staff/<int:pk>/deactivate/", staff.deactivate, name="deactivate_staff"),
    path("api-keys/", api_keys.api_keys, name="settings_api_keys"),
    path("api-keys/new/", api_keys.issue_key, name="issue_key"),
    path("api-keys/<int:pk>/revoke/", api_keys.revoke_key, name="revoke_key"),
    path("jobs/", jobs.jobs, name="settings_jobs"),
    path("jobs/<int:pk>/retry/", jobs.retry, name="retry_job"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="cancel_job"),
    path("schedules/<int:pk>/", jobs.reschedule, name="reschedule"),
    path("audit/", audit.audit, name="settings_audit"),
]
