"""The admin's own addresses for what Wagtail has no view for."""

from django.urls import include, path

from .views import imports, rankings, rounds, sheets

IMPORTS = (
    [
        path("", imports.import_index, name="index"),
        path("<slug:slug>/", imports.import_upload, name="upload"),
        path("<slug:slug>/template/", imports.import_template, name="template"),
        path("<slug:slug>/apply/", imports.import_apply, name="apply"),
    ],
    "imports",
)

BLOC_ROUND = [
    path("", rounds.round_dashboard, name="round"),
    path("checkers/", rounds.round_checkers, name="checkers"),
    path("ballot/", rankings.ballot_page, name="ballot"),
    path("ranking/", rankings.ranking_page, name="ranking"),
    path("ranking/create/", rankings.ranking_create, name="rank"),
    path("ranking/undo/", rankings.ranking_undo, name="undo"),
]

ROUNDS = (
    [
        path("", rounds.round_index, name="index"),
        path("<int:period>/open/", rounds.round_open, name="open"),
        path("<int:period>/fill/", rounds.round_fill, name="fill"),
        path("<int:period>/<int:bloc>/", include(BLOC_ROUND)),
        path("sheets/<int:pk>/", sheets.sheet_page, name="sheet"),
        path("sheets/<int:pk>/chair/", rankings.chair_place, name="chair"),
        path("sheets/<int:pk>/do/<slug:action>/", sheets.sheet_action, name="action"),
        path("evidence/<int:pk>/", sheets.evidence_file, name="evidence"),
    ],
    "rounds",
)

urlpatterns = [path("imports/", include(IMPORTS)), path("rounds/", include(ROUNDS))]
