/** English words of the lab. They come with its chunk, so they are no part of the page's dictionary. */
export const labEn = {
  title: 'Namespace lab',
  back: '← Back to the stage',
  skip: 'Skip to the terminal',
  tracks: 'Tracks',
  steps: 'Steps',
  terminal: 'Terminal of the lab machine',
  terminalHint: 'root@lab: history with ↑ ↓, Tab completes, Shift+Tab leaves the terminal',
  sides: 'What to show above the terminal',
  pictureShort: 'Machine',
  picture: 'What runs on the lab machine',
  shares: 'Who shares what',
  typeIt: 'Type it',
  typeLook: 'Look',
  look: 'Look at it',
  see: 'What to see',
  done: 'Done',
  next: 'Next',
  progress: '{done} of {all}',
  startOver: 'Start over',
  startOverNote: 'with a fresh machine',
  finished: 'The same in Kubernetes',
  openExample: 'Open on the stage',
  starting: 'The lab machine is starting …',
  loggedOut: 'The shell has ended; here is a new one.',
} as const;

export type LabWords = Readonly<Record<keyof typeof labEn, string>>;
