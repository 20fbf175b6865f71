import { type GetClient, RunModel } from './run-model';
import type { Runs, RunStart } from './runs';

interface From {
  runs: Runs;
  client: GetClient;
}

/** The model of one run, the same for all who ask, following it. */
export function followRun({ runs, client }: From, id: string): RunModel {
  const model = runs.known(id) ?? runs.add(new RunModel(id, client));
  model.follow();
  return model;
}

/** Starts a run and follows it. Throws what the service says. */
export async function startRun(from: From, request: RunStart): Promise<RunModel> {
  const run = await (await from.client()).startRun(request);
  const model = followRun(from, run.id);
  model.run ??= run;
  return model;
}
