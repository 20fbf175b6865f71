import type { Endpoint } from '../../contract/deployment';
import type { FirstRequest } from '../models/first-request';
import { pythonOf } from '../models/snippets';

/** What a cell says of its request, in the language of the code; of the model's own example there is nothing to say. */
const REMARKS: Record<FirstRequest['from'], string[]> = {
  example: [],
  signature: ['# No example was logged: these values are made up, each of its column’s type.'],
  nothing: ['# Nothing is known of its requests: put values into the empty row.']
};

/** The Python code of a cell that asks the deployment of that name. */
export function requestSource(name: string, endpoint: Endpoint, { text, from }: FirstRequest): string {
  return [`# Ask the deployed model ${name}`, ...REMARKS[from], pythonOf(endpoint, text)].join('\n');
}
