import { type DependencyList, useCallback, useEffect, useState } from 'react';
import type { Client } from '../../contract/client';
import type { Problem } from '../../contract/problem';
import { useLab } from '../lab';
import { troubleOf } from '../models/trouble';

interface Answer<T> {
  value?: T;
  trouble?: Problem;
  isLoading: boolean;
  /** Asks again. */
  again: () => void;
}

/** What the service answers to one question; asked again when something in `on` changes. */
export function useAnswer<T>(
  ask: (client: Client<AbortSignal>, signal: AbortSignal) => Promise<T>,
  on: DependencyList
): Answer<T> {
  const { client } = useLab();
  const [round, setRound] = useState(0);
  const [answer, setAnswer] = useState<Omit<Answer<T>, 'again'>>({ isLoading: true });
  useEffect(() => {
    const gone = new AbortController();
    setAnswer(({ value }) => ({ value, isLoading: true }));
    void (async () => {
      try {
        const value = await ask(await client(), gone.signal);
        if (!gone.signal.aborted) {
          setAnswer({ value, isLoading: false });
        }
      } catch (error) {
        const trouble = await troubleOf(error, gone.signal);
        if (!gone.signal.aborted) {
          setAnswer({ trouble, isLoading: false });
        }
      }
    })();
    return () => gone.abort();
    // `ask` is a new function in each rendering; `on` says when it asks for something else.
  }, [client, round, ...on]);
  return { ...answer, again: useCallback(() => setRound(count => count + 1), []) };
}
