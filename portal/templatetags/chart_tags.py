"""`{% load chart_tags %}{% chart members_by_year %}`"""

from typing import Any

from django import template

from portal.charts import Chart

register = template.Library()


@register.inclusion_tag("portal/charts/chart.html")
def chart(chart: Chart | None) -> dict[str, Any]:
    """A chart with its table; nothing, or the chart's `empty`, where it has no number."""
    return {"chart": chart}
