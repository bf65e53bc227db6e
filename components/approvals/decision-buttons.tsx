import type { ReactNode } from "react";

/**
 * What a person can decide. While what is to be decided on is longer than there is room for, it stands at the lower end of what is seen
 * of it: nobody is to look for the buttons.
 */
export function DecisionButtons({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-2 bg-surface lg:sticky lg:bottom-0 lg:z-1 lg:-my-2 lg:py-2">
      {children}
    </div>
  );
}
