import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build as bundle } from 'esbuild';
import { sweepSteps } from '../../../src/pipeline/images/step-container';
import { Bench, containers, SUM } from '../../images/bench';

jest.setTimeout(300_000);

const bench = new Bench();
afterAll(() => bench.close());

/** Waits until a step runs. */
async function running(): Promise<void> {
  for (let tries = 0; containers('image-step').length === 0; tries++) {
    expect(tries).toBeLessThan(800);
    await sleep(100);
  }
}

test('a step of a build that runs is left alone, and one whose program was killed is removed by the next build', async () => {
  const { image } = await bench.images.build(await bench.wrapped({ 'Model.py': SUM }), bench.context());
  const program = join(bench.folder, 'killed.cjs');
  const entryPoints = ['test/images/killed-step.ts'];
  await bundle({ entryPoints, outfile: program, bundle: true, platform: 'node', external: ['*.node'] });
  const child = spawn(process.execPath, [program, image.id], { stdio: 'ignore', detached: true });
  await running();
  await sweepSteps(bench.docker);
  expect(containers('image-step')).toHaveLength(1);

  child.kill('SIGKILL');
  await once(child, 'exit');
  await bench.images.build(await bench.wrapped({ 'Model.py': `${SUM}# next\n` }), bench.context());

  expect(containers('image-step')).toEqual([]);
});

test('every container that a build makes tells which program it ends with', async () => {
  const names: string[] = [];
  const listening = new AbortController();
  const events = await bench.docker.containers.events(listening.signal);
  const heard = (async () => {
    for await (const { action, attributes } of events) {
      names.push(...(action === 'create' ? [attributes.name!] : []));
    }
  })().catch(() => undefined);
  // In no lock yet: it is resolved, uv is lent and it is installed.
  const input = await bench.wrapped({
    'Model.py': SUM,
    'requirements.txt': `six!=0.${randomBytes(3).readUIntBE(0, 3)}\n`
  });
  await bench.images.build(input, bench.context());
  listening.abort();
  await heard;

  expect(names.filter(name => name.startsWith('image-step.')).length).toBeGreaterThanOrEqual(1);
  expect(names.filter(name => !/^(image-step\.|s2i_)/.test(name))).toEqual([]);
});
