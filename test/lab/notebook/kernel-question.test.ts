import { execFileSync } from 'node:child_process';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { askKernel, EXPRESSION, kernelSoon } from '../../../src/lab/notebook/kernel-question';

const PYTHON = process.env.PYTHON ?? 'python3';

/** What a kernel answers in which `before` ran: the same evaluation that a kernel does, in a real Python. */
function evaluate(before: string): { answer: string; names: string[] } {
  const script = `
import json, sys
user = {}
exec(${JSON.stringify(before)}, user)
known = set(user)
value = eval(sys.argv[1], user, user)
print(json.dumps({"answer": repr(value), "names": sorted(set(user) - known)}))`;
  return JSON.parse(execFileSync(PYTHON, ['-c', script, EXPRESSION], { encoding: 'utf8', cwd: '/' })) as ReturnType<
    typeof evaluate
  >;
}

/** A kernel that is idle and evaluates expressions as Python does. */
function kernel(before: string, change: { language?: string; status?: string } = {}): Kernel.IKernelConnection {
  const requests: object[] = [];
  return {
    status: change.status ?? 'idle',
    info: Promise.resolve({ language_info: { name: change.language ?? 'python' } }),
    requests,
    requestExecute: (request: { user_expressions: Record<string, string> }) => {
      requests.push(request);
      const [name] = Object.keys(request.user_expressions);
      const data = { 'text/plain': evaluate(before).answer };
      return {
        done: Promise.resolve({ content: { status: 'ok', user_expressions: { [name!]: { status: 'ok', data } } } }),
        dispose: () => undefined
      };
    }
  } as unknown as Kernel.IKernelConnection;
}

/** As much of MLflow as a notebook that logged a model has in memory. */
const MLFLOW = (uri: string) => `
import sys, types
class Known:
    def __init__(self, value): self.value = value
    def get(self): return self.value
mlflow = types.ModuleType("mlflow")
mlflow.get_tracking_uri = lambda: ${JSON.stringify(uri)}
mlflow.active_run = lambda: None
fluent = types.ModuleType("mlflow.tracking.fluent")
fluent._last_logged_model_id = Known("m-1")
fluent._last_active_run_id = Known("run-1")
sys.modules["mlflow"] = mlflow
sys.modules["mlflow.tracking.fluent"] = fluent
`;

it('learns the last logged model, the last run and the tracking server', async () => {
  expect(await askKernel(kernel(MLFLOW('http://mlflow.example')))).toEqual({
    trackingUri: 'http://mlflow.example',
    model: 'models:/m-1',
    run: 'run-1'
  });
});

it.each([
  ['sqlite:///mlflow.db', 'sqlite:////mlflow.db'],
  ['sqlite:////data/mlflow.db', 'sqlite:////data/mlflow.db'],
  ['mlruns', '/mlruns'],
  ['file:///data/mlruns', 'file:///data/mlruns'],
  ['databricks', 'databricks']
])('names the store %s by an absolute path: %s', async (uri, absolute) => {
  expect(await askKernel(kernel(MLFLOW(uri)))).toMatchObject({ trackingUri: absolute });
});

it('leaves nothing behind in the notebook', () => {
  expect(evaluate('answer = json = "mine"').names).toEqual([]);
});

it('imports nothing: a notebook without MLflow has logged nothing', async () => {
  expect(await askKernel(kernel('import os; os.environ.pop("MLFLOW_TRACKING_URI", None)'))).toEqual({});
});

it('asks silently, without history', async () => {
  const asked = kernel('') as Kernel.IKernelConnection & { requests: object[] };

  await askKernel(asked);

  expect(asked.requests).toMatchObject([{ code: '', silent: true, store_history: false, allow_stdin: false }]);
});

it('copes with quotes, backslashes and other alphabets in the answer', async () => {
  const uri = `http://é'"\\\\`;

  expect(await askKernel(kernel(MLFLOW(uri)))).toMatchObject({ trackingUri: uri });
});

it.each([
  ['a busy kernel', kernel('', { status: 'busy' }), 'busy'],
  ['a kernel of another language', kernel('', { language: 'R' }), 'not-python'],
  ['no kernel', null, 'no-kernel']
])('says why %s was not asked', async (_, asked, reason) => {
  expect(await askKernel(asked)).toBe(reason);
});

it('waits a moment for the kernel of a notebook that was just opened', async () => {
  const context = { isReady: false, session: null as unknown };
  const coming = kernel('');
  const ready = new Promise<void>(resolve => {
    setTimeout(() => {
      context.session = { kernel: coming };
      resolve();
    }, 50);
  });
  expect(await kernelSoon(Object.assign(context, { ready }) as unknown as ISessionContext)).toBe(coming);
});

it('waits for none where a notebook has none on purpose', async () => {
  const context = { isReady: true, session: null, ready: new Promise(() => undefined) };
  expect(await kernelSoon(context as unknown as ISessionContext)).toBeUndefined();
});
