// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go
// Each check returns upstream's messages; an empty list means the text is valid.

const DNS1123_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS1123_LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const DNS1123_SUBDOMAIN = `${DNS1123_LABEL}(\\.${DNS1123_LABEL})*`;
const DNS1123_SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const DNS1035_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?';
const DNS1035_LABEL_MESSAGE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const QUALIFIED_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const QUALIFIED_NAME_MESSAGE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_VALUE = `(${QUALIFIED_NAME})?`;
const LABEL_VALUE_MESSAGE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const RELAXED_ENV_VAR_NAME = /^[ -<>-~]+$/;
const RELAXED_ENV_VAR_NAME_MESSAGE =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const CONFIG_KEY_MESSAGE = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
const PORT_NAME_CHARS = /^[-a-z0-9]+$/;

export const DNS1123_LABEL_MAX_LENGTH = 63;
export const DNS1123_SUBDOMAIN_MAX_LENGTH = 253;
export const DNS1035_LABEL_MAX_LENGTH = 63;
export const LABEL_VALUE_MAX_LENGTH = 63;
const QUALIFIED_NAME_MAX_LENGTH = 63;

const dns1123Label = anchored(DNS1123_LABEL);
const dns1123Subdomain = anchored(DNS1123_SUBDOMAIN);
const dns1035Label = anchored(DNS1035_LABEL);
const qualifiedName = anchored(QUALIFIED_NAME);
const labelValue = anchored(LABEL_VALUE);
const configKey = anchored(CONFIG_KEY);

function anchored(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

/** Counts characters in DNS names and port names, bytes in label keys and values: upstream has both wordings. */
export function maxLengthMessage(length: number, unit: 'characters' | 'bytes' = 'characters'): string {
  return `must be no more than ${length} ${unit}`;
}

/** The comma and double space between examples are upstream's own. */
export function regexMessage(message: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  const list = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${list}regex used for validation is '${pattern}')`;
}

export function rangeMessage(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

export function isDNS1123Label(text: string): string[] {
  const errors: string[] = [];
  if (text.length > DNS1123_LABEL_MAX_LENGTH) errors.push(maxLengthMessage(DNS1123_LABEL_MAX_LENGTH));
  if (!dns1123Label.test(text)) {
    if (dns1123Subdomain.test(text)) errors.push('must not contain dots');
    else errors.push(regexMessage(DNS1123_LABEL_MESSAGE, DNS1123_LABEL, 'my-name', '123-abc'));
  }
  return errors;
}

export function isDNS1123Subdomain(text: string): string[] {
  const errors: string[] = [];
  if (text.length > DNS1123_SUBDOMAIN_MAX_LENGTH) errors.push(maxLengthMessage(DNS1123_SUBDOMAIN_MAX_LENGTH));
  if (!dns1123Subdomain.test(text)) {
    errors.push(regexMessage(DNS1123_SUBDOMAIN_MESSAGE, DNS1123_SUBDOMAIN, 'example.com'));
  }
  return errors;
}

export function isDNS1035Label(text: string): string[] {
  const errors: string[] = [];
  if (text.length > DNS1035_LABEL_MAX_LENGTH) errors.push(maxLengthMessage(DNS1035_LABEL_MAX_LENGTH));
  if (!dns1035Label.test(text)) {
    errors.push(regexMessage(DNS1035_LABEL_MESSAGE, DNS1035_LABEL, 'my-name', 'abc-123'));
  }
  return errors;
}

/** A label or annotation key: an optional DNS prefix, a slash, a name. */
export function isQualifiedName(text: string): string[] {
  const errors: string[] = [];
  const parts = text.split('/');
  let name: string;
  if (parts.length === 1) {
    name = parts[0] ?? '';
  } else if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    name = parts[1] ?? '';
    if (prefix.length === 0) errors.push('prefix part must be non-empty');
    else errors.push(...isDNS1123Subdomain(prefix).map((message) => `prefix part ${message}`));
  } else {
    return [
      `a valid label key ${regexMessage(QUALIFIED_NAME_MESSAGE, QUALIFIED_NAME, 'MyName', 'my.name', '123-abc')}` +
        " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ];
  }
  if (name.length === 0) errors.push('name part must be non-empty');
  else if (name.length > QUALIFIED_NAME_MAX_LENGTH) {
    errors.push(`name part ${maxLengthMessage(QUALIFIED_NAME_MAX_LENGTH, 'bytes')}`);
  }
  if (!qualifiedName.test(name)) {
    errors.push(
      `name part ${regexMessage(QUALIFIED_NAME_MESSAGE, QUALIFIED_NAME, 'MyName', 'my.name', '123-abc')}`,
    );
  }
  return errors;
}

export function isValidLabelValue(text: string): string[] {
  const errors: string[] = [];
  if (text.length > LABEL_VALUE_MAX_LENGTH) errors.push(maxLengthMessage(LABEL_VALUE_MAX_LENGTH, 'bytes'));
  if (!labelValue.test(text)) {
    errors.push(regexMessage(LABEL_VALUE_MESSAGE, LABEL_VALUE, 'MyValue', 'my_value', '12345'));
  }
  return errors;
}

/** The name of an environment variable: printable ASCII without `=`. */
export function isEnvVarName(text: string): string[] {
  if (text.length === 0) return ['environment variable name must be non-empty'];
  return RELAXED_ENV_VAR_NAME.test(text) ? [] : [RELAXED_ENV_VAR_NAME_MESSAGE];
}

/** A key in a ConfigMap or Secret. */
export function isConfigMapKey(text: string): string[] {
  const errors: string[] = [];
  if (text.length > DNS1123_SUBDOMAIN_MAX_LENGTH) errors.push(maxLengthMessage(DNS1123_SUBDOMAIN_MAX_LENGTH));
  if (!configKey.test(text)) {
    errors.push(regexMessage(CONFIG_KEY_MESSAGE, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (text === '.') errors.push("must not be '.'");
  else if (text === '..') errors.push("must not be '..'");
  else if (text.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}

/** The name of a container port: up to 15 characters with at least one letter. */
export function isValidPortName(text: string): string[] {
  const errors: string[] = [];
  if (text.length > 15) errors.push(maxLengthMessage(15));
  if (!PORT_NAME_CHARS.test(text)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(text)) errors.push('must contain at least one letter (a-z)');
  if (text.includes('--')) errors.push('must not contain consecutive hyphens');
  if (text.length > 0 && (text.startsWith('-') || text.endsWith('-'))) {
    errors.push('must not begin or end with a hyphen');
  }
  return errors;
}

export function isValidPortNum(port: number): string[] {
  return port >= 1 && port <= 65535 ? [] : [rangeMessage(1, 65535)];
}
