"""The server: it lints what is open, as it is typed, and speaks over standard input and output."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from lint_rules.baseline import read_baseline
from lint_rules.discovery import is_linted, is_python_script
from lint_rules.engine import Session
from lint_rules.errors import LintError
from lint_rules.fixing.rounds import fix
from lint_rules.lsp.convert import FIX_ALL, Document, actions, diagnostic, fix_all
from lint_rules.resources import CACHE_NAME, Resources
from lint_rules.version import installed_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.model import Finding

_PAUSE = 0.3  # seconds without a key before a text that is being typed is linted


class Server:
    """Keeps what was found in each open document until it changes."""

    def __init__(self) -> None:
        self.pygls: Any = LanguageServer(
            "repro-lint",
            installed_version(),
            # pygls takes form feeds for line ends; whole texts leave it nothing to count.
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
        )
        self._known: dict[str, tuple[int | None, list[Finding]]] = {}
        self._told: str | None = None
        self._busy = asyncio.Lock()
        self._register()

    def _register(self) -> None:
        def on(name: str, *options: Any) -> Callable[[Callable[[Any], Any]], None]:
            return lambda method: self.pygls.feature(name, *options)(_plain(method))

        on(types.TEXT_DOCUMENT_DID_OPEN)(self.opened)
        on(types.TEXT_DOCUMENT_DID_CHANGE)(self.changed)
        on(types.TEXT_DOCUMENT_DID_SAVE)(self.saved)
        on(types.TEXT_DOCUMENT_DID_CLOSE)(self.closed)
        kinds = [types.CodeActionKind.QuickFix, FIX_ALL]
        on(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))(self.offered)

    # -- what the client tells -----------------------------------------------------------------------------

    async def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        await self.publish(params.text_document.uri)

    async def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        uri, version = params.text_document.uri, params.text_document.version
        await asyncio.sleep(_PAUSE)
        if self._is_open(uri) and self.document(uri).version == version:
            await self.publish(uri)

    async def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """Saving a file, or the settings, may change what is found in every open document."""
        self._known.clear()
        for uri in sorted(self._open()):
            await self.publish(uri)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        self._known.pop(params.text_document.uri, None)
        self._send(params.text_document.uri, None, [])

    async def offered(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        document = self.document(params.text_document.uri)
        found = await self.findings(document)
        start, end = params.range.start, params.range.end
        here = []
        for finding in found:
            place = diagnostic(finding, document).range
            if place.start <= end and start <= place.end:
                here.append(finding)
        offers = actions(here, document)
        if any(finding.fix is not None and finding.fix.safe for finding in found):
            text = await self._in_thread(self._fixed, document)
            if text is not None:
                offers.append(fix_all(text, document))
        only = params.context.only
        return [o for o in offers if not only or any(str(o.kind).startswith(_text(kind)) for kind in only)]

    # -- what it answers -----------------------------------------------------------------------------------

    def document(self, uri: str) -> Document:
        open_one = self.pygls.workspace.get_text_document(uri)
        units = open_one.position_codec.client_num_units
        return Document(uri, open_one.version, open_one.source, units)

    async def publish(self, uri: str) -> None:
        document = self.document(uri)
        found = await self.findings(document)
        if self._is_open(uri) and self.document(uri).version == document.version:
            self._send(uri, document.version, [diagnostic(finding, document) for finding in found])

    async def findings(self, document: Document) -> list[Finding]:
        """What is found in a document; what was found before, if it has not changed."""
        version, found = self._known.get(document.uri, (None, []))
        if document.uri not in self._known or version != document.version:
            async with self._busy:
                found = await self._in_thread(self._linted, document) or []
            self._known[document.uri] = (document.version, found)
        return found

    async def _in_thread(self, function: Any, document: Document) -> Any:
        """The event loop goes on reading while a document is linted."""
        try:
            return await asyncio.get_running_loop().run_in_executor(None, function, document)
        except LintError as error:
            self._tell(str(error))
            return None

    def _session(self, document: Document) -> Session | None:
        path = _path(document.uri)
        if path is None or path.suffix == ".ipynb":
            return None
        others = {_path(uri): source for uri, source in self._open().items()}
        texts = {place: text for place, text in others.items() if place is not None}
        texts[path] = document.text
        if not (is_linted(path) or is_python_script(path, texts)):
            return None
        session = Session.open([path], texts=texts)
        return replace(session, resources=Resources(cache=_cache_of(session)))

    def _linted(self, document: Document) -> list[Finding]:
        session = self._session(document)
        found = session.lint() if session is not None else []
        if session is not None and session.config.baseline is not None:
            found, _ = read_baseline(session.config.baseline).compare(found, lambda _: document.lines)
        return found

    def _fixed(self, document: Document) -> str | None:
        session = self._session(document)
        changed = fix(session).changed if session is not None else None
        return next(iter(changed.values()))[1] if changed else None

    def _send(self, uri: str, version: int | None, found: list[types.Diagnostic]) -> None:
        params = types.PublishDiagnosticsParams(uri=uri, diagnostics=found, version=version)
        self.pygls.text_document_publish_diagnostics(params)

    def _tell(self, message: str) -> None:
        """Say what is wrong with the settings, once."""
        if message != self._told:
            self._told = message
            params = types.ShowMessageParams(type=types.MessageType.Warning, message=f"repro-lint: {message}")
            self.pygls.window_show_message(params)

    def _open(self) -> dict[str, str]:
        """The texts of what is open, by URI as the client writes it: pygls has its own keys."""
        return {open_one.uri: open_one.source for open_one in self._documents()}

    def _is_open(self, uri: str) -> bool:
        return any(open_one.uri == uri for open_one in self._documents())

    def _documents(self) -> list[Any]:
        return list(self.pygls.workspace.text_documents.values())


def _cache_of(session: Session) -> Path | None:
    """Where the command keeps what it knows of the project's files."""
    if session.config.cache_dir is not None or session.search is None:
        return session.config.cache_dir
    return session.root / CACHE_NAME


def _plain(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """pygls writes on the functions that it is given, which a method does not bear."""

    def handle(params: Any) -> Any:
        return method(params)

    async def wait(params: Any) -> Any:
        return await method(params)

    return wait if asyncio.iscoroutinefunction(method) else handle


def _path(uri: str) -> Path | None:
    from pygls import uris

    with suppress(ValueError):
        path = uris.to_fs_path(uri) if uri.startswith("file:") else None
        return Path(path) if path else None
    return None


def _text(kind: Any) -> str:
    return str(getattr(kind, "value", kind))


def serve() -> None:
    """Serve on standard input and output until the client leaves."""
    Server().pygls.start_io()
