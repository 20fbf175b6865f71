import type { IDisposable } from '@lumino/disposable';
import { useEffect } from 'react';
import type { Changing } from '../models/changing';
import { useChanges } from './use-changes';

/** Keeps a list of the service up to date while the view is there. */
export function useWatch(list: Changing & { watch(): IDisposable }): void {
  useChanges(list);
  useEffect(() => {
    const watch = list.watch();
    return () => watch.dispose();
  }, [list]);
}
