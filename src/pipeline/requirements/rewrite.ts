import type { RequirementChange } from '../../contract/component';
import type { Problem } from '../../contract/problem';
import { redact } from '../../tools/redact';
import { missingPackages } from './additions';
import { factsOf } from './facts';
import { logicalLines } from './logical-lines';
import { parseLine } from './parse-line';
import { packageText } from './requirement-line';
import type { Facts, Rule } from './rule';
import { CLOSED_RULES, CONSTRAINT_RULES, RULES } from './rules';
import type { LoggedRequirements, RewriteSubject, RewrittenRequirements } from './subject';

/** A line on its way, and why it is not as it was. */
interface Draft {
  from?: string;
  to?: string;
  reasons: string[];
  problems: Problem[];
}

/**
 * The requirements with which a logged model is served: as logged, but for what cannot be had there, what serving does
 * not need, and what it needs besides. Nothing is asked of an index, so a line is changed only where the other package
 * is known to exist.
 */
export function rewriteRequirements(logged: LoggedRequirements, subject: RewriteSubject): RewrittenRequirements {
  const lines = logicalLines(logged.lines);
  const parsed = lines.map(parseLine);
  const facts = factsOf(parsed, subject);
  // With --no-index the files that were logged are all there is.
  const closed = parsed.some(line => line.kind === 'option' && line.name === '--no-index');
  const constraints = closed ? undefined : rewriteConstraints(logged.constraints ?? [], facts);
  const known = { ...facts, ownConstraints: constraints !== undefined };

  const drafts = withoutRepeats(lines.map(line => applyRules(line, closed ? CLOSED_RULES : RULES, known)));
  const complete = withoutHashes(closed ? drafts : [...drafts, ...additions(drafts, facts)]);
  return {
    requirements: textsOf(complete),
    ...(constraints && { constraints: textsOf(constraints) }),
    changes: [...changesOf(constraints ?? [], 'in constraints.txt: '), ...changesOf(complete)],
    problems: complete.flatMap(({ problems }) => problems)
  };
}

function applyRules(from: string, rules: readonly Rule[], facts: Facts): Draft {
  const draft: Draft = { from, to: from, reasons: [], problems: [] };
  for (const rule of rules) {
    const outcome = draft.to === undefined ? undefined : rule(parseLine(draft.to), facts);
    if (outcome) {
      draft.to = outcome.to;
      draft.reasons.push(...(outcome.reason ? [outcome.reason] : []));
      draft.problems.push(...(outcome.problem ? [outcome.problem] : []));
    }
  }
  return draft;
}

/** The model's constraints with the same changes, or undefined when they need none and its own file will do. */
function rewriteConstraints(lines: readonly string[], facts: Facts): Draft[] | undefined {
  const drafts = logicalLines(lines).map(line => applyRules(line, CONSTRAINT_RULES, facts));
  return facts.hasConstraints && drafts.some(isChanged) ? drafts : undefined;
}

/** Packages that no line names; what rules say of named ones holds for them, too. */
function additions(drafts: readonly Draft[], facts: Facts): Draft[] {
  const { named } = factsOf(textsOf(drafts).map(parseLine), facts.subject);
  return missingPackages(facts, named).map(({ name, specifier, reason }) => {
    const { to, reasons, problems } = applyRules(`${name}${specifier}`, RULES, { ...facts, named });
    return { to, reasons: [reason, ...reasons], problems };
  });
}

/** pip refuses a package that is named twice; rules can make two lines alike. */
function withoutRepeats(drafts: readonly Draft[]): Draft[] {
  const seen = new Set<string>();
  return drafts.map(draft => {
    const key = draft.to === undefined ? '' : comparable(draft.to);
    if (key === '' || !seen.has(key)) {
      seen.add(key);
      return draft;
    }
    return { ...draft, to: undefined, reasons: [...draft.reasons, 'another line says the same'] };
  });
}

function comparable(text: string): string {
  const line = parseLine(text);
  return line.kind === 'package' ? packageText(line, {}).replace(/\s/g, '') : text;
}

/** Hashes stay only where no line was changed: pip wants them on all lines or on none. */
function withoutHashes(drafts: Draft[]): Draft[] {
  const isHashed = ({ to = '' }: Draft) => /\s--hash\b|^--require-hashes$/.test(to);
  if (!drafts.some(isChanged) || !drafts.some(isHashed)) {
    return drafts;
  }
  const bare = drafts.map(draft => ({ ...draft, to: draft.to?.replace(/\s+--hash(\s*=\s*|\s+)\S+/g, '') }));
  return [
    ...bare.map(draft => (draft.to === '--require-hashes' ? { ...draft, to: undefined } : draft)),
    {
      from: '--hash=…',
      reasons: [
        'pip takes hashes on all lines or on none, and changed lines have none; the environment is locked with its own'
      ],
      problems: []
    }
  ];
}

function isChanged({ reasons }: Draft): boolean {
  return reasons.length > 0;
}

function textsOf(drafts: readonly Draft[]): string[] {
  return drafts.flatMap(({ to }) => (to ? [to] : []));
}

/** Shown to people and kept in files: without passwords in addresses. */
function changesOf(drafts: readonly Draft[], prefix = ''): RequirementChange[] {
  return drafts.filter(isChanged).map(({ from, to, reasons }) => ({
    ...(from !== undefined && { from: shown(from) }),
    ...(to !== undefined && { to: shown(to) }),
    reason: prefix + reasons.join('; ')
  }));
}

function shown(text: string): string {
  return redact(text.replace(/\s+--hash\b.*$/, ''));
}
