import type { FieldError } from './field-error';

/** The webhook's answer in one text: the misspelt group and the empty name are Seldon's. */
export function webhookMessage(errors: readonly FieldError[]): string {
  const texts = errors.map(error => `${error.field}: ${causeOf(error)}`);
  const all = texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
  return `SeldonDeployment.machinelearing.seldon.io "" is invalid: ${all}`;
}

/** One error as the API server lists it among the causes. */
export function causeOf({ value, message }: FieldError): string {
  return `Invalid value: ${JSON.stringify(value ?? '')}: ${message}`;
}
