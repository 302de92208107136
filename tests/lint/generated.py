"""Programs that nobody would write: trees of random statements over the names that the rules look for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

IMPORTS = (
    "import os, glob, json, random, time, heapq, asyncio, multiprocessing, numpy as np, torch, pandas as pd\n"
    "import polars as pl\nfrom pathlib import Path\nfrom concurrent.futures import as_completed, wait\n"
    "from sklearn.model_selection import train_test_split\nfrom scipy.sparse import csr_matrix\n"
)
NAMES = ("a", "names", "found", "rows", "table", "self.items", "pool", "frame", "count", "path", "file")
CALLS = (
    *("set", "list", "sorted", "tuple", "enumerate", "zip", "len", "max", "sum", "next", "iter", "map"),
    *("dict", "open", "print", "hash", "id", "str", "isinstance"),
    *("os.listdir", "os.walk", "os.scandir", "glob.glob"),
    *("random.random", "random.shuffle", "np.random.rand", "np.array", "np.empty", "np.fromiter", "np.sort"),
    *("torch.randn", "torch.empty", "torch.tensor", "torch.manual_seed", "np.random.default_rng", "Path"),
    *("as_completed", "wait", "time.time", "json.dump", "csr_matrix", "pd.concat", "pl.DataFrame"),
    *("train_test_split", "asyncio.gather", "heapq.heappush", "multiprocessing.Pool", "f", "g", "A"),
)
METHODS = (
    *("append", "add", "update", "extend", "pop", "items", "keys", "get", "join", "sort", "write", "glob"),
    *(
        "iterdir",
        "map",
        "imap_unordered",
        "group_by",
        "unique",
        "union",
        "result",
        "backward",
        "fit",
        "sample",
    ),
)
OPERATORS = (ast.Add, ast.Sub, ast.BitOr, ast.BitAnd, ast.Div, ast.Mult)


class Generator:
    """Makes one program after the other; the same for the same source of randomness."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def program(self, size: int) -> str:
        module = ast.Module([self.statement(4) for _ in range(size)], [])
        return IMPORTS + ast.unparse(ast.fix_missing_locations(module)) + "\n"

    # -- statements ----------------------------------------------------------------------------------------

    def block(self, depth: int) -> list[ast.stmt]:
        return [self.statement(depth - 1) for _ in range(self.rng.randint(1, 3))]

    def statement(self, depth: int) -> ast.stmt:
        simple = (self.assign, self.augmented, self.expression_statement, self.annotated)
        nested = (self.loop, self.branch, self.function, self.class_, self.entered, self.attempt)
        return self.rng.choice(simple if depth <= 0 else (*simple, *nested))(depth)

    def assign(self, depth: int) -> ast.stmt:
        return ast.Assign([self.target() for _ in range(self.rng.choice((1, 1, 2)))], self.expression(3))

    def augmented(self, depth: int) -> ast.stmt:
        return ast.AugAssign(self.name(ast.Store()), self.rng.choice(OPERATORS)(), self.expression(2))

    def annotated(self, depth: int) -> ast.stmt:
        declared = ast.parse(self.rng.choice(("set[str]", "dict[str, set[int]]", "'list'")), mode="eval").body
        return ast.AnnAssign(ast.Name("names", ast.Store()), declared, self.expression(2), 1)

    def expression_statement(self, depth: int) -> ast.stmt:
        return ast.Expr(self.expression(3))

    def loop(self, depth: int) -> ast.stmt:
        if self.rng.random() < 0.2:
            return ast.While(self.expression(1), [*self.block(depth), ast.Break()], [])
        return ast.For(self.target(), self.expression(3), self.block(depth), [], lineno=1)

    def branch(self, depth: int) -> ast.stmt:
        return ast.If(self.expression(2), self.block(depth), self.block(depth) if depth > 2 else [])

    def function(self, depth: int) -> ast.stmt:
        given = ast.arguments([], [ast.arg("a"), ast.arg("names")], None, [], [], None, [self.expression(1)])
        end = (
            ast.Return(self.expression(2))
            if self.rng.random() < 0.7
            else ast.Expr(ast.Yield(self.expression(1)))
        )
        name = self.rng.choice(("f", "g", "train", "__init__"))
        return ast.FunctionDef(name, given, [*self.block(depth), end], [], lineno=1, type_params=[])

    def class_(self, depth: int) -> ast.stmt:
        return ast.ClassDef("A", [], [], [self.function(depth - 1)], [], type_params=[])

    def entered(self, depth: int) -> ast.stmt:
        item = ast.withitem(self.expression(2), self.name(ast.Store()))
        return ast.With([item], self.block(depth), lineno=1)

    def attempt(self, depth: int) -> ast.stmt:
        handler = ast.ExceptHandler(ast.Name("OSError", ast.Load()), "error", self.block(depth))
        return ast.Try(self.block(depth), [handler], [], [])

    # -- expressions ---------------------------------------------------------------------------------------

    def name(self, context: ast.expr_context) -> ast.expr:
        dotted = self.rng.choice(NAMES)
        head, _, attribute = dotted.partition(".")
        plain = ast.Name(head, context if not attribute else ast.Load())
        return ast.Attribute(plain, attribute, context) if attribute else plain

    def target(self) -> ast.expr:
        kind = self.rng.random()
        if kind < 0.2:
            return ast.Tuple([self.name(ast.Store()) for _ in range(2)], ast.Store())
        if kind < 0.4:
            return ast.Subscript(self.name(ast.Load()), self.name(ast.Load()), ast.Store())
        return self.name(ast.Store())

    def expression(self, depth: int) -> ast.expr:
        if depth <= 0:
            constant = ast.Constant(self.rng.choice((0, 1.5, "x", "*.csv", None, True)))
            return constant if self.rng.random() < 0.4 else self.name(ast.Load())
        makers = (self.call, self.call, self.method, self.comprehension, self.display, self.operation)
        return self.rng.choice((*makers, self.other))(depth)

    def arguments(self, depth: int) -> tuple[list[ast.expr], list[ast.keyword]]:
        args = [self.expression(depth - 1) for _ in range(self.rng.choice((0, 1, 1, 2)))]
        if args and self.rng.random() < 0.1:
            args[-1] = ast.Starred(args[-1], ast.Load())
        name = self.rng.choice(("key", "dtype", "seed", "random_state", "maintain_order", "start", None))
        keywords = [ast.keyword(name, self.expression(1))] if self.rng.random() < 0.2 else []
        return args, keywords

    def call(self, depth: int) -> ast.expr:
        function = ast.parse(self.rng.choice(CALLS), mode="eval").body
        return ast.Call(function, *self.arguments(depth))

    def method(self, depth: int) -> ast.expr:
        function = ast.Attribute(self.expression(depth - 1), self.rng.choice(METHODS), ast.Load())
        return ast.Call(function, *self.arguments(depth))

    def comprehension(self, depth: int) -> ast.expr:
        tests = [self.expression(1)] if self.rng.random() < 0.3 else []
        clause = ast.comprehension(ast.Name("x", ast.Store()), self.expression(depth - 1), tests, 0)
        item = self.expression(depth - 1)
        if self.rng.random() < 0.2:
            return ast.DictComp(ast.Name("x", ast.Load()), item, [clause])
        return self.rng.choice((ast.ListComp, ast.SetComp, ast.GeneratorExp))(item, [clause])

    def display(self, depth: int) -> ast.expr:
        items = [self.expression(depth - 1) for _ in range(self.rng.randint(1, 3))]
        if self.rng.random() < 0.2:
            return ast.Dict([ast.Constant("k"), None], [items[0], items[-1]])
        if self.rng.random() < 0.3:
            return ast.Set(items)
        return self.rng.choice((ast.List, ast.Tuple))(items, ast.Load())

    def operation(self, depth: int) -> ast.expr:
        return ast.BinOp(self.expression(depth - 1), self.rng.choice(OPERATORS)(), self.expression(depth - 1))

    def other(self, depth: int) -> ast.expr:
        one, two, three = (self.expression(depth - 1) for _ in range(3))
        given = ast.arguments([], [ast.arg("x")], None, [], [], None, [])
        return self.rng.choice(
            (
                ast.IfExp(one, two, three),
                ast.Lambda(given, one),
                ast.Subscript(one, two, ast.Load()),
                ast.Compare(one, [ast.In()], [two]),
                ast.BoolOp(ast.Or(), [one, two]),
                ast.UnaryOp(ast.Not(), one),
                ast.NamedExpr(ast.Name("found", ast.Store()), one),
            )
        )
