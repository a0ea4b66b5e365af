import {
  badRequestStatus,
  type FieldRequirement,
  type KubeObject,
  parseFieldSelector,
  parseLabelSelector,
  type Requirement,
  requirementsMatch,
  type Status,
} from '../../api/index.ts';
import { fieldValue, isSelectableField } from './fields.ts';

/** Which objects of a resource a list or watch is about. */
export interface Selection {
  readonly namespace: string | undefined;
  readonly labels: readonly Requirement[] | undefined;
  readonly fields: readonly FieldRequirement[] | undefined;
}

export type SelectionResult =
  | { readonly ok: true; readonly selection: Selection }
  | { readonly ok: false; readonly status: Status };

export function parseSelection(
  resource: string,
  namespace: string | undefined,
  labelSelector: string | undefined,
  fieldSelector: string | undefined,
): SelectionResult {
  let labels: readonly Requirement[] | undefined;
  let fields: readonly FieldRequirement[] | undefined;
  if (labelSelector !== undefined && labelSelector !== '') {
    const parsed = parseLabelSelector(labelSelector);
    if (!parsed.ok) return { ok: false, status: badRequestStatus(parsed.error) };
    labels = parsed.requirements;
  }
  if (fieldSelector !== undefined && fieldSelector !== '') {
    const parsed = parseFieldSelector(fieldSelector);
    if (!parsed.ok) return { ok: false, status: badRequestStatus(parsed.error) };
    for (const { field } of parsed.requirements) {
      if (!isSelectableField(resource, field)) {
        return { ok: false, status: badRequestStatus(`field label not supported: ${field}`) };
      }
    }
    fields = parsed.requirements;
  }
  return { ok: true, selection: { namespace: namespace === '' ? undefined : namespace, labels, fields } };
}

export function selects(resource: string, selection: Selection, object: KubeObject): boolean {
  const { namespace, labels, fields } = selection;
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
  if (labels !== undefined && !requirementsMatch(labels, object.metadata.labels)) return false;
  if (fields === undefined) return true;
  for (const { field, operator, value } of fields) {
    if ((fieldValue(resource, object, field) === value) !== (operator === '=')) return false;
  }
  return true;
}
