import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = process.env.DEPLOY_MODEL_RECORDINGS;
const folder = root && join(root, 'seldon-1.17.1');

/** What the real operator, webhook and executor did: the cases of one folder; none where no recordings are given. */
export function recordings<T>(topic: string): { name: string; case: T }[] {
  const at = folder && join(folder, topic);
  if (!at || !existsSync(at)) {
    return [];
  }
  return readdirSync(at)
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => ({
      name: file.replace('.yaml', ''),
      case: parse(readFileSync(join(at, file), 'utf8'), { maxAliasCount: -1 }) as T
    }));
}

/** Says that a suite is skipped, and why, in place of its tests. */
export function describeRecorded(title: string, suite: () => void): void {
  if (folder && existsSync(folder)) {
    describe(title, suite);
  } else {
    describe(title, () =>
      it.skip('needs DEPLOY_MODEL_RECORDINGS, the folder with recordings of the real Seldon Core', () => {})
    );
  }
}
