"""The code comes before the admin lets anybody in, so it stands outside of Wagtail's addresses."""

from django.urls import path

from . import views

app_name = "second_step"
urlpatterns = [path("code/", views.code, name="code")]
