import { existsSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from './artifacts';
import type { LocalStore } from './local-store';

/** The folder of a model whose store is on this machine; undefined when its files are not, or not whole, there. */
export function localFolderOf(place: Place, store: LocalStore): string | undefined {
  const found = folderAt(place, store);
  return found && existsSync(join(found, 'MLmodel')) ? found : undefined;
}

function folderAt(place: Place, store: LocalStore): string | undefined {
  switch (place.kind) {
    case 'run':
      return below(rootOf(place.root, store), place.path);
    case 'logged-model':
      return rootOf(place.root, store);
    case 'proxied':
      return below(store.artifacts, place.path);
    case 'store':
      return rootOf(place.storage, store);
  }
}

function rootOf(uri: string, store: LocalStore): string | undefined {
  const proxied = /^mlflow-artifacts:\/(?!\/)(.*)$/s.exec(uri)?.[1];
  if (proxied !== undefined) {
    return below(store.artifacts, proxied);
  }
  if (uri.startsWith('file:///')) {
    return fileURLToPath(uri);
  }
  return uri.startsWith('/') ? uri : undefined;
}

/** Links on the way must not lead out of the root. */
function below(root: string | undefined, path: string): string | undefined {
  if (root === undefined || !existsSync(join(root, path))) {
    return undefined;
  }
  const [top, real] = [realpathSync(root), realpathSync(join(root, path))];
  return real === top || real.startsWith(top + sep) ? real : undefined;
}
