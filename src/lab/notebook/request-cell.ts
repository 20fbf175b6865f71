import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { Endpoint } from '../../contract/deployment';
import { ProblemError } from '../../contract/problem';
import { pythonOf } from '../models/snippets';

interface RequestCell {
  /** Name of the deployment. */
  name: string;
  endpoint: Endpoint | undefined;
  /** A message that it answers, in JSON. */
  example: string | undefined;
}

const EMPTY = '{"data": {"ndarray": [[]]}}';

/** Puts a cell that asks a deployment below the active cell of a notebook, and runs nothing. Throws a Problem. */
export function requestCell(notebook: NotebookPanel | null, { name, endpoint, example }: RequestCell): void {
  if (!notebook) {
    throw refused('There is no notebook to put the request into.', 'Open one, then try again.');
  }
  if (!endpoint) {
    throw refused(`${name} has no address: it does not run.`, 'Start it first.');
  }
  const { content } = notebook;
  NotebookActions.insertBelow(content);
  NotebookActions.changeCellType(content, 'code');
  content.activeCell?.model.sharedModel.setSource(
    `# Ask the deployed model ${name}\n${pythonOf(endpoint, example ?? EMPTY)}`
  );
  notebook.activate();
}

function refused(message: string, suggestion: string): ProblemError {
  return new ProblemError({ code: 'bad-request', message, suggestion });
}
