import { createDocker } from '../../src/tools/docker/docker';
import { createS2i } from '../../src/tools/s2i/s2i';

/** A build that a test kills in the middle: `killed-build SOURCE BUILDER IMAGE WORKDIR`. */
const [source, builder, reference, workdir] = process.argv.slice(2) as [string, string, string, string];
const docker = createDocker({ env: process.env });
const signal = new AbortController().signal;
void createS2i({ env: process.env }).build({ source, builder, reference, workdir, docker, signal });
