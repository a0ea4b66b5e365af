// Candidate fixes for a finding, the likeliest first. check.ts tries them and keeps the one that helps most.
import { unknownFieldFixes } from './fields.ts';
import { kindFixes } from './kinds.ts';
import type { FixContext, Proposal } from './proposal.ts';
import { typeFixes } from './types.ts';
import { validationFixes } from './validation.ts';

export { explainFinding } from './explain.ts';
export type { FixContext, Proposal } from './proposal.ts';

export function proposeFixes(context: FixContext): Proposal[] {
  const { finding } = context;
  if (finding.issue?.code === 'unknownField') return unknownFieldFixes(context, finding.issue);
  if (finding.issue !== undefined) return typeFixes(context, finding.issue);
  if (finding.error !== undefined) return validationFixes(context, finding.error);
  if (finding.diagnostic.code === 'kind') return kindFixes(context);
  return [];
}
