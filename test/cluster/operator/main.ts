import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createKubernetes } from '../../../src/tools/kubernetes/kubernetes';
import { Controller } from './controller';
import { readConfig } from './prepackaged';
import { startWebhook } from './webhook-server';

const { values } = parseArgs({
  options: { 'webhook-port': { type: 'string' }, certificate: { type: 'string' }, key: { type: 'string' } }
});
const say = (line: string) => process.stdout.write(`${new Date().toISOString()} ${line}\n`);

startWebhook({
  port: Number(values['webhook-port']),
  cert: readFileSync(values.certificate!, 'utf8'),
  key: readFileSync(values.key!, 'utf8')
});
createKubernetes()
  .connect()
  .then(async cluster => {
    const images = { engine: process.env.ENGINE_IMAGE ?? 'localhost/engine:1', config: await readConfig(cluster) };
    await new Controller(cluster, images, say).run(new AbortController().signal);
  })
  .catch((error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  });
