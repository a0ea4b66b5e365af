// The public face of the api floor: import from here (`src/api/index.ts`) in other floors.
export * from './decode/index.ts';
export * from './defaults.ts';
export * from './images.ts';
export * from './paths.ts';
export * from './quantity.ts';
export * from './resources.ts';
export * from './schema/index.ts';
export * from './scheme.ts';
export * from './selectors.ts';
export * from './status.ts';
export * from './taints.ts';
export type * from './types/index.ts';
export type { FieldError, FieldErrorType } from './validation/field.ts';
export * as field from './validation/field.ts';
export * from './validation/index.ts';
export * from './validation/names.ts';
