/** English words of stage; keys begin with `stage.`. */
export const stageEn = {
  'stage.title': 'Stage',
} as const;
