import { useEffect } from 'react';
import type { Deployments } from '../models/deployments';
import { useChanges } from './use-changes';

/** Keeps the list of deployments up to date while the view is there. */
export function useWatch(deployments: Deployments): void {
  useChanges(deployments);
  useEffect(() => {
    const watch = deployments.watch();
    return () => watch.dispose();
  }, [deployments]);
}
