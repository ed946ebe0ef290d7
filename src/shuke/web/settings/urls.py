from django.urls import path

from shuke.web.settings.views import api_keys, audit, jobs, overview, staff

urlpatterns = [
    path("", overview.overview, name="settings"),
    path("staff/", staff.staff_list, name="settings_staff"),
    path("staff/new/", staff.add_staff, name="add_staff"),
    path("staff/<int:pk>/rights/", staff.edit_rights, name="edit_rights"),
    path("staff/<int:pk>/password/", staff.set_password, name="set_password"),
    path("staff/<int:pk>/sign-out/", staff.sign_out_everywhere, name="sign_out_everywhere"),
    path("staff/<int:pk>/deactivate/", staff.deactivate, name="deactivate_staff"),
    path("api-keys/", api_keys.api_keys, name="settings_api_keys"),
    path("api-keys/new/", api_keys.issue_key, name="issue_key"),
    path("api-keys/<int:pk>/revoke/", api_keys.revoke_key, name="revoke_key"),
    path("jobs/", jobs.jobs, name="settings_jobs"),
    path("jobs/<int:pk>/retry/", jobs.retry, name="retry_job"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="cancel_job"),
    path("audit/", audit.audit, name="settings_audit"),
]
