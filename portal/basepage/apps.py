from django.apps import AppConfig


class BasePageConfig(AppConfig):
    name = "portal.basepage"
    label = "basepage"
