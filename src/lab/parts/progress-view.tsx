import type { ReactElement } from 'react';
import { useLab } from '../lab';
import type { Progress } from '../models/run-log';

/** How far something is; a moving bar when its end is not known. */
export function ProgressView({ progress }: { progress: Progress }): ReactElement {
  const { words } = useLab();
  const { title, done, total, unit } = progress;
  const text = (count: number) =>
    unit === 'bytes' || unit === 'B' ? words.bytes(count) : `${words.count(count)} ${unit}`;
  return (
    <div className="jp-DeployModel-progress">
      <span>{title}</span>
      <progress aria-label={title} value={total > 0 ? done : undefined} max={total > 0 ? total : undefined} />
      <span>{total > 0 ? `${text(done)} / ${text(total)}` : text(done)}</span>
    </div>
  );
}
