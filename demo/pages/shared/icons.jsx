const paths = {
  theme: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 3.5v17a8.5 8.5 0 0 0 0-17Z" fill="currentColor" />
    </>
  ),
  copy: (
    <>
      <rect x="9" y="9" width="11" height="11" rx="2.5" />
      <path d="M5.5 15H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v.5" />
    </>
  ),
  done: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  regenerate: (
    <>
      <path d="M20 11a8 8 0 0 0-14.3-4L3 9.5M3 4v5.5h5.5" />
      <path d="M4 13a8 8 0 0 0 14.3 4L21 14.5m0 5.5v-5.5h-5.5" />
    </>
  ),
  comment: <path d="M21 12a8 8 0 0 1-8 8H4l1.8-3A8 8 0 1 1 21 12Z" />,
  send: <path d="M12 20V5m-6.5 6L12 4.5 18.5 11" />,
  stop: <rect x="7" y="7" width="10" height="10" rx="1.5" fill="currentColor" />,
  previous: <path d="m14.5 6-6 6 6 6" className="directed" />,
  next: <path d="m9.5 6 6 6-6 6" className="directed" />,
  shield: <path d="M12 3 5 6v5.500c0 4.5 3 7.8 7 9.5 4-1.7 7-5 7-9.500V6l-7-3Zm-3 9 2.2 2.200L15.2 10" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  up: <path d="M7 10.500V20H4v-9.500h3Zm0 0L11 3c1.7 0 2.6 1.2 2.3 2.800L12.6 9.500H18a2 2 0 0 1 2 2.400l-1.2 6.200A2.3 2.3 0 0 1 16.5 20H7" />,
  down: <path d="M7 13.500V4H4v9.500h3Zm0 0L11 21c1.7 0 2.6-1.2 2.3-2.800l-.7-3.700H18a2 2 0 0 0 2-2.400l-1.2-6.200A2.3 2.3 0 0 0 16.5 4H7" />,
  signal: <path d="M4 12h4l2.5-7 4 14 2.5-7h3" />,
  undo: <path d="M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3" />,
};

/** Decorative: the control around it carries the name. @param {{name: keyof typeof paths}} props */
export function Icon({ name }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {paths[name]}
    </svg>
  );
}
