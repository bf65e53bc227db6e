import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";

type BannerTone = "info" | "success" | "warning" | "error";

const LOOKS: Record<BannerTone, { box: string; icon: ReactNode }> = {
  info: { box: "border-line bg-surface [&>svg]:text-accent", icon: <Info /> },
  success: {
    box: "border-status-succeeded/30 bg-status-succeeded/6 [&>svg]:text-status-succeeded",
    icon: <CircleCheck />,
  },
  warning: {
    box: "border-status-waiting/35 bg-status-waiting/6 [&>svg]:text-status-waiting",
    icon: <TriangleAlert />,
  },
  error: {
    box: "border-status-failed/35 bg-status-failed/6 [&>svg]:text-status-failed",
    icon: <CircleAlert />,
  },
};

/** A message across a page or panel, with what can be done about it at the right. Errors are announced at once. */
export function Banner({
  tone = "info",
  title,
  children,
  actions,
  className,
}: {
  tone?: BannerTone;
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  const look = LOOKS[tone];
  return (
    <div
      role={tone === "error" ? "alert" : "status"}
      className={classes(
        "flex items-start gap-2.5 rounded-md border px-3 py-2 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0",
        look.box,
        className,
      )}
    >
      {look.icon}
      {/* Where the message would be squeezed, what can be done stands below it. */}
      <div className="flex min-w-0 flex-1 flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-[1_1_16rem]">
          {title && <p className="font-medium">{title}</p>}
          {children}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
