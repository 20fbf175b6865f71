import type { ReactElement } from 'react';
import { useLab } from '../lab';

const WIDTH = 600;
const HEIGHT = 70;

interface SparklineProperties {
  title: string;
  /** Oldest first; undefined where there was nothing to measure. */
  values: readonly (number | undefined)[];
  text: (value: number) => string;
}

/** How a number went, as a line with its latest and largest value in words. */
export function Sparkline({ title, values, text }: SparklineProperties): ReactElement {
  const { trans } = useLab();
  const known = values.filter(value => value !== undefined);
  const most = Math.max(...known, 0);
  const latest = values.at(-1);
  const words = known.length
    ? trans.__('now %1, at most %2', latest === undefined ? trans.__('none') : text(latest), text(most))
    : trans.__('nothing measured yet');
  return (
    <figure className="jp-DeployModel-plot">
      <figcaption>
        {title} <span className="jp-DeployModel-hint">{words}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}: ${words}`} preserveAspectRatio="none">
        {partsOf(values, most || 1).map((points, index) => (
          <polyline key={index} points={points} />
        ))}
      </svg>
    </figure>
  );
}

/** The line, broken where there is no value. */
function partsOf(values: SparklineProperties['values'], most: number): string[] {
  const step = WIDTH / Math.max(values.length - 1, 1);
  const parts: string[][] = [[]];
  values.forEach((value, index) => {
    if (value === undefined) {
      parts.push([]);
    } else {
      parts.at(-1)!.push(`${(index * step).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1)}`);
    }
  });
  // A single point would draw nothing.
  return parts.filter(part => part.length > 0).map(part => (part.length > 1 ? part : [part[0]!, part[0]!]).join(' '));
}
