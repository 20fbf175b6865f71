import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIRequestContext } from '@playwright/test';
import type { Run } from '../../../src/contract/run';
import type { Jupyter } from '../../e2e/jupyter';

/** It gives memory back three seconds after its last answer. */
const QUIET = 4_000;
const TICKS_PER_SECOND = 100;

const SUM =
  'class Sum:\n    def predict(self, X, names, meta=None):\n        return [[float(sum(row))] for row in X]\n';
const CONTRACT = {
  features: [{ name: 'x', dtype: 'FLOAT', ftype: 'continuous', range: [0, 1], repeat: 3 }],
  targets: [{ name: 'y', dtype: 'FLOAT', ftype: 'continuous', range: [0, 3] }]
};

/** The service of a Jupyter server, as its user has it. */
export class MeasuredService {
  constructor(
    private readonly jupyter: Jupyter,
    private readonly requests: APIRequestContext
  ) {}

  async status(): Promise<{ pid: number }> {
    return this.#ask('get', 'status');
  }

  /** Seconds of processor time that it has used. */
  processorTime(pid: number): number {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident megabytes once it has been idle for a while. */
  async idleMemory(pid: number): Promise<number> {
    await sleep(QUIET);
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;
  }

  /** Deploys a class with a contract, asks it once, and removes it again. */
  async deploy(name: string, grpc: boolean): Promise<void> {
    const folder = join(this.jupyter.folder, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'Sum.py'), SUM);
    writeFileSync(join(folder, 'contract.json'), JSON.stringify(CONTRACT));
    let run: Run = await this.#ask('post', 'runs', { model: name, name, grpc });
    for (; run.state === 'running'; await sleep(300)) {
      run = await this.#ask('get', `runs/${run.id}`);
    }
    if (run.state !== 'finished') {
      throw new Error(`${name} was not deployed: ${JSON.stringify(run.problem)}`);
    }
    await this.#ask('post', `deployments/${name}/predict`, { request: '{"data": {"ndarray": [[1, 2, 3]]}}' });
    await this.#ask('delete', `deployments/${name}`);
  }

  async #ask<T>(method: 'get' | 'post' | 'delete', path: string, data?: object): Promise<T> {
    const answer = await this.requests[method](this.jupyter.url(`deploy-model/api/${path}`), { data, timeout: 60_000 });
    if (!answer.ok()) {
      throw new Error(`${path}: ${await answer.text()}`);
    }
    return (await answer.json()) as T;
  }
}
