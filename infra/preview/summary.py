"""A plan made into a report: every judgement asked once, their risks put in order, and all text masked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.drift.report import Finding
from infra.preview import configuration, data_risk, declared, migrations, restarts, versions, workloads
from infra.preview.masking import masked
from infra.preview.migrations import Lint
from infra.preview.plan import Plan, Step
from infra.preview.report import Level, Operation, Report, Risk, Violation

_ORDER = {level: number for number, level in enumerate(Level)}
_ROWS = ("delete", "replace", "update", "create")
"""Operations in the order in which a reader wants them; what is not known comes first."""


def summarise(  # noqa: PLR0913 - a report has these sources
    plan: Plan,
    stack: str,
    services: Mapping[str, Sequence[str]],
    *,
    sql_root: Path,
    lint: Lint,
    by_hand: Sequence[Finding] = (),
    violations: Sequence[Violation] = (),
    allowed: str = "",
) -> Report:
    """Return the report of a plan.

    Args:
        plan: what would be done.
        stack: whose plan it is.
        services: the members of each service, in their order.
        sql_root: the folder with one folder a pack.
        lint: says what is wrong with migration files.
        by_hand: what was changed by hand, which the plan brings back.
        violations: rules that the plan breaks.
        allowed: why data may be put at risk; empty where nobody said so.
    """
    restarting = restarts.restarts(plan, services)
    sql = migrations.findings(plan, sql_root, lint)
    access = (*sql.access, *declared.access(plan), *workloads.access(plan))
    risks = (
        *data_risk.risks(plan),
        *workloads.risks(plan),
        *versions.risks(plan),
        *declared.risks(plan),
        *sql.risks,
        *restarts.risks(restarting, plan),
        *configuration.risks(plan),
        *_access(len(access)),
        *(Risk(level=Level.NOTICE, subject=one.subject, message=one.told) for one in by_hand),
    )
    return Report(
        stack=stack,
        counts=dict(sorted(Counter(step.operation for step in plan.changed).items(), key=lambda item: _rank(item[0]))),
        operations=tuple(sorted(map(_operation, plan.changed), key=lambda row: _rank(row.operation))),
        risks=tuple(sorted(map(_masked, dict.fromkeys(risks)), key=lambda risk: _ORDER[risk.level])),
        restarts=restarting,
        outage=restarts.outage(restarting, services, plan),
        versions=versions.versions(plan),
        files=configuration.files(plan),
        sql=sql.sql,
        access=tuple(one.model_copy(update={"what": masked(one.what)}) for one in access),
        declared=tuple(masked(line) for line in (*sql.lines, *declared.lines(plan))),
        violations=tuple(violations),
        errors=tuple(masked(error) for error in plan.errors),
        warnings=tuple(masked(warning) for warning in plan.warnings),
        allowed=masked(allowed),
    )


def masked_text(lines: Sequence[str]) -> str:
    """Return lines of a program as one text without secrets."""
    return masked("\n".join(lines))


def _operation(step: Step) -> Operation:
    return Operation(
        operation=step.operation,
        resource=step.resource.name,
        kind=step.resource.type.rpartition(":")[2],
        component=step.resource.component,
        properties=step.properties,
        protected=bool((step.old or step.resource).protect),
    )


def _rank(operation: str) -> int:
    return _ROWS.index(operation) if operation in _ROWS else -1


def _access(count: int) -> tuple[Risk, ...]:
    if not count:
        return ()
    return (
        Risk(level=Level.ACCESS, subject="rights", message=f"{count} policies, grants or accounts change; see below"),
    )


def _masked(risk: Risk) -> Risk:
    return risk.model_copy(update={"message": masked(risk.message)})
