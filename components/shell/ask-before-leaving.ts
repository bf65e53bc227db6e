/**
 * Lets the browser ask a person who leaves the page whether they mean it, while something would be lost with it.
 * @returns what is told whether anything would be, whenever that may have changed
 */
export function askBeforeLeaving(): (wouldLose: boolean) => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  return (wouldLose) => {
    if (typeof window === "undefined") return;
    if (wouldLose) window.addEventListener("beforeunload", ask);
    else window.removeEventListener("beforeunload", ask);
  };
}
