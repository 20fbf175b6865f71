import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { Endpoint } from '../../contract/deployment';
import { ProblemError } from '../../contract/problem';
import type { FirstRequest } from '../models/first-request';
import { requestSource } from './request-source';

interface RequestCell {
  /** Name of the deployment. */
  name: string;
  endpoint: Endpoint | undefined;
  request: FirstRequest;
}

/** Puts a cell that asks a deployment below the active cell of a notebook, and runs nothing. Throws a Problem. */
export function requestCell(notebook: NotebookPanel | null, { name, endpoint, request }: RequestCell): void {
  if (!notebook) {
    throw refused('There is no notebook to put the request into.', 'Open one, then try again.');
  }
  if (!endpoint) {
    throw refused(`${name} has no address: it does not run.`, 'Start it first.');
  }
  const { content } = notebook;
  NotebookActions.insertBelow(content);
  NotebookActions.changeCellType(content, 'code');
  content.activeCell?.model.sharedModel.setSource(requestSource(name, endpoint, request));
  notebook.activate();
}

function refused(message: string, suggestion: string): ProblemError {
  return new ProblemError({ code: 'bad-request', message, suggestion });
}
