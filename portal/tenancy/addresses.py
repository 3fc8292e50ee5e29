"""Absolute addresses at an authority's host, where no request tells them: in mail."""

from django.conf import settings

from .models import Authority


def address_at(authority: Authority, path: str = "/") -> str:
    """`path` at the authority's host; the scheme is https wherever plain requests are redirected.

    Raises ValueError for an authority without a site.
    """
    if authority.site is None:
        raise ValueError(f"{authority.code} has no site")
    root = authority.site.root_url
    if settings.SECURE_SSL_REDIRECT and authority.site.port == 80:
        root = root.replace("http://", "https://", 1)
    return f"{root}{path}"
