"""Whether the figures can be trusted, in one line: what came in, what was refused, whether the build is sound."""

from dataclasses import dataclass

from shuke.intake.models import ImportRun
from shuke.records.access.scope import Scope
from shuke.warehouse import read
from shuke.web.imports.outcome import rows_refused
from shuke.web.imports.rights import visible_imports
from shuke.web.insight.quality import failures_of


@dataclass(frozen=True)
class Foot:
    lines: int  # of all files brought in
    refused: int
    checks_failed: int
    sees_imports: bool
    sees_insight: bool
    sees_runs: bool


def foot_of(scope: Scope) -> Foot:
    done = visible_imports(scope).filter(state=ImportRun.State.DONE)
    runs = list(done.select_related(None).only("staged"))
    return Foot(
        lines=sum(run.staged.get("lines", 0) for run in runs),
        refused=sum(rows_refused(run) for run in runs),
        checks_failed=len(failures_of(read.check_results())),
        sees_imports=scope.may("imports.run"),
        sees_insight=scope.may("insight.view"),
        sees_runs=scope.may("runs.view"),
    )
