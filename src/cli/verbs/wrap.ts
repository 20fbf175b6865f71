import { resolve } from 'node:path';
import { PROBLEMS } from '../../contract/problem';
import { RunRequest } from '../../contract/run';
import { deploymentNameOf } from '../../pipeline/deployment-name';
import { exportFolder, refuseOccupied } from '../../pipeline/export-folder';
import { filesOf } from '../../tools/folder-digest';
import { readRequest } from '../request';
import { createRunView } from '../run-view';
import type { Handler } from '../session';
import { shellWord } from '../../tools/shell-word';

/** `wrap`: the first two steps, and their outcome as a folder to keep. */
export const wrap: Handler = async ({ pipeline, output, signal, cwd }, model, { out, ...options }) => {
  const request = readRequest(RunRequest, { ...options, model });
  if (typeof out === 'string') {
    await refuseOccupied(resolve(cwd, out));
  }
  const run = await pipeline.deploy(request, { onEvent: createRunView(output), signal, until: 'wrap' });
  if (run.problem) {
    if (!output.json) {
      output.problem(run.problem);
    }
    return PROBLEMS[run.problem.code].exit;
  }
  const wrapped = (await pipeline.output(run.id, 'wrap'))!;
  const folder = resolve(cwd, typeof out === 'string' ? out : deploymentNameOf(wrapped.model));
  try {
    await exportFolder(wrapped.component.folder, folder);
  } finally {
    await pipeline.removeRun(run.id);
  }
  output.emit({ event: 'wrapped', folder, files: await filesOf(folder) });
  output.text('');
  output.text(`Written to ${folder}. Deploy it with: deploy-model deploy ${shellWord(folder)}`);
  return 0;
};
