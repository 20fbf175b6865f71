import type { ReactElement } from 'react';
import type { Run } from '../../contract/run';
import { useNow } from '../hooks/use-now';
import { useLab } from '../lab';
import { elapsed } from '../models/run-progress';
import { stageTitles } from './stage-words';

/** How long each step took, side by side. */
export function StageTimes({ run }: { run: Run }): ReactElement {
  const { trans, words } = useLab();
  const now = useNow(run.state === 'running' ? 1000 : 0);
  const times = run.stages.map(stage => ({ stage, time: elapsed(stage, now) ?? 0 })).filter(({ time }) => time > 0);
  const longest = Math.max(...times.map(({ time }) => time), 1);
  return (
    <table className="jp-DeployModel-table jp-DeployModel-times">
      <caption className="jp-DeployModel-unseen">{trans.__('Time of each step')}</caption>
      <tbody>
        {times.map(({ stage, time }) => (
          <tr key={stage.name}>
            <th scope="row">{stageTitles(trans)[stage.name]}</th>
            <td className="jp-DeployModel-number">
              <span>{words.duration(time)}</span>
              <span
                className="jp-DeployModel-bar"
                aria-hidden
                style={{ width: `${Math.max(1, (time / longest) * 100)}%` }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
