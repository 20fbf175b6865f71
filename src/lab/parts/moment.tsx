import type { ReactElement } from 'react';
import { useNow } from '../hooks/use-now';
import { useLab } from '../lab';

const MINUTE = 60_000;

/** A time as it is said, `3 minutes ago`, with the exact one on hover. In ISO 8601 or ms since 1970. */
export function Moment({ time }: { time: string | number }): ReactElement {
  const { words } = useLab();
  useNow(MINUTE);
  return (
    <time dateTime={new Date(time).toISOString()} title={words.exact(time)}>
      {words.ago(time)}
    </time>
  );
}
