import type { FormEvent, ReactElement } from 'react';
import { useLab } from '../lab';
import type { FieldError, FormField } from '../models/request-form';
import type { TrialModel } from '../models/trial-model';
import { Field } from './field';
import { TrialButtons } from './trial-buttons';

/** One row of the model's inputs as a form, filled with the example. */
export function TrialForm({ model }: { model: TrialModel }): ReactElement {
  const { trans } = useLab();
  const { errors } = model;
  const words = errorWords(trans);
  const refusal = Object.keys(errors).length > 0 ? trans.__('A value is missing or wrong.') : undefined;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === undefined && !model.isBusy) {
      void model.send();
    }
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <div className="jp-DeployModel-inputs">
        {model.fields?.map(field => {
          const error = errors[field.name];
          return (
            <Field
              key={field.name}
              label={field.name}
              {...controlOf(field)}
              value={model.texts[field.name] ?? field.initial}
              hint={field.required ? field.type : trans.__('%1, optional', field.type)}
              error={error && words[error]}
              onChange={text => model.setText(field.name, text)}
            />
          );
        })}
      </div>
      {model.json !== undefined && (
        <p className="jp-DeployModel-hint">{trans.__('The JSON was edited; a change here replaces it.')}</p>
      )}
      <TrialButtons model={model} refusal={model.json === undefined ? refusal : undefined} />
      <button type="submit" hidden />
    </form>
  );
}

/** Words of JSON, the same in every language. */
const FLAGS = ['true', 'false'].map(sameLabel);

function sameLabel(label: string): { value: string; label: string } {
  return { value: label, label };
}

function controlOf({ kind, required }: FormField): Pick<Parameters<typeof Field>[0], 'kind' | 'options'> {
  return kind === 'boolean'
    ? { kind: 'select', options: required ? FLAGS : [{ ...sameLabel('null'), value: '' }, ...FLAGS] }
    : {};
}

function errorWords(trans: ReturnType<typeof useLab>['trans']): Record<FieldError, string> {
  return {
    missing: trans.__('A value is needed.'),
    'not-a-number': trans.__('This is no number.'),
    'not-whole': trans.__('This is no whole number.'),
    'not-json': trans.__('This is no JSON.')
  };
}
