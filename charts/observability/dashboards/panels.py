"""How a panel of a dashboard looks, and the queries that come again; what is shown is `build.py`'s."""

from collections.abc import Mapping

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    BigValueTextMode,
    DataSourceRef,
    LegendDisplayMode,
    LegendPlacement,
)
from grafana_foundation_sdk.models.dashboard import Threshold, ThresholdsMode, ValueMap, ValueMappingResult

DATASOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")
WIDTH = 24
"""Columns of Grafana's grid."""

Panel = stat.Panel | timeseries.Panel
Steps = tuple[tuple[float | None, str], ...]
"""Colours by the value from which they hold; the first holds from the lowest."""

RATE = "[$__rate_interval]"
ANY: Steps = ((None, "text"),)
NONE_IS_WELL: Steps = ((None, "green"), (1, "red"))
ONE_IS_WELL: Steps = ((None, "red"), (1, "green"))
FULL_IS_BAD: Steps = ((None, "green"), (0.8, "orange"), (0.95, "red"))


def graph(title: str, unit: str, queries: Mapping[str, str], about: str = "", width: int = 6) -> timeseries.Panel:
    """Return a panel of lines over time; queries are keyed by their legends."""
    legend = common.VizLegendOptions()
    legend = legend.display_mode(LegendDisplayMode.LIST).placement(LegendPlacement.BOTTOM).show_legend(show_legend=True)
    panel = timeseries.Panel().title(title).description(about).unit(unit).min(0).height(7).span(width)
    panel = panel.datasource(DATASOURCE).legend(legend).fill_opacity(10).span_nulls(span_nulls=False)
    for letter, (text, expression) in zip("ABCD", queries.items(), strict=False):
        query = prometheus.Dataquery().ref_id(letter).expr(expression).legend_format(text).range()
        panel = panel.with_target(query.datasource(DATASOURCE))
    return panel


def figure(  # noqa: PLR0913 - what a figure looks like
    title: str,
    unit: str,
    legend: str,
    expression: str,
    steps: Steps,
    *,
    about: str = "",
    width: int = 6,
    show: BigValueTextMode = BigValueTextMode.AUTO,
    words: Mapping[str, str] | None = None,
) -> stat.Panel:
    """Return a panel of the newest value of each series, coloured; some values may be shown as words."""
    thresholds = dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE)
    thresholds = thresholds.steps([Threshold(value=value, color=color) for value, color in steps])
    query = prometheus.Dataquery().ref_id("A").expr(expression).legend_format(legend).instant().datasource(DATASOURCE)
    panel = stat.Panel().title(title).description(about).unit(unit).height(4).span(width).datasource(DATASOURCE)
    panel = panel.thresholds(thresholds).text_mode(show).graph_mode(BigValueGraphMode.NONE)
    panel = panel.color_mode(BigValueColorMode.BACKGROUND).reduce_options(common.ReduceDataOptions().calcs(["last"]))
    if words:
        results = {value: ValueMappingResult(text=text) for value, text in words.items()}
        panel = panel.mappings([ValueMap(options=results)])
    return panel.with_target(query)


def by_rate(metric: str, label: str) -> str:
    """Return the rate of a counter, summed by a label."""
    return f"sum by ({label}) (rate({metric}{RATE}))"


def share(part: str, rest: str, label: str) -> str:
    """Return what a counter has of itself and another, as a ratio by a label."""
    return f"{by_rate(part, label)} / ({by_rate(part, label)} + {by_rate(rest, label)})"
