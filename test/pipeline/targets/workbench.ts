import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tested } from '../../../src/contract/run';
import { Tested as TestedSchema } from '../../../src/contract/run';
import { createRuntimes } from '../../../src/pipeline/runtimes';
import type { Context } from '../../../src/pipeline/stage';
import { createProcessTarget } from '../../../src/pipeline/targets/process';
import type { Target } from '../../../src/pipeline/targets/target';
import { homeOf, type Home } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';
import type { Environment, Python } from '../../../src/tools/python';
import { componentOf } from '../../fakes/component';
import { PYTHON, SERVING, Workbench } from '../../tools/processes/workbench';

export const MODEL = 'class Model:\n    def predict(self, X, names, meta):\n        return [[sum(row)] for row in X]\n';

/** The process target over real processes; its environments are this machine's own Python, with nothing in them. */
export class TargetBench {
  private constructor(
    readonly bench: Workbench,
    readonly home: Home,
    readonly target: Target
  ) {}

  static async open(): Promise<TargetBench> {
    const bench = await Workbench.open();
    const home = homeOf({ DEPLOY_MODEL_HOME: join(bench.folder, 'home') });
    const runtimes = createRuntimes({ builtin: SERVING, home });
    const target = createProcessTarget({
      home,
      processes: bench.processes,
      python: samePython(bench.folder),
      runtimes
    });
    return new TargetBench(bench, home, target);
  }

  context(signal: AbortSignal = AbortSignal.timeout(60_000)): Context {
    const workdir = join(this.home.runs, 'run-1');
    // Of the tools a target uses only those it was made with.
    return { tools: {} as Context['tools'], home: this.home, log: silent, signal, workdir };
  }

  /** A tested component whose Model.py is `code`. */
  async tested(code: string, request: Partial<Tested['request']> = {}): Promise<Tested> {
    const folder = await mkdtemp(join(this.bench.folder, 'component-'));
    await mkdir(join(folder, '.s2i'));
    await writeFile(join(folder, '.s2i', 'environment'), 'MODEL_NAME=Model\nGREETING=hello\n');
    await writeFile(join(folder, 'Model.py'), code);
    await writeFile(join(folder, 'warm-up.json'), '{"data": {"ndarray": [[1, 2]]}}');
    const untested = {
      request: { model: folder, startTimeout: 60, ...request },
      model: { reference: folder, uri: folder, kind: 'class', name: 'sum', path: folder, digest: '0', bytes: 1 },
      component: componentOf({ folder, warmUp: 'warm-up.json' }),
      build: { target: 'process', python: '', environment: '', reused: false, runtime: '', runtimeVersion: '' },
      verdict: { passed: true, cases: [], summary: 'All is well.', reused: false, testedAt: new Date().toISOString() }
    };
    const input = TestedSchema.parse(untested);
    return { ...input, build: await this.target.build(input, this.context()) };
  }

  async close(): Promise<void> {
    for (const { name } of await this.target.list()) {
      await this.target.remove(name);
    }
    await this.bench.close();
  }
}

/** Asks an endpoint for the sums of rows. */
export async function predict(url: string, rows: number[][]): Promise<unknown> {
  const body = JSON.stringify({ data: { ndarray: rows } });
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  return ((await response.json()) as { data: { ndarray: unknown } }).data.ndarray;
}

function samePython(folder: string): Python {
  const environment: Environment = { key: 'same', folder, python: PYTHON, reused: true };
  const unforeseen = () => Promise.reject(new Error('No test foresees this.'));
  return {
    interpreters: async () => [{ path: PYTHON, version: '3.11.7', origin: 'PATH' }],
    find: async minor => (minor === '3.11' ? { path: PYTHON, version: '3.11.7', origin: 'PATH' } : undefined),
    environment: async () => environment,
    resolve: unforeseen,
    runScript: unforeseen,
    uvVersion: async () => '0'
  };
}
