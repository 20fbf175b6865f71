import type { ComponentType, RuntimeName } from '../../../../src/contract/component';
import { SelectedModel } from '../../../../src/contract/model';
import { PROBLEMS } from '../../../../src/contract/problem';
import { RunRequest } from '../../../../src/contract/run';
import { componentMisfits, misfitsBeside } from '../../../../src/pipeline/targets/kubernetes/component-misfits';
import { componentOf } from '../../../fakes/component';

const REFERENCE = './my wrappers/split';

interface Wanted {
  protocol?: 'seldon' | 'v2';
  runtime?: RuntimeName;
}

/** What is said of a component alone on a cluster. */
function misfits(type: ComponentType, { protocol = 'seldon', runtime = 'builtin' }: Wanted = {}) {
  const model = SelectedModel.parse({
    ...{ reference: REFERENCE, uri: REFERENCE, kind: 'class', name: 'split', path: '/nowhere', digest: '0', bytes: 1 }
  });
  const request = RunRequest.parse({ model: REFERENCE, target: 'kubernetes', kubernetes: { protocol } });
  return componentMisfits({ component: componentOf({ type, runtime }), model, request });
}

it.each(['MODEL', 'TRANSFORMER', 'OUTPUT_TRANSFORMER'] as const)('says nothing of a %s', type => {
  expect(misfits(type)).toEqual([]);
});

it.each(['ROUTER', 'COMBINER'] as const)('refuses a %s, with a command that can be pasted', type => {
  const [problem] = misfits(type);
  expect(problem).toMatchObject({ code: 'model-unsupported', severity: 'error' });
  expect(PROBLEMS[problem!.code].exit).toBe(3);
  expect(problem!.suggestion).toContain(`deploy-model build '${REFERENCE}' --push`);
});

it.each(['TRANSFORMER', 'OUTPUT_TRANSFORMER'] as const)('refuses a %s in V2, which has no path for it', type => {
  expect(misfits(type, { protocol: 'v2' })).toMatchObject([
    { code: 'bad-request', suggestion: 'Leave --protocol out.' }
  ]);
});

it('takes a model in V2, but not with a runtime that does not speak it', () => {
  expect(misfits('MODEL', { protocol: 'v2' })).toEqual([]);
  const suggestion = expect.stringContaining('--runtime builtin') as string;
  expect(misfits('MODEL', { protocol: 'v2', runtime: 'seldon-core' })).toMatchObject([
    { code: 'bad-request', suggestion }
  ]);
});

describe('beside a version that runs', () => {
  /** What keeps a component from running beside a model, as Seldon's orchestrator or the component itself is asked. */
  const beside = (
    { type, runtime = 'builtin' }: { type: ComponentType; runtime?: RuntimeName },
    { protocol = 'seldon', noEngine = false }: { protocol?: 'seldon' | 'v2'; noEngine?: boolean } = {}
  ) => {
    const kubernetes = { rollout: 'canary', noEngine } as const;
    const request = RunRequest.parse({ model: REFERENCE, target: 'kubernetes', kubernetes });
    const annotations: Record<string, string> = noEngine ? { 'seldon.io/no-engine': 'true' } : {};
    const main = { name: 'main', graph: { name: 'model', type: 'MODEL' }, annotations };
    return misfitsBeside({ protocol, versions: { main } }, { component: componentOf({ type, runtime }), request });
  };

  it('is asked as that one is', () => {
    expect(beside({ type: 'MODEL' })).toEqual([]);
    expect(beside({ type: 'MODEL' }, { noEngine: true })).toEqual([]);
    expect(beside({ type: 'TRANSFORMER' })).toEqual([]);
  });

  it('is refused where it is asked at another path', () => {
    expect(beside({ type: 'TRANSFORMER' }, { noEngine: true })).toMatchObject([
      { code: 'bad-request', reason: expect.stringMatching(/predictions and at .*transform-input/) as string }
    ]);
  });

  it('is refused where that one speaks V2 and it does not', () => {
    const [problem] = beside({ type: 'TRANSFORMER' }, { protocol: 'v2' });
    expect(problem).toMatchObject({ message: 'The new version cannot run beside the running one.' });
    expect(problem!.reason).toContain('In V2');
    expect(beside({ type: 'MODEL', runtime: 'seldon-core' }, { protocol: 'v2' })).toHaveLength(1);
    expect(beside({ type: 'MODEL' }, { protocol: 'v2' })).toEqual([]);
  });

  it('is alone where nothing runs yet', () => {
    const request = RunRequest.parse({ model: REFERENCE, kubernetes: { rollout: 'canary', noEngine: true } });
    const component = componentOf({ type: 'TRANSFORMER' });
    expect(misfitsBeside({ protocol: 'seldon', versions: undefined }, { component, request })).toEqual([]);
  });
});
