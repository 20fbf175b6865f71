import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { curlOf, pythonLiteral, pythonOf } from '../../../src/lab/models/snippets';

const PYTHON = process.env.PYTHON ?? 'python3';
const run = promisify(execFile);
const MESSAGE = `{"data": {"names": ["it's", "b"], "ndarray": [[9007199254740993, true, null, "\\ud83d\\ude00 \\/ <b> true"]]}}`;

/** A model that answers with what it got. */
async function echo() {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', part => parts.push(part));
    request.on('end', () => response.setHeader('content-type', 'application/json').end(Buffer.concat(parts)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint: { url, predictions: `${url}/api/v1.0/predictions` }, close: () => server.close() };
}

it('writes Python that means the same as the JSON', () => {
  const code = `import json, sys; assert ${pythonLiteral(MESSAGE)} == json.loads(sys.argv[1])`;

  expect(() => execFileSync(PYTHON, ['-c', code, MESSAGE])).not.toThrow();
});

it('makes Python that asks the endpoint, also where a proxy is set', async () => {
  const { endpoint, close } = await echo();
  const code = pythonOf(endpoint, MESSAGE).replace(/json\.load\(.*\)$/, 'print(json.dumps($&))');

  const { stdout } = await run(PYTHON, ['-c', code], { env: { ...process.env, http_proxy: 'http://127.0.0.1:9' } });
  close();

  expect(JSON.parse(stdout)).toEqual(JSON.parse(MESSAGE));
});

it('makes a curl line that a shell sends unchanged', async () => {
  const { endpoint, close } = await echo();

  const { stdout } = await run('sh', ['-c', curlOf(endpoint, MESSAGE)], { env: { ...process.env, no_proxy: '*' } });
  close();

  expect(JSON.parse(stdout)).toEqual(JSON.parse(MESSAGE));
});
