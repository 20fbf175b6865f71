import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder with a class that takes its time to load, so that something can happen in the middle of a run. */
export function writeSlowClass(folder: string, seconds: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'Model.py'),
    `import time


class Model:
    def __init__(self):
        time.sleep(${seconds})

    def predict(self, X, names=None, meta=None):
        return X
`
  );
  writeFileSync(join(folder, 'request.json'), '{"data": {"ndarray": [[1.0]]}}');
}
