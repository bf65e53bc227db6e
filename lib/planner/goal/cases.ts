import type { Fork } from "./setting.ts";
import { StepGraph } from "./step-graph.ts";

/** What is being done at the moment, and the cases of a condition while they are read. */
export class Cases {
  readonly graph = new StepGraph();
  /** What is being done together at the moment. */
  stage: number[] = [];
  /** What was said last: one step, or several side by side. */
  latest: number[] = [];
  // Within one sentence.
  protected own: number[] = [];
  protected scope: number[] = [];
  protected fork: Fork | null = null;
  protected forks = 0;
  protected inCase = false;
  /** Where the cases ended that were left last, and what decided between them. */
  protected caseEnds: number[] = [];
  protected caseRoot: number[] = [];

  protected advance(steps: readonly number[]): void {
    const open = this.stage.filter((one) => !steps.includes(one) && !this.graph.leads(one, steps));
    this.stage = [...new Set([...open, ...this.graph.ends(steps)])];
  }

  /** A condition that speaks of certain steps is settled by them, or by what came of them since. */
  protected settledBy(named: readonly number[], last: readonly number[]): number[] {
    return named.every((one) => this.graph.leads(one, last)) && last.length === 1 ? [...last] : [...named];
  }

  protected open(base: number[], branches: number[][]): void {
    this.forks++;
    this.fork = {
      id: this.forks,
      base: [...base],
      branches: [],
      aside: this.stage.filter(
        (one) => !base.includes(one) && !branches.flat().includes(one) && !this.graph.leads(one, base),
      ),
    };
    this.inCase = true;
    for (const branch of branches) {
      this.fork.branches.push([]);
      for (const step of branch) this.addToCase(step);
    }
    this.scope = [...base];
  }

  protected addToCase(step: number): void {
    const known = this.graph.steps[step];
    if (this.fork === null || known === undefined) return;
    const branch = this.fork.branches.at(-1);
    if (branch === undefined || branch.includes(step)) return;
    branch.push(step);
    known.branch ??= { fork: this.fork.id, branch: this.fork.branches.length };
  }

  protected leaveFork(): void {
    this.inCase = false;
    if (this.fork === null) return;
    const { branches, aside } = this.fork;
    const ends = branches.flatMap((branch) => this.graph.ends(branch));
    this.stage = [...new Set([...aside, ...ends])];
    this.latest = ends.length > 0 ? [...new Set(ends)] : this.latest;
    this.caseEnds = branches.length > 1 ? [...new Set(ends)] : [];
    this.caseRoot = this.fork.base;
    this.fork = null;
  }
}
