// Models kubernetes@v1.36.0 staging/src/k8s.io/cli-runtime/pkg/genericclioptions/print_flags.go
// Differs: kyaml, and templates read from a file, are not modelled.
import { ExecError, execute } from '../gotemplate/evaluate.ts';
import { FUNCTIONS } from '../gotemplate/functions.ts';
import { parse as parseGoTemplate } from '../gotemplate/parse.ts';
import { goText, sorted } from '../jsonpath/evaluate.ts';
import { JsonPathError, type Piece, parseTemplate } from '../jsonpath/parse.ts';
import { type CustomColumn, parseCustomColumns } from './customColumns.ts';

/** What `-o` asks for. */
export type Output =
  | { readonly type: 'table'; readonly isWide: boolean }
  | { readonly type: 'json' | 'yaml' | 'name' }
  | { readonly type: 'jsonpath'; readonly template: string; readonly pieces: readonly Piece[] }
  | { readonly type: 'go-template'; readonly template: string }
  | { readonly type: 'custom-columns'; readonly columns: readonly CustomColumn[] };

const UNMODELLED: readonly string[] = [
  'custom-columns-file',
  'go-template-file',
  'jsonpath-as-json',
  'jsonpath-file',
  'kyaml',
  'templatefile',
];

/** Reads the value of `-o`, or says what is wrong with it. Commands other than get have no columns. */
export function parseOutput(text: string, verb = 'get'): Output | string {
  const isGet = verb === 'get';
  const equals = text.indexOf('=');
  const format = equals < 0 ? text : text.slice(0, equals);
  const rest = equals < 0 ? '' : text.slice(equals + 1);
  switch (format) {
    case '':
      return { type: 'table', isWide: false };
    case 'json':
    case 'yaml':
    case 'name':
      return { type: format };
    case 'jsonpath': {
      if (rest === '') return 'template format specified but no template given';
      const parsed = parseTemplate(rest);
      if (!parsed.ok) return `error parsing jsonpath ${rest}, ${parsed.error}`;
      return { type: 'jsonpath', template: rest, pieces: parsed.pieces };
    }
    case 'go-template':
    case 'template': {
      if (rest === '') return 'template format specified but no template given';
      const parsed = parseGoTemplate(rest, FUNCTIONS);
      if (!parsed.ok) return `error parsing template ${rest}, ${parsed.error}`;
      return { type: 'go-template', template: rest };
    }
    case 'wide':
      if (isGet) return { type: 'table', isWide: true };
      break;
    case 'custom-columns':
      if (isGet) {
        const columns = parseCustomColumns(rest);
        return typeof columns === 'string' ? columns : { type: 'custom-columns', columns };
      }
  }
  if (UNMODELLED.includes(format) && (isGet || !format.startsWith('custom'))) {
    return `Podscope does not model kubectl ${verb} -o ${format} yet`;
  }
  const allowed = isGet
    ? 'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml'
    : 'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml';
  return (
    `unable to match a printer suitable for the output format ${JSON.stringify(text)}, allowed formats are: ` +
    allowed
  );
}

/** A Go template filled in; what was filled in before an error, and the error with what helps to find it. */
export function fillGoTemplate(
  template: string,
  root: unknown,
): { readonly text: string; readonly error: string } {
  const parsed = parseGoTemplate(template, FUNCTIONS);
  if (!parsed.ok) return { text: '', error: parsed.error };
  try {
    return { text: execute(template, parsed.template, root), error: '' };
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    return {
      text:
        `${error.written}Error executing template: ${error.message}. Printing more information for debugging the ` +
        `template:\n\ttemplate was:\n\t\t${template}\n\traw data was:\n\t\t${JSON.stringify(sorted(root))}\n` +
        `\tobject given to template engine was:\n\t\t${goText(root)}\n\n`,
      error: `error executing template ${JSON.stringify(template)}: ${error.message}`,
    };
  }
}

/** Runs what may find that a template does not fit the object; its complaint as upstream words it. */
export function withTemplate<T>(template: string, root: unknown, run: () => T): T | { error: string } {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    return {
      error:
        `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. ` +
        'Printing more information for debugging the template:\n' +
        `\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${JSON.stringify(root)}\n\n`,
    };
  }
}
