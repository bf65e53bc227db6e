import type { Clause, Subordinate } from "./clauses.ts";
import type { Order } from "./connectives.ts";
import { readFinite } from "./finite.ts";
import { unmask } from "./fragments.ts";
import { pointsBack, pointsToAll, usedSteps } from "./links.ts";
import { namedBy } from "./named.ts";
import type { Named } from "./named.ts";
import { StepGraph } from "./step-graph.ts";

/** The stage at hand: what is being done together, what came right before it, and the branches of a condition. */
export class Stage {
  readonly graph = new StepGraph();
  protected before: number[] = [];
  protected current: number[] = [];
  protected branch: { base: number[]; ends: number[][] } | null = null;
  /** The steps of the main part read last. */
  protected latest: number[] = [];
  /** Where the branches ended that were left last. */
  private ends: number[] = [];
  /** What was going on beside a condition and its cases. */
  protected aside: number[] = [];

  protected putBefore(sub: Subordinate, named: Named, steps: number[], orders: Order[]): void {
    const known = named.steps.filter((one) => !steps.includes(one));
    if (known.length > 0) {
      this.graph.connect(steps, known);
      if (orders.includes("then") || orders.includes("last"))
        this.graph.connect(
          this.current.filter((one) => !steps.includes(one) && !known.includes(one)),
          steps,
        );
      this.current = [...new Set([...this.current, ...steps])];
      return;
    }
    if (named.fresh.length === 0) return;
    const later = named.fresh.map((words) => this.graph.step(unmask(words), true));
    this.graph.connect(steps, later);
    [this.before, this.current] = [steps, later];
    // "Before opening, A and B. Before the opening also C": what comes first goes on being said.
    if (sub.leading) [this.before, this.current] = [this.graph.predecessors(steps), steps];
  }

  protected putBeside(sub: Subordinate, steps: number[]): void {
    const named = namedBy(this.graph, sub, {
      current: this.current.filter((one) => !steps.includes(one)),
      create: "all",
    });
    const known = named.steps.filter((one) => !steps.includes(one));
    const fresh = named.fresh.map((words) => this.graph.step(unmask(words)));
    if (known.length > 0) this.graph.connect(this.graph.predecessors(known), steps);
    this.graph.connect(this.graph.predecessors(steps), fresh);
    this.current = [
      ...new Set([
        ...this.current,
        ...steps,
        ...fresh,
        ...known.filter((one) => this.graph.sinks().includes(one)),
      ]),
    ];
  }

  protected lastStep(except: readonly number[]): number[] {
    return this.latest.filter((one) => !except.includes(one));
  }

  protected roots(steps: readonly number[]): number[] {
    const roots = steps.filter((step) =>
      this.graph.predecessors([step]).every((one) => !steps.includes(one)),
    );
    return roots.length > 0 ? roots : [...steps];
  }

  protected place(orders: readonly Order[], steps: number[], clause: Clause): void {
    if (steps.length === 0) return;
    const roots = this.roots(steps);
    const single = steps.length === 1;
    const trails = clause.trailing;
    const beside =
      orders.includes("beside") || (trails.includes("beside") && single && !orders.includes("then"));
    if (orders.includes("last") || trails.includes("last")) {
      const sinks = this.graph.sinks().filter((one) => !steps.includes(one));
      this.graph.connect(sinks, roots);
      [this.before, this.current] = [sinks, steps];
    } else if (orders.includes("free") || trails.includes("free")) {
      this.current = [...new Set([...this.current, ...steps])];
    } else if (orders.includes("then") || (trails.includes("then") && single)) {
      const stage = this.current.filter((one) => !steps.includes(one));
      this.graph.connect(stage, roots);
      [this.before, this.current] = [stage, steps];
    } else if (
      this.current.length > 0 &&
      single &&
      (trails.includes("start") ||
        (orders.includes("start") && clause.main[0]?.joint.trim().endsWith("but") === true))
    ) {
      // "Paint the walls, but sand them first."
      const all = this.latest.length > 0 ? this.latest : this.current;
      // "The cake needs eggs, so buy eggs first": what is spoken of is what comes after.
      const spoken = clause.main.flatMap(({ text }) => {
        const subject = readFinite(text)?.subject;
        return subject === undefined ? [] : (this.graph.find(unmask(subject), false) ?? []);
      });
      const meant = all.filter((one) => spoken.includes(one));
      this.graph.connect(steps, meant.length > 0 ? meant : all);
    } else {
      this.loosely(steps, roots, beside);
    }
  }

  /** Without a word of order: after what it uses, else beside the stage at hand. */
  protected loosely(steps: number[], roots: readonly number[], beside: boolean): void {
    let linked = false;
    const chained: number[] = [];
    for (const root of beside ? [] : roots) {
      const words = this.graph.steps[root]?.words ?? "";
      const earlier = this.current.filter((one) => !steps.includes(one));
      const used = pointsToAll(words)
        ? earlier
        : pointsBack(words) && earlier.length > 0
          ? this.lastOf(earlier)
          : usedSteps(this.graph, words, root, steps);
      if (used.length === 0) continue;
      this.graph.connect(used, [root]);
      chained.push(...used);
      linked = true;
    }
    if (linked) {
      const open = this.current.filter((one) => !chained.includes(one));
      this.current = [...new Set([...open, ...steps])];
      return;
    }
    this.graph.connect(
      this.before.filter((one) => !steps.includes(one)),
      roots,
    );
    this.current = [...new Set([...this.current, ...steps])];
  }

  /** What "it" in the next sentence is about: the latest step, or the ends of all branches that led here. */
  private lastOf(earlier: readonly number[]): number[] {
    const last = Math.max(...earlier);
    return this.ends.includes(last) ? this.ends : [last];
  }

  protected leaveBranch(): void {
    if (this.branch === null) return;
    const cases = this.branch.ends.flatMap((steps) =>
      steps.filter((one) => this.graph.sinks().includes(one)),
    );
    const ends = [
      ...new Set([...(cases.length > 0 ? cases : this.branch.ends.flat()), ...this.current, ...this.aside]),
    ];
    this.aside = [];
    this.ends = ends;
    this.current = ends;
    this.before = this.branch.base;
    this.branch = null;
  }
}
