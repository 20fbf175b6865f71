import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RuntimeBench, type Running } from '../workbench';
import type { ParityRequest } from './requests';

/** What a server answered, without what no client depends on. */
export interface Given {
  status: number;
  body: unknown;
}

/** One class on the built-in runtime and on seldon-core. */
export class Pair {
  private constructor(
    private readonly benches: RuntimeBench[],
    private readonly ours: Running,
    private readonly theirs: Running
  ) {}

  /** `file`: the class, beside this one. */
  static async open(file: string): Promise<Pair> {
    const code = readFileSync(join(__dirname, file), 'utf8');
    const benches = [await RuntimeBench.open('builtin'), await RuntimeBench.open('seldon-core')];
    const [ours, theirs] = await Promise.all(benches.map(bench => bench.start({ code, grpc: true })));
    return new Pair(benches, ours!, theirs!);
  }

  async ask(request: ParityRequest): Promise<{ ours: Given; theirs: Given }> {
    return { ours: await this.#askOne(this.ours, request), theirs: await this.#askOne(this.theirs, request) };
  }

  async #askOne(running: Running, request: ParityRequest): Promise<Given> {
    if (request.message) {
      const { status, body } = await this.benches[0]!.grpc(running, request.message);
      return { status, body };
    }
    return overHttp(running, request);
  }

  async close(): Promise<void> {
    await Promise.all(this.benches.map(bench => bench.close()));
  }
}

async function overHttp({ endpoint }: Running, { method, path, headers, body }: ParityRequest): Promise<Given> {
  const answer = await fetch(new URL(path, endpoint.url), {
    method,
    headers,
    body,
    signal: AbortSignal.timeout(30_000)
  });
  const text = await answer.text();
  return { status: answer.status, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
