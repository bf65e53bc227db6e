/** The mark: two steps that lead to a third. */
export function Logo({ className = "size-5" }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" className={className} aria-hidden="true">
      <path
        d="M5 6v2.5a2 2 0 0 0 2 2h6a2 2 0 0 0 2-2V6M10 10.5V14"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
      />
      <rect x="2" y="2" width="6" height="4.5" rx="1.2" fill="currentColor" opacity="0.55" />
      <rect x="12" y="2" width="6" height="4.5" rx="1.2" fill="currentColor" opacity="0.55" />
      <rect x="6.5" y="13.5" width="7" height="4.5" rx="1.2" fill="currentColor" />
    </svg>
  );
}
