import { styleText } from 'node:util';
import { examine } from '../../pipeline/doctor';
import type { Handler } from '../session';

const MARKS = { ok: styleText('green', '✔'), warning: styleText('yellow', '!'), missing: styleText('red', '✖') };

/** `doctor`: every check with its finding; fails when something that is needed is missing. */
export const doctor: Handler = async ({ pipeline, output, signal }, _, options) => {
  let missing = false;
  for await (const check of examine(pipeline, { trackingUri: options.trackingUri as string | undefined, signal })) {
    output.emit({ event: 'check', check });
    output.text(`${MARKS[check.state]} ${check.title.padEnd(16)} ${check.finding}`);
    if (check.todo) {
      output.text(`  → ${check.todo}`);
    }
    missing ||= check.state === 'missing';
  }
  return missing ? 6 : 0;
};
