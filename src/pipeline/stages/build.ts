import { Built, type Wrapped } from '../../contract/run';
import { filesOf, nameOf } from '../build-files';
import type { Stage } from '../stage';
import type { Targets } from '../targets';

/** Makes what the target needs to run the component: an environment or an image. */
export function createBuildStage(targets: Targets): Stage<Wrapped, Built> {
  return {
    title: 'Build what it needs to run',
    output: Built,
    check: (input, context) => targets[input.request.target].check(input, context),
    async run(input, context) {
      return { ...input, build: await targets[input.request.target].build(input, context) };
    },
    paths: ({ component, build }) => [component.folder, ...filesOf(build)],
    note: ({ build }) => `${nameOf(build)}${build.reused ? ', already there' : ''}`
  };
}
