import { ProblemError } from '../../contract/problem';
import { type Built, Tested } from '../../contract/run';
import { filesOf } from '../build-files';
import type { Stage } from '../stage';
import type { ThrowAway } from '../targets/target';
import type { Targets } from '../targets';
import { readMaterial } from '../testing/cases';
import { examine } from '../testing/examine';
import { earlierVerdict, keepVerdict } from '../testing/verdict';

/** Decides whether the component answers as the logged model does, on a throw-away instance of its target. */
export function createTestStage(targets: Targets, options: { seconds?: number } = {}): Stage<Built, Tested> {
  return {
    title: 'Test against the logged model',
    output: Tested,
    async check({ component }) {
      await readMaterial(component);
      return [];
    },
    async run(input, context) {
      const earlier = input.request.retest ? undefined : await earlierVerdict(input, context.home);
      if (earlier) {
        return { ...input, verdict: earlier };
      }
      const target = targets[input.request.target];
      let instance: ThrowAway | undefined;
      try {
        const verdict = await examine(
          input,
          async both => {
            instance = await target.startThrowAway(input, both);
            return { endpoint: instance.endpoint, lost: () => crashed(instance!) };
          },
          { context, target, ...options }
        );
        await keepVerdict(verdict, input, context.home);
        return { ...input, verdict };
      } finally {
        await instance?.remove();
      }
    },
    paths: ({ component, build }) => [component.folder, ...filesOf(build)],
    note: ({ verdict }) => (verdict.reused ? `${verdict.summary}, tested before` : verdict.summary)
  };
}

async function crashed(instance: ThrowAway): Promise<ProblemError> {
  const detail = await instance.tail();
  return new ProblemError({
    code: 'model-crashed',
    message: 'The model ended its process while it was asked.',
    reason: detail.trim().split('\n').at(-1) ?? '',
    suggestion: 'Look at the last lines of its log below.',
    detail
  });
}
