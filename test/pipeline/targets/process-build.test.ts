import type { WrappedComponent } from '../../../src/contract/component';
import { ProblemError } from '../../../src/contract/problem';
import { createRuntimes } from '../../../src/pipeline/runtimes';
import { buildProblems } from '../../../src/pipeline/targets/process-build';
import { homeOf } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';
import type { EnvironmentRequest, Python } from '../../../src/tools/python';
import { componentOf } from '../../fakes/component';

const asked: EnvironmentRequest[] = [];
beforeEach(() => asked.splice(0));

/** A machine with Python 3.11, whose uv finds a conflict where protobuf 5 is asked for beside something else. */
const python: Python = {
  interpreters: async () => [{ path: '/python', version: '3.11.7', origin: 'PATH' }],
  find: async minor => (minor === '3.11' ? { path: '/python', version: '3.11.7', origin: 'PATH' } : undefined),
  async resolve(request) {
    asked.push(request);
    if (request.requirements.includes('protobuf==5')) {
      throw new ProblemError({
        code: 'requirement-conflict',
        message: 'They clash.',
        suggestion: 'None.',
        detail: 'why'
      });
    }
  },
  environment: () => Promise.reject(new Error('Nothing is made before the work.')),
  runScript: () => Promise.reject(new Error('Nothing is run before the work.')),
  uvVersion: async () => '0'
};

const runtimes = createRuntimes({ builtin: 'runtime', home: homeOf({ DEPLOY_MODEL_HOME: '/nowhere' }) });

async function problemsOf(changes: Partial<WrappedComponent>): Promise<string[]> {
  const component = componentOf({ runtime: 'seldon-core', requirements: ['numpy==2.4.0'], ...changes });
  const request = { fetchPython: false, grpc: false };
  const context = { log: silent, signal: new AbortController().signal };
  const found = await buildProblems({ python, runtimes }, { component, request }, context);
  return found
    .filter(({ severity }) => severity === 'error')
    .map(({ code, detail }) => `${code} ${detail ?? ''}`.trim());
}

test('packages that exclude those of the runtime are found before any work', async () => {
  expect(await problemsOf({ requirements: ['protobuf==5'] })).toEqual(['requirement-conflict why']);
});

test('they are looked for as they will be installed', async () => {
  expect(await problemsOf({})).toEqual([]);
  expect(asked[0]).toMatchObject({ python: '3.11', overrides: ['numpy==2.4.0', 'pyyaml', 'click', 'cryptography'] });
  expect(asked[0]!.requirements).toContain('seldon-core==1.17.1');
});

test('nothing is resolved for the built-in runtime, which asks for nothing', async () => {
  expect(await problemsOf({ runtime: 'builtin', requirements: ['protobuf==5'] })).toEqual([]);
  expect(asked).toEqual([]);
});

test('nothing is resolved for a Python that is not here or that the runtime cannot use', async () => {
  expect(await problemsOf({ python: '3.12' })).toEqual(['python-missing']);
  expect(await problemsOf({ python: '3.14' })).toEqual(['runtime-unsuitable', 'python-missing']);
  expect(asked).toEqual([]);
});
