import type { ReactNode } from 'react';

/**
 * Icons in one hand: 16 units square, strokes of 1.5, round ends, no fills but dots. They inherit the ink
 * and are hidden from screen readers: whatever carries one also carries words.
 */
export interface IconProps {
  readonly size?: number | undefined;
  readonly className?: string | undefined;
}

function icon(shape: ReactNode) {
  return function Icon({ size = 16, className }: IconProps): ReactNode {
    return (
      <svg
        className={className}
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {shape}
      </svg>
    );
  };
}

const dot = (x: number, y: number, r = 1) => <circle cx={x} cy={y} r={r} fill="currentColor" stroke="none" />;

// The transport.
export const PlayIcon = icon(<path d="M5 3.2v9.6L12.6 8z" />);
export const PauseIcon = icon(<path d="M5.5 3.5v9M10.5 3.5v9" />);
export const StepForwardIcon = icon(<path d="M4 3.5v9L10 8zM12.5 3.5v9" />);
export const StepBackIcon = icon(<path d="M12 3.5v9L6 8zM3.5 3.5v9" />);

// States: each its own shape, so that colour is never alone.
export const DoneIcon = icon(<path d="m3.5 8.5 3 3 6-7" />);
export const RunningIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.25" strokeDasharray="22 11" />
    {dot(8, 8, 1.75)}
  </>,
);
export const WaitingIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.5" />
    <path d="M8 5v3l2 1.5" />
  </>,
);
export const SkippedIcon = icon(<path d="M3.5 12V9a4.5 4.5 0 0 1 9 0M10.3 7.2l2.2 2 1.6-2.5" />);
export const PendingIcon = icon(<circle cx="8" cy="8" r="2.25" />);
export const ErrorIcon = icon(
  <>
    <path d="M5.4 2.5h5.2l2.9 2.9v5.2l-2.9 2.9H5.4l-2.9-2.9V5.4z" />
    <path d="M8 5.2v3.3" />
    {dot(8, 10.9, 0.9)}
  </>,
);
export const WarningIcon = icon(
  <>
    <path d="M8 2.5 14 13H2z" />
    <path d="M8 6.3v3" />
    {dot(8, 11.2, 0.8)}
  </>,
);
export const InfoIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 7.3v3.5" />
    {dot(8, 5.1, 0.9)}
  </>,
);
export const FailedIcon = icon(<path d="m4.5 4.5 7 7M11.5 4.5l-7 7" />);

// The page.
export const LogoIcon = icon(
  <>
    <rect x="1.75" y="1.75" width="12.5" height="12.5" rx="4" />
    <circle cx="7.75" cy="7.75" r="2.75" />
    <path d="m9.8 9.8 2.7 2.7" />
  </>,
);
export const ChevronDownIcon = icon(<path d="m4.5 6.5 3.5 3.5 3.5-3.5" />);
export const ChevronRightIcon = icon(<path d="m6.5 4.5 3.5 3.5-3.5 3.5" />);
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const CheckIcon = icon(<path d="m3.5 8.5 3 3 6-7" />);
export const ShareIcon = icon(
  <path d="M8 10V2.5M5 5l3-3 3 3M3 8.5v4.25c0 .4.35.75.75.75h8.5c.4 0 .75-.35.75-.75V8.5" />,
);
export const LinkIcon = icon(
  <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.7.7M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.7-.7" />,
);
export const SaveIcon = icon(
  <path d="M8 2.5V10M5 7l3 3 3-3M3 10.5v2.25c0 .4.35.75.75.75h8.5c.4 0 .75-.35.75-.75V10.5" />,
);
export const OpenIcon = icon(<path d="M2.5 12.5v-9h4l1.5 2h5.5v7z" />);
export const KeyboardIcon = icon(
  <>
    <rect x="1.75" y="4" width="12.5" height="8" rx="1.5" />
    <path d="M4.5 6.75h.01M7 6.75h.01M9.5 6.75h.01M11.75 6.75h.01M5 9.5h6" />
  </>,
);
export const SunIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.75" />
    <path d="M8 1.75v1.5M8 12.75v1.5M1.75 8h1.5M12.75 8h1.5M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1" />
  </>,
);
export const MoonIcon = icon(<path d="M13 9.6A5.5 5.5 0 1 1 6.4 3a4.4 4.4 0 0 0 6.6 6.6z" />);
export const AutoThemeIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.5" />
    <path d="M8 2.5v11M8 5.5 11.8 9M8 9l2.7 2.6M8 2.5l4.9 4" />
  </>,
);
export const LanguageIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M2.25 8h11.5M8 2.25c2 2 2.6 3.9 2.6 5.75S10 11.75 8 13.75C6 11.75 5.4 9.85 5.4 8S6 4.25 8 2.25z" />
  </>,
);
export const BranchIcon = icon(
  <>
    <circle cx="4.5" cy="3.75" r="1.5" />
    <circle cx="4.5" cy="12.25" r="1.5" />
    <circle cx="11.5" cy="5.75" r="1.5" />
    <path d="M4.5 5.25v5.5M11.5 7.25c0 2-2 2.5-4 2.75-1.4.2-2.6.4-2.9.75" />
  </>,
);
export const YamlIcon = icon(<path d="M3 3.5h3M5 6.5h8M5 9.5h5M3 12.5h7" />);
export const StageIcon = icon(
  <>
    <rect x="5.5" y="2" width="5" height="3.5" rx="1" />
    <rect x="1.75" y="10" width="5" height="4" rx="1" />
    <rect x="9.25" y="10" width="5" height="4" rx="1" />
    <path d="M8 5.5v2.25M4.25 10V7.75h7.5V10" />
  </>,
);
export const StepsIcon = icon(<path d="M6.5 4h7M6.5 8h7M6.5 12h7M2.5 4h.01M2.5 8h.01M2.5 12h.01" />);
export const InspectIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.25" />
    <path d="m10.2 10.2 3.3 3.3" />
  </>,
);
export const SidebarLeftIcon = icon(
  <>
    <rect x="1.75" y="2.75" width="12.5" height="10.5" rx="2" />
    <path d="M6 2.75v10.5" />
  </>,
);
export const SidebarRightIcon = icon(
  <>
    <rect x="1.75" y="2.75" width="12.5" height="10.5" rx="2" />
    <path d="M10 2.75v10.5" />
  </>,
);
export const CopyIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M10.5 3.5v-.25A.75.75 0 0 0 9.75 2.5h-6.5a.75.75 0 0 0-.75.75v6.5c0 .41.34.75.75.75h.25" />
  </>,
);
export const UndoIcon = icon(<path d="M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.5 4 3 6.5 5.5 9" />);
export const BookIcon = icon(
  <path d="M8 4.2C6.7 3.2 5 2.8 2.5 2.8v9.4c2.5 0 4.2.4 5.5 1.4 1.3-1 3-1.4 5.5-1.4V2.8c-2.5 0-4.2.4-5.5 1.4zm0 0v9.4" />,
);

// Parts of the cluster.
export const KubectlIcon = icon(<path d="m2.5 4.5 3.5 3.5-3.5 3.5M8 12h5.5" />);
export const ApiServerIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.25" />
    <path d="M8 1.75v4M8 10.25v4M1.75 8h4M10.25 8h4" />
  </>,
);
export const EtcdIcon = icon(
  <>
    <ellipse cx="8" cy="4" rx="5" ry="2" />
    <path d="M3 4v8c0 1.1 2.25 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.25 2 5 2s5-.9 5-2" />
  </>,
);
export const ControllerIcon = icon(
  <path d="M13 8a5 5 0 0 1-9 3M3 8a5 5 0 0 1 9-3M12.5 2v3.25H9.25M3.5 14v-3.25h3.25" />,
);
export const SchedulerIcon = icon(<path d="M2.5 3h11l-4 5v4.5l-3 1V8z" />);
export const VolumeIcon = icon(
  <>
    <rect x="2" y="3.5" width="12" height="9" rx="1.5" />
    <path d="M2 9.5h12M11.5 11h.01" />
  </>,
);
export const PodIcon = icon(<path d="M8 1.75 13.75 5v6L8 14.25 2.25 11V5z" />);
