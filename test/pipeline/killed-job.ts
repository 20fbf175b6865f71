import { dirname } from 'node:path';
import { RunRequest } from '../../src/contract/run';
import { createPipeline } from '../../src/wiring/create-pipeline';

// A job to be killed: `killed-job deploy <folder>` or `killed-job resume <run>`. Writes its events, one a line.

async function main([verb, argument = '']: string[]): Promise<void> {
  const pipeline = createPipeline(dirname(process.argv[1]!), process.env);
  const watch = {
    signal: new AbortController().signal,
    onEvent: (event: unknown) => void process.stdout.write(`${JSON.stringify(event)}\n`)
  };
  // Nothing is compared: only what is left matters here.
  const request = RunRequest.parse({ model: argument, name: 'sum', acceptFailedTest: true, retest: true });
  await (verb === 'resume' ? pipeline.resume(argument, watch) : pipeline.deploy(request, watch));
}

void main(process.argv.slice(2)).then(() => process.exit(0));
