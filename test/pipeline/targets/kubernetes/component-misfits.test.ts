import type { ComponentType, RuntimeName } from '../../../../src/contract/component';
import { SelectedModel } from '../../../../src/contract/model';
import { PROBLEMS } from '../../../../src/contract/problem';
import { RunRequest } from '../../../../src/contract/run';
import { componentMisfits } from '../../../../src/pipeline/targets/kubernetes/component-misfits';
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
