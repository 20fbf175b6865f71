import type { ReactElement } from 'react';
import { useLab } from '../lab';
import { figuresOf } from '../models/latency';

const WIDTH = 600;
const HEIGHT = 90;
const FOOT = 4;
/** Room for at least so many bars: three of them should not fill the plot. */
const LEAST = 40;

/** One bar for each answer, its time as its height, and the figures in words. */
export function LatencyPlot({
  title,
  milliseconds
}: {
  title: string;
  milliseconds: readonly number[];
}): ReactElement | null {
  const { trans, words } = useLab();
  const figures = figuresOf(milliseconds);
  if (!figures) {
    return null;
  }
  const { count, median, p95, most } = figures;
  const step = WIDTH / Math.max(milliseconds.length, LEAST);
  const text = trans.__(
    '%1 answers: median %2, 95 %% within %3, slowest %4',
    words.count(count),
    words.milliseconds(median),
    words.milliseconds(p95),
    words.milliseconds(most)
  );
  return (
    <figure className="jp-DeployModel-plot">
      <figcaption>
        {title} <span className="jp-DeployModel-hint">{text}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}. ${text}`} preserveAspectRatio="none">
        {milliseconds.map((value, index) => {
          const height = Math.max(1, (value / most) * (HEIGHT - FOOT));
          return (
            <rect
              key={index}
              x={index * step + step * 0.1}
              y={HEIGHT - height}
              width={Math.max(0.5, step * 0.8)}
              height={height}
              className={value > p95 ? 'jp-mod-slow' : undefined}
            >
              <title>{words.milliseconds(value)}</title>
            </rect>
          );
        })}
        <line
          x1={0}
          x2={WIDTH}
          y1={HEIGHT - (median / most) * (HEIGHT - FOOT)}
          y2={HEIGHT - (median / most) * (HEIGHT - FOOT)}
        />
      </svg>
    </figure>
  );
}
