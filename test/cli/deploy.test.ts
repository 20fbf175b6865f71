import type { Output } from '../../src/cli/output';
import type { Session } from '../../src/cli/session';
import { resume } from '../../src/cli/verbs/deploy';
import type { ComponentType } from '../../src/contract/component';
import type { Endpoint } from '../../src/contract/deployment';
import { componentOf } from '../fakes/component';
import { deployment } from '../lab/samples';

/** What is said at the end of a job that deployed a component of which no request is known. */
async function saidOf(type: ComponentType, endpoint?: Endpoint): Promise<string> {
  const said: string[] = [];
  const output: Partial<Output> = { emit: () => undefined, text: line => void said.push(line) };
  const pipeline = {
    resume: async () => ({ id: 'run-1', deployment: deployment('churn', { ...(endpoint && { endpoint }) }) }),
    exampleRequest: async () => undefined,
    output: async () => ({ component: componentOf({ type }) })
  };
  await resume({ pipeline, output } as unknown as Session, 'run-1', {});
  return said.join('\n');
}

it('shows one message to ask a model with', async () => {
  expect(await saidOf('MODEL')).toContain(`-d '{"data": {"ndarray": [[…]]}}'`);
});

it('shows a list of messages to ask a combiner with', async () => {
  expect(await saidOf('COMBINER')).toContain(`-d '[{"data": {"ndarray": [[…]]}}, {"data": {"ndarray": [[…]]}}]'`);
});

it('shows by which method a transformer is asked over gRPC, unless an orchestrator has its own', async () => {
  const url = 'http://127.0.0.1:9000';
  const method = '/seldon.protos.Transformer/TransformInput';
  const itself = { url, predictions: `${url}/transform-input`, grpc: '127.0.0.1:9500' };
  expect(await saidOf('TRANSFORMER', itself)).toContain(method);
  const behind = { ...itself, predictions: `${url}/api/v1.0/predictions` };
  expect(await saidOf('TRANSFORMER', behind)).not.toContain(method);
});
