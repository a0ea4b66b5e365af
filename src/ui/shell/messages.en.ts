/** English words of the frame around everything; keys begin with `shell.`. */
export const shellEn = {
  'shell.title': 'Podscope',
  'shell.notice.refused': 'That could not be done: {message}',
} as const;
