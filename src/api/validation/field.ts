// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go
import type { CauseType } from '../types/index.ts';

export type FieldErrorType = Extract<
  CauseType,
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'InternalError'
>;

/** One complaint about one field. Paths read `spec.containers[0].env[1].name` or `metadata.labels`. */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  /** `Invalid value: "x": must be …`, without the path. */
  readonly body: string;
  /** The value as given, where upstream shows it. */
  readonly value?: unknown;
  /** For Unsupported value: what would be accepted. */
  readonly supported?: readonly string[];
}

const TITLES: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

/** Upstream's print of a value: text quoted, numbers and booleans bare, the rest as JSON. */
function show(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

function make(type: FieldErrorType, field: string, value: unknown, detail: string, shown = true): FieldError {
  const head = shown ? `${TITLES[type]}: ${show(value)}` : TITLES[type];
  return { type, field, body: detail === '' ? head : `${head}: ${detail}`, value };
}

export function required(field: string, detail = ''): FieldError {
  return make('FieldValueRequired', field, '', detail, false);
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return make('FieldValueInvalid', field, value, detail);
}

/** `supported` is printed in the order given; upstream sorts most sets. */
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(show).join(', ')}`;
  return { ...make('FieldValueNotSupported', field, value, detail), supported };
}

export function forbidden(field: string, detail: string): FieldError {
  return make('FieldValueForbidden', field, '', detail, false);
}

export function duplicate(field: string, value: unknown): FieldError {
  return make('FieldValueDuplicate', field, value, '');
}

export function notFound(field: string, value: unknown): FieldError {
  return make('FieldValueNotFound', field, value, '');
}

export function tooLong(field: string, maxLength: number): FieldError {
  return make(
    'FieldValueTooLong',
    field,
    '',
    `may not be more than ${maxLength} ${maxLength === 1 ? 'byte' : 'bytes'}`,
    false,
  );
}

export function tooMany(field: string, actual: number, max: number): FieldError {
  return make('FieldValueTooMany', field, actual, `must have at most ${max} ${max === 1 ? 'item' : 'items'}`);
}

/** `path: body`. */
export function fieldErrorMessage(error: FieldError): string {
  return `${error.field}: ${error.body}`;
}

/** Several errors in one line as upstream's Aggregate prints them: one plain, more in brackets, doubles dropped. */
export function aggregateMessage(errors: readonly FieldError[]): string {
  const messages = [...new Set(errors.map(fieldErrorMessage))];
  return messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`;
}
