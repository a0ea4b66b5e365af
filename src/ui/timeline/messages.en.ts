/** English words of timeline; keys begin with `timeline.`. */
export const timelineEn = {
  'timeline.title': 'Timeline',
} as const;
