"""`novax preview`: what an `up` would change and risk, from Pulumi's plan, or without one from two revisions' code."""

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace as replace_in
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import lifecycle, mending
from infra.cli import stack as stacks
from infra.cli.console import examples
from infra.cli.lifecycle import StackOption
from infra.errors import UserError
from infra.paths import PROJECT
from infra.toolchain.progress import say, step

if TYPE_CHECKING:
    from infra.preview.report import Report
    from infra.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog=examples(
            "novax preview                                     # stack dev",
            "novax preview -s ci --markdown out.md             # also as a comment for a pull request",
            "novax preview --offline --base origin/main        # every stack, without secrets, engine or state",
            "novax preview -s production --allow 'archived by hand on Friday'",
            "novax preview --replace novax-app                 # what a new password would do; `novax up` takes it too",
        )
    )(preview)


def preview(  # noqa: PLR0913 - each is a choice of its own
    *,
    stack: StackOption = "dev",
    markdown: Annotated[Path | None, typer.Option(help="Also write it as Markdown, for a comment.")] = None,
    summary: Annotated[Path | None, typer.Option(help="Also append the Markdown uncut, for a job's summary.")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Also write it as JSON.")] = None,
    allow: Annotated[str, typer.Option(metavar="REASON", help="Accept that data is at risk, and say why.")] = "",
    replace: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Show this being made anew.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Compare every stack's code with --base instead.")] = False,
    base: Annotated[str, typer.Option(metavar="REF", help="The revision to compare with.")] = "",
) -> None:
    """Show what `up` would change, what it would restart and what data it puts at risk; change nothing.

    The exit code is 0 without changes, 2 with some, 3 where data is at risk, and 1 where the plan fails or breaks a
    rule. Secrets are never shown: tables have names of properties alone, and files their placeholders.
    """
    if offline != bool(base):
        raise UserError("--offline and --base go together: `novax preview --offline --base origin/main`")
    reports = _offline(base, allow) if offline else [_online(stack, allow, replace or [])]
    _show(reports)
    _write(reports, markdown, summary, json)
    # The worst of all: 3 is data at risk, 1 a failure.
    codes = {report.exit_code for report in reports}
    raise typer.Exit(next((code for code in (3, 1, 2) if code in codes), 0))


def _online(stack: str, allow: str, replace: list[str]) -> "Report":
    """Return the plan of a stack: the last one, where that had no changes and still holds."""
    from infra import settings  # noqa: PLC0415  # the help page does not pay for these
    from infra.cli import plan_memory  # noqa: PLC0415
    from infra.preview.report import NO_CHANGE  # noqa: PLC0415

    chosen = settings.from_file(stacks.config_file(stack), stack)
    plain = chosen.platform == "docker" and not (allow or replace)
    made_of = plan_memory.digest(stack) if plain else None
    if made_of and (report := plan_memory.recall(stack, made_of)) and not mending.changes(stack, chosen):
        say("✓ the last plan had no changes, and nothing that it was made of has changed since")
        return report
    report = _planned(stack, chosen, allow, replace)
    # Asked again: what changed meanwhile may be in the plan or not.
    if made_of and report.exit_code == NO_CHANGE and plan_memory.digest(stack) == made_of:
        plan_memory.keep(stack, made_of, report)
    return report


def _planned(stack: str, chosen: "Settings", allow: str, replace: list[str]) -> "Report":
    from infra.cli import rules  # noqa: PLC0415
    from infra.migrations.files import SQL  # noqa: PLC0415
    from infra.preview import charts, lint, plan, revisions, summary, workloads  # noqa: PLC0415
    from infra.preview.comparison import members  # noqa: PLC0415

    lifecycle.prepare(stack, chosen)
    with step("changes by hand"):
        by_hand = mending.changes(stack, chosen)
        anew = stacks.replacing(stack, [*replace, *mending.hooks(by_hand)], chosen.packs)
    made_of = rules.declared(stack)
    with step("plan"), ThreadPoolExecutor(1) as pool:
        # Beside each other: Pulumi waits for the engine most of the time.
        # A stack that is known to keep all rules is rendered only to tell of changes.
        rendering = None if rules.kept(stack, made_of) else pool.submit(revisions.checkout, (stack,))
        found = plan.parse(stacks.plan(stack, *anew))
        if found.changed and rendering is None:
            rendering = pool.submit(revisions.checkout, (stack,))
        rendered = rendering.result()[stack] if rendering else None
    # What runs was made by charts that need not be here any more, so today's stand in for them.
    template = charts.template_in(PROJECT)
    found = replace_in(found, workloads=workloads.of(found, template, template))
    if found.errors and not found.changed:
        raise UserError(f"stack {stack} cannot be planned: {summary.masked_text(found.errors)}")
    broken = rules.violations(stack, rendered) if rendered else ()
    if rendered and not (rendered.skipped or broken):
        rules.keep(stack, made_of)
    return summary.summarise(
        found,
        stack,
        members(rendered.resources) if rendered else {},
        sql_root=SQL,
        lint=lint.findings,
        by_hand=by_hand,
        violations=broken,
        allowed=allow,
    )


def _offline(base: str, allow: str) -> "list[Report]":
    from infra.preview import revisions  # noqa: PLC0415

    reports: list[Report] = []
    with revisions.folder() as folder:
        with step(f"{base} and the checkout rendered"), ThreadPoolExecutor(1) as pool:
            rendering = pool.submit(revisions.against, base, folder)
            # Beside it, because loading them takes as long as rendering a stack.
            from infra.cli.rules import violations  # noqa: PLC0415
            from infra.migrations.files import SQL  # noqa: PLC0415
            from infra.preview import charts, comparison, lint, summary, workloads  # noqa: PLC0415

            before, after = rendering.result()
        templates = charts.template_in(folder), charts.template_in(PROJECT)
        for stack in sorted(before.keys() | after.keys()):
            old, new = (revision.get(stack, revisions.Rendered(())) for revision in (before, after))
            if new.skipped:
                say(f"  stack {stack} is left out: {new.skipped}")
                continue
            found = comparison.compare(old.resources, new.resources)
            found = replace_in(found, workloads=workloads.of(found, *templates))
            changed = {one.resource.urn for one in found.changed}
            reports.append(
                summary.summarise(
                    found,
                    stack,
                    comparison.members(new.resources),
                    sql_root=SQL,
                    lint=lint.findings,
                    violations=violations(stack, new, changed) if stack in after else (),
                    allowed=allow,
                )
            )
    return reports


def _show(reports: "list[Report]") -> None:
    from rich.console import Console  # noqa: PLC0415

    from infra.preview import terminal  # noqa: PLC0415

    # A file or a pipe gets whole lines.
    console = Console(width=None if sys.stdout.isatty() else 200)
    for report in reports:
        terminal.show(report, console)


def _write(reports: "list[Report]", markdown: Path | None, summary: Path | None, json: Path | None) -> None:
    from infra.preview.markdown import LIMIT, render  # noqa: PLC0415

    for file in (markdown, summary, json):
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
    if markdown:
        share = LIMIT // max(1, len(reports))
        markdown.write_text("\n".join(render(report, share) for report in reports), encoding="utf-8")
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.writelines(f"{render(report, limit=sys.maxsize)}\n" for report in reports)
    if json:
        parts = ",\n".join(report.model_dump_json(indent=2) for report in reports)
        json.write_text(f"[{parts}]\n" if len(reports) != 1 else f"{parts}\n", encoding="utf-8")
