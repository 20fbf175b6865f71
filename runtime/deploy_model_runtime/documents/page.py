"""A page to try the model in a browser. It loads nothing from elsewhere."""

from __future__ import annotations

import json
import secrets
from html import escape
from typing import Any, Dict, Sequence, Tuple

from ..http.message import Response
from ..served import Served
from .examples import examples
from .signature import signature_of

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
textarea, pre { width: 100%; box-sizing: border-box; font: 14px/1.4 ui-monospace, monospace; padding: .75rem;
  border: 1px solid #8886; border-radius: .4rem; background: transparent; color: inherit; overflow: auto; }
button, select { font: inherit; padding: .3rem .9rem; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem 1.5rem .15rem 0; }
"""
_SCRIPT = """
const examples = JSON.parse(document.getElementById('examples').textContent);
const [protocol, body, answer, said] = ['protocol', 'body', 'answer', 'said'].map(id => document.getElementById(id));
const show = () => { body.value = JSON.stringify(examples[protocol.value].body, null, 1); };
protocol.addEventListener('change', show);
show();
document.getElementById('form').addEventListener('submit', async event => {
  event.preventDefault();
  const started = performance.now();
  said.textContent = 'Waiting for the answer';
  answer.textContent = '';
  try {
    const reply = await fetch(examples[protocol.value].path, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: body.value
    });
    const text = await reply.text();
    said.textContent = `${reply.status} ${reply.statusText}, ${Math.round(performance.now() - started)} ms`;
    try { answer.textContent = JSON.stringify(JSON.parse(text), null, 1); } catch { answer.textContent = text; }
  } catch (error) { said.textContent = String(error); }
});
"""


def page(served: Served) -> Response:
    """The page, with one example in each protocol."""
    bodies, name = examples(served), served.model_name
    choices = {
        "Seldon": {"path": "api/v1.0/predictions", "body": bodies["seldon"]},
        "Open Inference Protocol": {"path": f"v2/models/{name}/infer", "body": bodies["v2"]},
        "MLflow": {"path": "invocations", "body": bodies["mlflow"]},
    }
    nonce = secrets.token_urlsafe(12)
    table = _inputs(served.metadata) + _params(served.metadata)
    options = "".join(f"<option>{escape(choice)}" for choice in choices)
    # A closing tag inside the data would end the script element.
    data = json.dumps(choices, default=str).replace("<", "\\u003c")
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(name)}</title>'
        f'<meta name="viewport" content="width=device-width"><style nonce="{nonce}">{_STYLE}</style>'
        f'<h1>{escape(name)}</h1>{table}<form id="form">'
        f'<p><label>Protocol <select id="protocol">{options}</select></label></p>'
        '<p><label for="body">Request</label><textarea id="body" rows="14" spellcheck="false"></textarea></p>'
        '<p><button>Send</button> <span id="said" role="status"></span></p></form>'
        '<pre id="answer" aria-label="Answer"></pre>'
        '<p><a href="openapi.json">OpenAPI</a> · <a href="metadata">Metadata</a> · <a href="metrics">Metrics</a></p>'
        f'<script id="examples" type="application/json">{data}</script>'
        f'<script nonce="{nonce}">{_SCRIPT}</script></html>'
    )
    policy = f"default-src 'none'; connect-src 'self'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'"
    return Response(200, text.encode(), "text/html; charset=utf-8", (("content-security-policy", policy),))


def _inputs(metadata: Dict[str, Any]) -> str:
    """The inputs as a table; MLflow's own types where a signature has them."""
    signature = signature_of(metadata)
    rows = []
    for part in metadata.get("inputs", []):
        name = str(part.get("name", ""))
        kind = signature.types.get(name, part.get("datatype", ""))
        rows.append((name, kind if isinstance(kind, str) else part.get("datatype", ""), part.get("shape", "")))
    return _table(
        ("Input", "Type", "Shape", ""), [(*row, "optional" if row[0] in signature.optional else "") for row in rows]
    )


def _params(metadata: Dict[str, Any]) -> str:
    params = signature_of(metadata).params
    return _table(
        ("Parameter", "Type", "Default"),
        [(param["name"], param.get("type", ""), json.dumps(param.get("default"))) for param in params],
    )


def _table(heads: Tuple[str, ...], rows: Sequence[Tuple[Any, ...]]) -> str:
    """Nothing where there are no rows."""
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in row) for row in rows)
    return f"<table><tr>{''.join(f'<th>{head}' for head in heads)}{body}</table>" if rows else ""
