import { stepName } from '../../src/pipeline/images/step-container';
import { createDocker } from '../../src/tools/docker/docker';

/** A step of a build that a test kills in the middle: `killed-step IMAGE`. */
const spec = { name: stepName(), image: process.argv[2]!, command: ['sleep', '600'] };
const { signal } = new AbortController();
const { containers } = createDocker({ env: process.env });
void containers.with(spec, id => containers.run(id, { signal }), signal);
