import { mlflowVersionOf, servesWithSkinny } from './mlflow-lines';
import { PLACES } from './option-lines';
import type { RequirementLine } from './requirement-line';
import type { Facts } from './rule';
import type { RewriteSubject } from './subject';

/** What the lines as a whole tell. */
export function factsOf(lines: readonly RequirementLine[], subject: RewriteSubject): Facts {
  const named = new Set(
    lines.flatMap(line => ('name' in line && line.kind !== 'option' && line.name ? [line.name] : []))
  );
  const mlflowVersion = mlflowVersionOf(lines, subject.description.mlflowVersion);
  const isSkinnyAlready = named.has('mlflow-skinny') && !named.has('mlflow');
  return {
    subject,
    named,
    mlflowVersion,
    wholeMlflow: !isSkinnyAlready && !servesWithSkinny(subject.description, lines, mlflowVersion),
    hasOwnIndex: lines.some(line => line.kind === 'option' && PLACES.has(line.name)),
    hasNestedFiles: lines.some(line => line.kind === 'nested' && line.option === '-r'),
    hasConstraints: lines.some(line => line.kind === 'nested' && line.option === '-c'),
    ownConstraints: false
  };
}
