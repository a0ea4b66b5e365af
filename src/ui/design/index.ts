// The parts the page is made of: import from here. Icons come from `./icons.tsx`.
export type { ButtonProps, IconButtonProps } from './Button.tsx';
export { Button, IconButton } from './Button.tsx';
export { classes } from './classes.ts';
export type { DialogProps } from './Dialog.tsx';
export { Dialog } from './Dialog.tsx';
export { Hints } from './Hints.tsx';
export type { MenuItem, MenuProps } from './Menu.tsx';
export { Menu } from './Menu.tsx';
export { ease, motion, prefersReducedMotion } from './motion.ts';
export type { PopoverProps } from './Popover.tsx';
export { Popover } from './Popover.tsx';
export type { Segment, SegmentedControlProps } from './SegmentedControl.tsx';
export { SegmentedControl } from './SegmentedControl.tsx';
export type { Tab, TabsProps } from './Tabs.tsx';
export { Tabs } from './Tabs.tsx';
