/** English words of steps; keys begin with `steps.`. */
export const stepsEn = {
  'steps.title': 'Steps',
} as const;
