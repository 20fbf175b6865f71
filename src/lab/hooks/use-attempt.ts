import { useCallback, useEffect, useRef, useState } from 'react';
import type { Problem } from '../../contract/problem';
import { troubleOf } from '../models/trouble';

interface Attempt {
  isBusy: boolean;
  trouble?: Problem;
  /** Does the work unless it is being done; an error ends up in `trouble`. */
  attempt: (work: (signal: AbortSignal) => Promise<void>) => Promise<void>;
}

/** Work that a button starts: busy while it lasts, its error kept for the view. Given up when the view goes. */
export function useAttempt(): Attempt {
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Problem>();
  const gone = useRef<AbortController>(undefined);
  useEffect(() => {
    gone.current = new AbortController();
    return () => gone.current?.abort();
  }, []);
  const attempt = useCallback(async (work: (signal: AbortSignal) => Promise<void>) => {
    const signal = gone.current?.signal ?? new AbortController().signal;
    setBusy(true);
    setTrouble(undefined);
    try {
      await work(signal);
    } catch (error) {
      setTrouble(await troubleOf(error, signal));
    } finally {
      setBusy(false);
    }
  }, []);
  return { isBusy, trouble, attempt };
}
