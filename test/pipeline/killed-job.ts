import { writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunEvent } from '../../src/contract/event';
import { RunRequest } from '../../src/contract/run';
import { createPipeline } from '../../src/wiring/create-pipeline';

// A job to be killed: `killed-job deploy <folder>` or `killed-job resume <run>`. Writes its events, one a line. With the name
// of an event and its stage behind it kills itself there: who reads of it may be late.

async function main([verb, argument = '', last, stage]: string[]): Promise<void> {
  const pipeline = createPipeline(dirname(process.argv[1]!), process.env);
  const watch = {
    signal: new AbortController().signal,
    onEvent: (event: RunEvent) => {
      // Not by a stream, which may keep it for later.
      writeSync(1, `${JSON.stringify(event)}\n`);
      if (event.event === last && 'stage' in event && event.stage === stage) {
        process.kill(process.pid, 'SIGKILL');
      }
    }
  };
  // Nothing is compared: only what is left matters here.
  const request = RunRequest.parse({ model: argument, name: 'sum', acceptFailedTest: true, retest: true });
  await (verb === 'resume' ? pipeline.resume(argument, watch) : pipeline.deploy(request, watch));
}

void main(process.argv.slice(2)).then(() => process.exit(0));
