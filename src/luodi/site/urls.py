"""All addresses. Chinese has none before its path, other languages have their code."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from luodi.operations import views as operations
from luodi.site import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("metrics", operations.figures, name="metrics"),
    *i18n_patterns(
        path("", include("luodi.portal.urls")),
        path("people/", include("luodi.people.urls")),
        path("", include("luodi.ledger.urls")),
        path("clocks/", include("luodi.clocks.urls")),
        path("projects/", include("luodi.projects.library.urls")),
        path("", include("luodi.promotion.urls")),
        path("projects/", include("luodi.projects.urls")),
        path("", include("luodi.notices.urls")),
        path("imports/", include("luodi.imports.urls")),
        path("work/", include("luodi.work.urls")),
        path("operations", include("luodi.operations.urls")),
        path("", include("luodi.workbench.urls")),
        path("", include("luodi.demo.urls")),
        path("styleguide", views.styleguide, name="styleguide"),
        prefix_default_language=False,
    ),
]
handler400 = "luodi.site.views.bad_request"
handler403 = "luodi.site.views.forbidden"
handler404 = "luodi.site.views.not_found"
handler500 = "luodi.site.views.broken"
