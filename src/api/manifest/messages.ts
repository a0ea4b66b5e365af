// Every explanation and every name of a fix, in English and in Simplified Chinese. {name} is replaced by a parameter.
// Kubernetes' own nouns stay as they are in both languages.

export type Locale = 'en' | 'zh-CN';

const CATALOGUE = {
  // ---- YAML
  'explain.syntax': {
    en: 'This is not valid YAML. Look at the spaces at the start of this line and of the line above: fields of one object start in the same column, and what belongs to a field is indented deeper.',
    'zh-CN':
      '这不是合法的 YAML。请检查这一行和上一行行首的空格：同一个对象的字段要从同一列开始，属于某个字段的内容要缩进得更深。',
  },
  'explain.syntax.indent': {
    en: '“{text}” does not line up with its neighbours. In YAML the spaces at the start of a line decide what belongs to what: here it should start in column {column}.',
    'zh-CN': '“{text}”没有和相邻的行对齐。YAML 靠行首的空格决定谁属于谁：这里应当从第 {column} 列开始。',
  },
  'explain.syntax.tab': {
    en: 'YAML does not allow tabs for indentation. Use spaces.',
    'zh-CN': 'YAML 不允许用 Tab 缩进，请使用空格。',
  },
  'explain.syntax.colonSpace': {
    en: 'There must be a space after the colon: “{key}: …”. Without it YAML reads the whole of “{text}” as one piece of text.',
    'zh-CN': '冒号后面必须有一个空格：“{key}: …”。没有空格时，YAML 会把“{text}”整个当成一段文本。',
  },
  'explain.syntax.dashSpace': {
    en: 'There must be a space after the dash of a list item: “- {text}”.',
    'zh-CN': '列表项的短横线后面必须有一个空格：“- {text}”。',
  },
  'explain.syntax.missingColon': {
    en: 'A field is written “{key}: value”; the colon is missing here.',
    'zh-CN': '字段要写成“{key}: 值”，这里缺少冒号。',
  },
  'explain.syntax.quote': {
    en: 'A quotation mark is opened on this line and never closed.',
    'zh-CN': '这一行的引号只有开头，没有结尾。',
  },
  'explain.syntax.bracket': {
    en: 'A bracket is opened on this line and never closed.',
    'zh-CN': '这一行的括号只有开头，没有结尾。',
  },
  'explain.syntax.fullwidth': {
    en: 'This line has full-width punctuation ({chars}) from a Chinese keyboard. YAML only knows the half-width signs.',
    'zh-CN': '这一行用了全角标点（{chars}）。YAML 只认识半角符号。',
  },
  'explain.syntax.colonInValue': {
    en: 'The value has a colon followed by a space, so YAML takes it for another field. Put the value in quotes.',
    'zh-CN': '这个值里有“冒号加空格”，YAML 会把它当成另一个字段。请给值加上引号。',
  },
  'explain.syntax.duplicateKey': {
    en: '“{key}” is written twice in the same object. Each field may appear once.',
    'zh-CN': '同一个对象里“{key}”写了两次。每个字段只能出现一次。',
  },
  'explain.shell.heredoc': {
    en: '“{text}” belongs to the shell command that wrote the file (cat <<{word}), not to the YAML.',
    'zh-CN': '“{text}”属于写文件的 shell 命令（cat <<{word}），不是 YAML 的一部分。',
  },
  'explain.shell.command': {
    en: 'This line is a shell command. Only the YAML itself belongs here.',
    'zh-CN': '这一行是 shell 命令。这里只应当放 YAML 本身。',
  },
  'explain.shell.fence': {
    en: 'This line marks code in a text and is not YAML.',
    'zh-CN': '这一行是文章里的代码标记，不是 YAML。',
  },

  // ---- Kind
  'explain.kind.notObject': {
    en: 'A Kubernetes object is a set of fields, starting with apiVersion and kind.',
    'zh-CN': 'Kubernetes 对象由一组字段组成，以 apiVersion 和 kind 开头。',
  },
  'explain.kind.missing': {
    en: 'Every object says what it is: “kind: Pod”, for example. That line is missing.',
    'zh-CN': '每个对象都要写明自己是什么，例如“kind: Pod”。这里缺少这一行。',
  },
  'explain.kind.apiVersionMissing': {
    en: 'Every object says which API it belongs to: “apiVersion: v1” for a Pod. That line is missing.',
    'zh-CN': '每个对象都要写明所属的 API，例如 Pod 用“apiVersion: v1”。这里缺少这一行。',
  },
  'explain.kind.wrongVersion': {
    en: '{kind} does not exist in apiVersion “{given}”. It belongs to “{right}”.',
    'zh-CN': 'apiVersion“{given}”里没有 {kind}。它属于“{right}”。',
  },
  'explain.kind.misspelt': {
    en: 'There is no kind “{kind}”. Did you mean “{right}”? Kinds are written with capitals.',
    'zh-CN': '没有名为“{kind}”的 kind。你是想写“{right}”吗？kind 区分大小写。',
  },
  'explain.kind.unknown': {
    en: 'Kubernetes 1.36 does not know the kind “{kind}”. Custom resources are not modelled here.',
    'zh-CN': 'Kubernetes 1.36 没有“{kind}”这种 kind。这里不支持自定义资源。',
  },
  'explain.kind.unmodelled': {
    en: '{kind} is a real Kubernetes kind, but this simulator does not model it: applying it is refused rather than silently ignored.',
    'zh-CN': '{kind} 是真实存在的 Kubernetes 类型，但这个模拟器没有实现它：应用时会被拒绝，而不是悄悄忽略。',
  },

  // ---- Types
  'explain.type.string': {
    en: '“{field}” takes text. Without quotes YAML reads {value} as {was}; in quotes it is text.',
    'zh-CN': '“{field}”需要文本。不加引号时，YAML 把 {value} 读成{was}；加上引号才是文本。',
  },
  'explain.type.stringFromObject': {
    en: '“{field}” takes text, but YAML reads this as an object because of the colon. Put the text in quotes.',
    'zh-CN': '“{field}”需要文本，但因为有冒号，YAML 把它读成了对象。请给文本加上引号。',
  },
  'explain.type.number': {
    en: '“{field}” takes a whole number, but this is {was}.',
    'zh-CN': '“{field}”需要整数，但这里是{was}。',
  },
  'explain.type.boolean': {
    en: '“{field}” takes true or false, but this is {was}.',
    'zh-CN': '“{field}”需要 true 或 false，但这里是{was}。',
  },
  'explain.type.list': {
    en: '“{field}” is a list: each entry starts with a dash, “- …”. This is {was}.',
    'zh-CN': '“{field}”是列表：每一项以短横线“- …”开头。这里是{was}。',
  },
  'explain.type.object': {
    en: '“{field}” takes fields of its own, not {was}.',
    'zh-CN': '“{field}”下面应当是它自己的字段，而不是{was}。',
  },
  'explain.type.objectFromList': {
    en: '“{field}” is one object, not a list: leave the dash out.',
    'zh-CN': '“{field}”是一个对象，不是列表：去掉短横线。',
  },
  'explain.format.quantity': {
    en: '“{value}” is not a quantity. Write a number with a unit, without a space: 500m or 0.5 for CPU, 128Mi or 1Gi for memory and storage.',
    'zh-CN':
      '“{value}”不是合法的数量。请写数字加单位，中间不留空格：CPU 用 500m 或 0.5，内存和存储用 128Mi 或 1Gi。',
  },
  'explain.format.time': {
    en: '“{value}” is not a time. Write it like 2026-01-31T08:00:00Z.',
    'zh-CN': '“{value}”不是合法的时间。请写成 2026-01-31T08:00:00Z 这样的形式。',
  },
  'explain.format.base64': {
    en: 'Values under “data” are base64. Put plain text under “stringData” instead.',
    'zh-CN': '“data”下面的值要用 base64 编码。明文请写在“stringData”下面。',
  },

  // ---- Unknown fields
  'explain.unknown': {
    en: '{owner} has no field “{field}”.',
    'zh-CN': '{owner} 没有“{field}”这个字段。',
  },
  'explain.unknown.misspelt': {
    en: '{owner} has no field “{field}”. Did you mean “{right}”?',
    'zh-CN': '{owner} 没有“{field}”这个字段。你是想写“{right}”吗？',
  },
  'explain.unknown.misplaced': {
    en: '“{field}” is not a field of {owner} but of {target}. Its indentation puts it in the wrong place.',
    'zh-CN': '“{field}”不是 {owner} 的字段，而是 {target} 的字段。它的缩进把它放错了位置。',
  },
  'explain.unknown.nest': {
    en: '“{field}” belongs under “{target}”: indent it deeper.',
    'zh-CN': '“{field}”应当属于“{target}”：请再缩进一层。',
  },

  // ---- Validation
  'explain.invalid': {
    en: 'The API server refuses this value.',
    'zh-CN': 'API 服务器拒绝这个值。',
  },
  'explain.invalid.required': {
    en: '“{field}” must be given.',
    'zh-CN': '必须写明“{field}”。',
  },
  'explain.invalid.selector': {
    en: 'A {kind} needs a selector: the labels by which it recognises its Pods. They must be among the labels of its template.',
    'zh-CN': '{kind} 需要选择器（selector）：它靠这些标签认出自己的 Pod，这些标签必须出现在模板的标签里。',
  },
  'explain.invalid.selectorMismatch': {
    en: 'The selector asks for labels that the Pods of this template do not have, so they would never be recognised.',
    'zh-CN': '选择器要求的标签在 Pod 模板里没有，这样它永远认不出自己的 Pod。',
  },
  'explain.invalid.volumeNotFound': {
    en: 'The container mounts a volume “{name}”, but the Pod declares no volume of that name. Declared: {names}.',
    'zh-CN': '容器要挂载名为“{name}”的卷，但 Pod 没有声明这个卷。已声明的卷：{names}。',
  },
  'explain.invalid.unsupported': {
    en: '“{value}” is not one of the accepted values: {supported}. Capitals count.',
    'zh-CN': '“{value}”不是可用的值：{supported}。区分大小写。',
  },
  'explain.invalid.name': {
    en: 'Names here consist of lower-case letters, digits and dashes, and start and end with a letter or digit.',
    'zh-CN': '这里的名称只能由小写字母、数字和短横线组成，并以字母或数字开头和结尾。',
  },
  'explain.invalid.label': {
    en: 'Label keys and values consist of letters, digits, dashes, underscores and dots, start and end with a letter or digit, and have at most 63 characters.',
    'zh-CN': '标签的键和值只能由字母、数字、短横线、下划线和点组成，以字母或数字开头和结尾，最长 63 个字符。',
  },
  'explain.invalid.spaces': {
    en: 'There is a space at the start or end of “{value}”.',
    'zh-CN': '“{value}”的开头或结尾有多余的空格。',
  },
  'explain.invalid.duplicate': {
    en: '{value} is used twice; it must be unique here.',
    'zh-CN': '{value} 用了两次；这里必须唯一。',
  },
  'explain.invalid.forbidden': {
    en: 'This field may not be used here.',
    'zh-CN': '这里不能使用这个字段。',
  },
  'explain.invalid.range': {
    en: 'The number is outside of what is allowed.',
    'zh-CN': '这个数字超出了允许的范围。',
  },
  'explain.invalid.requests': {
    en: 'A container cannot ask for more (requests) than it may use (limits).',
    'zh-CN': '容器申请的资源（requests）不能超过它能使用的上限（limits）。',
  },
  'explain.invalid.volumeType': {
    en: 'A volume has exactly one source: emptyDir, hostPath, configMap, …',
    'zh-CN': '一个卷只能有一种来源：emptyDir、hostPath、configMap 等。',
  },
  'explain.unmodelled': { en: '{en}', 'zh-CN': '{zh}' },

  // ---- Fixes
  'fix.indent': { en: 'Move the line to column {column}', 'zh-CN': '把这一行移到第 {column} 列' },
  'fix.tab': { en: 'Replace tabs by spaces', 'zh-CN': '把 Tab 换成空格' },
  'fix.colonSpace': { en: 'Insert a space after “{key}:”', 'zh-CN': '在“{key}:”后面加一个空格' },
  'fix.dashSpace': { en: 'Insert a space after the dash', 'zh-CN': '在短横线后面加一个空格' },
  'fix.missingColon': { en: 'Insert a colon after “{key}”', 'zh-CN': '在“{key}”后面加上冒号' },
  'fix.closeQuote': { en: 'Close the quotation', 'zh-CN': '补上结尾的引号' },
  'fix.closeBracket': { en: 'Close the bracket', 'zh-CN': '补上结尾的括号' },
  'fix.fullwidth': { en: 'Use half-width punctuation', 'zh-CN': '改用半角标点' },
  'fix.quote': { en: 'Put {value} in quotes', 'zh-CN': '给 {value} 加上引号' },
  'fix.unquote': { en: 'Remove the quotes: {value}', 'zh-CN': '去掉引号：{value}' },
  'fix.removeLine': { en: 'Remove the line “{text}”', 'zh-CN': '删除“{text}”这一行' },
  'fix.removeLines': { en: 'Remove the shell lines', 'zh-CN': '删除 shell 命令行' },
  'fix.replace': { en: 'Change “{from}” to “{to}”', 'zh-CN': '把“{from}”改成“{to}”' },
  'fix.rename': { en: 'Rename “{from}” to “{to}”', 'zh-CN': '把“{from}”改名为“{to}”' },
  'fix.move': { en: 'Move {fields} to {target}', 'zh-CN': '把 {fields} 移到 {target}' },
  'fix.nest': { en: 'Indent {fields} under “{target}”', 'zh-CN': '把 {fields} 缩进到“{target}”下面' },
  'fix.addDash': { en: 'Make it a list entry', 'zh-CN': '改成列表项' },
  'fix.removeDash': { en: 'Remove the dash', 'zh-CN': '去掉短横线' },
  'fix.toList': { en: 'Write it as a list: {value}', 'zh-CN': '写成列表：{value}' },
  'fix.trim': { en: 'Remove the extra space', 'zh-CN': '去掉多余的空格' },
  'fix.apiVersion': { en: 'Use apiVersion: {value}', 'zh-CN': '使用 apiVersion: {value}' },
  'fix.kind': { en: 'Use kind: {value}', 'zh-CN': '使用 kind: {value}' },
  'fix.addLine': { en: 'Add “{text}”', 'zh-CN': '添加“{text}”' },
  'fix.addSelector': { en: 'Select by the template’s labels', 'zh-CN': '按模板的标签添加选择器' },

  // ---- What a value was
  'was.bool': { en: 'a true/false value', 'zh-CN': '布尔值' },
  'was.number': { en: 'a number', 'zh-CN': '数字' },
  'was.string': { en: 'text', 'zh-CN': '文本' },
  'was.array': { en: 'a list', 'zh-CN': '列表' },
  'was.object': { en: 'an object', 'zh-CN': '对象' },
  'was.null': { en: 'nothing', 'zh-CN': '空值' },
} as const satisfies Record<string, Readonly<Record<Locale, string>>>;

export type MessageKey = keyof typeof CATALOGUE;

/** A text to be: its key and what to put into it. A parameter that is itself a key starts with `@`. */
export interface Message {
  readonly key: MessageKey;
  readonly params: Readonly<Record<string, string | number>>;
}

export function message(key: MessageKey, params: Message['params'] = {}): Message {
  return { key, params };
}

/** The text in a language. */
export function formatMessage(locale: Locale, text: Message): string {
  return CATALOGUE[text.key][locale].replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = text.params[name];
    if (value === undefined) return whole;
    if (typeof value === 'string' && value.startsWith('@') && isMessageKey(value.slice(1))) {
      return CATALOGUE[value.slice(1) as MessageKey][locale];
    }
    return String(value);
  });
}

function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(CATALOGUE, key);
}

export const MESSAGE_KEYS = Object.keys(CATALOGUE) as MessageKey[];
export const LOCALES: readonly Locale[] = ['en', 'zh-CN'];
