"""In the admin: the people of the authority of the host."""

from django.urls import path

from . import views
from .history import HistoryView

app_name = "people"
urlpatterns = [
    path("", views.people, name="index"),
    path("invite/", views.invite, name="invite"),
    path("history/", HistoryView.as_view(), name="history"),
    path("history/results/", HistoryView.as_view(results_only=True), name="history_results"),
    path("<int:user_id>/", views.person, name="person"),
    path("roles/<int:assignment_id>/take/", views.role_take, name="take"),
    path("invitations/<int:invitation_id>/send/", views.invitation_resend, name="resend"),
    path("invitations/<int:invitation_id>/withdraw/", views.invitation_cancel, name="withdraw"),
]
