import type { Endpoint } from '../../contract/deployment';

/** A request to an endpoint as a command for a terminal. `request` is JSON. */
export function curlOf(endpoint: Endpoint, request: string): string {
  const body = compact(request).replaceAll("'", "'\\''");
  return `curl -s -H 'Content-Type: application/json' '${endpoint.predictions}' \\\n  -d '${body}'`;
}

/**
 * A request to an endpoint as Python that needs nothing but its standard library. `http.client` rather than `urllib`:
 * that one would send a request to this machine through the proxy that a company's environment variables name.
 */
export function pythonOf(endpoint: Endpoint, request: string): string {
  const { protocol, host, pathname } = new URL(endpoint.predictions);
  const connection = protocol === 'https:' ? 'HTTPSConnection' : 'HTTPConnection';
  return [
    'import json',
    `from http.client import ${connection}`,
    '',
    `request = ${pythonLiteral(request)}`,
    `connection = ${connection}(${JSON.stringify(host)})`,
    `connection.request("POST", ${JSON.stringify(pathname)}, json.dumps(request), {"Content-Type": "application/json"})`,
    'json.load(connection.getresponse())'
  ].join('\n');
}

/** JSON as Python: numbers stay as they are written, to the last digit. */
export function pythonLiteral(json: string): string {
  const words: Record<string, string> = { true: 'True', false: 'False', null: 'None' };
  return compact(json).replace(TOKEN, token => words[token] ?? (token.startsWith('"') ? pythonText(token) : token));
}

const TOKEN = /"(?:\\.|[^"\\])*"|\b(?:true|false|null)\b/g;

/** JSON and Python differ in `\/` and in escaped surrogate pairs; neither is left after reading and writing again. */
function pythonText(token: string): string {
  return JSON.stringify(JSON.parse(token));
}

/** One line, with a space after each comma and colon. */
function compact(json: string): string {
  return json
    .replace(/"(?:\\.|[^"\\])*"|\s+|[,:]/g, token => (/^[,:]$/.test(token) ? `${token} ` : token.trim()))
    .trim();
}
