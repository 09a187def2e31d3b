import type { CompiledPlan } from './compiled-plan.ts'
import type { Run } from './run.ts'
import { runStep } from './run-step.ts'

/** Runs each step as soon as those that it waits for are done. Never rejects for a subgraph: its errors are the run's. */
export function runPlan(plan: CompiledPlan, run: Run): Promise<void> | undefined {
  const [first] = plan
  if (!first) return undefined
  if (plan.length === 1) return runStep(first, run)

  return new Promise((resolve, reject) => {
    const waiting = plan.map(({ waitsFor }) => waitsFor)
    let left = plan.length
    const start = (index: number) => {
      const step = plan[index] as CompiledPlan[number]
      runStep(step, run).then(() => {
        if (--left === 0) return resolve()
        for (const next of step.before) {
          waiting[next] = (waiting[next] as number) - 1
          if (waiting[next] === 0) start(next)
        }
      }, reject)
    }
    for (const [index, { waitsFor }] of plan.entries()) if (waitsFor === 0) start(index)
  })
}
