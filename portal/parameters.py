from django.http import HttpRequest

LONGEST = 100


def text_parameter(request: HttpRequest, name: str) -> str:
    """A query parameter as harmless text: "" if absent, without NUL, which PostgreSQL refuses."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]
