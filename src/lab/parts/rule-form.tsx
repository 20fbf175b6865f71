import { type FormEvent, type ReactElement, useState } from 'react';
import { addressOf, type DeploymentId } from '../../contract/deployment-id';
import { RolloutRule } from '../../contract/rollout-rule';
import type { TaskWork } from '../hooks/use-task';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { Field } from './field';

/** What is typed, by the rule's own names; empty means by default. */
type Typed = Record<'after' | 'minRequests' | 'maxErrorRate' | 'maxP99', string>;

const { after, minRequests, maxErrorRate } = RolloutRule.parse({});
const DEFAULTS: Typed = {
  after: String(after),
  minRequests: String(minRequests),
  maxErrorRate: String(maxErrorRate),
  maxP99: ''
};

/** Lets limits decide about the new version: it takes over when it keeps them, and is taken away when it does not. */
export function RuleForm({ id, work }: { id: DeploymentId; work: TaskWork }): ReactElement {
  const { trans } = useLab();
  const [typed, setTyped] = useState(DEFAULTS);
  const entries = Object.entries(typed).filter(([, text]) => text.trim() !== '');
  const rule = RolloutRule.safeParse(Object.fromEntries(entries.map(([key, text]) => [key, Number(text)])));
  const mistakes = new Map(rule.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  const refusal = rule.success ? undefined : trans.__('A limit cannot be taken as it is.');
  const decide = (event?: FormEvent) => {
    event?.preventDefault();
    if (rule.success && !work.isBusy) {
      void work.begin(service => service.decideByRule({ ...addressOf(id), ...rule.data }));
    }
  };
  const field = (key: keyof Typed, label: string, placeholder?: string) => (
    <Field
      label={label}
      kind="number"
      value={typed[key]}
      placeholder={placeholder}
      error={mistakes.get(key)}
      onChange={text => setTyped({ ...typed, [key]: text })}
    />
  );
  return (
    <details className="jp-DeployModel-fold">
      <summary>{trans.__('Let its numbers decide')}</summary>
      <form className="jp-DeployModel-remove jp-mod-calm" onSubmit={decide}>
        <p className="jp-DeployModel-hint">
          {trans.__(
            'The new version takes over when it keeps these limits for so long, and is taken away when it does not. The service goes on watching when this page is closed.'
          )}
        </p>
        <div className="jp-DeployModel-options">
          {field('after', trans.__('Seconds to keep them'))}
          {field('minRequests', trans.__('Requests at least'))}
          {field('maxErrorRate', trans.__('Percent that may fail'))}
          {field('maxP99', trans.__('Milliseconds for 99 of 100'), trans.__('no limit'))}
        </div>
        <ActionButton
          label={work.isBusy ? trans.__('Watching…') : trans.__('Watch and decide')}
          isBusy={work.isBusy}
          refusal={refusal}
          onClick={decide}
        />
      </form>
    </details>
  );
}
