import type { ReactElement } from 'react';
import type { DeploymentId } from '../../contract/deployment-id';
import { useTask } from '../hooks/use-task';
import { useLab } from '../lab';
import { ActionButton } from '../parts/action-button';
import { LatencyPlot } from '../parts/latency-plot';
import { ProblemView } from '../parts/problem-view';
import { VerdictTable } from '../parts/verdict-table';

/** Asks a running deployment what its contract asks, and compares it with the logged model. */
export function VerdictTab({ id }: { id: DeploymentId }): ReactElement {
  const { trans } = useLab();
  const { isBusy, task, problem, begin, cancel } = useTask({
    subject: id.name,
    place: id.place,
    kinds: ['test'],
    ended: true
  });
  return (
    <>
      <p>{trans.__('Sends every case of the contract to the deployment as it is now, and judges each answer.')}</p>
      <div className="jp-DeployModel-buttons">
        <ActionButton
          kind="accept"
          label={isBusy ? trans.__('Testing…') : trans.__('Test it now')}
          isBusy={isBusy}
          onClick={() => void begin(service => service.startTest({ what: id.name, ...id.place }))}
        />
        {isBusy && <ActionButton label={trans.__('Cancel')} onClick={cancel} />}
      </div>
      <p role="status">{task?.verdict?.summary ?? (task && trans._n('%1 case', '%1 cases', task.cases.length))}</p>
      {problem && <ProblemView problem={problem} />}
      {task && task.cases.length > 0 && <VerdictTable cases={task.cases} />}
      {task && task.cases.length > 1 && (
        <LatencyPlot title={trans.__('Time of each answer')} milliseconds={task.cases.map(each => each.milliseconds)} />
      )}
    </>
  );
}
