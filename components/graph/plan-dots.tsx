import { useStore } from "@xyflow/react";

/** Room between dots, in canvas units; seen smaller, every second, fourth … row of them is shown. */
const GAP = 20;
/** The least room between dots on the screen, in pixels. It is less than twice that at any zoom. */
const LEAST_GAP_PX = 16;

/**
 * The dots behind the plan, which show how far it is moved and zoomed. One picture that is shifted and scaled: React Flow's own
 * background is drawn anew for each frame, from afar with tens of thousands of dots.
 */
export function PlanDots() {
  const [x, y, zoom] = useStore((state) => state.transform);
  const doublings = Math.ceil(Math.log2(LEAST_GAP_PX / (GAP * zoom)));
  const scale = (GAP * zoom * 2 ** doublings) / LEAST_GAP_PX;
  const gap = LEAST_GAP_PX * scale;
  return (
    <div aria-hidden className="plan-dots">
      <div
        style={{
          inset: -2 * LEAST_GAP_PX,
          backgroundSize: `${LEAST_GAP_PX}px ${LEAST_GAP_PX}px`,
          transform: `translate(${x % gap}px, ${y % gap}px) scale(${scale})`,
        }}
      />
    </div>
  );
}
