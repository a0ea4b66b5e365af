// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (environment variables)
import type { EnvFromSource, EnvVar } from '../types/index.ts';
import { type FieldError, invalid, required } from './field.ts';
import { nameIsDNSSubdomain } from './meta.ts';
import { isConfigMapKey, isEnvVarName } from './names.ts';
import { ENV_FIELD_PATHS, validateFieldRef, validateResourceFieldRef } from './volumes.ts';

export function validateEnv(env: readonly EnvVar[], path: string): FieldError[] {
  return env.flatMap((variable, index) => {
    const here = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (!variable.name) errors.push(required(`${here}.name`));
    else {
      for (const message of isEnvVarName(variable.name))
        errors.push(invalid(`${here}.name`, variable.name, message));
    }
    errors.push(...validateEnvSource(variable, `${here}.valueFrom`));
    return errors;
  });
}

function validateEnvSource(variable: EnvVar, path: string): FieldError[] {
  const source = variable.valueFrom;
  if (source === undefined) return [];
  const errors: FieldError[] = [];
  if (source.fieldRef) errors.push(...validateFieldRef(source.fieldRef, ENV_FIELD_PATHS, `${path}.fieldRef`));
  if (source.resourceFieldRef) {
    errors.push(...validateResourceFieldRef(source.resourceFieldRef, `${path}.resourceFieldRef`, false));
  }
  for (const name of ['configMapKeyRef', 'secretKeyRef'] as const) {
    const selector = source[name];
    if (selector !== undefined) errors.push(...validateKeySelector(selector, `${path}.${name}`));
  }
  const file = source.fileKeyRef;
  if (file !== undefined) {
    for (const name of ['key', 'volumeName', 'path'] as const) {
      if (!file[name]) errors.push(required(`${path}.fileKeyRef.${name}`));
    }
  }
  const count = Object.values(source).filter((part) => part !== undefined).length;
  if (count === 0) {
    errors.push(
      invalid(
        path,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      ),
    );
  } else if (variable.value) {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (count > 1) {
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

function validateKeySelector(selector: { name?: string; key: string }, path: string): FieldError[] {
  const name = selector.name ?? '';
  const errors = nameIsDNSSubdomain(name, false).map((message) => invalid(`${path}.name`, name, message));
  if (!selector.key) errors.push(required(`${path}.key`));
  else
    for (const message of isConfigMapKey(selector.key))
      errors.push(invalid(`${path}.key`, selector.key, message));
  return errors;
}

export function validateEnvFrom(sources: readonly EnvFromSource[], path: string): FieldError[] {
  return sources.flatMap((source, index) => {
    const here = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (source.prefix) {
      for (const message of isEnvVarName(source.prefix))
        errors.push(invalid(`${here}.prefix`, source.prefix, message));
    }
    let count = 0;
    for (const kind of ['configMapRef', 'secretRef'] as const) {
      const ref = source[kind];
      if (ref === undefined) continue;
      count += 1;
      const name = ref.name ?? '';
      if (name === '') errors.push(required(`${here}.${kind}.name`));
      else {
        for (const message of nameIsDNSSubdomain(name, true)) {
          errors.push(invalid(`${here}.${kind}.name`, name, message));
        }
      }
    }
    if (count === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (count > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}
