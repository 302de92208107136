"""`repro-lint server`, talked to by a real client over its standard streams."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from lint_rules.cli import main

from .conftest import write_files

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from lsprotocol import types

LISTING = "import os\n\nfiles = '😀', os.listdir('d')[-1]\n"


class Editor:
    """What an editor does, in the words of the protocol."""

    def __init__(self, folder: Path, client: Any) -> None:
        from lsprotocol import types

        self.types = types
        self.folder = folder
        self.client = client
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.messages: list[str] = []
        client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(
            lambda params: self.published.put_nowait(params)
        )
        client.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: self.messages.append(params.message))

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str, language: str = "python") -> None:
        item = self.types.TextDocumentItem(self.uri(name), language, 1, text)
        self.client.text_document_did_open(self.types.DidOpenTextDocumentParams(item))

    def change(self, name: str, text: str, version: int) -> None:
        document = self.types.VersionedTextDocumentIdentifier(version, self.uri(name))
        whole = [self.types.TextDocumentContentChangeWholeDocument(text)]
        self.client.text_document_did_change(self.types.DidChangeTextDocumentParams(document, whole))

    async def diagnostics(self) -> types.PublishDiagnosticsParams:
        return await asyncio.wait_for(self.published.get(), 60)

    async def actions(self, name: str, line: int, only: list[str] | None = None) -> list[types.CodeAction]:
        place = self.types.Range(self.types.Position(line, 0), self.types.Position(line, 99))
        params = self.types.CodeActionParams(
            self.types.TextDocumentIdentifier(self.uri(name)),
            place,
            self.types.CodeActionContext([], only=only),
        )
        return list(await self.client.text_document_code_action_async(params) or [])


def talk(folder: Path, scene: Callable[[Editor], Awaitable[None]]) -> None:
    """Play a scene between an editor and a fresh server."""
    pytest.importorskip("pygls")
    from lsprotocol import types
    from pygls.lsp.client import LanguageClient

    async def play() -> None:
        client = LanguageClient("test", "1")
        editor = Editor(folder, client)
        await client.start_io(sys.executable, "-m", "lint_rules", "server")
        try:
            params = types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri=folder.as_uri())
            await asyncio.wait_for(client.initialize_async(params), 60)
            client.initialized(types.InitializedParams())
            await scene(editor)
            await client.shutdown_async(None)
            client.exit(None)
        finally:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(client.stop(), 20)

    asyncio.run(play())


def test_opening_typing_saving_and_closing(tmp_path: Path) -> None:
    async def scene(editor: Editor) -> None:
        editor.open("a.py", LISTING)
        (found,) = (await editor.diagnostics()).diagnostics
        assert (found.code, found.source, found.severity) == ("REP302", "repro-lint", 1)
        # 😀 is two units of UTF-16.
        assert (found.range.start.line, found.range.start.character) == (2, 14)
        editor.change("a.py", "import", 2)
        editor.change("a.py", "import os\n", 3)
        after = await editor.diagnostics()
        assert (after.version, list(after.diagnostics)) == (3, [])
        types = editor.types
        document = types.TextDocumentIdentifier(editor.uri("a.py"))
        editor.change("a.py", LISTING, 4)
        assert len((await editor.diagnostics()).diagnostics) == 1
        write_files(tmp_path, {"pyproject.toml": "[tool.repro-lint]\nignore = ['REP302']\n"})
        editor.client.text_document_did_save(types.DidSaveTextDocumentParams(document))
        assert not (await editor.diagnostics()).diagnostics
        editor.client.text_document_did_close(types.DidCloseTextDocumentParams(document))
        assert not (await editor.diagnostics()).diagnostics

    talk(tmp_path, scene)


def test_what_may_be_done_about_a_finding(tmp_path: Path) -> None:
    async def scene(editor: Editor) -> None:
        editor.open("a.py", LISTING)
        await editor.diagnostics()
        fix, silence, everything = await editor.actions("a.py", 2)
        assert fix.title == "Sort the listing (REP302)"
        assert fix.is_preferred
        edits = fix.edit.changes[editor.uri("a.py")]
        assert [(e.range.start.character, e.new_text) for e in edits] == [(14, "sorted("), (29, ")")]
        (comment,) = silence.edit.changes[editor.uri("a.py")]
        assert comment.new_text == "  # repro: ignore[REP302]"
        (whole,) = everything.edit.changes[editor.uri("a.py")]
        assert whole.new_text == LISTING.replace("os.listdir('d')", "sorted(os.listdir('d'))")
        assert [a.kind for a in await editor.actions("a.py", 0)] == ["source.fixAll.repro-lint"]
        only = await editor.actions("a.py", 2, only=["source.fixAll"])
        assert [a.kind for a in only] == ["source.fixAll.repro-lint"]

    talk(tmp_path, scene)


def test_seeds_in_other_files_count_as_they_are_typed(tmp_path: Path) -> None:
    tmp_path /= "in a folder"
    main_text = "import random\nfrom helper import seed\nseed()\nx = random.random()\n"

    async def scene(editor: Editor) -> None:
        editor.open("helper.py", "import random\n\ndef seed():\n    random.seed(0)\n")
        await editor.diagnostics()
        editor.open("main.py", main_text)
        assert not (await editor.diagnostics()).diagnostics

    write_files(
        tmp_path, {"pyproject.toml": "", "helper.py": "def seed():\n    pass\n", "main.py": main_text}
    )
    talk(tmp_path, scene)


def test_paths_that_an_address_spells_otherwise(tmp_path: Path) -> None:
    folder = tmp_path / "my pröject"
    names = ["a b.py", "ä.py", "50%20off.py"]
    write_files(folder, {"pyproject.toml": ""})

    async def scene(editor: Editor) -> None:
        for name in names:
            editor.open(name, LISTING)
            told = await editor.diagnostics()
            assert (told.uri, [d.code for d in told.diagnostics]) == (editor.uri(name), ["REP302"])
        editor.change("ä.py", "import os\n", 2)
        assert not (await editor.diagnostics()).diagnostics
        assert len(await editor.actions("a b.py", 2)) == 3
        document = editor.types.TextDocumentIdentifier(editor.uri("a b.py"))
        editor.client.text_document_did_save(editor.types.DidSaveTextDocumentParams(document))
        told_of = {(await editor.diagnostics()).uri for _ in names}
        assert told_of == {editor.uri(name) for name in names}

    talk(folder, scene)


def test_broken_settings_are_told_and_end_nothing(tmp_path: Path) -> None:
    write_files(tmp_path, {"pyproject.toml": "[tool.repro-lint]\nspeed = 3\n"})

    async def scene(editor: Editor) -> None:
        editor.open("a.py", LISTING)
        assert not (await editor.diagnostics()).diagnostics
        assert len(editor.messages) == 1
        assert "unknown key 'speed'" in editor.messages[0]
        editor.open("b.py", LISTING)
        assert not (await editor.diagnostics()).diagnostics
        assert len(editor.messages) == 1

    talk(tmp_path, scene)


def test_other_files_and_texts_that_do_not_parse(tmp_path: Path) -> None:
    async def scene(editor: Editor) -> None:
        editor.open("notes.md", "# notes", "markdown")
        assert not (await editor.diagnostics()).diagnostics
        editor.open("a.py", "def f(:\n")
        (found,) = (await editor.diagnostics()).diagnostics
        assert found.code == "REP000"
        editor.open("requirements.txt", "numpy\n", "pip-requirements")
        assert "REP501" in [d.code for d in (await editor.diagnostics()).diagnostics]

    talk(tmp_path, scene)


def test_without_pygls_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    monkeypatch.delitem(sys.modules, "lint_rules.lsp.server", raising=False)
    monkeypatch.delitem(sys.modules, "lint_rules.lsp.convert", raising=False)
    assert main(["server"]) == 2
    assert capsys.readouterr().err.endswith("needs pygls 2 or later: pip install pygls\n")
