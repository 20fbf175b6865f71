import { useEffect, useState } from 'react';

/** The time in ms since 1970, as of the last so many ms; stands still while the page is hidden or `interval` is 0. */
export function useNow(interval: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (interval === 0) {
      return;
    }
    const timer = setInterval(() => document.hidden || setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}
