import { SeldonDeployment } from '../../contract/graph';
import { Problem } from '../../contract/problem';
import type { FieldError } from './field-error';
import { schemaErrors } from './schema';
import { SERVERS, webhookErrors } from './webhook';

/** What a cluster would refuse in a SeldonDeployment: of the first stage that refuses anything. */
export function manifestErrors(document: unknown, servers: readonly string[] = SERVERS): FieldError[] {
  const clean = withoutNulls(document);
  const errors = schemaErrors(clean);
  return errors.length > 0 ? errors : webhookErrors(SeldonDeployment.parse(clean).spec, servers);
}

/** The same as Problems that name the field. */
export function manifestProblems(errors: readonly FieldError[]): Problem[] {
  return errors.map(({ stage, field, value, message }) =>
    Problem.parse({
      code: 'manifest-invalid',
      message: `${field}: ${message}${value ? ` (${value.slice(0, 60)})` : ''}.`,
      reason: REASONS[stage],
      suggestion: `Correct ${field} and check it again with \`deploy-model manifest\`.`
    })
  );
}

const REASONS: Record<FieldError['stage'], string> = {
  decoding: 'A SeldonDeployment has no such field; the cluster would drop it.',
  schema: "The cluster's schema of a SeldonDeployment refuses it.",
  webhook: "Seldon's own check refuses it."
};

/** The API server drops empty fields before it looks. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, withoutNulls(item)])
  );
}
