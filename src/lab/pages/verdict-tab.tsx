import { type ReactElement, useMemo } from 'react';
import { useAttempt } from '../hooks/use-attempt';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import { TaskModel } from '../models/task-model';
import { ActionButton } from '../parts/action-button';
import { LatencyPlot } from '../parts/latency-plot';
import { ProblemView } from '../parts/problem-view';
import { VerdictTable } from '../parts/verdict-table';

/** Asks a running deployment what its contract asks, and compares it with the logged model. */
export function VerdictTab({ name }: { name: string }): ReactElement {
  const { client, trans } = useLab();
  const model = useMemo(() => new TaskModel(client), [client]);
  useChanges(model);
  const { isBusy, attempt } = useAttempt();
  const { task } = model;
  const problem = model.trouble ?? task?.problem;
  const test = () =>
    void attempt(async signal => void (await model.run(service => service.startTest({ what: name }), signal)));
  return (
    <>
      <p>{trans.__('Sends every case of the contract to the deployment as it is now, and judges each answer.')}</p>
      <div className="jp-DeployModel-buttons">
        <ActionButton
          kind="accept"
          label={isBusy ? trans.__('Testing…') : trans.__('Test it now')}
          isBusy={isBusy}
          onClick={test}
        />
        {isBusy && <ActionButton label={trans.__('Cancel')} onClick={() => void model.cancel()} />}
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
