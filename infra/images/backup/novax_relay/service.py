"""The long-lived part: one task a pack, and what Prometheus is told of them."""

import asyncio
import logging
import signal
import ssl
from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from novax_relay import relay
from novax_relay.config import Config
from novax_relay.relay import Health


def serve(config: Config) -> None:
    """Publish the events of all packs until the container is told to stop; a batch under way is brought to its end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    health = [Health(pack.name) for pack in config.packs]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collector(health))
    server, _ = start_http_server(
        config.metrics_port,
        registry=registry,
        certfile=config.certificate_file,
        keyfile=config.key_file,
        client_cafile=config.clients_file,
        client_auth_required=True,
        protocol=ssl.PROTOCOL_TLS_SERVER,
    )
    asyncio.run(_run(config, health))
    server.shutdown()


async def _run(config: Config, health: Sequence[Health]) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with asyncio.TaskGroup() as tasks:
        for pack, its in zip(config.packs, health, strict=True):
            tasks.create_task(relay.run(config, pack, its, stopping))


class Collector:
    """Answers a scrape from what the relays noted."""

    def __init__(self, health: Sequence[Health]) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        works = GaugeMetricFamily(
            "novax_outbox_relay_up", "Whether the last try to publish went through", labels=["pack"]
        )
        pending = GaugeMetricFamily("novax_outbox_pending", "Events that wait to be published", labels=["pack"])
        lag = GaugeMetricFamily("novax_outbox_lag_seconds", "Age of the oldest event that waits", labels=["pack"])
        failed = GaugeMetricFamily("novax_outbox_failed", "Events that can't be published", labels=["pack"])
        missing = GaugeMetricFamily(
            "novax_stream_missing_events", "Published events that their stream has lost", labels=["pack", "stream"]
        )
        counter = CounterMetricFamily("novax_outbox_published", "Events published since the start", labels=["pack"])
        for health in self._health:
            labels, standing = [health.pack], health.standing
            works.add_metric(labels, float(health.works))
            pending.add_metric(labels, standing.pending)
            lag.add_metric(labels, standing.oldest_seconds)
            failed.add_metric(labels, standing.failed)
            counter.add_metric(labels, health.published)
            for stream, lacks in health.missing.items():
                missing.add_metric([health.pack, stream], lacks.events)
        yield from (works, pending, lag, failed, counter, missing)
