/** How much of a processor it takes, in milliseconds, the least of three times: a busy machine makes it more, never less. */
export function cpuMsOf(act: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const began = process.cpuUsage()
    act()
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1_000
  })
  return Math.min(...times)
}
