import { silent } from '../../../src/tools/log';
import { runScript } from '../../../src/tools/python/run-script';

// `script-runner <python> <script> <argument>`: a program that runs a script, to be killed.

const [python = '', script = '', argument = ''] = process.argv.slice(2);
void runScript(process.env, {
  python,
  script,
  args: [argument],
  cwd: '/',
  timeoutSeconds: 600,
  log: silent,
  signal: new AbortController().signal
});
