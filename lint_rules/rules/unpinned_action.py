from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lint_rules.manifests.pipelines.action import Action, judge
from lint_rules.rule import Example, ManifestRule, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKFLOW = ".github/workflows/train.yml"
_COMMIT = "0123456789abcdef0123456789abcdef01234567"


class UnpinnedAction(ManifestRule):
    """GitHub action by a tag or branch.

    ## What it does

    Reports `uses:` of workflows and composite actions that name a tag or a branch instead of a commit.
    GitHub's own actions may be named by a tag (`v4`, `v4.1.2`, but no branch): the setting `trusted-actions`
    lists whose may, by default `actions/*`, `dependabot/*` and `github/*`. Actions of the same repository
    (`./…`) are exempt; `docker://` is a matter of REP504.

    ## Why is this bad?

    Whoever owns the action can move the tag, and the same workflow then does something else. It has been done
    to widely used actions, with malice.

    ## Example

    ```yaml
    - uses: astral-sh/setup-uv@v6
    ```

    ## Use instead

    ```yaml
    - uses: astral-sh/setup-uv@d0cc045d04ccac9d8b7881df0226f9e82c39688e # v6.8.0
    ```
    """

    code = "REP506"
    name = "unpinned-action"
    entries = (Action,)

    valid = (
        Example(f"jobs: {{a: {{steps: [{{uses: owner/name@{_COMMIT}}}]}}}}\n", path=WORKFLOW),
        Example(
            "jobs: {a: {steps: [{uses: actions/checkout@v4}, {uses: github/codeql-action/init@v3}]}}\n",
            path=WORKFLOW,
        ),
        Example("jobs: {a: {uses: ./.github/workflows/other.yml}}\n", path=WORKFLOW),
        Example(
            "jobs: {a: {steps: [{uses: ./tools/action}, {uses: 'docker://alpine:3.19'}]}}\n", path=WORKFLOW
        ),
        Example("jobs: {a: {steps: [{uses: owner/name@v1}]}}  # repro: ignore[REP506]\n", path=WORKFLOW),
        Example("jobs: {a: {steps: [{uses: owner/name@v1}]}}\n", path="other.yml"),
    )
    invalid = (
        Example("jobs: {a: {steps: [{uses: owner/name@v1}]}}  # <- here\n", path=WORKFLOW),
        Example("jobs:\n  a:\n    steps:\n      - uses: owner/name/sub@main  # <- here\n", path=WORKFLOW),
        Example(f"jobs: {{a: {{steps: [{{uses: owner/name@{_COMMIT[:7]}}}]}}}}  # <- here\n", path=WORKFLOW),
        Example("jobs: {a: {uses: owner/repo/.github/workflows/x.yml@main}}  # <- here\n", path=WORKFLOW),
        Example(
            "runs: {using: composite, steps: [{uses: owner/name@v2.1.0}]}  # <- here\n", path="action.yml"
        ),
        Example("jobs: {a: {steps: [{uses: actions/checkout}]}}  # <- here\n", path=WORKFLOW),
        Example("jobs: {a: {steps: [{uses: actions/checkout@main}]}}  # <- here\n", path=WORKFLOW),
    )

    def check(self, entry: Action) -> Iterator[Problem]:
        level, reason = judge(entry.uses)
        config = self.manifest.config
        tag_is_enough = config.pins == "range" or is_trusted(entry.name, config.trusted_actions)
        if level == "hash" or (level == "range" and tag_is_enough):
            return
        yield Problem(entry.span, f"the action `{entry.name}` {reason}")


def is_trusted(name: str, patterns: tuple[str, ...]) -> bool:
    """`owner`, `owner/*`, `owner/name`; capitals do not count, as on GitHub."""
    name = name.lower()
    owner, _, rest = name.partition("/")
    names = (owner, name, f"{owner}/{rest.partition('/')[0]}")
    return any(fnmatchcase(known, pattern.lower()) for known in names for pattern in patterns)
