// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/api/validation/generic.go
// Differs: maps are checked in key order; upstream's order is random.
import type {
  LabelSelector,
  LabelSelectorRequirement,
  ObjectMeta,
  OwnerReference,
  StringMap,
} from '../types/index.ts';
import { semanticEqual } from './equality.ts';
import { type FieldError, forbidden, invalid, required, tooLong } from './field.ts';
import {
  isDNS1035Label,
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isValidLabelValue,
} from './names.ts';

export const IS_NEGATIVE_MESSAGE = 'must be greater than or equal to 0';
export const FIELD_IMMUTABLE_MESSAGE = 'field is immutable';
const TOTAL_ANNOTATION_SIZE_LIMIT = 256 * 1024;

/** Messages about a name; `prefix` allows the trailing dash of a generateName. */
export type NameCheck = (name: string, prefix: boolean) => string[];

/** A prefix may end in a dash, because five characters follow. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

export const nameIsDNSSubdomain: NameCheck = (name, prefix) =>
  isDNS1123Subdomain(prefix ? maskTrailingDash(name) : name);
export const nameIsDNSLabel: NameCheck = (name, prefix) =>
  isDNS1123Label(prefix ? maskTrailingDash(name) : name);
export const nameIsDNS1035Label: NameCheck = (name, prefix) =>
  isDNS1035Label(prefix ? maskTrailingDash(name) : name);
/** Path segments: anything without a slash or a percent sign, and not `.` or `..`. */
export const nameIsPathSegment: NameCheck = (name) => {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
};

export function nonNegative(value: number | undefined, path: string): FieldError[] {
  return value !== undefined && value < 0 ? [invalid(path, value, IS_NEGATIVE_MESSAGE)] : [];
}

export function immutable(next: unknown, previous: unknown, path: string): FieldError[] {
  return semanticEqual(next, previous) ? [] : [invalid(path, next, FIELD_IMMUTABLE_MESSAGE)];
}

export function validateLabelName(name: string, path: string): FieldError[] {
  return isQualifiedName(name).map((message) => invalid(path, name, message));
}

export function validateDNS1123Label(text: string, path: string): FieldError[] {
  return isDNS1123Label(text).map((message) => invalid(path, text, message));
}

export function validateDNS1123Subdomain(text: string, path: string): FieldError[] {
  return isDNS1123Subdomain(text).map((message) => invalid(path, text, message));
}

export function validateQualifiedName(text: string, path: string): FieldError[] {
  return isQualifiedName(text).map((message) => invalid(path, text, message));
}

export function sortedEntries<T>(map: Record<string, T> | undefined): [string, T][] {
  return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

export function validateLabels(labels: StringMap | undefined, path: string): FieldError[] {
  if (labels === undefined) return [];
  return sortedEntries(labels).flatMap(([key, value]) => [
    ...validateLabelName(key, path),
    ...isValidLabelValue(value).map((message) => invalid(path, value, message)),
  ]);
}

export function validateAnnotations(annotations: StringMap | undefined, path: string): FieldError[] {
  if (annotations === undefined) return [];
  const errors = sortedEntries(annotations).flatMap(([key]) =>
    isQualifiedName(key.toLowerCase()).map((message) => invalid(path, key, message)),
  );
  let size = 0;
  for (const key in annotations) size += key.length + (annotations[key]?.length ?? 0);
  if (size > TOTAL_ANNOTATION_SIZE_LIMIT) errors.push(tooLong(path, TOTAL_ANNOTATION_SIZE_LIMIT));
  return errors;
}

export function validateLabelSelector(selector: LabelSelector | undefined, path: string): FieldError[] {
  if (selector === undefined) return [];
  return [
    ...validateLabels(selector.matchLabels, `${path}.matchLabels`),
    ...(selector.matchExpressions ?? []).flatMap((expression, index) =>
      validateLabelSelectorRequirement(expression, `${path}.matchExpressions[${index}]`),
    ),
  ];
}

function validateLabelSelectorRequirement(requirement: LabelSelectorRequirement, path: string): FieldError[] {
  return [
    ...validateSetRequirement(requirement, path),
    ...validateLabelName(requirement.key ?? '', `${path}.key`),
    ...validateSelectorValues(requirement.values ?? [], path),
  ];
}

/** What the four operators on sets, which all selectors of labels have, say of the values beside them. */
export function validateSetRequirement(
  { operator, values = [] }: { readonly operator?: string | undefined; readonly values?: readonly string[] },
  path: string,
): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return [];
      return [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist': {
      if (values.length === 0) return [];
      const message = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      return [forbidden(`${path}.values`, message)];
    }
    default:
      return [invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator')];
  }
}

export function validateSelectorValues(values: readonly string[], path: string): FieldError[] {
  return values.flatMap((value, index) =>
    isValidLabelValue(value).map((message) => invalid(`${path}.values[${index}]`, value, message)),
  );
}

/** Metadata on creation, after a generateName has been completed. Core kinds also check their finalizers' form. */
export function validateObjectMeta(
  meta: ObjectMeta,
  namespaced: boolean,
  checkName: NameCheck,
  path = 'metadata',
): FieldError[] {
  const errors: FieldError[] = [];
  if (meta.generateName) {
    for (const message of checkName(meta.generateName, true)) {
      errors.push(invalid(`${path}.generateName`, meta.generateName, message));
    }
  }
  if (!meta.name) errors.push(required(`${path}.name`, 'name or generateName is required'));
  else
    for (const message of checkName(meta.name, false))
      errors.push(invalid(`${path}.name`, meta.name, message));

  if (namespaced) {
    if (!meta.namespace) errors.push(required(`${path}.namespace`));
    else {
      for (const message of isDNS1123Label(meta.namespace)) {
        errors.push(invalid(`${path}.namespace`, meta.namespace, message));
      }
    }
  } else if (meta.namespace) errors.push(forbidden(`${path}.namespace`, 'not allowed on this type'));

  errors.push(
    ...nonNegative(meta.generation, `${path}.generation`),
    ...validateLabels(meta.labels, `${path}.labels`),
    ...validateAnnotations(meta.annotations, `${path}.annotations`),
    ...validateOwnerReferences(meta.ownerReferences ?? [], `${path}.ownerReferences`),
    ...validateFinalizers(meta.finalizers ?? [], `${path}.finalizers`),
  );
  return errors;
}

function validateOwnerReferences(references: readonly OwnerReference[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  let controller = '';
  for (const reference of references) {
    const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
    if (apiVersion === '')
      errors.push(invalid(`${path}.apiVersion`, apiVersion, 'version must not be empty'));
    if (kind === '') errors.push(invalid(`${path}.kind`, kind, 'must not be empty'));
    if (name === '') errors.push(invalid(`${path}.name`, name, 'must not be empty'));
    if (uid === '') errors.push(invalid(`${path}.uid`, uid, 'must not be empty'));
    if (apiVersion === 'v1' && kind === 'Event') {
      errors.push(invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (reference.controller === true) {
      const current = `${kind}/${name}`;
      if (controller === '') controller = current;
      else {
        errors.push(
          invalid(
            path,
            references,
            `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`,
          ),
        );
      }
    }
  }
  return errors;
}

const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

export function validateFinalizers(finalizers: readonly string[], path: string): FieldError[] {
  const errors = finalizers.flatMap((finalizer) => validateQualifiedName(finalizer, path));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  finalizers.forEach((finalizer, index) => {
    if (!finalizer.includes('/') && !STANDARD_FINALIZERS.has(finalizer)) {
      errors.push(
        invalid(
          `${path}[${index}]`,
          finalizer,
          'name is neither a standard finalizer name nor is it fully qualified',
        ),
      );
    }
  });
  return errors;
}

const IMMUTABLE_FIELDS = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

export function validateObjectMetaUpdate(
  next: ObjectMeta,
  previous: ObjectMeta,
  path = 'metadata',
): FieldError[] {
  const errors: FieldError[] = [];
  if (previous.deletionTimestamp) {
    const extra = (next.finalizers ?? [])
      .filter((finalizer) => !previous.finalizers?.includes(finalizer))
      .sort();
    if (extra.length > 0) {
      const list = `[]string{${extra.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
      errors.push(
        forbidden(
          `${path}.finalizers`,
          `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
        ),
      );
    }
  }
  if (!next.resourceVersion) {
    errors.push(
      invalid(`${path}.resourceVersion`, next.resourceVersion ?? '', 'must be specified for an update'),
    );
  }
  if ((next.generation ?? 0) < (previous.generation ?? 0)) {
    errors.push(invalid(`${path}.generation`, next.generation ?? 0, 'must not be decremented'));
  }
  for (const field of IMMUTABLE_FIELDS) {
    if (next[field] === previous[field]) continue;
    errors.push(...immutable(next[field], previous[field], `${path}.${field}`));
  }
  // What is shared with the previous version was checked when that was written.
  if (next.labels !== previous.labels) errors.push(...validateLabels(next.labels, `${path}.labels`));
  if (next.annotations !== previous.annotations) {
    errors.push(...validateAnnotations(next.annotations, `${path}.annotations`));
  }
  if (next.ownerReferences !== previous.ownerReferences) {
    errors.push(...validateOwnerReferences(next.ownerReferences ?? [], `${path}.ownerReferences`));
  }
  if (next.finalizers !== previous.finalizers) {
    errors.push(...validateFinalizers(next.finalizers ?? [], `${path}.finalizers`));
  }
  return errors;
}
